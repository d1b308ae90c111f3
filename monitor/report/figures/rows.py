"""One row a name: means with their intervals, and the mix of stances."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.report import trends, words
from monitor.report.figures import base
from monitor.report.figures.base import Theme
from monitor.report.palette import stance_colour

_ROW = 30  # pixels
_FRAME = 104  # for legend and axis
_NAMES = ("outlet", "target", "holder", "entity")  # what rows may be named by, first found
_VOICES = {"outlet": "Own voice", "quoted": "Quoted", "all": "All voices"}
_SHIFTS = {"outlet": -0.16, "quoted": 0.16}  # rows: own voice above, quoted below
_NARROWEST = 0.1  # share to either side that an axis of shares has room for


def dots(frame: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """Mean stance and 95 % interval of each outlet: own voice filled, quoted hollow.

    Takes Reader.outlets (or entities, holders); a row each name, in the order of the frame,
    with its numbers of statements. A mark at the left and no mean: fewer than 10 statements.
    customdata of a dot is [name, voice], for selections.
    """
    frame = frame[frame["mentions"] > 0]
    if frame.empty:
        return base.nothing(theme)
    key = name_column(frame)
    names = list(dict.fromkeys(frame[key]))
    shades = base.colours(theme)
    chart = _rows(names, theme)
    told = trends.told(frame)
    if "voice" not in told:
        told = told.assign(voice="all")
    axis = base.score_axis(pd.concat([told[f"stance_{end}"] for end in ("mean", "low", "high")]))
    # On a phone there is no room for the halves; their lines stay.
    axis["ticktext"] = [
        text if place % 2 == 0 else "" for place, text in enumerate(axis["ticktext"])
    ]
    chart.update_xaxes(**axis, tickangle=0)
    for voice, rows in told.groupby("voice", sort=True):
        heights = [names.index(name) + _SHIFTS.get(str(voice), 0.0) for name in rows[key]]
        _dots_of(chart, rows.assign(height=heights), key, str(voice), theme)
    _counts(chart, told, key, names)
    chart.update_layout(margin={"r": 76 if told["voice"].nunique() > 1 else 52})
    chart.add_vline(x=0, line={"color": shades.muted, "width": 1, "dash": "dot"})
    return chart


def mix_bars(frame: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """Shares of statements that oppose (to the left) and support (to the right), a row a name.

    Takes Reader.entities (or outlets, holders), each voice a bar of its own: own voice filled,
    quoted hollow. Neutral and uncertain statements count in the denominator. Pale: fewer than
    10 statements. customdata of a bar is [name, voice, stance], for selections.
    """
    if frame.empty or not frame["mentions"].sum():
        return base.nothing(theme)
    key = name_column(frame)
    rows = frame[frame["mentions"] > 0]
    if "voice" not in rows:
        rows = rows.assign(voice="all")
    names = list(dict.fromkeys(rows[key]))
    shades = base.colours(theme)
    chart = _rows(names, theme)
    apart = rows["voice"].nunique() > 1
    for name, sign, colour in (("Oppose", -1, shades.oppose), ("Support", 1, shades.support)):
        stance = name.lower()
        for voice, some in rows.groupby("voice", sort=True):
            hollow = voice == "quoted"
            shift = _SHIFTS.get(str(voice), 0.0) if apart else 0.0
            chart.add_bar(
                x=(some[stance].astype("float64") / some["mentions"] * sign).tolist(),
                y=[names.index(one) + shift for one in some[key]],
                orientation="h",
                showlegend=False,
                width=0.28 if apart else 0.6,
                marker={
                    "color": shades.surface if hollow else colour,
                    "line": {"width": 1.5, "color": colour},
                    "opacity": [0.45 if n < trends.SMALL else 1.0 for n in some["mentions"]],
                },
                customdata=[[one, voice, stance] for one in some[key]],
                hovertext=[_mix_words(row, key) for row in some.to_dict("records")],
                hoverinfo="text",
            )
        _legend(chart, name, "square", colour, colour)
    if apart:
        for voice, fill in (("outlet", shades.muted), ("quoted", shades.surface)):
            _legend(chart, _VOICES[voice], "square", fill, shades.muted)
    _counts(chart, rows, key, names)
    taken = rows[["oppose", "support"]].max(axis=1) / rows["mentions"]
    most = max(float(taken.max()), _NARROWEST)
    step = next((size for size in (0.05, 0.1, 0.2, 0.4) if most < 2 * size), 0.5)
    ticks = [step * place for place in range(-int(1 / step), int(1 / step) + 1)]
    chart.update_layout(barmode="relative", margin={"r": 76 if apart else 52})
    chart.update_xaxes(
        range=[-most * 1.08, most * 1.08],
        tickvals=ticks,
        tickangle=0,
        ticktext=[f"{abs(tick):.0%}".replace("%", " %") if tick else "0" for tick in ticks],
    )
    chart.add_vline(x=0, line={"color": shades.muted, "width": 1})
    return chart


def name_column(frame: pd.DataFrame) -> str:
    """The column that names the rows of a frame of the Reader."""
    return next(column for column in _NAMES if column in frame.columns)


def _dots_of(chart: go.Figure, rows: pd.DataFrame, key: str, voice: str, theme: Theme) -> None:
    shades, hollow = base.colours(theme), voice == "quoted"
    known = rows[rows["stance_mean"].notna()]
    for row in known[known["stance_low"].notna()].itertuples():
        chart.add_scatter(
            x=[row.stance_low, row.stance_high],
            y=[row.height, row.height],
            mode="lines",
            line={"color": shades.muted, "width": 1.5},
            opacity=0.6,
            hoverinfo="skip",
            showlegend=False,
        )
    colours = [stance_colour(score, shades) for score in known["stance_mean"]]
    few = rows[rows["stance_mean"].isna()]
    left = chart.layout.xaxis.range[0]
    for some, where, marker in (
        (
            known,
            known["stance_mean"].tolist(),
            {
                "size": 11,
                "color": [shades.surface] * len(known) if hollow else colours,
                "line": {"color": colours, "width": 2},
            },
        ),
        (
            few,
            [left * 0.985] * len(few),
            {"symbol": "triangle-right-open", "size": 8, "color": shades.muted},
        ),
    ):
        chart.add_scatter(
            x=where,
            y=some["height"].tolist(),
            mode="markers",
            showlegend=False,
            marker=marker,
            customdata=[[name, voice] for name in some[key]],
            hovertext=[_mean_words(row, key) for row in some.to_dict("records")],
            hoverinfo="text",
            cliponaxis=False,
        )
    # The legend tells voices apart; a stance's colour there would seem to be a voice's.
    fill = shades.surface if hollow else shades.muted
    _legend(chart, _VOICES[voice], "circle", fill, shades.muted)


def _legend(chart: go.Figure, name: str, symbol: str, fill: str, line: str) -> None:
    chart.add_scatter(
        x=[None],
        y=[None],
        mode="markers",
        name=name,
        marker={"size": 10, "symbol": symbol, "color": fill, "line": {"color": line, "width": 2}},
        hoverinfo="skip",
    )


def _counts(chart: go.Figure, rows: pd.DataFrame, key: str, names: list[str]) -> None:
    """The numbers of statements at the right: of the own voice, and of the quoted ones."""
    voices = sorted(rows["voice"].unique())
    counts = rows.set_index([key, "voice"])["mentions"]
    texts = [
        " · ".join(words.count(int(counts.get((name, voice), 0))) for voice in voices)
        for name in names
    ]
    shared: dict[str, Any] = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8}
    shared |= {"showarrow": False, "font": {"size": 11}}
    for place, text in enumerate(texts):
        chart.add_annotation(y=place, text=text, **shared)
    chart.add_annotation(y=1, yref="paper", yanchor="bottom", text="n", **shared)


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
    voice = _VOICES[row["voice"]]
    n = int(row["mentions"])
    if pd.isna(row["stance_mean"]):
        return base.lines(str(row[key]), f"{voice}: {base.few(n)}")
    return base.lines(
        str(row[key]),
        f"{voice}: mean stance {words.score(row['stance_mean'])}",
        base.interval(row["stance_low"], row["stance_high"]),
        words.counted(n, "statement"),
    )


def _mix_words(row: dict[Any, Any], key: str) -> str:
    n = int(row["mentions"])
    few = ": few" if n < trends.SMALL else ""
    parts = [
        str(row[key]),
        f"{_VOICES[row['voice']]}: {words.counted(n, 'statement')}{few}",
    ]
    for stance in ("oppose", "support"):
        low, high = trends.wilson(int(row[stance]), n, int(row["stories"]))
        parts.append(
            f"{words.share(row[stance] / n)} {stance} "
            f"(95 % interval {words.share(low)} to {words.share(high)})"
        )
    parts.append(f"{row['neutral']} neutral, {row['uncertain']} uncertain")
    return base.lines(*parts)
