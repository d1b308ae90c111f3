"""The list of feeds in force: the packaged or given file, with the changes of the store over it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.collect import catalogue
from monitor.errors import CatalogueError
from monitor.records import Feed, Refusal
from monitor.settings import Settings
from monitor.store import known, rows
from monitor.store.lake import Lake


@dataclass(frozen=True, slots=True)
class ImportedFeeds:
    """What an OPML file brought."""

    total: int  # feeds in the list now
    added: int
    known: int  # in the list already, or twice in the file
    bad: tuple[Refusal, ...]


def in_force(lake: Lake, settings: Settings) -> tuple[Feed, ...]:
    """The feeds as they hold now. Raises CatalogueError where the file can't be read."""
    packaged = catalogue.read_opml(settings.feeds.read_bytes()).feeds
    return catalogue.effective(packaged, known.feed_changes(lake))


def listed(settings: Settings) -> list[dict[str, Any]]:
    """The feeds in force, each with the outcome and message of its last poll."""
    lake = Lake(settings.store)
    last = known.last_fetches(lake)
    return [
        {
            "url": feed.url,
            "outlet": feed.outlet,
            "country": feed.country,
            "kind": feed.kind,
            "language": feed.language,
            "paused": feed.paused,
            "outcome": last[feed.url].outcome.value if feed.url in last else "",
            "message": last[feed.url].message if feed.url in last else "",
        }
        for feed in in_force(lake, settings)
    ]


def chosen(lake: Lake, settings: Settings, urls: Collection[str]) -> tuple[Feed, ...]:
    """The feeds in force at these addresses. Raises CatalogueError where one isn't listed."""
    found = tuple(feed for feed in in_force(lake, settings) if feed.url in urls)
    if missing := sorted(set(urls) - {feed.url for feed in found}):
        raise _unknown(missing[0])
    return found


def add(
    settings: Settings, url: str, *, outlet: str = "", country: str = "", kind: str = ""
) -> int:
    """Add a feed, or take a removed one back; return how many feeds the list has now.

    Raises CatalogueError where the address can't be a feed's, or is in the list already.
    Whether it is a private one shows when it is polled: a name may resolve to anything.
    """
    feed = catalogue.new_feed(url, outlet=outlet, country=country, kind=kind)
    lake = Lake(settings.store)
    if any(other.url == feed.url for other in in_force(lake, settings)):
        raise CatalogueError(f"{feed.url} is in the list already.", reason="known_feed")
    return _change(lake, settings, "add", [feed])


def remove(settings: Settings, url: str) -> int:
    """Stop polling a feed; its articles stay. Raises CatalogueError where it isn't listed."""
    return _change_one(settings, "remove", url)


def pause(settings: Settings, url: str) -> int:
    """Keep a feed in the list without polling it. Raises CatalogueError where it isn't listed."""
    return _change_one(settings, "pause", url)


def resume(settings: Settings, url: str) -> int:
    """Poll a paused feed again. Raises CatalogueError where it isn't listed."""
    return _change_one(settings, "resume", url)


def change(settings: Settings, action: str, urls: Sequence[str]) -> tuple[Feed, ...]:
    """Pause, resume or remove feeds at once; return them as they were, for `put_back`.

    Raises CatalogueError where one isn't listed, StoreBusyError where another process writes.
    """
    lake = Lake(settings.store)
    present = {feed.url: feed for feed in in_force(lake, settings)}
    if missing := [url for url in urls if url not in present]:
        raise _unknown(missing[0])
    before = tuple(present[url] for url in urls)
    _change(lake, settings, action, before)
    return before


def put_back(settings: Settings, feeds: Sequence[Feed]) -> int:
    """List feeds as they are given, paused or not; return how many the list has now."""
    lake, now = Lake(settings.store), datetime.now(UTC)
    paused = [feed for feed in feeds if feed.paused]
    with lake.writing() as batch:
        listed = [rows.feed_row(feed, "add", now) for feed in feeds]
        # Rows of a batch are ordered by their time.
        later = now + timedelta(microseconds=1)
        lake.append("feeds", listed + [rows.feed_row(one, "pause", later) for one in paused], batch)
    return len(in_force(lake, settings))


@dataclass(frozen=True, slots=True)
class ReadList:
    """What an OPML file would bring."""

    new: tuple[Feed, ...]
    known: int  # in the list already, or twice in the file
    bad: tuple[Refusal, ...]


def read_list(settings: Settings, data: bytes, path: str) -> ReadList:
    """What an OPML file would bring; nothing is changed, and nothing fetched.

    Raises CatalogueError where it can't be read as OPML.
    """
    read = catalogue.read_opml(data, path)
    present = {feed.url for feed in in_force(Lake(settings.store), settings)}
    new = tuple(feed for feed in read.feeds if feed.url not in present)
    return ReadList(new, len(read.feeds) - len(new) + read.repeated, read.bad)


def import_opml(settings: Settings, path: Path) -> ImportedFeeds:
    """Add the feeds of an OPML file; nothing is fetched.

    Raises CatalogueError where the file can't be read as OPML.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CatalogueError(f"{path} can't be read: {error.strerror}.") from error
    read = read_list(settings, data, str(path))
    total = (
        put_back(settings, read.new) if read.new else len(in_force(Lake(settings.store), settings))
    )
    return ImportedFeeds(total=total, added=len(read.new), known=read.known, bad=read.bad)


def export_opml(settings: Settings, path: Path) -> int:
    """Write the feeds in force; return how many."""
    feeds = in_force(Lake(settings.store), settings)
    path.write_text(catalogue.write_opml(feeds), encoding="utf-8")
    return len(feeds)


def _change_one(settings: Settings, action: str, url: str) -> int:
    change(settings, action, [url])
    return len(in_force(Lake(settings.store), settings))


def _unknown(url: str) -> CatalogueError:
    return CatalogueError(
        f"{url} is not in the list of feeds.",
        remedy="`feeds list` shows the addresses as they are listed.",
        reason="unknown_feed",
    )


def _change(lake: Lake, settings: Settings, action: str, feeds: Sequence[Feed]) -> int:
    now = datetime.now(UTC)
    with lake.writing() as batch:
        lake.append("feeds", [rows.feed_row(feed, action, now) for feed in feeds], batch)
    return len(in_force(lake, settings))
