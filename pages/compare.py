"""X against Y."""

from monitor.ui import router

router.guard()

from dataclasses import replace

import streamlit as st

from monitor.report import figures
from monitor.ui import cards, filters, state

MOST = 6

chosen = filters.current()
known = state.options().entities["target_id"]
entities = chosen.entities[:MOST] or tuple(known.head(4))
chosen = replace(chosen, entities=entities)
bucket = filters.bucket(chosen)
trend = state.ask("trend", chosen, bucket=bucket, by_entity=True)
cards.header("Compare", chosen, "trend", lambda: trend)
if len(filters.current().entities) > MOST:
    st.caption(f"The first {MOST} of the chosen entities; more lines can't be told apart.")
if trend.empty:
    cards.nothing()
    st.stop()

with cards.card(
    f"Mean stance, per {bucket}",
    "Each line is an entity; where it breaks, fewer than ten statements or no collecting.",
):
    figure = figures.compare_lines(trend, theme=state.theme())
    cards.chart(figure, "lines", figures.alt("compare_lines", trend))

frame = state.ask("entities", chosen)
left, right = st.columns(2)
with left, cards.card("Stance mix", "Opposing to the left, supporting to the right."):
    cards.chart(figures.mix_bars(frame, theme=state.theme()), "mix", figures.alt("mix_bars", frame))
with right, cards.card("In figures", "Mean stance with its 95 % interval, by voice."):
    frame = frame.assign(
        stance=[
            cards.interval(*row)
            for row in zip(
                frame["stance_mean"],
                frame["stance_low"],
                frame["stance_high"],
                frame["mentions"],
                strict=True,
            )
        ]
    )
    cards.table(frame[["target", "voice", "articles", "share", "stance"]], "figures")
