"""What the columns of a table and the keys of a JSON line mean, and how a row is an entry."""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from monitor.errors import DocumentError
from monitor.records import Entry

# Meaning -> names of columns, best first: ours, Media Cloud's, then what people use.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "title": ("title", "headline", "heading", "name"),
    "text": (
        *("text", "content", "body", "full_text", "fulltext", "article_text", "maintext"),
        *("article", "content_html", "content_text", "summary", "description"),
    ),
    "url": ("url", "link", "address", "permalink", "article_url"),
    "published": (
        *("published", "published_at", "publish_date", "published_date", "date_published"),
        *("publication_date", "date_publish", "pubdate", "pub_date", "date", "datetime"),
    ),
    "outlet": (
        *("outlet", "media_name", "publisher", "publication", "newspaper", "source"),
        *("site", "media_url"),
    ),
    "author": ("author", "authors", "byline", "creator"),
    "language": ("language", "lang"),
    "guid": ("guid",),
}

_MARKUP: Final = re.compile(
    r"</?(?:p|div|br|a|span|strong|em|b|i|h[1-6]|ul|li)\b[^<>]{0,500}>|&(?:amp|quot|nbsp|#\d{1,6});",
    re.IGNORECASE,
)
_LOOKED_AT: Final = 10_000  # characters of a text, to see whether it is HTML


def propose(columns: Iterable[str]) -> dict[str, str]:
    """Meaning -> column, by the names in NAMES."""
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(re.sub(r"[\W_]+", "_", column.casefold()).strip("_"), column)
    found = {}
    for meaning, names in NAMES.items():
        if name := next((name for name in names if name in by_name), None):
            found[meaning] = by_name[name]
    return found


def merged(proposed: Mapping[str, str], mapping: Mapping[str, str] | None) -> dict[str, str]:
    """What a person says that columns mean, over what their names propose.

    An empty column says that none has that meaning. A column that the person gave one meaning
    loses the others that were proposed for it.
    """
    mapping = mapping or {}
    taken = set(mapping.values())
    kept = {meaning: column for meaning, column in proposed.items() if column not in taken}
    return {meaning: column for meaning, column in {**kept, **mapping}.items() if column}


def entry_of(row: Mapping[str, Any], mapping: Mapping[str, str], position: int) -> Entry:
    """The entry that a row holds. Raises DocumentError where it has no title and no text."""
    cells = {meaning: _cell(row.get(column)) for meaning, column in mapping.items()}
    text = cells.get("text", "")
    if not cells.get("title") and not text:
        raise DocumentError("It has neither a title nor a text.", reason="empty")
    return Entry(
        # A table's title is no markup, and an entry's may be.
        title=html.escape(cells.get("title", ""), quote=False),
        content=text,
        content_is_html=bool(_MARKUP.search(text, 0, _LOOKED_AT)),
        url=cells.get("url", ""),
        guid=cells.get("guid", ""),
        published_raw=cells.get("published", ""),
        author=html.escape(cells.get("author", ""), quote=False),
        language=cells.get("language", ""),
        outlet=" ".join(cells.get("outlet", "").split()),
        position=position,
    )


def _cell(value: object) -> str:
    """A value as text; of a list, the names in it."""
    if isinstance(value, list):
        value = ", ".join(name for name in value if isinstance(name, str))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()
