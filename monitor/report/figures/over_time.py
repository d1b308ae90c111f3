"""Coverage over time: how much, split by what was said, and where collection was disturbed."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.report import turns, words
from monitor.report.figures import base
from monitor.report.figures.base import Theme

_HEIGHT = 320


def coverage(
    trend: pd.DataFrame, gaps: pd.DataFrame, *, as_share: bool = False, theme: Theme = "light"
) -> go.Figure:
    """Stacked bars, a bar a bucket: articles, divided as the statements in them are.

    trend: one series of Reader.trend; gaps: Reader.gaps of the same filters and bucket.
    The height is the number of articles or, `as_share`, their share of all articles collected.
    Uncertain statements count with the neutral ones. Nothing stands where nothing was
    collected; buckets with a gap are shaded, and name the feeds; a last bucket that is not
    complete is hatched; unusual peaks of articles are labelled.
    """
    if trend["count"].notna().sum() == 0:
        return base.nothing(theme)
    size = base.bucket_size(trend["date"])
    shades = base.colours(theme)
    rows = trend.sort_values("date", ignore_index=True)
    heights = rows["ratio" if as_share else "count"].astype("float64")
    mentions = rows["mentions"].astype("float64")
    unit = heights / mentions.where(mentions > 0)
    hover = [_hover(row, size) for row in rows.to_dict("records")]
    unfinished = ["" for _ in rows.index[:-1]] + ["" if rows["complete"].iloc[-1] else "/"]
    chart = base.figure(theme, _HEIGHT)
    _shade(chart, gaps, rows, size, theme)
    parts = (
        ("Oppose", rows["oppose"].astype("float64"), shades.oppose),
        ("Neutral or uncertain", (rows["neutral"] + rows["uncertain"]).astype("float64"),
         shades.neutral),
        ("Support", rows["support"].astype("float64"), shades.support),
    )  # fmt: skip
    for name, statements, colour in parts:
        chart.add_bar(
            x=rows["date"].dt.strftime("%Y-%m-%d").tolist(),
            y=[None if pd.isna(value) else value for value in statements * unit],
            width=base.width(size) * 0.86,
            name=name,
            marker={
                "color": colour,
                "line": {"width": 0},
                "pattern": {
                    "shape": unfinished,
                    "fillmode": "overlay",
                    "fgcolor": shades.surface,
                    "size": 6,
                    "solidity": 0.35,
                },
            },
            hovertext=hover,
            hoverinfo="text",
            yaxis="y2",
        )
    # Peaks are of counts: above shares their labels would say what is not drawn.
    found = turns.peaks(rows).iloc[:0] if as_share else turns.peaks(rows)
    for row in found.to_dict("records"):
        chart.add_annotation(
            x=row["date"].strftime("%Y-%m-%d"),
            y=row["count"],
            yref="y2",
            text=f"{row['times']:.1f}× usual",
            showarrow=False,
            yshift=10,
            font={"size": 11, "color": shades.muted},
        )
    most = max(heights.max(), 0.0) or 1.0
    chart.update_layout(
        barmode="stack",
        bargap=0.14,
        yaxis={"visible": False, "range": [0, 1], "fixedrange": True},
        yaxis2={
            "overlaying": "y",
            "side": "left",
            "range": [0, most * 1.12],
            "tickformat": ".1%" if as_share and most < 0.1 else ".0%" if as_share else ",~r",
            "tickmode": "auto",  # not in step with the axis of the shading
            "nticks": 5,
            "ticklabelstandoff": 6,
            "gridcolor": shades.grid,
            "zeroline": False,
            "automargin": True,
            "fixedrange": True,
        },
    )
    if not as_share and most <= 4:
        chart.update_layout(yaxis2={"dtick": 1})  # there are no half articles
    base.time_axis(chart, rows["date"], size)
    return chart


def _shade(
    chart: go.Figure, gaps: pd.DataFrame, rows: pd.DataFrame, size: str, theme: Theme
) -> None:
    """Full-height bars behind the data; shapes could not say on hover which feeds it was."""
    gaps = gaps[gaps["date"].isin(rows["date"])]
    if gaps.empty:
        return
    found = [
        (pd.Timestamp(str(when)).strftime("%Y-%m-%d"), _named(when, feeds, size))
        for when, feeds in gaps.groupby("date", sort=True)
    ]
    chart.add_bar(
        x=[when for when, _ in found],
        y=[1 for _ in found],
        width=base.width(size),
        name="Not watched throughout",
        marker={"color": base.colours(theme).gap, "line": {"width": 0}},
        hovertext=[text for _, text in found],
        hoverinfo="text",
    )


def _named(when: Any, feeds: pd.DataFrame, size: str) -> str:
    names = [words.shortened(f"{row.outlet} ({row.feed})", 70) for row in feeds.itertuples()]
    more = f"and {len(names) - 5} more" if len(names) > 5 else ""
    return base.lines(
        base.bucket_name(when, size),
        f"{words.counted(len(names), 'feed')} not watched throughout:",
        *names[:5],
        more,
    )


def _hover(row: dict[Any, Any], size: str) -> str:
    name = base.bucket_name(row["date"], size)
    if pd.isna(row["count"]):
        return base.lines(name, "Nothing was collected")
    articles, total = words.counted(int(row["count"]), "article"), words.count(row["total_count"])
    return base.lines(
        name,
        f"{articles}, {words.share(row['ratio'])} of {total} collected",
        f"{words.counted(int(row['mentions']), 'statement')}: {row['oppose']} oppose, "
        f"{row['neutral']} neutral, {row['uncertain']} uncertain, {row['support']} support",
        "" if row["complete"] else "Not complete: still running, cut off, or with a gap",
    )
