"""Who covers it how?"""

from monitor.ui import router

router.guard()

from dataclasses import replace

import streamlit as st

from monitor.report import figures
from monitor.ui import cards, curves, filters, state
from monitor.ui.clicks import Behind

chosen = filters.current()
if not cards.opened("Outlets", chosen, "outlets"):
    st.stop()

curves.outlets_card(chosen, most=None)
output = state.ask("outlets", chosen, by_voice=False)
quoted = state.ask("quoted_by", chosen, limit=12)
with cards.card(
    "Who is quoted by whom",
    "Colour: mean stance of what the outlet quotes. Size: number of statements. Grey ring: fewer "
    "than 10",
    csv=cards.csv(quoted, "quoted"),
):
    cards.chart(
        state.drawn(figures.matrix, quoted, theme=state.theme()),
        "quoted",
        figures.alt("matrix", quoted),
        behind=lambda data: Behind(
            f"{data[0]} quotes {data[1]}",
            replace(chosen, outlets=(data[0],), holders=(data[1],), voice="quoted"),
        ),
        columns=quoted["holder"].nunique(),
    )

with cards.card(
    "Share of its own output",
    "Articles with a statement in the selection, of all that the outlet published in it",
    csv=cards.csv(output, "outlets"),
):
    cards.table(
        cards.with_share_interval(output),
        "shares",
        shown=["outlet", "articles", "total_articles", "share", "share_interval", "stories"],
        behind=lambda row: Behind(row["outlet"], replace(chosen, outlets=(row["outlet"],))),
    )
