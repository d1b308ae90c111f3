"""What one response to a poll comes to: the feed's next state, and what is new in it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from monitor.collect.articles import Known, Resolution, prepare, resolve
from monitor.collect.exchange import Response
from monitor.collect.parse import ParsedFeed, Parser
from monitor.collect.schedule import has_news, next_state
from monitor.collect.verdict import Harvest
from monitor.errors import ParseError
from monitor.records import Entry, Feed, Fetch, Precision


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that brought something: a new article, or a revision of a known one."""

    entry: Entry
    resolution: Resolution


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll came to. `found` is empty where it brought nothing new."""

    feed: Feed
    fetch: Fetch
    found: tuple[Found, ...] = ()


def digest(
    feed: Feed,
    last: Fetch | None,
    response: Response,
    parser: Parser,
    *,
    known: Known,
    now: datetime,
    demo: bool = False,
) -> Polled:
    """Parse a response, tell what is new in it, and make the record of the poll.

    `known` takes in what is found, so that the next response sees it. Raises nothing for a
    response that can't be read: the record says why.
    """
    if not has_news(last, response):
        return Polled(feed, next_state(feed, last, response, None, now))
    try:
        parsed = parser.parse(
            response.body, response.headers.get("content-type", ""), response.final_url or feed.url
        )
    except ParseError as error:
        return Polled(feed, next_state(feed, last, response, Harvest(error=error), now))
    found, harvest = _harvest(feed, parsed, known, now, demo=demo)
    return Polled(feed, next_state(feed, last, response, harvest, now), found)


def _harvest(
    feed: Feed, parsed: ParsedFeed, known: Known, now: datetime, *, demo: bool
) -> tuple[tuple[Found, ...], Harvest]:
    found: list[Found] = []
    kinds: Counter[str] = Counter()
    dates: Counter[Precision] = Counter()
    candidates = [
        prepare(entry, outlet=feed.outlet, feed=feed.url, source="feed", seen_at=now, demo=demo)
        for entry in parsed.entries
    ]
    known.recall(candidates)
    for entry, candidate in zip(parsed.entries, candidates, strict=True):
        resolution = resolve(candidate, known)
        kinds[resolution.kind] += 1
        dates[resolution.article.published_precision] += 1
        if resolution.kind != "same":
            known.accept(resolution.article)
            found.append(Found(entry, resolution))
    harvest = Harvest(
        entries_seen=len(parsed.entries),
        entries_new=kinds["new"],
        revisions=kinds["revision"],
        undated=dates[Precision.NONE],
        future=dates[Precision.FUTURE],
        ttl_minutes=parsed.ttl_minutes,
        truncated=parsed.truncated,
    )
    return tuple(found), harvest
