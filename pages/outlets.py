"""Who covers it how?"""

from monitor.ui import router

router.guard()

import streamlit as st

from monitor.report import figures
from monitor.ui import cards, filters, state

chosen = filters.current()
frame = state.ask("outlets", chosen)
cards.header("Outlets", chosen, "outlets")
if frame.empty:
    cards.nothing()
    st.stop()

with cards.card(
    "Stance by outlet",
    "Filled: its own voice. Hollow: whom it quotes. Line: 95 % interval.",
):
    cards.chart(figures.dots(frame, theme=state.theme()), "dots", figures.alt("dots", frame))

left, right = st.columns(2)
with left, cards.card("Share of its own output", "Articles with a statement, of all it published."):
    cards.table(frame[["outlet", "voice", "articles", "total_articles", "share"]], "shares")
with right, cards.card("Who is quoted by whom", "Most statements first."):
    cards.table(state.ask("quoted_by", chosen)[["outlet", "holder", "n", "stance_mean"]], "quoted")
