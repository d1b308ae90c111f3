"""`ingest`: poll the feeds that are due, store what is new, score it."""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from monitor.collect import schedule
from monitor.collect.articles import Known
from monitor.collect.documents import page_text
from monitor.collect.fetch import fetch_all, limits_from
from monitor.collect.fulltext import full_texts
from monitor.collect.parse import Parser
from monitor.collect.poll import Found, Polled, digest
from monitor.collect.verdict import cut_off
from monitor.pipeline.feeds import chosen, in_force
from monitor.pipeline.progress import Progress, silent
from monitor.pipeline.scoring import score_pending
from monitor.pipeline.stories import add_stories
from monitor.records import Article, Feed, Fetch, Outcome, Refusal
from monitor.settings import Settings
from monitor.store import known, rows
from monitor.store.lake import Lake


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest cycle came to."""

    fetches: tuple[Fetch, ...]
    articles_new: int
    revisions: int
    statements: int
    seconds: float
    refused: tuple[Refusal, ...] = ()  # pages that could not be read in full
    not_asked: int = 0  # feeds that were due, but there is no network

    @property
    def feeds(self) -> int:
        """How many were polled."""
        return len(self.fetches)

    @property
    def ok(self) -> int:
        """How many brought a feed that could be read."""
        return sum(fetch.outcome is Outcome.OK for fetch in self.fetches)

    @property
    def unchanged(self) -> int:
        """How many had nothing new to say."""
        return sum(fetch.outcome is Outcome.UNCHANGED for fetch in self.fetches)

    @property
    def failures(self) -> tuple[Fetch, ...]:
        """The polls that failed."""
        return tuple(fetch for fetch in self.fetches if fetch.outcome.failed)

    @property
    def failed(self) -> int:
        """How many failed."""
        return len(self.failures)

    def counts(self) -> dict[str, Any]:
        """The figures that scripts rely on."""
        return {
            "feeds": self.feeds,
            "ok": self.ok,
            "unchanged": self.unchanged,
            "failed": self.failed,
            "not_asked": self.not_asked,
            "entries_seen": sum(fetch.entries_seen for fetch in self.fetches),
            "articles_new": self.articles_new,
            "revisions": self.revisions,
            "statements": self.statements,
            "seconds": round(self.seconds, 2),
        }


@dataclass
class _Cycle:
    """What a cycle gathers until it is committed."""

    fetches: list[Fetch] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    gone: list[Feed] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def add(self, polled: Polled, texts: Mapping[int, str]) -> None:
        """Take in a poll; `texts` are full texts by the place of what they were found for."""
        self.fetches.append(polled.fetch)
        if polled.fetch.outcome is Outcome.GONE:
            self.gone.append(polled.feed)
        for place, found in enumerate(polled.found):
            article = found.resolution.article
            if text := texts.get(place):
                # The hash stays that of the entry: by it the next poll knows it again.
                article = replace(article, text=text, words=len(text.split()))
            self.articles.append(article)


def ingest(
    settings: Settings,
    *,
    poll_all: bool = False,
    only: Collection[str] = (),
    score: bool = True,
    full_text: bool = False,
    progress: Progress = silent,
) -> Ingested:
    """Poll, store and score, in one batch.

    `only` names feeds by their addresses; those are polled in any case, also while paused.

    Raises StoreBusyError where another process writes, CatalogueError where the list of
    feeds can't be read or a feed is not in it. What goes wrong with one feed is in its record.
    Where there is no network, feeds that were not asked stay due.
    """
    started = time.monotonic()
    lake = Lake(settings.store)
    with lake.writing() as batch:
        last = known.last_fetches(lake)
        now = datetime.now(UTC)
        due = (
            list(chosen(lake, settings, only))
            if only
            else [
                feed
                for feed in in_force(lake, settings)
                if not feed.paused and (poll_all or schedule.is_due(last.get(feed.url), now))
            ]
        )
        due.sort(key=lambda feed: _doubt(last.get(feed.url)))
        cycle = asyncio.run(_poll(lake, due, last, settings, progress, full_text=full_text))
        statements = commit(lake, batch, cycle.articles, cycle.fetches, settings, score, progress)
        lake.append("feeds", [rows.feed_row(feed, "pause", now) for feed in cycle.gone], batch)
    new = sum(article.revision == 1 for article in cycle.articles)
    return Ingested(
        fetches=tuple(cycle.fetches),
        articles_new=new,
        revisions=len(cycle.articles) - new,
        statements=statements,
        seconds=time.monotonic() - started,
        refused=tuple(cycle.refused),
        not_asked=len(due) - len(cycle.fetches),
    )


def commit(
    lake: Lake,
    batch: int,
    articles: Sequence[Article],
    fetches: Sequence[Fetch],
    settings: Settings,
    score: bool,
    progress: Progress,
) -> int:
    """Store a cycle; return how many statements it brought.

    The rows that say "polled" come last: a crash before them means that the next poll finds
    the articles present, and goes on with their scoring.
    """
    lake.append("articles", [rows.article_row(article) for article in articles], batch)
    add_stories(lake, batch, articles)
    statements = score_pending(lake, batch, settings, progress=progress).statements if score else 0
    lake.append("fetches", [rows.fetch_row(fetch) for fetch in fetches], batch)
    return statements


def _doubt(last: Fetch | None) -> tuple[bool, int]:
    """Sorts feeds that answered to the front, and those that fail to the end."""
    return not _answered(last), last.failures if last else 0


def _answered(last: Fetch | None) -> bool:
    return last is not None and last.last_success_at is not None


async def _poll(
    lake: Lake,
    due: Sequence[Feed],
    last: Mapping[str, Fetch],
    settings: Settings,
    progress: Progress,
    *,
    full_text: bool,
) -> _Cycle:
    cycle = _Cycle()
    limits = limits_from(settings)
    requests = [schedule.request_for(feed, last.get(feed.url)) for feed in due]
    answered = {feed.url for feed in due if _answered(last.get(feed.url))}
    progress("Polling feeds", 0, len(due))
    with Parser() as parser, known.Archive(lake) as archive:
        seen = Known(archive)
        async with aclosing(fetch_all(requests, limits)) as responses:
            async for response in responses:
                feed = response.request.feed
                # In a thread: the loop has to go on answering other servers in time.
                polled = await asyncio.to_thread(
                    digest,
                    feed,
                    last.get(feed.url),
                    response,
                    parser,
                    known=seen,
                    now=datetime.now(UTC),
                )
                texts = await _pages(polled, settings, cycle) if full_text else {}
                cycle.add(polled, texts)
                progress("Polling feeds", len(cycle.fetches), len(due))
                if cut_off(cycle.fetches, answered):
                    break
    return cycle


async def _pages(polled: Polled, settings: Settings, cycle: _Cycle) -> dict[int, str]:
    """The full texts of what a poll found, by place; robots.txt decides."""
    places: dict[int, int] = {}  # id of an entry -> its place
    wanted: list[Found] = []
    for place, found in enumerate(polled.found):
        if found.entry.url:
            places[id(found.entry)] = place
            wanted.append(found)
    texts: dict[int, str] = {}
    pairs = [(polled.feed, found.entry) for found in wanted]
    async for result in full_texts(pairs, page_text, limits_from(settings)):
        if result.refusal:
            cycle.refused.append(result.refusal)
        elif result.text:
            texts[places[id(result.entry)]] = result.text
    return texts
