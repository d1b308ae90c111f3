"""What a time axis needs around its data: shaded gaps, and a last bucket that is not over."""

from collections import defaultdict
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.report import words
from monitor.report.figures import base
from monitor.report.figures.base import Theme

DATA = "y2"  # the axis of the data: over that of the shading
_NAMED = 5  # feeds, on hover


def axes(chart: go.Figure, theme: Theme, **of_data: Any) -> None:
    """An axis for the shading, which is not seen, and over it the one of the data."""
    chart.update_layout(
        yaxis={"visible": False, "range": [0, 1], "fixedrange": True},
        yaxis2={
            "overlaying": "y",
            "side": "left",
            "ticklabelstandoff": 6,
            "gridcolor": base.colours(theme).grid,
            "zeroline": False,
            "automargin": True,
            "fixedrange": True,
            "ticks": "",
            **of_data,
        },
    )


def gaps(
    chart: go.Figure,
    frame: pd.DataFrame,
    dates: "pd.Series[pd.Timestamp]",
    size: str,
    theme: Theme,
) -> None:
    """Full-height bars behind the data; shapes could not say on hover which feeds it was.

    frame: Reader.gaps, or the same without rows.
    """
    frame = frame[frame["date"].isin(dates)].sort_values("date", kind="stable")
    if frame.empty:
        return
    feeds: defaultdict[pd.Timestamp, list[str]] = defaultdict(list)
    for when, outlet, feed in zip(frame["date"], frame["outlet"], frame["feed"], strict=True):
        feeds[when].append(f"{outlet} ({feed})")
    found = [(f"{when:%Y-%m-%d}", _named(when, names, size)) for when, names in feeds.items()]
    chart.add_bar(
        x=[when for when, _ in found],
        y=[1 for _ in found],
        width=base.width(size) * 1.03,  # so that no seam shows between neighbours
        name="A feed was down",
        marker={"color": base.colours(theme).gap, "line": {"width": 0}},
        hovertext=[text for _, text in found],
        hoverinfo="text",
    )


def partial(
    chart: go.Figure, trend: pd.DataFrame, theme: Theme, height: float | None = None
) -> None:
    """Say it over the last bucket of a trend where that is not complete; at `height` if given."""
    last = trend["date"].max()
    if trend.loc[trend["date"] == last, "complete"].eq(True).all():
        return
    chart.add_annotation(
        x=last.strftime("%Y-%m-%d"),
        y=1 if height is None else height,
        yref="paper" if height is None else DATA,
        text="partial",
        showarrow=False,
        xanchor="right",
        yanchor="top" if height is None else "bottom",
        xshift=18,
        yshift=0 if height is None else 3,
        font={"size": 11, "color": base.colours(theme).muted},
        bgcolor=base.colours(theme).surface,
        borderpad=1,
    )


def _named(when: pd.Timestamp, feeds: list[str], size: str) -> str:
    more = f"and {len(feeds) - _NAMED} more" if len(feeds) > _NAMED else ""
    return base.lines(
        base.bucket_name(when, size),
        f"{words.counted(len(feeds), 'feed')} not watched throughout:",
        *(words.shortened(feed, 70) for feed in feeds[:_NAMED]),
        more,
    )
