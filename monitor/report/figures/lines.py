"""How a series is drawn over time: runs without gaps, intervals, marks for what is too few."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.report import trends, words
from monitor.report.figures import base, shading
from monitor.report.figures.base import Theme
from monitor.report.palette import transparent

_DAY = "%Y-%m-%d"
_MANY = 60  # buckets: of more, marks of the usual size run into each other


@dataclass(frozen=True, slots=True)
class Measure:
    """What a line is of. `prepared` says which columns that makes."""

    name: str
    column: str
    write: Callable[[float | None], str]
    is_mean: bool = True  # of statements: not told where they are few

    def prepared(self, trend: pd.DataFrame) -> pd.DataFrame:
        """The rows with value, low, high (95 % interval), n and few (bool)."""
        if not self.is_mean:
            ends = [_wilson(row) for row in trend.to_dict("records")]
            return trend.assign(
                value=trend[self.column].astype("float64"),
                low=[low for low, _ in ends],
                high=[high for _, high in ends],
                n=trend["total_count"],
                few=False,
            )
        told = trends.told(trend)
        stem = self.column.removesuffix("_mean")
        nowhere = pd.Series(float("nan"), index=trend.index)
        return told.assign(
            value=told[self.column],
            low=told.get(f"{stem}_low", nowhere),
            high=told.get(f"{stem}_high", nowhere),
            n=told["mentions"],
            few=told["mentions"].fillna(0).gt(0) & told["mentions"].fillna(0).lt(trends.SMALL),
        )


STANCE = Measure("mean stance", "stance_mean", words.score)
TONE = Measure("mean tone", "tone_mean", words.score)
SHARE = Measure("share of coverage", "ratio", words.share, is_mean=False)
MEASURES = {"stance": STANCE, "tone": TONE, "share": SHARE}


def axis(measure: Measure, prepared: pd.DataFrame) -> dict[str, Any]:
    """The vertical axis for these rows."""
    ends = pd.concat([prepared["value"], prepared["low"], prepared["high"]]).astype("float64")
    if not measure.is_mean:
        return base.share_axis(float(ends.max()))
    if measure is TONE:
        return base.score_axis(ends, "unfriendly", "friendly")
    return base.score_axis(ends)


def draw(
    chart: go.Figure,
    rows: pd.DataFrame,
    measure: Measure,
    name: str,
    colour: str,
    size: str,
    theme: Theme,
    *,
    dash: bool = False,
    legend: bool = False,
    smoothed: pd.DataFrame | None = None,
) -> None:
    """Add a series to a chart whose data axis is set.

    rows, smoothed: `prepared`. Of a smoothed series the line is drawn, and the rows it sums up
    as pale points. customdata of a point is [first day, voice, entity_id].
    """
    rows = rows.sort_values("date")
    line = rows if smoothed is None else smoothed.sort_values("date")
    _bands(chart, line, colour, name)
    days, values = _days(line), _values(line, "value")
    finished = _finished(line, rows["date"].max())
    parts = [(0, finished, False)]
    if finished < len(line):
        parts.append((finished - 1, len(line), True))
    for first, last, dotted in parts:
        if not any(value is not None for value in values[first:last]):
            continue
        chart.add_scatter(
            x=days[first:last],
            y=values[first:last],
            mode="lines",
            name=base.label(name),
            legendgroup=base.label(name),
            showlegend=legend and not dotted,
            line={
                "color": colour,
                "width": 2,
                "dash": "dot" if dotted else "dash" if dash else "solid",
            },
            hoverinfo="skip",
            yaxis=shading.DATA,
        )
    points = rows[rows["value"].notna()]
    smaller = 2 if len(rows) > _MANY else 0
    _points(chart, points, points["value"].tolist(), measure, name, colour, size, theme,
            diameter=7 - smaller, open_=False, pale=smoothed is not None)  # fmt: skip
    few = rows[rows["few"]]
    bottom = chart.layout.yaxis2.range[0]
    _points(chart, few, [bottom * 0.985] * len(few), measure, name, colour, size, theme,
            diameter=6 - smaller, open_=True, pale=smaller > 0)  # fmt: skip


def _bands(chart: go.Figure, rows: pd.DataFrame, colour: str, name: str) -> None:
    """Add intervals: areas, and upright lines where an area would have no width."""
    ends = zip(_days(rows), _values(rows, "low"), _values(rows, "high"), strict=True)
    runs = [list(run) for there, run in groupby(ends, lambda end: end[1] is not None) if there]
    for alone in (False, True):
        outlines = [
            [*[(day, high) for day, _, high in run], *[(day, low) for day, low, _ in run[::-1]]]
            for run in runs
            if (len(run) == 1) is alone
        ]
        if not outlines:
            continue
        # A corner of nothing ends an outline.
        corners = [corner for outline in outlines for corner in (*outline, (None, None))]
        chart.add_scatter(
            x=[day for day, _ in corners],
            y=[height for _, height in corners],
            mode="lines",
            line={"width": 1.5 if alone else 0, "color": transparent(colour, 0.45)},
            fill="none" if alone else "toself",
            fillcolor=transparent(colour, 0.12),
            hoverinfo="skip",
            showlegend=False,
            legendgroup=base.label(name),
            yaxis=shading.DATA,
        )


def _days(rows: pd.DataFrame) -> list[str]:
    days: list[str] = rows["date"].dt.strftime(_DAY).tolist()
    return days


def _values(rows: pd.DataFrame, column: str) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in rows[column]]


def _points(
    chart: go.Figure,
    rows: pd.DataFrame,
    heights: list[float],
    measure: Measure,
    name: str,
    colour: str,
    size: str,
    theme: Theme,
    *,
    diameter: int,
    open_: bool,
    pale: bool,
) -> None:
    if rows.empty:
        return
    entities = rows["entity_id"] if "entity_id" in rows else rows["voice"]
    chart.add_scatter(
        x=_days(rows),
        y=heights,
        mode="markers",
        name=base.label(name),
        legendgroup=base.label(name),
        showlegend=False,
        marker={
            "size": diameter,
            "symbol": "triangle-up-open" if open_ else "circle",
            "color": colour,
            "opacity": (0.6 if open_ else 0.35) if pale else 1.0,
        },
        customdata=[
            [day, voice, entity]
            for day, voice, entity in zip(_days(rows), rows["voice"], entities, strict=True)
        ],
        hovertext=[_hover(row, measure, name, size) for row in rows.to_dict("records")],
        hoverinfo="text",
        cliponaxis=False,
        yaxis=shading.DATA,
    )


def _finished(line: pd.DataFrame, last: pd.Timestamp) -> int:
    """How many buckets a line leads through before it is dotted to one that is not complete."""
    open_end = line["date"].iloc[-1] == last and not line["complete"].iloc[-1]
    joined = line["value"].iloc[-2:].notna().all() and len(line) > 1
    return len(line) - 1 if open_end and joined else len(line)


def _wilson(row: dict[Any, Any]) -> tuple[float, float]:
    if pd.isna(row["total_count"]):
        return float("nan"), float("nan")
    stories = row.get("total_stories")
    clusters = None if stories is None or pd.isna(stories) else int(stories)
    return trends.wilson(int(row["count"]), int(row["total_count"]), clusters)


def _hover(row: dict[Any, Any], measure: Measure, name: str, size: str) -> str:
    head = f"{name}, {base.bucket_name(row['date'], size)}"
    if row["few"]:
        return base.lines(head, base.few(row["mentions"]), base.unfinished(row))
    spread = ""
    if pd.notna(row["low"]):
        spread = f"95 % interval {measure.write(row['low'])} to {measure.write(row['high'])}"
    counted = (
        words.counted(int(row["n"]), "statement")
        if measure.is_mean
        else f"{words.counted(int(row['count']), 'article')} of {words.count(row['n'])} collected"
    )
    return base.lines(
        head,
        f"{measure.name} {measure.write(row['value'])}",
        spread,
        counted,
        base.unfinished(row),
    )
