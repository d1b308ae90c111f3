"""A web page -> its article. The only user of trafilatura."""

import html
from typing import Any, Final

import trafilatura

from monitor.collect.decoding import decode
from monitor.errors import DocumentError
from monitor.records import Entry

_MOST_TAGS: Final = 100_000  # a page of so many takes ten seconds; news has some thousands
# A date in the page's head or address is its date; one in its words may be anyone's.
_DATES: Final = {"extensive_search": False, "original_date": True}


def read(data: bytes) -> Entry:
    """The article of a saved page. Raises DocumentError where there is none."""
    return entry_of(data, "")


def entry_of(data: bytes, url: str, content_type: str = "") -> Entry:
    """The article of a page that stands at `url`. Raises DocumentError where there is none."""
    found = _extract(data, url, content_type)
    if found is None or not _text(found):
        raise DocumentError("There is no article in the page.", reason="no_article")
    return Entry(
        # Plain already, and an entry's title may be markup.
        title=html.escape(found.title or "", quote=False),
        content=_text(found),
        content_is_html=False,
        url=url or found.url or "",
        published_raw=found.date or "",
        author=html.escape(found.author or "", quote=False),
        language=found.language or "",
        outlet=found.sitename or "",
        position=1,
    )


def page_text(data: bytes, url: str) -> str:
    """The plain text of a page's article, or "" where there is none.

    Raises DocumentError for a page that would take too long.
    """
    found = _extract(data, url, "")
    return _text(found) if found else ""


def _text(found: Any) -> str:
    """The paragraphs of an article, without the headline over them, which is its title."""
    lines = [line.strip() for line in (found.text or "").split("\n") if line.strip()]
    return "\n\n".join(lines[1:] if lines[:1] == [found.title] else lines)


def _extract(data: bytes, url: str, content_type: str) -> Any:
    page = decode(data, content_type)
    if page.count("<") > _MOST_TAGS:
        raise DocumentError("The page has more markup than an article has.", reason="too_large")
    return trafilatura.bare_extraction(
        page,
        url=url or None,
        with_metadata=True,
        include_comments=False,  # readers' words are not the outlet's
        date_extraction_params=_DATES,
    )
