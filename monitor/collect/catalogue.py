"""Which feeds there are: OPML in and out, and the changes that were made to the list."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from lxml import etree

from monitor.collect.guard import http_address
from monitor.errors import CatalogueError, FetchError
from monitor.records import Feed, Refusal

LARGEST = 10_000_000  # bytes; 10,000 feeds take about 2 MB
NAMESPACE = "urn:stancewatch:opml"

_NAME_LENGTH = 200  # characters of an outlet's name
# Hosts that publish for many outlets: the path says whose feed it is.
_SHARED_HOSTS = {"feedburner.com", "feedx.net", "medium.com", "rsshub.app"}
# Encodings that lists come in. Python knows stranger ones, some of them slow.
_DECLARED = re.compile(
    rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']"
    rb"(iso-8859-1?[0-9]|windows-125[0-8]|koi8-[ru]|gb2312|gbk|gb18030|big5|shift_jis|euc-(?:jp|kr))"
    rb"[\"']",
    re.IGNORECASE,
)
_SERVICE_LABELS = {"www", "www2", "feeds", "feed", "rss", "rssfeeds"}


@dataclass(frozen=True, slots=True)
class OpmlResult:
    """What an OPML file held: its feeds, how many stood in it again, and what was refused."""

    feeds: tuple[Feed, ...]
    repeated: int
    bad: tuple[Refusal, ...]


def new_feed(
    url: str, outlet: str = "", *, country: str = "", kind: str = "", language: str = ""
) -> Feed:
    """A feed from what a person gave; without a name, the outlet is called after its host.

    Raises CatalogueError where the address can't be used.
    """
    url = re.sub(r"^feed:(//)?(?=https?:)|^feed:(?=//)", "", url.strip())
    if url.startswith("//"):
        url = f"https:{url}"
    try:
        url = http_address(url)
    except FetchError as error:
        raise CatalogueError(error.message, remedy=error.remedy, reason=error.reason) from None
    return Feed(
        url=url,
        outlet=_line(outlet) or outlet_of(url),
        country=_line(country).upper(),
        kind=_line(kind).lower(),
        language=_line(language).lower(),
    )


def outlet_of(url: str) -> str:
    """A name for an outlet that has none: "https://feeds.example.org/x" -> "example.org"."""
    parts = urlsplit(url)
    host = parts.hostname or url
    first, _, rest = host.partition(".")
    if first in _SERVICE_LABELS and "." in rest:
        host = rest
    if host in _SHARED_HOSTS:
        host = "/".join([host, *parts.path.strip("/").split("/")[:1]])
    return host


def effective(packaged: Iterable[Feed], changes: Iterable[Mapping[str, Any]]) -> tuple[Feed, ...]:
    """The list in force: the packaged feeds with the rows of table `feeds` laid over them.

    Rows come oldest first. A feed that is added again gets the newer facts; a change to a
    feed that is no longer there has nothing to act on.

    Raises CatalogueError for an action that this release does not know.
    """
    feeds = {feed.url: feed for feed in packaged}
    for row in changes:
        url, action = row["url"], row["action"]
        if action == "add":
            feeds[url] = Feed(
                url=url,
                outlet=row["outlet"],
                country=row["country"] or "",
                kind=row["kind"] or "",
                language=row["language"] or "",
            )
        elif action == "remove":
            feeds.pop(url, None)
        elif action in ("pause", "resume"):
            if url in feeds:
                feeds[url] = replace(feeds[url], paused=action == "pause")
        else:
            raise CatalogueError(
                f"The list of feeds holds an unknown change: {action!r}.",
                remedy="A newer release may have written it; use that one.",
            )
    return tuple(feeds.values())


# --- OPML --------------------------------------------------------------------------


def read_opml(data: bytes, path: str = "") -> OpmlResult:
    """The feeds of an OPML file, in their order. Nothing is fetched.

    Facts that a folder states hold for the feeds in it, unless they state their own.
    Markup errors are forgiven; `path` is what refusals name. `Refusal.row` counts feeds
    from 1.

    Raises CatalogueError where the file is too large, declares entities or is no OPML.
    """
    if len(data) > LARGEST:
        raise CatalogueError(
            f"The file has {len(data) / 1e6:.1f} MB.",
            remedy=f"Split it below {LARGEST / 1e6:g} MB.",
            reason="too_large",
        )
    text = _decode(data)
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise CatalogueError(
            "The file declares XML entities, which no list of feeds needs.",
            remedy="Export it again from the program that it comes from.",
            reason="entities",
        )
    target = _Outlines()
    parser = etree.HTMLParser(target=target, recover=True, encoding="utf-8")
    parser.feed(text.encode())
    parser.close()
    if not target.is_opml:
        raise CatalogueError(
            "The file is not OPML.", remedy="Give a list of feeds, exported as OPML.", reason="opml"
        )
    return _sort_out(target.found, path)


def write_opml(feeds: Iterable[Feed]) -> str:
    """OPML 2.0 that any feed reader takes, and that `read_opml` reads back unchanged."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:stancewatch="{NAMESPACE}">',
        "  <head><title>Stancewatch feeds</title></head>",
        "  <body>",
        *(f"    <outline {_attributes(feed)}/>" for feed in feeds),
        "  </body>",
        "</opml>",
    ]
    return "\n".join(lines) + "\n"


