"""A text file is one article: a headline, perhaps with a date, a blank line, the text."""

import re
from collections.abc import Iterator
from pathlib import Path

from monitor.collect.decoding import decode
from monitor.collect.parse import Parser
from monitor.errors import DocumentError
from monitor.records import Entry

_DATED = re.compile(r"^\s*(?:date[:\s]+)?(\d{4}-\d{2}-\d{2})\s+(\S.*)$", re.IGNORECASE)
_LONGEST_HEADLINE = 300  # characters


def read(path: Path, data: bytes, parser: Parser) -> Iterator[Entry]:
    """Give the one entry; raises DocumentError where there is no text."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff\n \t")
    if not text:
        raise DocumentError("The file is empty.", reason="empty")
    first, _, rest = text.partition("\n")
    dated = _DATED.match(first)
    if dated:
        title, body, day = dated[2].strip(), rest, dated[1]
    elif rest.startswith("\n") and len(first) <= _LONGEST_HEADLINE:
        title, body, day = first.strip(), rest, ""
    else:
        title, body, day = "", text, ""
    yield Entry(
        title=_escaped(title),
        content=body.strip(),
        content_is_html=False,
        published_raw=day,
        position=1,
    )


def _escaped(title: str) -> str:
    """As the title of an entry, which may hold markup; a text file's does not."""
    return title.replace("&", "&amp;").replace("<", "&lt;")
