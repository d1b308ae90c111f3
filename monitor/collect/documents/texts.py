"""A text file is one article: a headline, perhaps behind a date, a blank line, the text."""

import html
import re
from typing import Final

from monitor.collect.decoding import decode
from monitor.errors import DocumentError
from monitor.records import Entry

_DATED: Final = re.compile(r"\s*(?:date[:\s]+)?(\d{4}-\d{2}-\d{2})\s+(\S.*)", re.IGNORECASE)
_LONGEST_HEADLINE: Final = 300  # characters


def read(data: bytes) -> Entry:
    """The one entry. Raises DocumentError where there is no text.

    The outlet stays open: a text doesn't say whose it is, only what it is about.
    """
    text = decode(data).strip()
    if not text:
        raise DocumentError("The file is empty.", reason="empty")
    first, _, rest = text.partition("\n")
    if dated := _DATED.fullmatch(first):
        title, body, day = dated[2], rest, dated[1]
    elif len(first) <= _LONGEST_HEADLINE and rest.startswith("\n"):
        title, body, day = first, rest, ""
    else:
        title, body, day = "", text, ""
    return Entry(
        title=html.escape(title, quote=False),  # it is no markup, and an entry's may be
        content=body,
        content_is_html=False,
        published_raw=day,
        position=1,
    )
