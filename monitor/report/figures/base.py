"""What all figures share: the calm frame around the data, labels that are safe, time axes."""

import html
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from monitor.report import trends, words
from monitor.report.palette import Palette, palette

Theme = Literal["light", "dark"]

FONT = "Inter, system-ui, sans-serif"
TICKS = 5  # labels on a time axis, at most: as many as a phone has room for
_ROOM = 7  # buckets that a time axis has room for at least
_DAY = 86_400_000  # plotly counts widths on time axes in milliseconds
_LONGEST = 34  # characters of a row's label


def config(name: str) -> dict[str, Any]:
    """For st.plotly_chart: no accidental zoom, and one button, which saves a PNG called `name`."""
    return {
        "displaylogo": False,
        "displayModeBar": True,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "filename": name, "scale": 2},
        "scrollZoom": False,
        "doubleClick": "reset",
    }


def colours(theme: Theme) -> Palette:
    """The colours of a theme."""
    return palette(theme == "dark")


def figure(theme: Theme, height: int) -> go.Figure:
    """An empty figure in the style of the product."""
    shades = colours(theme)
    axis = {
        "gridcolor": shades.grid,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "ticks": "",
        "ticklabelstandoff": 6,
    }
    return go.Figure(
        layout={
            "height": height,
            "margin": {"l": 8, "r": 12, "t": 36, "b": 8},
            # Not transparent: who saves the picture keeps the ground its colours are made for.
            "paper_bgcolor": shades.surface,
            "plot_bgcolor": shades.surface,
            "modebar": {
                "bgcolor": shades.surface,
                "color": shades.muted,
                "activecolor": shades.ink,
            },
            "font": {"family": FONT, "size": 12, "color": shades.muted},
            "hoverlabel": {
                "bgcolor": shades.surface,
                "bordercolor": shades.neutral,
                "font": {"family": FONT, "size": 12, "color": shades.ink},
                "align": "left",
            },
            "legend": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 1.02,
                "yanchor": "bottom",
                "itemclick": False,
                "itemdoubleclick": False,
            },
            "hovermode": "closest",
            "dragmode": False,
            "xaxis": axis,
            "yaxis": axis,
        }
    )


def nothing(theme: Theme, text: str = "Nothing to show in this selection") -> go.Figure:
    """What stands where a figure would, when there is nothing to draw."""
    chart = figure(theme, 160)
    chart.update_xaxes(visible=False)
    chart.update_yaxes(visible=False)
    chart.add_annotation(
        text=text,
        showarrow=False,
        xref="paper",
        yref="paper",
        x=0.5,
        y=0.5,
    )
    return chart


def label(name: object) -> str:
    """A name as plotly can draw it: cut to a line, its markup shown and not run."""
    return html.escape(words.shortened(str(name), _LONGEST))


def lines(*parts: str) -> str:
    """A hover text of several lines; each part is escaped."""
    return "<br>".join(html.escape(part) for part in parts if part)


def bucket_size(dates: "pd.Series[pd.Timestamp]") -> str:
    """day, week or month: from the smallest step; a single bucket is taken for a day."""
    steps = dates.drop_duplicates().sort_values().diff().dt.days.dropna()
    smallest = 1 if steps.empty else int(steps.min())
    return "day" if smallest < 7 else "week" if smallest < 28 else "month"


def bucket_name(when: Any, size: str) -> str:
    """The words for the bucket that begins at `when`."""
    return words.bucket(pd.Timestamp(when).date(), size)


def width(size: str) -> int:
    """Of a bucket, in the milliseconds of plotly's time axes."""
    return {"day": 1, "week": 7, "month": 28}[size] * _DAY


def time_axis(
    chart: go.Figure, dates: "pd.Series[pd.Timestamp]", size: str, ticks: int = TICKS
) -> None:
    """Labels on some of the buckets: written here, since plotly goes down to milliseconds."""
    days = [when.date() for when in sorted(dates.unique())]
    # Few buckets don't fill the width, or one bar would be a wall.
    half = pd.Timedelta(milliseconds=width(size)) * max(0.6, (_ROOM - len(days)) / 2)
    step = -(-len(days) // ticks)
    shown = days[::step]
    chart.update_xaxes(
        type="date",
        range=[str(pd.Timestamp(days[0]) - half), str(pd.Timestamp(days[-1]) + half)],
        tickvals=[str(day) for day in shown],
        tickangle=0,
        ticktext=_tick_texts(shown, size),
        showgrid=False,
    )


def score_axis(
    scores: "pd.Series[float]", low: str = "oppose", high: str = "support"
) -> dict[str, Any]:
    """Of scores: as far to both sides as `scores` reach, in steps; the ends named in words."""
    furthest = float(scores.abs().max())
    limit = next((end for end in (0.2, 0.4, 0.6) if furthest <= end), 1.0)
    return {
        "range": [-1.16 * limit, 1.16 * limit],
        "tickvals": [-limit, -limit / 2, 0, limit / 2, limit],
        # On lines of their own, or the labels of a narrow axis run into each other.
        "ticktext": [
            f"{words.signed(-limit, 1)}<br>{low}",
            words.signed(-limit / 2, 1),
            "0",
            words.signed(limit / 2, 1),
            f"{words.signed(limit, 1)}<br>{high}",
        ],
    }


def share_axis(most: float) -> dict[str, Any]:
    """Of shares from 0 to `most`."""
    most = min(1.0, most) or 1.0
    return {
        "range": [0, most * 1.12],
        "tickformat": ".1%" if most < 0.1 else ".0%",
        "tickmode": "auto",
        "nticks": 5,
    }


def interval(low: float, high: float) -> str:
    """The words of a 95 % interval."""
    if pd.isna(low) or pd.isna(high):
        return "no interval: fewer than two stories"
    return f"95 % interval {words.score(low)} to {words.score(high)}"


def few(n: float, of: str = "statement") -> str:
    """The number of cases in words, and that they are few where they are."""
    return words.counted(int(n), of) + (": too few for a mean" if n < trends.SMALL else "")


def unfinished(row: Any) -> str:
    """What is wrong with a bucket of a trend, if something is."""
    return "" if row["complete"] else "Not complete: still running, cut off, or with a gap"


def _tick_texts(days: Sequence[date], size: str) -> list[str]:
    texts, year = [], None
    for day in days:
        text = f"{day:%b}" if size == "month" else f"{day.day} {day:%b}"
        texts.append(text if day.year == year else f"{text}<br>{day.year}")
        year = day.year
    return texts
