"""How is one entity covered?"""

from monitor.ui import router

router.guard()

from dataclasses import replace

import streamlit as st

from monitor.report import trends
from monitor.ui import arriving, cards, changes, curves, filters, state, viewing
from monitor.ui.clicks import Behind

chosen = filters.one_entity()
if not cards.opened(filters.names(chosen), chosen, "statements"):
    st.stop()

above = st.container()  # filled after the first chart, which has less to ask and more to load
view = viewing.choose(chosen)
curves.voices_card(chosen, view)
arriving.first_chart_first(above)
spans = changes.periods(chosen)
with above:
    with st.grid(5, min_column_width=150):
        changes.coverage_metric(chosen, spans)
        changes.voice_metrics(chosen, spans)
        changes.sentiment_metric(chosen, spans)
    changes.explained(spans)

left, right = st.columns(2)
with left:
    curves.difference_card(chosen, view)
with right:
    curves.tone_card(chosen, view)
curves.coverage_card(chosen, view)

st.header("Strongest statements", anchor=False)
against, in_favour = st.columns(2)
with against, cards.card("Against", "The surest statements that oppose it, one of each speaker"):
    cards.passages_of(state.ask("strongest", chosen, stance="oppose"))
with in_favour, cards.card("For", "The surest statements that support it, one of each speaker"):
    cards.passages_of(state.ask("strongest", chosen, stance="support"))

left, right = st.columns([3, 2])
speakers = trends.told(state.ask("holders", chosen))
speakers = speakers[speakers["holder_kind"] == "speaker"].head(50)
with (
    left,
    cards.card(
        "Who speaks of it",
        "Named speakers, most statements first. Choose one to read them",
        csv=cards.csv(speakers, "holders"),
    ),
):
    cards.rows(
        speakers,
        "speakers",
        "No named speaker is quoted on it.",
        shown=["holder", "mentions", "oppose", "support", "stance_mean"],
        behind=lambda row: Behind(row["holder"], replace(chosen, holders=(row["holder"],))),
    )
together = state.ask("together", chosen)
with (
    right,
    cards.card(
        "Spoken of together",
        "Entities in the same articles",
        csv=cards.csv(together),
    ),
):
    cards.rows(together, "together", "It stands alone.", shown=["target", "articles", "share"])
curves.outlets_card(chosen)
