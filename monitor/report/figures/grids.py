"""Who judges whom, and how the feeds answered: a cell a pair."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.report import trends, words
from monitor.report.figures import base
from monitor.report.figures.base import Theme
from monitor.report.palette import Palette, stance_colour

_ROW = 32  # pixels
_LARGEST, _SMALLEST = 22, 7  # diameters, in pixels
_HEADING = 24  # characters
_STRIP = 24
_FEWEST = 14  # days that there is room for: a new feed begins at the right
_SET_APART = 60  # days: of more, on a phone the space between two would be all there is
_FEED = 26  # characters of a name beside a strip, or a phone has no room for the days
_STRIP_TICKS = 3

# What a feed did on a day, calmest first, and how it is said.
_STATES = {
    "new": "brought new entries",
    "quiet": "answered, nothing new",
    "soft": "failed, may pass",
    "hard": "failed, needs you",
    "gone": "was removed by its publisher",
    "none": "was not polled",
}
_FAILED = ("soft", "hard", "gone")
_CODES = {"new": 2, "quiet": 1, "none": 0} | dict.fromkeys(_FAILED, 0)


def matrix(frame: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """A dot a pair: colour is the mean stance, area the number of statements.

    Takes Reader.matrix (rows are holders, columns targets) or Reader.quoted_by (rows are
    outlets, columns holders). A small grey ring and no mean: fewer than 10 statements. Both
    sides with most statements first. customdata of a dot is [row, column], for selections.
    """
    if frame.empty:
        return base.nothing(theme)
    side, top = ("holder", "target") if "target" in frame else ("outlet", "holder")
    rows, columns = _most(frame, side), _most(frame, top)
    shades = base.colours(theme)
    told = trends.told(frame)
    most = int(frame["n"].max())
    known = told["stance_mean"].notna()
    headings = [words.shortened(name, _HEADING) for name in columns]
    # Upright headings are as narrow as their columns: slanted ones run over the edge, or into
    # each other, and plotly leaves out what does not fit.
    room = 14 + 6.4 * max(len(name) for name in headings)
    chart = base.figure(theme, round(60 + room) + _ROW * len(rows))
    chart.add_scatter(
        x=[columns.index(name) for name in frame[top]],
        y=[rows.index(name) for name in frame[side]],
        mode="markers",
        showlegend=False,
        marker={
            "size": [max(_SMALLEST, _LARGEST * (n / most) ** 0.5) for n in frame["n"]],
            "color": [
                stance_colour(score, shades) if there else shades.surface
                for score, there in zip(told["stance_mean"], known, strict=True)
            ],
            "line": {
                "color": [
                    stance_colour(score, shades) if there else shades.muted
                    for score, there in zip(told["stance_mean"], known, strict=True)
                ],
                "width": 1.5,
            },
            "opacity": 1,
        },
        customdata=frame[[side, top]].to_numpy().tolist(),
        hovertext=[_pair_words(row, side, top) for row in told.to_dict("records")],
        hoverinfo="text",
        cliponaxis=False,
    )
    chart.update_xaxes(
        side="top",
        tickvals=list(range(len(columns))),
        ticktext=[base.label(name) for name in headings],
        tickangle=-90,
        automargin=False,
        range=[-0.6, len(columns) - 0.4],
    )
    chart.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[base.label(name) for name in rows],
        range=[len(rows) - 0.4, -0.6],
        ticklabelstandoff=8,
    )
    chart.update_layout(margin={"t": 36 + room})
    return chart


def feed_strip(feed_days: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """A row a feed, a cell a day: what polling brought. Takes Reader.feed_days.

    Health is not stance: it is shown in greys and the colour of gaps, never in orange or blue.
    Days with failures only carry a mark. Nothing is drawn before a feed's first poll.
    """
    if feed_days.empty:
        return base.nothing(theme)
    feeds = feed_days.drop_duplicates("feed")
    places = {feed: place for place, feed in enumerate(feeds["feed"])}
    days = pd.to_datetime(feed_days["day"])
    shades = base.colours(theme)
    size = max(4.0, min(8.0, 640 / days.nunique()))  # so that marks of neighbours can be told apart
    chart = base.figure(theme, 100 + _STRIP * len(places))
    chart.add_trace(_cells(feed_days, days, places, shades))
    for state, looks in _looks(shades).items():
        rows = feed_days[feed_days["state"] == state]
        if rows.empty:
            continue
        failed = state in _FAILED
        chart.add_scatter(
            # The cells of the others are drawn already: theirs is the legend's entry only.
            x=days[rows.index].dt.strftime("%Y-%m-%d").tolist() if failed else [None],
            y=[places[feed] for feed in rows["feed"]] if failed else [None],
            mode="markers",
            name=_STATES[state].capitalize(),
            marker={"size": size, **looks},
            hovertext=[_day_words(row) for row in rows.to_dict("records")] if failed else None,
            hoverinfo="text",
            cliponaxis=False,  # the last day lies at the edge
        )
    base.time_axis(chart, days, "day", _STRIP_TICKS)
    half, fewest = pd.Timedelta(hours=12), pd.Timedelta(days=_FEWEST)
    first = min(days.min(), days.max() - fewest)
    chart.update_xaxes(range=[str(first - half), str(days.max() + half)])
    chart.update_layout(showlegend=True, legend={"itemsizing": "constant"})
    chart.update_yaxes(
        tickvals=list(places.values()),
        ticktext=[base.label(words.shortened(name, _FEED)) for name in feeds["outlet"]],
        range=[len(places) - 0.4, -0.6],
        showgrid=False,
        ticklabelstandoff=8,
    )
    return chart


def _cells(
    feed_days: pd.DataFrame,
    days: "pd.Series[pd.Timestamp]",
    places: dict[Any, int],
    shades: Palette,
) -> go.Heatmap:
    """One trace for all cells: a year of a hundred feeds would be too many points to place."""
    every_day = pd.date_range(days.min(), days.max(), freq="D")
    at = pd.MultiIndex.from_arrays([feed_days["feed"].map(places), days])
    codes = pd.Series([_CODES[state] for state in feed_days["state"]], index=at)
    told = pd.Series(
        [f"{_STATES[row['state']]}{_brought(row)}" for row in feed_days.to_dict("records")],
        index=at,
    )
    shown = (shades.gap, shades.neutral, shades.muted)
    return go.Heatmap(
        z=[
            [None if pd.isna(code) else code for code in row]
            for row in codes.unstack().reindex(columns=every_day).to_numpy()
        ],
        text=[
            [cell if isinstance(cell, str) else "" for cell in row]
            for row in told.unstack().reindex(columns=every_day).to_numpy()
        ],
        x0=every_day[0].strftime("%Y-%m-%d"),
        dx=base.width("day"),
        zmin=0,
        zmax=2,
        colorscale=[
            [edge, colour]
            for place, colour in enumerate(shown)
            for edge in (place / len(shown), (place + 1) / len(shown))
        ],
        showscale=False,
        xgap=1 if len(every_day) <= _SET_APART else 0,
        ygap=8,
        hoverongaps=False,
        hoverinfo="text",
        hovertemplate="%{y}, %{x|%-d %b %Y}<br>The feed %{text}<extra></extra>",
    )


def _looks(shades: Palette) -> dict[str, dict[str, Any]]:
    open_ = {"color": shades.surface, "line": {"color": shades.ink, "width": 1.5}}
    return {
        "new": {"symbol": "square", "color": shades.muted},
        "quiet": {"symbol": "square", "color": shades.neutral},
        "soft": {"symbol": "diamond", **open_},
        "hard": {"symbol": "x", "color": shades.ink},
        "gone": {"symbol": "x-thin", "line": {"color": shades.ink, "width": 2}},
        "none": {
            "symbol": "square",
            "color": shades.gap,
            "line": {"color": shades.muted, "width": 0.5},
        },
    }


def _brought(row: dict[Any, Any]) -> str:
    return f": {int(row['entries_new']):,}" if row["state"] == "new" else ""


def _most(frame: pd.DataFrame, column: str) -> list[str]:
    """The names of a column, those with most statements first."""
    sums = frame.groupby(column, sort=True)["n"].sum()
    return list(sums.sort_values(ascending=False, kind="stable").index)


def _pair_words(row: dict[Any, Any], side: str, top: str) -> str:
    link = "on" if top == "target" else "quotes"
    pair = f"{row[side]} {link} {row[top]}"
    if pd.isna(row["stance_mean"]):
        return base.lines(pair, base.few(row["n"]))
    return base.lines(
        pair,
        f"mean stance {words.score(row['stance_mean'])}",
        base.interval(row["stance_low"], row["stance_high"]),
        words.counted(int(row["n"]), "statement"),
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
