"""The bytes of a feed -> its entries. The only user of feedparser.

This is what runs in the parser's worker, so nothing heavy is imported.
"""

import io
import re
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import feedparser

from monitor.collect.decoding import decode, without_declaration
from monitor.collect.markup import feed_links, title_text
from monitor.collect.parse_json import read_json
from monitor.collect.repair import (
    close_truncated,
    newest,
    readable_references,
    refuse_entities,
)
from monitor.errors import ParseError
from monitor.records import Entry

LIMIT: Final = 2_000  # entries of one feed; at 437 a second they leave half of the deadline

_PAGE: Final = re.compile(
    r"(?:<\?xml[^>]*>|(?><!--.{0,2000}?-->)|\s)*+<(?:!doctype\s+html|html\b)", re.I | re.S
)
_FEED: Final = re.compile(r"<(?:rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)
_LIST: Final = re.compile(r"<opml[\s>]", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?://|/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed held. All its texts are as published: hostile, and not yet plain."""

    title: str
    language: str  # as declared
    entries: tuple[Entry, ...]  # at most the newest 2,000
    total_entries: int
    ttl_minutes: int = 0  # how long the publisher wants it to be cached; 0 where unsaid
    truncated: bool = False  # it breaks off; the complete entries are here
    warnings: tuple[str, ...] = ()


def read_feed(body: bytes, content_type: str, url: str) -> ParsedFeed:
    """Parse a feed here and now, whatever it takes. Raises ParseError."""
    text = without_declaration(decode(body, content_type))
    if text.startswith("{"):
        title, language, entries = read_json(text)
        kept = [replace(entry, url=_link(entry.url, "", url)) for entry in entries[:LIMIT]]
        return ParsedFeed(title_text(title), language, tuple(kept), len(entries))
    if _PAGE.match(text) and not _FEED.search(text, 0, 2_000):
        raise _not_a_feed(text, url)
    refuse_entities(text.encode())
    text, truncated = close_truncated(readable_references(text))
    text, total = newest(text, LIMIT)
    feed = feedparser.parse(
        io.BytesIO(text.encode()),  # never the text itself: it might be read as a path or URL
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    found = feed.entries[:LIMIT]
    if not feed.get("version") and not found:
        raise _not_a_feed(text, url)
    head = feed.feed
    language = _string(head, "language")
    return ParsedFeed(
        title=title_text(_string(head, "title")),
        language=language,
        entries=tuple(_entry(raw, language, url, number) for number, raw in enumerate(found, 1)),
        total_entries=total if total > LIMIT else len(found),
        ttl_minutes=_minutes(_string(head, "ttl")),
        truncated=truncated,
        warnings=tuple(_warnings(feed, truncated, total)),
    )


def _entry(raw: dict[str, Any], language: str, url: str, number: int) -> Entry:
    guid = _string(raw, "id")
    content, is_html, declared = _longest_text(raw)
    return Entry(
        title=_string(raw, "title"),
        content=content,
        content_is_html=is_html,
        url=_link(_string(raw, "link"), guid, url),
        guid=guid,
        published_raw=_string(raw, "published"),
        updated_raw=_string(raw, "updated"),
        author=_string(raw, "author"),
        language=_string(raw, "language") or declared or language,
        position=number,
    )


def _longest_text(raw: dict[str, Any]) -> tuple[str, bool, str]:
    """The longest text of an entry, whether it is HTML, and its declared language."""
    details = [*raw.get("content", ()), raw.get("summary_detail") or {}]
    longest = max(details, key=lambda detail: len(_string(detail, "value")))
    is_html = _string(longest, "type") != "text/plain"
    return _string(longest, "value"), is_html, _string(longest, "language")


def _link(link: str, guid: str, base: str) -> str:
    """The http(s) address that a link means, or nothing.

    feedparser makes a link of every guid, also of `<guid>42</guid>`.
    """
    link = link.strip()
    if not link or (link == guid.strip() and not _ADDRESS.match(link)):
        return ""
    try:
        # Not urljoin for what has a scheme: it makes "https://" the address of the feed.
        parts = urlsplit(link if urlsplit(link).scheme else urljoin(base, link))
    except ValueError:
        return ""
    return parts.geturl() if parts.scheme in ("http", "https") and parts.hostname else ""


def _not_a_feed(text: str, url: str) -> ParseError:
    links = dict.fromkeys(_link(link, "", url) for link, _title in feed_links(text))
    offered = ", ".join(link for link in links if link)
    message = "These bytes are not a feed."
    remedy = "Look for a feed on the site, or remove this address."
    if _LIST.search(text, 0, 2_000):
        message, remedy = "This is a list of feeds (OPML), not a feed.", "Import it as a list."
    elif _PAGE.match(text) or offered:
        message = "This is a web page, not a feed."
    if offered:
        remedy = f"It offers these feeds: {offered[:500]}"
    return ParseError(message, remedy=remedy, reason="not_a_feed")


def _warnings(feed: dict[str, Any], truncated: bool, total: int) -> list[str]:
    warnings = []
    if truncated:
        warnings.append("The feed breaks off; its complete entries were taken.")
    elif feed.get("bozo"):
        problem = feed.get("bozo_exception")
        warnings.append(f"The XML is not well-formed: {str(problem)[:200]}")
    if total > LIMIT:
        warnings.append(f"The feed has {total:,} entries; the newest {LIMIT:,} were taken.")
    return warnings


def _minutes(ttl: str) -> int:
    """A `<ttl>` in minutes, at most a week; nought for junk."""
    return min(int(ttl), 10_080) if ttl.isascii() and ttl.isdigit() and len(ttl) < 9 else 0


def _string(mapping: dict[str, Any], key: str) -> str:
    # Not mapping.get(): feedparser's dictionary gives "published" for a missing "updated".
    value = dict.get(mapping, key)
    return value if isinstance(value, str) else ""
