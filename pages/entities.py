"""How is one entity covered?"""

from monitor.ui import router

router.guard()

from dataclasses import replace

import streamlit as st

from monitor.report import figures
from monitor.ui import cards, filters, state

chosen = filters.current()
if not chosen.entities and not state.options().entities.empty:
    chosen = replace(chosen, entities=(state.options().entities["target_id"].iloc[0],))
chosen = replace(chosen, entities=chosen.entities[:1])
statements = state.ask("statements", chosen, limit=500)
cards.header(filters.names(chosen), chosen, "statements")
if statements.empty:
    cards.nothing()
    st.stop()

bucket = filters.bucket(chosen)
trend = state.ask("trend", replace(chosen, voice=""), bucket=bucket, by_voice=True)
with cards.card(
    f"Stance in two voices, per {bucket}",
    "Solid: the outlet's own words. Dashed: the speakers it quotes. Band: 95 % interval.",
):
    figure = figures.stance_lines(trend, theme=state.theme())
    cards.chart(figure, "voices", figures.alt("stance_lines", trend))

left, right = st.columns(2)
holders = state.ask("holders", chosen)
with left, cards.card("Who speaks of it", "Most statements first."):
    cards.table(
        holders[["holder", "holder_kind", "mentions", "oppose", "support", "stance_mean"]].head(50),
        "holders",
    )
with right, cards.card("Strongest statements", "Furthest from neutral, with their words."):
    strongest = statements.reindex(statements["stance_score"].abs().sort_values().index[::-1])
    cards.table(
        strongest[["stance_score", "holder", "sentence", "outlet", "published_at"]].head(50),
        "strongest",
    )
