"""What changed, and is it real?"""

from monitor.ui import router

router.guard()

from dataclasses import replace

import streamlit as st

from monitor.ui import arriving, cards, changes, curves, feedlist, filters, state, story, viewing
from monitor.ui.clicks import Behind

chosen = filters.current()
if not cards.opened(
    "Overview", chosen, "trend", lambda: curves.trend(chosen, viewing.current(chosen).bucket)
):
    st.stop()

above = st.container()  # filled after the first chart, which has less to ask and more to load
view = viewing.choose(chosen)
curves.coverage_card(chosen, view)
arriving.first_chart_first(above)
spans = changes.periods(chosen)
with above:
    with st.grid(5, min_column_width=150):
        changes.coverage_metric(chosen, spans)
        changes.voice_metrics(chosen, spans)
        feedlist.health_card(chosen)
    changes.explained(spans)

left, right = st.columns(2)
with left:
    curves.voices_card(chosen, view)
with right:
    curves.difference_card(chosen, view)

left, right = st.columns(2)
shifts = None if spans is None else state.remember(changes.largest, spans)
with (
    left,
    cards.card(
        "Largest shifts",
        "Mean stance that moved by more than chance would have it, and what moved it most",
        csv=cards.csv(shifts),
    ),
):
    cards.rows(
        shifts,
        "shifts",
        "No shift is beyond chance.",
        shown=["name", "old", "new", "why", "rests_on"],
        behind=lambda row: changes.behind(spans, row) if spans else None,
    )
newcomers = None if spans is None else state.remember(changes.newcomers, spans)
with (
    right,
    cards.card(
        "New voices",
        "Speakers whom nothing before this period quotes",
        csv=cards.csv(newcomers),
    ),
):
    cards.rows(
        newcomers,
        "newcomers",
        "Nobody spoke up anew.",
        behind=lambda row: Behind(row["holder"], replace(chosen, holders=(row["holder"],))),
    )

left, right = st.columns(2)
with left:
    curves.mix_card(
        state.ask("entities", chosen),
        "Most covered",
        lambda data: filters.on_entity(chosen, *data),
    )
stories = state.ask("drivers", chosen)
with (
    right,
    cards.card(
        "Largest stories",
        "Copies of one text are one story. Choose one to see what became of it",
        csv=cards.csv(stories),
    ),
):
    story.linked(stories, "drivers")
