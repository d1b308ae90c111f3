"""Who judges whom, and how the feeds answered: a cell a pair."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.report import trends, words
from monitor.report.figures import base
from monitor.report.figures.base import Theme
from monitor.report.palette import Palette, stance_colour

_ROW = 32  # pixels
_LARGEST, _SMALLEST = 26, 6  # diameters, in pixels
_STRIP = 22

# What a feed did on a day, calmest first, and how it is said.
_STATES = {
    "new": "brought new entries",
    "quiet": "answered, nothing new",
    "soft": "failed for a moment",
    "hard": "failed",
    "gone": "is gone",
    "none": "was not polled",
}


def matrix(frame: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """A dot a pair: colour is the mean stance, area the number of statements.

    Takes Reader.matrix (rows are holders, columns targets) or Reader.quoted_by (rows are
    outlets, columns holders). Hollow: fewer than 10 statements. Both sides with most
    statements first. customdata of a dot is [row, column], for selections.
    """
    if frame.empty:
        return base.nothing(theme)
    side, top = ("holder", "target") if "target" in frame else ("outlet", "holder")
    rows, columns = _most(frame, side), _most(frame, top)
    shades = base.colours(theme)
    most = int(frame["n"].max())
    colours = [
        shades.neutral if pd.isna(score) else stance_colour(score, shades)
        for score in frame["stance_mean"]
    ]
    few = frame["n"] < trends.SMALL
    chart = base.figure(theme, 140 + _ROW * len(rows))
    chart.add_scatter(
        x=[columns.index(name) for name in frame[top]],
        y=[rows.index(name) for name in frame[side]],
        mode="markers",
        showlegend=False,
        marker={
            "size": [max(_SMALLEST, _LARGEST * (n / most) ** 0.5) for n in frame["n"]],
            "color": [
                shades.surface if hollow else colour
                for hollow, colour in zip(few, colours, strict=True)
            ],
            "line": {"color": colours, "width": 1.5},
            "opacity": 1,
        },
        customdata=frame[[side, top]].to_numpy().tolist(),
        hovertext=[_pair_words(row, side, top) for row in frame.to_dict("records")],
        hoverinfo="text",
    )
    chart.update_xaxes(
        side="top",
        tickvals=list(range(len(columns))),
        ticktext=[base.label(words.shortened(name, 22)) for name in columns],
        tickangle=-40 if len(columns) > 4 else 0,
        range=[-0.6, len(columns) - 0.4],
    )
    chart.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[base.label(name) for name in rows],
        range=[len(rows) - 0.4, -0.6],
        ticklabelstandoff=8,
    )
    return chart


def feed_strip(feed_days: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """A row a feed, a cell a day: what polling brought. Takes Reader.feed_days.

    Health is not stance: it is shown in greys and the colour of gaps, from solid (new entries)
    to open (failed, not polled), never in orange or blue. customdata of a cell is the feed.
    """
    if feed_days.empty:
        return base.nothing(theme)
    feeds = feed_days.drop_duplicates("feed")
    places = {feed: place for place, feed in enumerate(feeds["feed"])}
    days = pd.to_datetime(feed_days["day"])
    size = max(3.0, min(9.0, 520 / days.nunique()))  # so that cells of neighbours do not touch
    chart = base.figure(theme, 100 + _STRIP * len(places))
    for state, looks in _looks(base.colours(theme)).items():
        rows = feed_days[feed_days["state"] == state]
        if rows.empty:
            continue
        chart.add_scatter(
            x=days[rows.index].dt.strftime("%Y-%m-%d").tolist(),
            y=[places[feed] for feed in rows["feed"]],
            mode="markers",
            name=_STATES[state].capitalize(),
            marker={"size": size, **looks},
            customdata=rows["feed"].tolist(),
            hovertext=[_day_words(row) for row in rows.to_dict("records")],
            hoverinfo="text",
        )
    base.time_axis(chart, days, "day")
    chart.update_layout(legend={"itemsizing": "constant"})
    chart.update_yaxes(
        tickvals=list(places.values()),
        ticktext=[base.label(name) for name in feeds["outlet"]],
        range=[len(places) - 0.4, -0.6],
        showgrid=False,
        ticklabelstandoff=8,
    )
    return chart


def _looks(shades: Palette) -> dict[str, dict[str, Any]]:
    open_ = {"color": shades.surface}
    return {
        "new": {"symbol": "square", "color": shades.muted},
        "quiet": {"symbol": "square", "color": shades.neutral},
        "soft": {"symbol": "diamond", **open_, "line": {"color": shades.muted, "width": 1.5}},
        "hard": {"symbol": "x", "color": shades.ink},
        "gone": {"symbol": "x-thin", "line": {"color": shades.ink, "width": 2}},
        "none": {"symbol": "square", **open_, "line": {"color": shades.grid, "width": 1.5}},
    }


def _most(frame: pd.DataFrame, column: str) -> list[str]:
    """The names of a column, those with most statements first."""
    sums = frame.groupby(column, sort=True)["n"].sum()
    return list(sums.sort_values(ascending=False, kind="stable").index)


def _pair_words(row: dict[Any, Any], side: str, top: str) -> str:
    link = "on" if top == "target" else "quotes"
    return base.lines(
        f"{row[side]} {link} {row[top]}",
        f"mean stance {words.score(row['stance_mean'])}",
        base.interval(row["stance_low"], row["stance_high"]),
        words.counted(int(row["n"]), "statement") + (": few" if row["n"] < trends.SMALL else ""),
    )


def _day_words(row: dict[Any, Any]) -> str:
    return base.lines(
        f"{row['outlet']}, {words.day(pd.Timestamp(row['day']).date())}",
        words.shortened(str(row["feed"]), 80),
        f"The feed {_STATES[row['state']]}",
        f"{words.counted(int(row['polls']), 'poll')}, "
        f"{words.counted(int(row['entries_new']), 'new entry', 'new entries')}",
        "Part of a gap in watching" if row["gap"] else "",
    )
