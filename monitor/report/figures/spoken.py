"""What a speaker said, statement by statement, and where the stance turned."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from monitor.report import words
from monitor.report.figures import base
from monitor.report.figures.base import Theme

_HEIGHT = 240
_DAY = "%Y-%m-%d"
_LONGEST = 90  # characters of a sentence on hover


def spoken(statements: pd.DataFrame, turns: pd.DataFrame, theme: Theme = "light") -> go.Figure:
    """A dot a statement, over time and stance score, in the colour of its stance.

    Takes Reader.statements, and the reversals of them, each of which is a dotted line between
    two statements. Undated statements are left out. customdata of a dot is [day, statement_id].
    """
    dated = statements[statements["published_at"].notna()]
    if dated.empty:
        return base.nothing(theme)
    shades = base.colours(theme)
    stances = {
        **{"oppose": shades.oppose, "neutral": shades.neutral, "support": shades.support},
        "uncertain": shades.surface,
    }
    chart = base.figure(theme, _HEIGHT)
    for turn in turns.itertuples():
        ends = statements.loc[[turn.before, turn.after]]
        chart.add_scatter(
            x=ends["published_at"].dt.strftime(_DAY).tolist(),
            y=ends["stance_score"].tolist(),
            mode="lines",
            line={"color": shades.muted, "width": 1.5, "dash": "dot"},
            hoverinfo="skip",
            showlegend=False,
        )
    for stance, rows in dated.groupby("stance", sort=True):
        colour = stances.get(str(stance), shades.surface)
        chart.add_scatter(
            x=rows["published_at"].dt.strftime(_DAY).tolist(),
            y=rows["stance_score"].tolist(),
            mode="markers",
            name=str(stance).capitalize(),
            marker={
                "size": 10,
                "color": colour,
                "line": {
                    "width": 1.5,
                    "color": shades.muted if stance in ("uncertain", "neutral") else colour,
                },
            },
            customdata=[
                [day, name]
                for day, name in zip(
                    rows["published_at"].dt.strftime(_DAY), rows["statement_id"], strict=True
                )
            ],
            hovertext=[_hover(row) for row in rows.to_dict("records")],
            hoverinfo="text",
            cliponaxis=False,
        )
    days = dated["published_at"].dt.tz_localize(None).dt.normalize()
    whole = pd.Series(pd.date_range(days.min(), days.max()))
    base.time_axis(chart, whole, "day")
    chart.update_yaxes(**base.score_axis(pd.Series([1.0])))
    chart.add_hline(y=0, line={"color": shades.muted, "width": 1, "dash": "dot"})
    return chart


def _hover(row: dict[Any, Any]) -> str:
    return base.lines(
        f"{words.day(row['published_at'].date())}, {row['outlet']}",
        f"on {row['target']}: {row['stance']} {words.score(row['stance_score'])}",
        words.shortened(str(row["sentence"]), _LONGEST),
    )


def spoken_words(statements: pd.DataFrame, turns: pd.DataFrame) -> str:
    """What the dots show, in one sentence."""
    counts = statements["stance"].value_counts()
    parts = [f"{int(counts.get(name, 0))} {name}" for name in ("oppose", "neutral", "support")]
    return (
        f"Dots over time, one a statement: {', '.join(parts)}; "
        f"{words.counted(len(turns), 'turn')} from one side to the other."
    )
