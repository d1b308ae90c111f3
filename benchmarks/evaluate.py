"""`make evaluate`: the table of accuracy, for the shipped scorer and what it has to beat.

    python -m benchmarks.evaluate [--shared ../shared/data] [--out FILE] [--no-speed]

Prints every row with n and its 95 % interval, and writes the table for the method page and the
model card. With
no folder of public sets it measures on the sets written for this project, and says so.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import measures, read_speed, seed_article, sets, systems
from benchmarks.sets import Gold
from monitor.read import scorer as reading
from monitor.settings import DATA

OUT = DATA / "evaluation.json"
CARD = Path(__file__).parent.parent / "docs" / "model-card.md"
_BEGIN, _END = "<!-- make evaluate -->", "<!-- end -->"
SHARED = Path(__file__).parent.parent.parent / "shared" / "data"


@dataclass(frozen=True)
class Row:
    """One line of the table. Null where a system has no such value."""

    task: str
    set: str
    measure: str
    system: str  # trained, rules, VADER, majority, quotation marks
    value: float
    low: float | None
    high: float | None
    n: int
    unit: str = "%"
    floor: float | None = None
    aim: float | None = None


def accuracy(golds: list[Gold], scorers: dict[str, reading.Scorer]) -> Iterator[Row]:
    """Measure every system on every set."""
    for gold in golds:
        simple = {"majority": systems.majority}
        simple |= (
            {"quotation marks": systems.marks}
            if gold.task == "attribution"
            else {"VADER": systems.vader}
        )
        asked = {name: systems.by(scorer) for name, scorer in scorers.items()} | simple
        for name, answer in asked.items():
            found = measures.measure(gold, answer(gold))
            for number, one in enumerate(found):
                yield Row(
                    task=gold.task,
                    set=gold.name,
                    measure=one.measure,
                    system=name,
                    value=one.value,
                    low=one.low,
                    high=one.high,
                    n=one.n,
                    floor=gold.floor[number] if gold.floor and name == "trained" else None,
                    aim=gold.aim[number] if gold.aim and name == "trained" else None,
                )


def cases(shared: Path, scorers: dict[str, reading.Scorer]) -> Iterator[Row]:
    """Count the named cases of the seed article that come out as an expert reads them."""
    path = shared / "nato" / "seed_article.txt"
    if not path.is_file():
        return
    for name, scorer in scorers.items():
        held = seed_article.held(scorer, path.read_text("utf-8"))
        for case, right in held.items():
            if not right:
                print(f"  seed article, {name}: not so: {case}", file=sys.stderr)
        yield Row(
            "statements", "seed article", "cases held", name, sum(held.values()), None, None,
            len(held), "cases", len(held),
        )  # fmt: skip


def speed() -> Iterator[Row]:
    """Measure reading on a few articles; benchmarks/read_speed.py measures it in full."""
    found = read_speed.run(articles=60, rounds=3, only=("trained",))
    for one in found:
        yield Row(
            "speed", "articles of about 400 words", "articles/s, two processes", one.name,
            one.per_second, one.low, one.high, one.articles, "/s", 10, 25,
        )  # fmt: skip
        yield Row(
            "memory", "articles of about 400 words", "of one process", one.name,
            one.megabytes, None, None, 1, "MB", 700, 400,
        )  # fmt: skip


def text(rows: list[Row]) -> str:
    """Give the table as lines of text."""
    heads = ("task", "set", "measure", "system", "value", "95 % interval", "n", "floor", "aim")
    cells = [heads, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(heads))]
    lines = []
    for line in cells:
        padded = (
            cell.ljust(width) if column < 4 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, ...]:
    def number(value: float | None) -> str:
        return (
            "" if value is None else f"{value:.1f}" if row.unit in ("%", "/s") else f"{value:.0f}"
        )

    between = f"{number(row.low)} to {number(row.high)}" if row.low is not None else ""
    shown = f"{number(row.value)}{row.unit if row.unit == '%' else ' ' + row.unit}"
    return (
        row.task, row.set, row.measure, row.system, shown, between, f"{row.n:,}",
        number(row.floor), number(row.aim),
    )  # fmt: skip


def into_card(card: str, found: dict[str, Any]) -> str:
    """Give the model card with the rows of the shipped scorer between its two marks."""
    before, rest = card.split(_BEGIN)
    _, after = rest.split(_END)
    lines = ["| Task | Set | Measure | Value | 95 % interval | n | Floor | Aim |"]
    lines.append("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for row in (Row(**one) for one in found["rows"]):
        if row.system == "trained":
            task, name, measure, _, *rest_ = _cells(row)
            lines.append(f"| {' | '.join((task, name, measure, *rest_))} |")
    stated = f"Scorer {found['scorer']}, {found['date']}."
    return f"{before}{_BEGIN}\n{stated}\n\n" + "\n".join(lines) + f"\n{_END}{after}"


def table(shared: Path, *, with_speed: bool, now: datetime) -> dict[str, Any]:
    """Measure everything; give what the method page shows."""
    scorers = {"trained": reading.load(name="trained"), "rules": reading.load(name="baseline")}
    public = sets.shared(shared)
    rows = list(accuracy(public or sets.own(), scorers))
    rows += cases(shared, scorers)
    rows += speed() if with_speed else ()
    return {
        "date": now.date().isoformat(),
        "scorer": scorers["trained"].version,
        "public": bool(public),
        "rows": [asdict(row) for row in rows],
    }


def main() -> None:
    """Print the table and write it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shared", type=Path, default=SHARED, help="folder of public sets")
    options.add_argument("--out", type=Path, help=f"where to write; default: {OUT}")
    options.add_argument("--no-speed", action="store_true", help="leave out speed and memory")
    given = options.parse_args()
    found = table(given.shared, with_speed=not given.no_speed, now=datetime.now(UTC))
    print(text([Row(**row) for row in found["rows"]]))
    print(f"\nScorer {found['scorer']}, {found['date']}.")
    if not found["public"]:
        print(
            f"There are no public sets in {given.shared}: measured on the sets written for this "
            "project. The method page keeps its table."
        )
    target = given.out or (OUT if found["public"] else None)
    if target == OUT:
        CARD.write_text(into_card(CARD.read_text("utf-8"), found), encoding="utf-8")
    if target:
        target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        print(f"Written to {target}.")


if __name__ == "__main__":
    main()