class _Outlines:
    """Gathers outlines while lxml reads.

    lxml's HTML parser forgives what real lists get wrong (a bare "&", an open element),
    knows no entities of its own and takes linear time on hostile input; Python's
    html.parser does not. It gives attribute names in lower case.
    """

    def __init__(self) -> None:
        self.is_opml = False
        self.found: list[dict[str, str]] = []
        self._inherited: list[dict[str, str]] = [{}]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Note a feed, and what a folder states for those in it."""
        self.is_opml = self.is_opml or tag == "opml"
        if tag != "outline":
            return
        given = {name.removeprefix("stancewatch:"): text for name, text in attributes.items()}
        own = {name: given[name] for name in ("country", "kind", "language") if given.get(name)}
        facts = self._inherited[-1] | own
        self._inherited.append(facts)
        if "xmlurl" in given or given.get("type", "").lower() in ("rss", "atom"):
            self.found.append(given | facts)

    def end(self, tag: str) -> None:
        """Leave a folder."""
        if tag == "outline" and len(self._inherited) > 1:
            self._inherited.pop()

    def close(self) -> None:
        """Nothing to close; lxml asks for it."""


def _sort_out(outlines: Iterable[Mapping[str, str]], path: str) -> OpmlResult:
    feeds: dict[str, Feed] = {}
    bad: list[Refusal] = []
    repeated = 0
    for row, given in enumerate(outlines, start=1):
        if not (url := given.get("xmlurl", "").strip()):
            name = _line(given.get("text", "")) or "an outline"
            bad.append(Refusal(path, row, f"{name} has no address (xmlUrl)."))
            continue
        try:
            feed = new_feed(
                url,
                given.get("text") or given.get("title", ""),
                country=given.get("country", ""),
                kind=given.get("kind", ""),
                language=given.get("language", ""),
            )
        except CatalogueError as error:
            bad.append(Refusal(path, row, error.message))
            continue
        repeated += feed.url in feeds
        feeds.setdefault(feed.url, replace(feed, paused=given.get("paused") == "true"))
    return OpmlResult(tuple(feeds.values()), repeated, tuple(bad))


def _attributes(feed: Feed) -> str:
    pairs = {
        "type": "rss",
        "text": feed.outlet,
        "xmlUrl": feed.url,
        "stancewatch:kind": feed.kind,
        "stancewatch:country": feed.country,
        "language": feed.language,
        "stancewatch:paused": "true" if feed.paused else "",
    }
    return " ".join(f"{name}={quoteattr(text)}" for name, text in pairs.items() if text)


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    declared = _DECLARED.match(data)
    return data.decode(declared[1].decode() if declared else "utf-8-sig", errors="replace")


def _line(text: str) -> str:
    """One line of printable text, for a name that a stranger chose."""
    words = "".join(mark if mark.isprintable() else " " for mark in text).split()
    return " ".join(words)[:_NAME_LENGTH].strip()
