"""What changed, and is it real?"""

from monitor.ui import router

router.guard()

import streamlit as st

from monitor.report import words
from monitor.ui import cards, changes, curves, feedlist, filters, state

chosen = filters.current()
cards.header("Overview", chosen, "trend", lambda: curves.trend(chosen))
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
        explained="Articles with a statement in the selection, of the n articles collected.",
    )
    cards.metric(
        "Stance balance",
        *changes.measured(changes.stance, chosen, spans),
        write=words.score,
        explained="Mean stance of n statements, from −1 (oppose) to +1 (support).",
    )
    cards.metric(
        "Own minus quoted",
        *changes.measured(changes.between_voices, chosen, spans),
        write=words.score,
        explained="How much more the outlets support in their own words than the speakers whom "
        "they quote; n counts the statements of the rarer voice.",
    )
    feedlist.health_card(chosen)
if spans:
    cards.small_print(f"95 % intervals. Changes, {spans.in_words()}; unclear: may be chance.")

curves.coverage_card(chosen)

left, right = st.columns(2)
with left, cards.card("Largest shifts", "Mean stance that moved by more than chance would have it"):
    cards.rows(
        None if spans is None else changes.largest(spans), "shifts", "No shift is beyond chance."
    )
with right, cards.card("New voices", "Speakers whom nothing before this period quotes"):
    cards.rows(
        None if spans is None else changes.newcomers(spans), "newcomers", "Nobody spoke up anew."
    )

left, right = st.columns(2)
with left:
    curves.mix_card(state.ask("entities", chosen), "Most covered")
with right, cards.card("Largest stories", "Copies of one text are one story"):
    stories = state.ask("drivers", chosen)
    cards.table(stories[["title", "outlet", "articles", "outlets", "stance_mean"]], "drivers")
