"""Who says what about whom?"""

from monitor.ui import router

router.guard()

from dataclasses import replace

import streamlit as st

from monitor.report import figures
from monitor.ui import cards, filters, state

chosen = filters.current()
speakers = state.options().holders["holder"].tolist()
speaker = st.sidebar.multiselect(
    "Speakers", speakers, placeholder="All speakers", key="holder", bind="query-params"
)
chosen = replace(chosen, holders=tuple(speaker), voice="quoted")
statements = state.ask("statements", chosen, limit=500)
cards.header("Voices", chosen, "statements")
if statements.empty:
    cards.nothing()
    st.stop()

matrix = state.ask("matrix", chosen)
with cards.card(
    "Who judges whom", "Colour: mean stance. Size: number of statements. Empty: nothing said."
):
    cards.chart(
        figures.matrix(matrix, theme=state.theme()), "matrix", figures.alt("matrix", matrix)
    )

with cards.card("Ledger", "One row a statement, newest first; at most 500. Choose one to read it."):
    rows = cards.table(
        statements[
            ["published_at", "holder", "cue", "target", "stance", "sentence", "outlet", "copies"]
        ],
        "ledger",
        select=True,
    )
    for place in rows:
        cards.evidence(statements.iloc[place])
