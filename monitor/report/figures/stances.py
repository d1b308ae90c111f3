"""Stance over time: lines that stop where there is no value, with their 95 % intervals."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.report import trends, turns, words
from monitor.report.figures import base
from monitor.report.figures.base import Theme
from monitor.report.palette import transparent

_HEIGHT = 340
_VOICES = {"outlet": "Outlets' own voice", "quoted": "Quoted", "all": "All voices"}
_APART = 0.11  # of the way to the end of the score axis: what labels at line ends keep apart


def stance_lines(trend_by_voice: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """Mean stance of one entity (or all): own voice solid, quoted dashed.

    Takes Reader.trend by voice. Shaded: 95 % intervals. Hollow: fewer than 10 statements.
    Lines are not drawn over buckets without a value. Where a voice turned is marked.
    """
    if trend_by_voice["stance_mean"].notna().sum() == 0:
        return base.nothing(theme)
    shades = base.colours(theme)
    chart, size = _frame(trend_by_voice, theme)
    for voice, rows in trend_by_voice.groupby("voice", sort=True):
        dashed = voice == "quoted"
        colour = shades.muted if dashed else shades.ink
        _draw(chart, rows, _VOICES[str(voice)], colour, size, theme, dash=dashed, legend=True)
    for row in turns.turns_by_voice(trend_by_voice).to_dict("records"):
        _mark(chart, row, theme)
    return chart


def compare_lines(trend_by_entity: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """Mean stance of up to six entities, a colour each, named where their lines end.

    Takes Reader.trend by entity, one voice. Entities keep the colour of their place in the
    frame. Otherwise as stance_lines.
    """
    if trend_by_entity["stance_mean"].notna().sum() == 0:
        return base.nothing(theme)
    shades = base.colours(theme)
    chart, size = _frame(trend_by_entity, theme)
    ends: list[tuple[float, str, str, str]] = []
    limit = chart.layout.yaxis.tickvals[-1]
    for place, (_, rows) in enumerate(trend_by_entity.groupby("entity_id", sort=False)):
        colour = shades.categories[place % len(shades.categories)]
        name = str(rows["entity"].iloc[0])
        _draw(chart, rows, name, colour, size, theme)
        known = rows[rows["stance_mean"].notna()].sort_values("date")
        if len(known):
            last = known.iloc[-1]
            ends.append((last["stance_mean"], str(last["date"].date()), name, colour))
    for height, (_, when, name, colour) in zip(_spread(ends, limit), sorted(ends), strict=True):
        chart.add_annotation(
            x=when,
            y=height,
            text=base.label(words.shortened(name, 22)),
            showarrow=False,
            xanchor="left",
            xshift=9,
            bgcolor=shades.surface,  # over the line of zero
            borderpad=1,
            font={"size": 12, "color": colour},
        )
    longest = max(len(words.shortened(name, 22)) for _, _, name, _ in ends)
    chart.update_layout(margin={"r": 16 + 7 * longest, "t": 12})
    return chart


def _frame(trend: pd.DataFrame, theme: Theme) -> tuple[go.Figure, str]:
    chart = base.figure(theme, _HEIGHT)
    size = base.bucket_size(trend["date"])
    base.time_axis(chart, trend["date"], size)
    chart.update_yaxes(**base.score_axis(trend["stance_mean"]))
    chart.add_hline(y=0, line={"color": base.colours(theme).muted, "width": 1, "dash": "dot"})
    return chart, size


def _draw(
    chart: go.Figure,
    rows: pd.DataFrame,
    name: str,
    colour: str,
    size: str,
    theme: Theme,
    *,
    dash: bool = False,
    legend: bool = False,
) -> None:
    rows = rows.sort_values("date")
    surface = base.colours(theme).surface
    for number, run in enumerate(trends.split(rows)):
        for band in trends.split(run, "stance_low"):
            days = band["date"].dt.strftime("%Y-%m-%d").tolist()
            chart.add_scatter(
                x=days + days[::-1],
                y=band["stance_high"].tolist() + band["stance_low"].tolist()[::-1],
                mode="lines",
                line={"width": 0},
                fill="toself",
                fillcolor=transparent(colour, 0.12),
                hoverinfo="skip",
                showlegend=False,
                legendgroup=base.label(name),
            )
        few = run["mentions"] < trends.SMALL
        chart.add_scatter(
            x=run["date"].dt.strftime("%Y-%m-%d").tolist(),
            y=run["stance_mean"].tolist(),
            mode="lines+markers",
            name=base.label(name),
            legendgroup=base.label(name),
            showlegend=legend and number == 0,
            line={"color": colour, "width": 2, "dash": "dash" if dash else "solid"},
            marker={
                "size": 6,
                "color": [surface if hollow else colour for hollow in few],
                "line": {"color": colour, "width": 1.5},
            },
            hovertext=[_hover(row, name, size) for row in run.to_dict("records")],
            hoverinfo="text",
        )


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


def _hover(row: dict[Any, Any], name: str, size: str) -> str:
    return base.lines(
        f"{name}, {base.bucket_name(row['date'], size)}",
        f"mean stance {words.score(row['stance_mean'])}",
        base.interval(row["stance_low"], row["stance_high"]),
        f"{words.counted(int(row['mentions']), 'statement')}"
        + (": few" if row["mentions"] < trends.SMALL else ""),
        "" if row["complete"] else "Not complete: still running, cut off, or with a gap",
    )


def _spread(ends: list[tuple[float, str, str, str]], limit: float) -> list[float]:
    """Heights for the labels of `ends`, lowest first, moved up where they would overlap."""
    heights: list[float] = []
    for value, *_ in sorted(ends):
        heights.append(max(value, heights[-1] + _APART * limit) if heights else value)
    over = max(0.0, heights[-1] - limit) if heights else 0.0
    return [height - over for height in heights]
