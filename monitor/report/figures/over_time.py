"""Coverage over time: how much, split by what was said, and where collection was disturbed."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.report import trends, turns, words
from monitor.report.figures import base, shading
from monitor.report.figures.base import Theme

_HEIGHT = 320
_APART = 60  # bars: of more, a line on each would hide them


def coverage(
    trend: pd.DataFrame,
    gaps: pd.DataFrame,
    *,
    as_share: bool = False,
    stories: bool = False,
    smoothed: pd.DataFrame | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Stacked bars, a bar a bucket: articles (or `stories`), divided as their statements are.

    trend: one series of Reader.trend, with the total_stories of Reader.collected; gaps:
    Reader.gaps of the same filters and bucket. The height is a number or, `as_share`, a part of
    all that was collected, with its 95 % interval (of many bars on hover only). Uncertain
    statements count with the neutral ones. Nothing stands where nothing was collected; buckets
    with a gap are shaded, and name the feeds; a last bucket that is not complete is hatched;
    unusual peaks are labelled.
    smoothed: trends.smooth of the same rows, drawn as a line over the bars that it sums up.
    customdata of a bar is [first day, voice].
    """
    if trend["count"].notna().sum() == 0:
        return base.nothing(theme)
    size = base.bucket_size(trend["date"])
    shades = base.colours(theme)
    rows = trend.sort_values("date", ignore_index=True)
    part, whole = ("stories", "total_stories") if stories else ("count", "total_count")
    total = rows[whole].astype("float64")
    heights = rows[part].astype("float64")
    if as_share:
        heights = heights / total.where(total > 0)
    mentions = rows["mentions"].astype("float64")
    # Where somebody looked and found nothing the bar is of no height; a gap has no bar.
    unit = (heights / mentions.where(mentions > 0)).fillna(0).where(heights.notna())
    records = rows.to_dict("records")
    intervals = [_interval(row, part, whole) for row in records]
    hover = [
        _hover(row, size, part, whole, interval)
        for row, interval in zip(records, intervals, strict=True)
    ]
    hatched = ["" for _ in rows.index[:-1]] + ["" if rows["complete"].iloc[-1] else "/"]
    days = rows["date"].dt.strftime("%Y-%m-%d").tolist()
    chart = base.figure(theme, _HEIGHT)
    shading.gaps(chart, gaps, rows["date"], size, theme)
    parts = (
        ("Oppose", rows["oppose"].astype("float64"), shades.oppose),
        ("Neutral or uncertain", (rows["neutral"] + rows["uncertain"]).astype("float64"),
         shades.neutral),
        ("Support", rows["support"].astype("float64"), shades.support),
    )  # fmt: skip
    for name, statements, colour in parts:
        chart.add_bar(
            x=days,
            y=[None if pd.isna(value) else value for value in statements * unit],
            width=base.width(size) * 0.86,
            name=name,
            marker={
                "color": colour,
                "line": {"width": 0},
                "pattern": {
                    "shape": hatched,
                    "fillmode": "overlay",
                    "fgcolor": shades.surface,
                    "size": 6,
                    "solidity": 0.35,
                },
            },
            customdata=[[day, voice] for day, voice in zip(days, rows["voice"], strict=True)],
            hovertext=hover,
            hoverinfo="text",
            yaxis=shading.DATA,
        )
    most = max(heights.max(), 0.0) or 1.0
    if as_share and len(rows) <= _APART:
        _whiskers(chart, days, heights, intervals, shades.muted)
    if smoothed is not None and not stories:
        _smoothed(chart, smoothed, as_share=as_share, colour=shades.ink)
    # Peaks are of numbers: above shares their labels would say what is not drawn.
    found = [] if as_share else turns.peaks(rows.assign(count=rows[part])).to_dict("records")
    for row in found:
        chart.add_annotation(
            x=row["date"].strftime("%Y-%m-%d"),
            y=row[part],
            yref=shading.DATA,
            text=f"{row['times']:.1f}× usual",
            showarrow=False,
            yshift=10,
            font={"size": 11, "color": shades.muted},
        )
    chart.update_layout(barmode="stack", bargap=0.14)
    if as_share:
        axis = base.share_axis(most)
    else:
        axis = {
            "range": [0, most * 1.12],
            "tickformat": ",~r",
            "tickmode": "auto",  # not in step with the axis of the shading
            "nticks": 5,
        }
        if most <= 4:
            axis |= {"tickmode": "linear", "dtick": 1}  # there are no half articles
    shading.axes(chart, theme, **axis)
    last = heights.iloc[-1]
    shading.partial(chart, rows, theme, None if as_share or pd.isna(last) else float(last))
    base.time_axis(chart, rows["date"], size)
    return chart


def _whiskers(
    chart: go.Figure,
    days: list[str],
    heights: "pd.Series[float]",
    intervals: list[tuple[float, float]],
    colour: str,
) -> None:
    """95 % intervals of shares, where there is a share."""
    there = [
        (day, top, *ends)
        for day, top, ends in zip(days, heights, intervals, strict=True)
        if pd.notna(top)
    ]
    chart.add_scatter(
        x=[day for day, _, _, _ in there],
        y=[top for _, top, _, _ in there],
        mode="markers",
        marker={"size": 1, "color": colour, "opacity": 0},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [max(0.0, high - top) for _, top, _, high in there],
            "arrayminus": [max(0.0, top - low) for _, top, low, _ in there],
            "thickness": 1,
            "width": 0,
            "color": colour,
        },
        name="95 % interval",
        hoverinfo="skip",
        showlegend=False,
        yaxis=shading.DATA,
    )


def _smoothed(chart: go.Figure, frame: pd.DataFrame, *, as_share: bool, colour: str) -> None:
    """A line of what several buckets come to together, per bucket."""
    frame = frame.sort_values("date", ignore_index=True)
    window = int(frame["window"].iloc[0])
    column = "ratio" if as_share else "count"
    for number, run in enumerate(trends.split(frame, column)):
        values = run[column].astype("float64") / (1 if as_share else window)
        chart.add_scatter(
            x=run["date"].dt.strftime("%Y-%m-%d").tolist(),
            y=values.tolist(),
            mode="lines",
            line={"color": colour, "width": 2},
            name=f"Over {window} buckets",
            legendgroup="smoothed",
            showlegend=number == 0,
            hoverinfo="skip",
            yaxis=shading.DATA,
        )


def _interval(row: dict[Any, Any], part: str, whole: str) -> tuple[float, float]:
    return trends.wilson(_number(row[part]), _number(row[whole]), _number(row["total_stories"]))


def _number(count: Any) -> int:
    """A count; none is known of a watched bucket in which nobody published anything."""
    return 0 if pd.isna(count) else int(count)


def _hover(
    row: dict[Any, Any], size: str, part: str, whole: str, interval: tuple[float, float]
) -> str:
    name = base.bucket_name(row["date"], size)
    if pd.isna(row["count"]):
        return base.lines(name, "Nothing was collected")
    number = (
        words.counted(int(row[part]), "story", "stories")
        if part == "stories"
        else words.counted(int(row[part]), "article")
    )
    n = _number(row[whole])
    low, high = interval
    share = words.share(row[part] / n if n else None)
    return base.lines(
        name,
        f"{number} of {words.count(n)} collected: {share}",
        f"95 % interval {words.share(low)} to {words.share(high)}" if n else "",
        f"{words.counted(int(row['mentions']), 'statement')}: {row['oppose']} oppose, "
        f"{row['neutral']} neutral, {row['uncertain']} uncertain, {row['support']} support",
        base.unfinished(row),
    )
