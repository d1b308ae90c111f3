"""Why a mean moved: bars that lead from one mean to the other and add up."""

import plotly.graph_objects as go

from monitor.report import words
from monitor.report.figures import base
from monitor.report.figures.base import Theme
from monitor.report.mixes import Parts

_ROW, _FRAME = 34, 76  # pixels
_NAMES = ("Outlet mix", "Speaker mix", "Wording")
_MEANS = (
    "some outlets have more of the statements, others fewer",
    "within outlets, other speakers have the word",
    "the same speakers in the same outlets say something else",
)


def shift_bars(parts: Parts, before: str, after: str, theme: Theme = "light") -> go.Figure:
    """A bar for each mean, and between them one for each part of the way from one to the other.

    `before` and `after` name the two sides. A part that moves the mean toward support is drawn
    in the colour of support, else in that of oppose.
    """
    shades = base.colours(theme)
    chart = base.figure(theme, _FRAME + _ROW * 5)
    rows = [(before, 0.0, parts.before), (after, 0.0, parts.after)]
    at = parts.before
    for place, size in enumerate((parts.outlets, parts.speakers, parts.wording)):
        rows.insert(place + 1, (_NAMES[place], at, size))
        at += size
    chart.add_bar(
        y=list(range(len(rows))),
        base=[start for _, start, _ in rows],
        x=[size for _, _, size in rows],
        orientation="h",
        width=0.58,
        showlegend=False,
        marker={
            "color": [
                shades.muted
                if place in (0, len(rows) - 1)
                else shades.support
                if size > 0
                else shades.oppose
                for place, (_, _, size) in enumerate(rows)
            ],
            "line": {"width": 0},
        },
        text=[words.score(size) for _, _, size in rows],
        textposition="outside",
        cliponaxis=False,
        hovertext=[
            base.lines(before, f"mean stance {words.score(parts.before)}",
                       words.counted(parts.n_before, "statement")),
            *(base.lines(f"{name}: {words.score(size)}", meaning)
              for (name, _, size), meaning in zip(rows[1:4], _MEANS, strict=True)),
            base.lines(after, f"mean stance {words.score(parts.after)}",
                       words.counted(parts.n_after, "statement")),
        ],
        hoverinfo="text",
    )  # fmt: skip
    for place, (_, start, size) in enumerate(rows[:-1]):
        chart.add_scatter(
            x=[start + size] * 2,
            y=[place, place + 1],
            mode="lines",
            line={"color": shades.muted, "width": 1, "dash": "dot"},
            hoverinfo="skip",
            showlegend=False,
        )
    ends = [edge for _, start, size in rows for edge in (start, start + size)]
    room = max((max(ends) - min(ends)) * 0.22, 0.02)  # for the numbers beside the bars
    chart.update_xaxes(
        range=[min(ends) - room, max(ends) + room],
        nticks=5,
        tickformat="+.2f",
        tickangle=0,
    )
    chart.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[base.label(name) for name, *_ in rows],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        ticklabelstandoff=8,
    )
    chart.add_vline(x=0, line={"color": shades.muted, "width": 1, "dash": "dot"})
    chart.update_layout(margin={"t": 30})
    return chart


def shift_words(parts: Parts, before: str, after: str) -> str:
    """What the bars show, in one sentence."""
    sizes = (parts.outlets, parts.speakers, parts.wording)
    steps = ", ".join(
        f"{name.lower()} {words.score(size)}" for name, size in zip(_NAMES, sizes, strict=True)
    )
    return (
        f"Bars from the mean stance {words.score(parts.before)} of {before} to "
        f"{words.score(parts.after)} of {after}: {steps}."
    )
