"""How long the questions of the pages take, beside a store of a million statements.

    python -m benchmarks.store_speed DIR [--rows 1000000]

The store is made in DIR unless there is one. Each question is asked with filters that were not
asked before (entity, outlet or period differ), so that nothing is remembered but what the engine
keeps. "first" is what the first visitor after a change of the store waits for: the narrow copies.
"""

import argparse
import itertools
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks import made_store, results
from benchmarks.memory import measure, serve_feeds
from monitor.records import Filters
from monitor.store.lake import Lake
from monitor.store.query import Reader

_TIMES = 7
_END = made_store.FIRST.date() + timedelta(days=made_store.DAYS)


def selections() -> Iterator[Filters]:
    """Filters as people choose them: an entity or two, a period, now and then some outlets."""
    outlets = made_store.outlet_names()
    for number in itertools.count():
        days = (30, 90, 365, made_store.DAYS)[number % 4]
        yield Filters(
            entities=tuple(f"entity-{(number * 3 + more) % 40:03}" for more in range(2)),
            outlets=tuple(outlets[number : number + 10]) if number % 3 == 2 else (),
            start=_END - timedelta(days=days),
            end=date(_END.year, _END.month, _END.day),
        )


def questions(reader: Reader) -> dict[str, Callable[[Filters], object]]:
    """What each page asks from a change of the filters to its charts."""
    return {
        "overview: trend by week": lambda f: reader.trend(f, "week", by_entity=False),
        "overview: summary": reader.summary,
        "overview: stories": reader.drivers,
        "entities: measured": reader.entities,
        "entities: trend by day": lambda f: reader.trend(f, "day", by_entity=True, by_voice=True),
        "entities: strongest": lambda f: reader.strongest(f, "oppose"),
        "entities: together": reader.together,
        "compare: two entities by week": lambda f: reader.trend(f, "week", by_entity=True),
        "voices: matrix": reader.matrix,
        "voices: holders": reader.holders,
        "voices: ledger": lambda f: reader.statements(f, limit=500),
        "outlets: measured": reader.outlets,
        "articles: newest": lambda f: reader.articles(f, limit=1_000),
    }


def commands(store: Path, folder: Path, rows: int) -> dict[str, dict[str, float]]:
    """An export of about 100,000 statements, and a poll of twenty feeds that did not change."""
    base = serve_feeds(store, folder)
    first = _END - timedelta(days=round(made_store.DAYS * 100_000 / rows))
    out = str(folder / "out.csv")
    measure([*base, "ingest", "--all", "--no-score"])
    return {
        "export of 100,000 statements": measure(
            [*base, "export", "statements", "--from", first.isoformat(), "--out", out]
        ),
        "ingest, no feed changed": measure([*base, "ingest", "--all", "--no-score"]),
    }


def main() -> None:
    """Make a store, ask, print and write down."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("store", type=Path)
    options.add_argument("--rows", type=int, default=1_000_000)
    chosen = options.parse_args()
    if not chosen.store.exists():
        started = time.monotonic()
        made = made_store.make(chosen.store, chosen.rows)
        print(f"{made.statements:,} statements made in {time.monotonic() - started:.0f} s")
    reader = Reader(Lake(str(chosen.store)))
    figures = {"first": results.milliseconds(reader.summary, [Filters()])}
    rows = reader.summary(Filters()).statements
    figures["options"] = results.milliseconds(reader.options, ["UTC"])
    everything = [Filters(start=made_store.FIRST.date() + timedelta(day)) for day in range(3)]
    for name, ask in questions(reader).items():
        figures[name] = results.milliseconds(ask, itertools.islice(selections(), _TIMES))
        figures[f"{name}, nothing chosen"] = results.milliseconds(ask, everything)
    for name, figure in figures.items():
        print(
            f"{name:48} {figure['median']:7,.0f} ms, slowest {figure['max']:7,.0f},"
            f" processor {figure['cpu_median']:7,.0f}"
        )
    with tempfile.TemporaryDirectory() as folder:
        run = commands(chosen.store, Path(folder), rows)
    for name, used in run.items():
        print(
            f"{name:48} {used['seconds']:7,.1f} s, processor {used['cpu_seconds']:,.1f} s,"
            f" {used['peak_mb']:,.0f} MB"
        )
    print(results.write("store_speed", {"statements": rows, "ms": figures, "commands": run}))


if __name__ == "__main__":
    main()
