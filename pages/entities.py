"""How is one entity covered?"""

from monitor.ui import router

router.guard()

import streamlit as st

from monitor.report import words
from monitor.ui import cards, changes, curves, filters, state

chosen = filters.one_entity()
cards.header(filters.names(chosen), chosen, "statements")
if not state.summary(chosen).statements:
    cards.nothing()
    st.stop()

spans = changes.periods(chosen)
with st.grid(4, min_column_width=150):
    cards.metric(
        "Share of coverage",
        *changes.measured(changes.coverage, chosen, spans),
        write=words.share,
        write_change=words.points,
        explained="Articles with a statement on it, of the n articles collected.",
    )
    cards.metric(
        "Stance, own voice",
        *changes.measured(changes.own_voice, chosen, spans),
        write=words.score,
        explained="Mean stance of n statements of the outlets, in their own words.",
    )
    cards.metric(
        "Stance, quoted voices",
        *changes.measured(changes.quoted_voices, chosen, spans),
        write=words.score,
        explained="Mean stance of n statements of those whom the outlets quote.",
    )
    cards.metric(
        "Sentiment",
        *changes.measured(changes.sentiment, chosen, spans),
        write=words.score,
        explained="How n sentences show it to a reader, whoever speaks, from −1 to +1.",
    )
if spans:
    cards.small_print(f"95 % intervals. Changes, {spans.in_words()}; unclear: may be chance.")

curves.voices_card(chosen)
curves.coverage_card(chosen)

st.subheader("Strongest statements", anchor=False)
against, in_favour = st.columns(2)
with against, cards.card("Against", "The surest statements that oppose it, one of each speaker"):
    cards.passages_of(state.ask("strongest", chosen, stance="oppose"))
with in_favour, cards.card("For", "The surest statements that support it, one of each speaker"):
    cards.passages_of(state.ask("strongest", chosen, stance="support"))

left, right = st.columns(2)
with left, cards.card("Who speaks of it", "Named speakers, most statements first"):
    speakers = state.ask("holders", chosen)
    speakers = speakers[speakers["holder_kind"] == "speaker"].head(50)
    cards.rows(
        speakers[["holder", "mentions", "oppose", "support", "stance_mean", "outlets"]],
        "speakers",
        "No named speaker is quoted on it.",
    )
with right, cards.card("Spoken of together", "Entities in the same articles"):
    together = state.ask("together", chosen)
    cards.rows(together[["target", "articles", "share"]], "together", "It stands alone.")
curves.outlets_card(chosen)
