"""Polls -> feed files on disk with an index, and back.

DIRECTORY/index.json                       feeds, and the polls in order of time
DIRECTORY/FEED-SLUG/YYYY-MM-DD.xml|json    what a poll brought: RSS 2.0, Atom or JSON Feed
"""

import json
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from monitor.demo.compose import OK, SEED, Item, Poll, compose
from monitor.errors import CatalogueError
from monitor.records import Feed

INDEX = "index.json"
TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
NOTE = "Invented for the demonstration set of Stancewatch. Nothing in it happened."


@dataclass(frozen=True, slots=True)
class StoredPoll:
    """One poll as the index lists it."""

    feed: Feed
    at: datetime
    status: int  # HTTP: 200, 304 or 503
    content_type: str = ""
    path: Path | None = None  # where a 200 left its body

    def body(self) -> bytes:
        """The bytes that the poll brought; empty unless its status is 200."""
        return self.path.read_bytes() if self.path else b""


@dataclass(frozen=True, slots=True)
class Replay:
    """What `write` left in a directory."""

    feeds: tuple[Feed, ...]
    polls: tuple[StoredPoll, ...]  # in order of time


def write(directory: Path, until: date, seed: int = SEED) -> Path:
    """Write the demonstration set that ends with `until`; return the path of its index."""
    feeds: dict[str, Feed] = {}
    polls: list[dict[str, Any]] = []
    for poll in compose(until, seed):
        feeds[poll.slug] = poll.feed
        row: dict[str, Any] = {
            "feed": poll.slug,
            "at": poll.at.isoformat(),
            "status": poll.status,
        }
        if poll.status == OK:
            name = f"{poll.at:%Y-%m-%d}.{'json' if poll.format == 'json' else 'xml'}"
            path = directory / poll.slug / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(render(poll))
            row |= {"content_type": TYPES[poll.format], "file": f"{poll.slug}/{name}"}
        polls.append(row)
    index = directory / INDEX
    content = {
        "note": NOTE,
        "until": until.isoformat(),
        "feeds": {slug: asdict(feed) for slug, feed in feeds.items()},
        "polls": polls,
    }
    index.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return index


def read(directory: Path) -> Replay:
    """Read what `write` wrote. Raises CatalogueError where there is no usable index."""
    try:
        content = json.loads((directory / INDEX).read_text("utf-8"))
        feeds = {slug: Feed(**feed) for slug, feed in content["feeds"].items()}
        polls = tuple(
            StoredPoll(
                feed=feeds[row["feed"]],
                at=datetime.fromisoformat(row["at"]),
                status=row["status"],
                content_type=row.get("content_type", ""),
                path=directory / row["file"] if "file" in row else None,
            )
            for row in content["polls"]
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogueError(
            f"{directory} holds no demonstration set: {error}.",
            remedy="Write it anew.",
            reason="demo_index",
        ) from error
    return Replay(tuple(feeds.values()), polls)


def render(poll: Poll) -> bytes:
    """The body that the poll brought, as its outlet's feed format writes it."""
    return {"rss": _rss, "atom": _atom, "json": _json}[poll.format](poll)


def _rss(poll: Poll) -> bytes:
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", poll.feed.outlet)
    _add(channel, "link", _home(poll))
    _add(channel, "description", NOTE)
    _add(channel, "language", poll.feed.language)
    for item in poll.items:
        node = ET.SubElement(channel, "item")
        _add(node, "title", item.title)
        _add(node, "link", item.url)
        _add(node, "guid", item.url, isPermaLink="true")
        _add(node, f"{{{DC}}}language", item.language)
        if item.author:
            _add(node, f"{{{DC}}}creator", item.author)
        if item.published_at:
            _add(node, "pubDate", format_datetime(item.published_at))
        if item.updated_at:
            _add(node, f"{{{ATOM}}}updated", item.updated_at.isoformat())
        _add(node, "description", _summary(item))
        _add(node, f"{{{CONTENT}}}encoded", item.body)
    return _bytes(root)


def _atom(poll: Poll) -> bytes:
    root = ET.Element(f"{{{ATOM}}}feed")
    _add(root, f"{{{ATOM}}}title", poll.feed.outlet)
    _add(root, f"{{{ATOM}}}subtitle", NOTE)
    _add(root, f"{{{ATOM}}}id", poll.feed.url)
    _add(root, f"{{{ATOM}}}link", rel="alternate", href=_home(poll))
    _add(root, f"{{{ATOM}}}updated", poll.at.isoformat())
    for item in poll.items:
        node = ET.SubElement(root, f"{{{ATOM}}}entry")
        _add(node, f"{{{ATOM}}}title", item.title)
        _add(node, f"{{{ATOM}}}id", item.url)
        _add(node, f"{{{ATOM}}}link", rel="alternate", href=item.url)
        author = ET.SubElement(node, f"{{{ATOM}}}author")
        _add(author, f"{{{ATOM}}}name", item.author or poll.feed.outlet)
        if item.published_at:
            _add(node, f"{{{ATOM}}}published", item.published_at.isoformat())
        if updated := item.updated_at or item.published_at:
            _add(node, f"{{{ATOM}}}updated", updated.isoformat())
        _add(node, f"{{{ATOM}}}content", item.body, type="html")
    return _bytes(root)


def _json(poll: Poll) -> bytes:
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": poll.feed.outlet,
        "home_page_url": _home(poll),
        "feed_url": poll.feed.url,
        "description": NOTE,
        "language": poll.feed.language,
        "items": [_json_item(item) for item in poll.items],
    }
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def _json_item(item: Item) -> dict[str, Any]:
    node: dict[str, Any] = {
        "id": item.url,
        "url": item.url,
        "title": item.title,
        "content_html": item.body,
        "language": item.language,
    }
    if item.author:
        node["authors"] = [{"name": item.author}]
    if item.published_at:
        node["date_published"] = item.published_at.isoformat()
    if item.updated_at:
        node["date_modified"] = item.updated_at.isoformat()
    return node


def _home(poll: Poll) -> str:
    return f"https://{poll.slug}.example/"


def _summary(item: Item) -> str:
    """The first paragraph, as feeds put it beside the full text."""
    return re.split(r"(?<=</p>)", item.body.strip(), maxsplit=1)[0]


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text


def _bytes(root: ET.Element) -> bytes:
    for prefix, uri in (("atom", ATOM), ("content", CONTENT), ("dc", DC)):
        ET.register_namespace(prefix, uri)
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"
