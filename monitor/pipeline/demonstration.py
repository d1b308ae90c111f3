"""`demo`: the demonstration set, replayed poll by poll through the ordinary ingester."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from monitor.collect import schedule
from monitor.collect.articles import Known
from monitor.collect.exchange import Response
from monitor.collect.parse import Parser
from monitor.collect.poll import digest
from monitor.demo import feedfile
from monitor.pipeline.ingesting import commit
from monitor.pipeline.progress import Progress, silent
from monitor.records import Article, Fetch
from monitor.settings import Settings
from monitor.store import known
from monitor.store.lake import Lake

_DAILY = 24 * 60  # minutes: the set is polled once a day


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading came to; zeros where there was nothing to do."""

    articles_new: int
    statements: int


def load(
    settings: Settings,
    *,
    only_if_empty: bool = False,
    until: date | None = None,
    progress: Progress = silent,
) -> Loaded:
    """Load the set that ends with `until` (default: yesterday), unless it is loaded already.

    Raises StoreBusyError where another process writes.
    """
    lake = Lake(settings.store)
    until = until or datetime.now(UTC).date() - timedelta(days=1)
    with lake.writing() as batch, tempfile.TemporaryDirectory() as folder:
        if known.demo_loaded(lake) or (only_if_empty and known.collected(lake)):
            return Loaded(0, 0)
        feedfile.write(Path(folder), until)
        articles, fetches = _replay(Path(folder), progress)
        statements = commit(lake, batch, articles, fetches, settings, True, progress)
    return Loaded(sum(article.revision == 1 for article in articles), statements)


def remove(settings: Settings) -> int:
    """Take the set out again; return how many rows went. Nothing collected is touched."""
    return Lake(settings.store).remove_demo()


def _replay(folder: Path, progress: Progress) -> tuple[list[Article], list[Fetch]]:
    polls = feedfile.read(folder).polls
    last: dict[str, Fetch] = {}
    seen = Known()
    articles: list[Article] = []
    fetches: list[Fetch] = []
    with Parser() as parser:
        for number, poll in enumerate(polls, start=1):
            feed = poll.feed
            response = Response(
                schedule.request_for(feed, last.get(feed.url)),
                status=poll.status,
                headers=_headers(poll.content_type),
                body=poll.body(),
                final_url=feed.url,
            )
            polled = digest(
                feed, last.get(feed.url), response, parser, known=seen, now=poll.at, demo=True
            )
            last[feed.url] = polled.fetch
            fetches.append(replace(polled.fetch, interval_minutes=_DAILY, demo=True))
            articles += [found.resolution.article for found in polled.found]
            progress("Reading invented feeds", number, len(polls))
    return articles, fetches


def _headers(content_type: str) -> Mapping[str, str]:
    return {"content-type": content_type, "etag": '"demo"'}
