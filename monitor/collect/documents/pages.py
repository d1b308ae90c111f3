"""A web page -> its article. The only user of trafilatura, with documents/warcs.py's pages."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import trafilatura

from monitor.collect.decoding import decode
from monitor.collect.parse import Parser
from monitor.errors import DocumentError
from monitor.records import Entry

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9._:\-]{1,40})", re.I)
_DEEP = 100_000  # tags; extraction takes minutes beyond


def read(path: Path, data: bytes, parser: Parser) -> Iterator[Entry]:
    """Give the page's article; raises DocumentError where there is none."""
    yield entry_of(data, "")


def entry_of(data: bytes, url: str, content_type: str = "") -> Entry:
    """The article of a page. Raises DocumentError where the page has none."""
    found = _extract(data, url, content_type)
    if found is None or not (found.text or "").strip():
        raise DocumentError("No article was found in the page.", reason="no_article")
    return Entry(
        title=_escaped(found.title or ""),
        content=found.text.replace("\n", "\n\n"),
        content_is_html=False,
        url=url or found.url or "",
        published_raw=found.date or "",
        author=_escaped(found.author or ""),
        language=found.language or "",
        outlet=found.sitename or "",
        position=1,
    )


def page_text(data: bytes, url: str) -> str:
    """The plain text of a page's article, or "" where there is none."""
    found = _extract(data, url, "")
    return (found.text or "").replace("\n", "\n\n") if found else ""


def _extract(data: bytes, url: str, content_type: str) -> Any:
    if not content_type and (named := _CHARSET.search(data[:2_000])):
        content_type = f"text/html; charset={named[1].decode()}"
    html = decode(data, content_type)
    if html.count("<") > _DEEP:
        raise DocumentError("The page has more markup than an article has.", reason="too_large")
    return trafilatura.bare_extraction(html, url=url or None, with_metadata=True)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
