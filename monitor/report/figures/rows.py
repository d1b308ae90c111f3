"""One row a name: means with their intervals, and the mix of stances."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.report import trends, words
from monitor.report.figures import base
from monitor.report.figures.base import Theme
from monitor.report.palette import stance_colour

_ROW = 28  # pixels
_FRAME = 96  # for legend and axis
_NAMES = ("outlet", "target", "holder", "entity")  # what rows may be named by, first found
_VOICES = {"outlet": "Own voice", "quoted": "Quoted", "all": "All voices"}


def dots(frame: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """Mean stance and 95 % interval of each outlet: own voice filled, quoted hollow.

    Takes Reader.outlets (or entities, holders); a row each name, in the order of the frame.
    Pale: fewer than 10 statements. customdata of a dot is the name, for selections.
    """
    frame = frame[frame["stance_mean"].notna()]
    if frame.empty:
        return base.nothing(theme)
    key = name_column(frame)
    names = list(dict.fromkeys(frame[key]))
    shades = base.colours(theme)
    chart = _rows(names, theme)
    voices = frame["voice"] if "voice" in frame else pd.Series("all", index=frame.index)
    for voice, rows in frame.groupby(voices, sort=True):
        hollow = voice == "quoted"
        shift = {"outlet": -0.14, "quoted": 0.14}.get(str(voice), 0.0)
        colours = [stance_colour(score, shades) for score in rows["stance_mean"]]
        heights = [names.index(name) + shift for name in rows[key]]
        for low, high, height in zip(rows["stance_low"], rows["stance_high"], heights, strict=True):
            if pd.notna(low) and pd.notna(high):
                chart.add_scatter(
                    x=[low, high],
                    y=[height, height],
                    mode="lines",
                    line={"color": shades.muted, "width": 1.5},
                    opacity=0.6,
                    hoverinfo="skip",
                    showlegend=False,
                )
        chart.add_scatter(
            x=rows["stance_mean"].tolist(),
            y=heights,
            mode="markers",
            name=_VOICES[str(voice)],
            showlegend=False,
            marker={
                "size": 11,
                "color": [shades.surface] * len(rows) if hollow else colours,
                "line": {"color": colours, "width": 2},
                "opacity": [0.45 if n < trends.SMALL else 1.0 for n in rows["mentions"]],
            },
            customdata=rows[key].tolist(),
            hovertext=[_mean_words(row, key) for row in rows.to_dict("records")],
            hoverinfo="text",
        )
        # The legend tells voices apart; a stance's colour there would seem to be a voice's.
        chart.add_scatter(
            x=[None],
            y=[None],
            mode="markers",
            name=_VOICES[str(voice)],
            showlegend=True,
            marker={
                "size": 11,
                "color": shades.surface if hollow else shades.muted,
                "line": {"color": shades.muted, "width": 2},
            },
            hoverinfo="skip",
        )
    chart.update_xaxes(**base.score_axis(frame["stance_mean"]), tickangle=0)
    chart.update_layout(margin={"r": 52}, legend={"itemclick": False, "itemdoubleclick": False})
    chart.add_vline(x=0, line={"color": shades.muted, "width": 1, "dash": "dot"})
    return chart


def mix_bars(frame: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """Shares of statements that oppose (to the left) and support (to the right), a row a name.

    Takes Reader.entities (or outlets, holders); voices are added up. Neutral and uncertain
    statements count in the denominator. customdata of a bar is the name, for selections.
    """
    if frame.empty or not frame["mentions"].sum():
        return base.nothing(theme)
    key = name_column(frame)
    counts = ["mentions", "oppose", "neutral", "uncertain", "support"]
    rows = frame.groupby(key, sort=False)[counts].sum().reset_index()
    rows = rows[rows["mentions"] > 0]
    shades = base.colours(theme)
    chart = _rows(rows[key].tolist(), theme)
    hover = [_mix_words(row, key) for row in rows.to_dict("records")]
    sides = (("Oppose", "oppose", -1, shades.oppose), ("Support", "support", 1, shades.support))
    for name, stance, sign, colour in sides:
        chart.add_bar(
            x=(rows[stance].astype("float64") / rows["mentions"] * sign).tolist(),
            y=list(range(len(rows))),
            orientation="h",
            name=name,
            width=0.62,
            marker={
                "color": colour,
                "line": {"width": 0},
                "opacity": [0.45 if n < trends.SMALL else 1.0 for n in rows["mentions"]],
            },
            customdata=rows[key].tolist(),
            hovertext=hover,
            hoverinfo="text",
        )
    most = float((rows[["oppose", "support"]].max(axis=1) / rows["mentions"]).max())
    step = 0.25 if most > 0.4 else 0.1 if most > 0.15 else 0.05
    ticks = [step * place for place in range(-int(1 / step), int(1 / step) + 1)]
    chart.update_layout(barmode="relative")
    chart.update_xaxes(
        range=[-(most or 1) * 1.08, (most or 1) * 1.08],
        tickvals=ticks,
        ticktext=[f"{abs(tick):.0%}".replace("%", " %") if tick else "0" for tick in ticks],
    )
    chart.add_vline(x=0, line={"color": shades.muted, "width": 1})
    return chart


def name_column(frame: pd.DataFrame) -> str:
    """The column that names the rows of a frame of the Reader."""
    return next(column for column in _NAMES if column in frame.columns)


def _rows(names: list[str], theme: Theme) -> go.Figure:
    """A figure with a row a name, the first on top; positions are numbers, names only labels."""
    chart = base.figure(theme, _FRAME + _ROW * len(names))
    chart.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=[base.label(name) for name in names],
        range=[len(names) - 0.5, -0.5],
        showgrid=False,
        ticklabelstandoff=8,
    )
    return chart


def _mean_words(row: dict[Any, Any], key: str) -> str:
    voice = _VOICES[row["voice"]] if "voice" in row else ""
    return base.lines(
        str(row[key]),
        f"{voice}: mean stance {words.score(row['stance_mean'])}".removeprefix(": "),
        base.interval(row["stance_low"], row["stance_high"]),
        words.counted(int(row["mentions"]), "statement")
        + (": few" if row["mentions"] < trends.SMALL else ""),
    )


def _mix_words(row: dict[Any, Any], key: str) -> str:
    n = int(row["mentions"])
    parts = [str(row[key]), words.counted(n, "statement") + (": few" if n < trends.SMALL else "")]
    for stance in ("oppose", "support"):
        low, high = trends.wilson(int(row[stance]), n)
        parts.append(
            f"{words.share(row[stance] / n)} {stance} "
            f"(95 % interval {words.share(low)} to {words.share(high)})"
        )
    parts.append(f"{row['neutral']} neutral, {row['uncertain']} uncertain")
    return base.lines(*parts)
