"""The text of a feed -> its entries. The only user of feedparser.

What runs in the parser's worker is here, and nothing heavy is imported.
"""

import codecs
import json
import re
from typing import Any
from urllib.parse import urljoin

import feedparser

from monitor.errors import ParseError
from monitor.records import Entry

LIMIT = 2_000  # entries of one feed that are taken

_PROLOG = re.compile(r"^\s*<\?xml[^>]{0,300}?\?>")
_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:\-]{1,40})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:\-]{1,40})", re.IGNORECASE)
_ROOT = re.compile(r"<\s*(?:[\w.\-]+:)?(rss|feed|RDF|html)\b", re.IGNORECASE)
_CLOSED = re.compile(r"</\s*(?:[\w.\-]+:)?(rss|feed|RDF)\s*>\s*(<!--.{0,500}-->\s*)*$", re.I | re.S)
_LINK = re.compile(r"<link\b[^>]{0,500}>", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


# --- before the worker -------------------------------------------------------------


def decode(body: bytes, content_type: str = "") -> str:
    """Bytes -> text, so that one bad byte costs one character and not the whole feed.

    What counts: a byte order mark, UTF-8 where the bytes are UTF-8, the XML prolog, the
    charset of the HTTP header; else UTF-8 with replacements.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if body[:2] == b"<\0" or body[:2] == b"\0<":
        return body.decode("utf-16-le" if body[1] == 0 else "utf-16-be", "replace")
    declared = _ENCODING.match(body)
    header = _CHARSET.search(content_type)
    named = [declared[1].decode()] if declared else []
    named += [header[1]] if header else []
    try:
        # ISO-2022 and HZ are ASCII bytes all through, so what is declared comes first there.
        if not any(name.lower().startswith(("iso-2022", "hz")) for name in named):
            return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for name in named:
        try:
            if codecs.lookup(name).name in ("ascii", "utf-8"):
                continue  # it says so, but it isn't
            return body.decode(name, "replace")
        except (LookupError, UnicodeError):
            continue
    return body.decode("utf-8", "replace")


def check(text: str, url: str = "") -> None:
    """Raise ParseError for what no parser needs to see: nothing, bombs, web pages."""
    start = text.lstrip("\ufeff \t\r\n")
    if not start:
        raise ParseError("The feed is empty.", reason="empty")
    if start.startswith(("{", "[")):
        return
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise ParseError(
            "The feed declares XML entities of its own, which is how XML bombs are built.",
            remedy="Ask the publisher for a feed without a DTD.",
            reason="entity_expansion",
        )
    root = _ROOT.search(start)
    if root is None or root[1].lower() == "html":
        offered = _offered(text, url)
        raise ParseError(
            "This is a web page, not a feed." if root else "This is not a feed.",
            remedy=f"It names these feeds: {', '.join(offered)}." if offered else "",
            reason="not_a_feed",
        )


def _offered(text: str, url: str) -> list[str]:
    """Addresses of feeds that a web page links to."""
    found = []
    for tag in _LINK.findall(text[:200_000]):
        kind = re.search(r"type\s*=\s*[\"']application/(rss|atom|feed)\+(xml|json)", tag, re.I)
        href = re.search(r"href\s*=\s*[\"']([^\"'<>\s]{1,500})", tag, re.I)
        if kind and href:
            found.append(urljoin(url, href[1]))
    return found[:5]


# --- in the worker -----------------------------------------------------------------


def limit_memory(extra: int) -> None:
    """Let this process take only so many more bytes, where the platform can say so."""
    try:
        import resource  # noqa: PLC0415  not on every platform
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (extra, resource.getrlimit(resource.RLIMIT_AS)[1]))


def parse(text: str, url: str) -> dict[str, Any]:
    """The fields of a ParsedFeed. Raises ParseError where the text is no feed."""
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return _json_feed(text, url)
    return _xml_feed(text, url)


def _xml_feed(text: str, url: str) -> dict[str, Any]:
    # Without its encoding, since the text has been decoded already.
    body = _PROLOG.sub("", text.lstrip("\ufeff"), count=1).strip()
    found = feedparser.parse(
        body.encode("utf-8", "replace"),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not found.get("version") and not found.entries:
        raise ParseError("This is not a feed.", reason="not_a_feed")
    truncated = not _CLOSED.search(body[-2_000:])
    items = found.entries
    if truncated and items and not re.search(r"</\s*(?:\w+:)?(item|entry)\s*>\s*$", body):
        items = items[:-1]  # cut off in its middle
    warnings = []
    if found.get("bozo"):
        warnings.append(f"The feed is not well-formed: {found.get('bozo_exception')}"[:300])
    return {
        "title": found.feed.get("title", ""),
        "language": found.feed.get("language", ""),
        "entries": tuple(
            _entry(item, url, found.feed.get("language", ""), place)
            for place, item in enumerate(items[:LIMIT], start=1)
        ),
        "total_entries": len(items),
        "ttl_minutes": _minutes(found.feed.get("ttl", "")),
        "truncated": truncated,
        "warnings": tuple(warnings),
    }


def _entry(item: Any, base: str, feed_language: str, place: int) -> Entry:
    texts = [(item.get("summary", ""), item.get("summary_detail", {}).get("type", "text/html"))]
    texts += [
        (part.get("value", ""), part.get("type", "text/html")) for part in item.get("content", [])
    ]
    content, kind = max(texts, key=lambda one: len(one[0]))
    return Entry(
        title=item.get("title", ""),
        content=content,
        content_is_html=kind != "text/plain" or "<" in content,
        url=_link(item, base),
        guid=item.get("id", ""),
        published_raw=item.get("published", ""),
        updated_raw=dict.get(item, "updated", ""),  # item.get would give the publication
        author=item.get("author", ""),
        language=item.get("language", "") or feed_language,
        position=place,
    )


def _link(item: Any, base: str) -> str:
    link = str(item.get("link", ""))
    if link == item.get("id", "") and not re.match(r"https?://", link, re.IGNORECASE):
        return ""  # feedparser takes a guid without isPermaLink="false" for a link
    if not link:
        return ""
    try:
        link = urljoin(base, link.strip())
    except ValueError:
        return ""
    return link if re.match(r"https?://", link, re.IGNORECASE) else ""


def _json_feed(text: str, url: str) -> dict[str, Any]:
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise ParseError(f"This is not a feed: {error}.", reason="not_a_feed") from None
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(found.get("version", "")):
        raise ParseError("This JSON is not a feed.", reason="not_a_feed")
    entries = [item for item in items if isinstance(item, dict)]
    language = _string(found, "language")
    return {
        "title": _string(found, "title"),
        "language": language,
        "entries": tuple(
            _json_entry(item, url, language, place)
            for place, item in enumerate(entries[:LIMIT], start=1)
        ),
        "total_entries": len(items),
    }


def _json_entry(item: dict[str, Any], base: str, language: str, place: int) -> Entry:
    html = _string(item, "content_html")
    plain = _string(item, "content_text") or _string(item, "summary")
    authors = item.get("authors") or [item.get("author")]
    author = authors[0] if isinstance(authors, list) and isinstance(authors[0], dict) else {}
    return Entry(
        title=_string(item, "title"),
        content=html or plain,
        content_is_html=bool(html),
        url=_link({"link": _string(item, "url") or _string(item, "external_url")}, base),
        guid=_string(item, "id"),
        published_raw=_string(item, "date_published"),
        updated_raw=_string(item, "date_modified"),
        author=_string(author, "name"),
        language=_string(item, "language") or language,
        position=place,
    )


def _string(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return str(value) if isinstance(value, (str, int, float)) else ""


def _minutes(ttl: str) -> int:
    return int(ttl) if re.fullmatch(r"\d{1,6}", str(ttl).strip()) else 0
