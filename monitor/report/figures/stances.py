"""Stance, tone and shares over time: two voices, their difference, or several entities."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.report import trends, turns, words
from monitor.report.figures import base, lines, shading
from monitor.report.figures.base import Theme
from monitor.report.palette import transparent

_HEIGHT = 320
_VOICES = {"outlet": "Outlets' own voice", "quoted": "Quoted", "all": "All voices"}
_APART = 0.075  # of the height of the plot: what labels at line ends keep apart
_NAME = 22  # characters of a label at a line's end


def stance_lines(
    trend_by_voice: pd.DataFrame,
    gaps: pd.DataFrame,
    *,
    measure: str = "stance",
    smoothed: pd.DataFrame | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Mean stance (or "tone") of one entity, or all: own voice solid, quoted dashed.

    Takes Reader.trend by voice, and Reader.gaps, which are shaded. Bands: 95 % intervals.
    Buckets of fewer than 10 statements have a mark at the bottom and no mean. Lines are not
    drawn over buckets without a mean, and dotted to a last one that is not complete. Where the
    stance of a voice turned is marked. smoothed: trends.smooth of the same rows.
    """
    what = lines.MEASURES[measure]
    rows = what.prepared(trend_by_voice)
    if not (rows["value"].notna() | rows["few"]).any():
        return base.nothing(theme)
    shades = base.colours(theme)
    over = None if smoothed is None else what.prepared(smoothed)
    chart, size = _frame(rows, what, gaps, theme)
    for voice, series in rows.groupby("voice", sort=True):
        dashed = voice == "quoted"
        lines.draw(
            chart,
            series,
            what,
            _VOICES[str(voice)],
            shades.muted if dashed else shades.ink,
            size,
            theme,
            dash=dashed,
            legend=True,
            smoothed=None if over is None else over[over["voice"] == voice],
        )
    _few_in_legend(chart, rows, shades.muted)
    if measure == "stance":
        for row in turns.turns_by_voice(trend_by_voice).to_dict("records"):
            _mark(chart, row, theme)
    return chart


def difference_line(apart: pd.DataFrame, gaps: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """How much more the outlets support in their own voice than those whom they quote.

    Takes estimates.apart. Drawn as stance_lines draws them; an interval that leaves out zero is
    more than chance would have it.
    """
    if not (apart["value"].notna() | apart["few"]).any():
        return base.nothing(theme)
    shades = base.colours(theme)
    what = lines.Measure("own minus quoted", "value", words.score)
    chart, size = _frame(apart, what, gaps, theme, low="quoted kinder", high="own kinder")
    lines.draw(chart, apart, what, "Own minus quoted", shades.ink, size, theme)
    _few_in_legend(chart, apart, shades.muted)
    return chart


def compare_lines(
    trend_by_entity: pd.DataFrame,
    gaps: pd.DataFrame,
    *,
    measure: str = "stance",
    smoothed: pd.DataFrame | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Mean stance (or "tone", or "share" of coverage) of up to six entities, a colour each.

    Takes Reader.trend by entity, one voice. Entities keep the colour of their place in the
    frame, and are named where their lines end. Otherwise as stance_lines.
    """
    what = lines.MEASURES[measure]
    rows = what.prepared(trend_by_entity)
    if not (rows["value"].notna() | rows["few"]).any():
        return base.nothing(theme)
    shades = base.colours(theme)
    over = None if smoothed is None else what.prepared(smoothed)
    chart, size = _frame(rows, what, gaps, theme)
    ends: list[tuple[float, str, str]] = []
    for place, (entity, series) in enumerate(rows.groupby("entity_id", sort=False)):
        colour = shades.categories[place % len(shades.categories)]
        name = str(series["entity"].iloc[0])
        line = None if over is None else over[over["entity_id"] == entity]
        lines.draw(chart, series, what, name, colour, size, theme, smoothed=line)
        shown = series if line is None else line
        known = shown[shown["value"].notna()].sort_values("date")
        if len(known):
            ends.append((float(known["value"].iloc[-1]), name, colour))
    low, high = chart.layout.yaxis2.range
    heights = _spread([value for value, *_ in sorted(ends)], low, high)
    edge = str(rows["date"].max().date())  # also of series that end before: not over the others
    for height, (_, name, colour) in zip(heights, sorted(ends), strict=True):
        chart.add_annotation(
            x=edge,
            y=height,
            yref=shading.DATA,
            text=base.label(words.shortened(name, _NAME)),
            showarrow=False,
            xanchor="left",
            xshift=9,
            bgcolor=transparent(shades.surface, 0.85),  # over lines and zero
            borderpad=1,
            font={"size": 12, "color": colour},
        )
    longest = max((len(words.shortened(name, _NAME)) for _, name, _ in ends), default=0)
    chart.update_layout(margin={"r": 16 + 7 * longest})
    _few_in_legend(chart, rows, shades.muted)
    return chart


def _frame(
    rows: pd.DataFrame,
    what: lines.Measure,
    gaps: pd.DataFrame,
    theme: Theme,
    **ends: str,
) -> tuple[go.Figure, str]:
    chart = base.figure(theme, _HEIGHT)
    size = base.bucket_size(rows["date"])
    shading.gaps(chart, gaps, rows["date"], size, theme)
    axis: dict[str, Any] = lines.axis(what, rows)
    if ends:
        axis = base.score_axis(pd.concat([rows["value"], rows["low"], rows["high"]]), **ends)
    shading.axes(chart, theme, **axis)
    shading.partial(chart, rows, theme)
    base.time_axis(chart, rows["date"], size)
    if what.is_mean:
        line = {"color": base.colours(theme).muted, "width": 1, "dash": "dot"}
        chart.add_hline(y=0, yref=shading.DATA, line=line)
    return chart, size


def _mark(chart: go.Figure, turn: dict[Any, Any], theme: Theme) -> None:
    """A line where a voice went over to another level of stance, and both levels."""
    shades = base.colours(theme)
    when = turn["date"].strftime("%Y-%m-%d")
    chart.add_vline(x=when, line={"color": shades.muted, "width": 1, "dash": "dash"})
    chart.add_annotation(
        x=when,
        y=0.02,
        yref="paper",
        xanchor="left",
        xshift=3,
        showarrow=False,
        text=f"{words.score(turn['before'])} → {words.score(turn['after'])}",
        bgcolor=shades.surface,
        font={"size": 11, "color": shades.muted},
    )


def _few_in_legend(chart: go.Figure, rows: pd.DataFrame, colour: str) -> None:
    if rows["few"].any():
        chart.add_scatter(
            x=[None],
            y=[None],
            mode="markers",
            name=f"Fewer than {trends.SMALL} statements: no mean",
            marker={"symbol": "triangle-up-open", "size": 7, "color": colour},
            hoverinfo="skip",
            yaxis=shading.DATA,
        )


def _spread(values: list[float], low: float, high: float) -> list[float]:
    """Heights for labels at `values`, lowest first, moved up where they would overlap."""
    apart, heights = _APART * (high - low), list[float]()
    for value in values:
        heights.append(max(value, heights[-1] + apart) if heights else value)
    over = max(0.0, heights[-1] - high + apart / 2) if heights else 0.0
    return [height - over for height in heights]
