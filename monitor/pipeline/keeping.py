"""Upkeep: what the store holds, and keeping it fast."""

from typing import Any

from monitor.pipeline.feeds import in_force
from monitor.pipeline.scoring import load_scorer
from monitor.settings import Settings
from monitor.store import known
from monitor.store.lake import Compacted, Lake


def status(settings: Settings) -> dict[str, Any]:
    """What the store holds: keys store, tables, rows, batches, last_ingest, feeds, scorer."""
    lake = Lake(settings.store)
    tables = known.counts(lake)
    last = known.last_fetches(lake)
    feeds = in_force(lake, settings)
    outcomes: dict[str, int] = {}
    for feed in feeds:
        outcome = last[feed.url].outcome.value if feed.url in last else "never polled"
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    return {
        "store": lake.root,
        "tables": tables,
        "rows": sum(tables.values()),
        "batches": lake.batch(),
        "last_ingest": max((fetch.fetched_at for fetch in last.values()), default=None),
        "feeds": outcomes,
        "scorer": load_scorer(settings.catalogue, settings.scorer).version,
    }


def compact(settings: Settings) -> Compacted:
    """Join small files. Raises StoreBusyError where another process writes."""
    return Lake(settings.store).compact()
