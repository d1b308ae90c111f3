"""The scoring stage: articles without a scoring -> statements, on all cores or a cluster."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

from monitor.errors import CatalogueError, ModelError, MonitorError, SettingsError
from monitor.pipeline.progress import Progress, silent
from monitor.read import scorer as reading
from monitor.read.scorer import Reading, Scorer
from monitor.records import Article
from monitor.settings import Settings
from monitor.store import known, rows
from monitor.store.lake import Lake

# Starting a second process costs about as much as reading so many articles.
_WORTH_A_PROCESS = 60
_ARTICLES_A_TASK = 10

Readings = Callable[[Sequence[Article]], Iterable[Reading]]


@dataclass(frozen=True, slots=True)
class Scored:
    """What scoring came to."""

    articles: int
    statements: int
    scorer: str
    seconds: float


def score(
    settings: Settings,
    *,
    rescore: bool = False,
    cluster: str = "",
    workers: int | None = None,
    progress: Progress = silent,
) -> Scored:
    """Score every article that the current scorer has not read, or all of them anew.

    Old rows stay; what counts is the last scoring of an article. `cluster` is the address of
    a Dask scheduler; else `workers` processes are used, one a core by default.

    Raises StoreBusyError where another process writes.
    """
    lake = Lake(settings.store)
    with lake.writing() as batch:
        return score_pending(
            lake,
            batch,
            settings,
            rescore=rescore,
            cluster=cluster or settings.cluster,
            workers=workers,
            progress=progress,
        )


def score_pending(
    lake: Lake,
    batch: int,
    settings: Settings,
    *,
    rescore: bool = False,
    cluster: str = "",
    workers: int | None = None,
    progress: Progress = silent,
) -> Scored:
    """Score inside a batch that the caller has opened; commits chunk by chunk."""
    started = time.monotonic()
    scorer = load_scorer(settings.catalogue, settings.scorer)
    pending = known.Unscored(lake, scorer.version, everything=rescore)
    articles = statements = 0
    progress("Reading articles", 0, pending.count)
    reader = Reader(settings.catalogue, settings.scorer, scorer.version)
    with _readers(reader, scorer, pending.count, cluster, workers) as read:
        for chunk in pending.chunks():
            found = _commit(lake, batch, scorer.version, chunk, read(chunk))
            articles += len(chunk)
            statements += found
            progress("Reading articles", articles, pending.count)
    return Scored(articles, statements, scorer.version, time.monotonic() - started)


def load_scorer(entities: Path, name: str) -> Scorer:
    """A scorer of settings.SCORERS, with the entities of a file: loaded once, and again when
    the file changes. Raises CatalogueError and ModelError."""
    try:
        facts = entities.stat()
    except OSError:
        return reading.load(entities, name)  # which says what is wrong
    return _load(entities, name, (facts.st_ino, facts.st_mtime_ns, facts.st_size))


@lru_cache(maxsize=2)
def _load(entities: Path, name: str, stamp: tuple[int, int, int]) -> Scorer:
    return reading.load(entities, name)


@dataclass(frozen=True, slots=True)
class Reader:
    """Which scorer a process is to load, and what version it has to be."""

    entities: Path
    name: str
    version: str


def read_articles(reader: Reader, articles: Sequence[Article]) -> list[Reading]:
    """Read articles, in any process. What goes wrong with one is the outcome of that one.

    Raises CatalogueError where the file of entities makes another version of the scorer now,
    ModelError where the model can't be used.
    """
    scorer = load_scorer(reader.entities, reader.name)
    if scorer.version != reader.version:
        raise CatalogueError(
            f"{reader.entities} changed while articles were read, or is another file there.",
            remedy="Score again: what was committed stays, and is read anew.",
        )
    return [_read(scorer, article) for article in articles]


def _read(scorer: Scorer, article: Article) -> Reading:
    try:
        return scorer.read(
            article.title,
            article.text,
            outlet=article.outlet,
            published_at=article.published_at or article.seen_at,
            language=article.language,
        )
    except ModelError:
        raise
    except (MonitorError, ArithmeticError, LookupError, ValueError, RecursionError):
        return Reading(outcome="error", sentences=0, statements=())


def _commit(
    lake: Lake, batch: int, scorer: str, articles: Sequence[Article], readings: Iterable[Reading]
) -> int:
    """Statements first: an article counts as read only when they are there."""
    now = datetime.now(UTC)
    statements = []
    scorings = []
    for article, reading_ in zip(articles, readings, strict=True):
        statements += rows.statement_rows(article, reading_.statements, scorer=scorer)
        scorings.append(
            rows.scoring_row(
                article,
                scorer=scorer,
                scored_at=now,
                outcome=reading_.outcome,
                sentences=reading_.sentences,
                statements=len(reading_.statements),
            )
        )
    lake.append("statements", statements, batch)
    lake.append("scorings", scorings, batch)
    return len(statements)


@contextmanager
def _readers(
    reader: Reader, scorer: Scorer, count: int, cluster: str, workers: int | None
) -> Iterator[Readings]:
    """Yield what reads a chunk of articles, in order: this process, several, or a cluster."""
    processes = workers or os.cpu_count() or 1
    if not cluster and (processes == 1 or count < _WORTH_A_PROCESS):
        yield lambda articles: [_read(scorer, article) for article in articles]
        return
    with _executor(cluster, processes) as executor:
        yield lambda articles: _spread(executor, reader, articles)


def _spread(executor: Executor, reader: Reader, articles: Sequence[Article]) -> Iterator[Reading]:
    tasks = [
        articles[first : first + _ARTICLES_A_TASK]
        for first in range(0, len(articles), _ARTICLES_A_TASK)
    ]
    futures = [executor.submit(read_articles, reader, task) for task in tasks]
    for future, task in zip(futures, tasks, strict=True):
        try:
            yield from future.result()
        except BrokenProcessPool:
            raise MonitorError(
                "A scoring process ended unexpectedly, perhaps for lack of memory.",
                remedy=f"Try --workers 1. It was reading {task[0].title!r} or an article after it.",
            ) from None


@contextmanager
def _executor(cluster: str, processes: int) -> Iterator[Executor]:
    if not cluster:
        # spawn: a forked child would inherit the store's threads.
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            yield pool
        return
    try:
        from distributed import Client  # noqa: PLC0415  only needed, and installed, for a cluster
    except ImportError:
        raise SettingsError(
            "Scoring on a cluster needs Dask.",
            remedy="pip install distributed, on every machine of the cluster.",
        ) from None
    with Client(cluster) as client:
        yield client.get_executor()
