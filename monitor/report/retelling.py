"""A story's copies held against its first: how much later, what was kept, what changed. Pure."""

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from monitor.report import wording, words
from monitor.report.wording import Block, Piece

HEADLINE = 300  # characters of a headline that are shown
COMPARED = 40  # copies whose texts are read; a story with more is listed to its end


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a story, beside the first one."""

    article_id: str
    outlet: str
    url: str  # http(s), or empty
    title: str
    at: datetime
    after: timedelta  # since the first one
    precision: str
    revisions: int
    first: bool
    headline: tuple[Piece, ...]  # against the first one's
    kept: float | None  # part of the first one's words, in [0, 1]; null where not compared


@dataclass(frozen=True, slots=True)
class Edit:
    """What a publisher changed in an article after it was first collected."""

    outlet: str
    revision: int
    seen_at: datetime
    headline: tuple[Piece, ...]  # against the revision before
    text: tuple[Block, ...]


def copies(frame: pd.DataFrame) -> list[Copy]:
    """The copies of a story in order of time; takes StoryView.copies."""
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    found = []
    for number, row in enumerate(rows):
        first = rows[0]
        kept = wording.kept(first["text"], row["text"]) if 0 < number < COMPARED else None
        found.append(
            Copy(
                article_id=row["article_id"],
                outlet=row["outlet"],
                url=row["url"],
                title=words.shortened(row["title"], HEADLINE),
                at=row["dated_at"],
                after=row["dated_at"] - first["dated_at"],
                precision=row["published_precision"],
                revisions=int(row["revisions"]),
                first=number == 0,
                headline=_headlines(first, row),
                kept=kept,
            )
        )
    return found


def edits(frame: pd.DataFrame) -> list[Edit]:
    """What changed from one revision to the next, newest first; takes StoryView.revisions."""
    found = []
    for _, article in frame.groupby("article_id", sort=False):
        rows: list[dict[Any, Any]] = article.drop_duplicates("revision").to_dict("records")
        for before, after in itertools.pairwise(rows):
            found.append(
                Edit(
                    outlet=after["outlet"],
                    revision=int(after["revision"]),
                    seen_at=after["seen_at"],
                    headline=_headlines(before, after),
                    text=wording.blocks(before["text"], after["text"]),
                )
            )
    return sorted(found, key=lambda edit: edit.seen_at, reverse=True)


def _headlines(old: dict[Any, Any], new: dict[Any, Any]) -> tuple[Piece, ...]:
    return wording.differences(
        words.shortened(old["title"], HEADLINE), words.shortened(new["title"], HEADLINE)
    )


def span(hours: float) -> str:
    """How far the copies lie apart: 0.4 -> "24 min", 36.3 -> "36 h", 100 -> "4 d"."""
    if hours < 1:
        return f"{round(hours * 60)} min"
    return f"{hours:.0f} h" if hours < 72 else f"{hours / 24:.0f} d"


def later(after: timedelta) -> str:
    """How much later than the first: "+2 h 5 min", "+1 d 3 h"; empty for the first itself."""
    minutes = round(after.total_seconds() / 60)
    if minutes <= 0:
        return ""
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes if not days else 0, "min")]
    return "+" + " ".join(f"{number} {unit}" for number, unit in parts if number)


def mix(row: dict[Any, Any]) -> str:
    """The stances of a story in words: "5 oppose · 19 neutral · 2 support"."""
    kinds = ("oppose", "neutral", "uncertain", "support")
    return " · ".join(f"{words.count(row[kind])} {kind}" for kind in kinds if row[kind])
