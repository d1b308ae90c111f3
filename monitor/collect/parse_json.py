"""JSON Feed 1.0 and 1.1 -> entries. https://www.jsonfeed.org/version/1.1/"""

import json
from typing import Any

from monitor.errors import ParseError
from monitor.records import Entry


def read_json(text: str) -> tuple[str, str, list[Entry]]:
    """Title, language and all entries, addresses as written.

    Raises ParseError: "not_a_feed" for other JSON, "broken" for what is no JSON.
    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParseError(
            f"The JSON can't be read: {error}.",
            remedy="Open the address in a browser to see what it sends.",
            reason="broken",
        ) from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise ParseError(
            "This is JSON, but not a JSON Feed: it has no list of items.",
            remedy="Look for the address of the site's feed.",
            reason="not_a_feed",
        )
    language = _text(feed, "language")
    entries = [
        _entry(item, language, number)
        for number, item in enumerate(items, start=1)
        if isinstance(item, dict)
    ]
    return _text(feed, "title"), language, entries


def _entry(item: dict[str, Any], language: str, number: int) -> Entry:
    markup, plain = _text(item, "content_html"), _text(item, "content_text")
    if not markup and not plain:
        plain = _text(item, "summary")
    return Entry(
        title=_text(item, "title"),
        content=markup or plain,
        content_is_html=bool(markup),
        url=_text(item, "url") or _text(item, "external_url"),
        guid=_text(item, "id"),
        published_raw=_text(item, "date_published"),
        updated_raw=_text(item, "date_modified"),
        author=", ".join(_authors(item)),
        language=_text(item, "language") or language,
        position=number,
    )


def _authors(item: dict[str, Any]) -> list[str]:
    authors = item.get("authors")
    if not isinstance(authors, list):  # version 1.0 had one
        authors = [item.get("author")]
    names = [_text(author, "name") for author in authors if isinstance(author, dict)]
    return [name for name in names if name]


def _text(mapping: dict[str, Any], key: str) -> str:
    """The value as text; numbers are taken too, since publishers write ids as numbers."""
    value = mapping.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)
