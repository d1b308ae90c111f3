"""X against Y."""

from monitor.ui import router

router.guard()

import streamlit as st

from monitor.report import figures
from monitor.ui import cards, comparing, filters, state

chosen = filters.current()
place = st.container()
mode, sides = comparing.choose(chosen)
usual = filters.bucket(chosen, comparing.fewest(sides))
bucket = filters.chosen_bucket(usual)
with place:
    cards.header("Compare", chosen, "trend", lambda: comparing.lines(sides, mode, bucket))
if mode == "entities" and len(chosen.entities) > comparing.MOST:
    cards.small_print(f"The first {comparing.MOST} of the chosen entities: more lines would blur.")
if len(sides) < 2:
    cards.nothing("Two things are needed to compare.")
    st.stop()

reading = "Band: 95 % interval. Hollow: fewer than 10 statements. Broken: nothing to draw"
if mode == "periods":
    reading = f"Both periods begin at the left; the dates are those of {sides[0].name}. {reading}"
with cards.card("Mean stance over time", reading):
    filters.choose_bucket(usual)
    series = comparing.lines(sides, mode, bucket)
    figure = figures.compare_lines(series, theme=state.theme())
    cards.chart(figure, "lines", figures.alt("compare_lines", series))

with cards.card(
    f"Against {sides[0].name}", "Differences with their 95 % intervals: are they more than chance?"
):
    cards.table(comparing.differences(sides), "differences")

left, right = st.columns(2)
frame = comparing.by_voice(sides)
with left, cards.card("In two voices", "Filled: outlets' own. Hollow: quoted. Line: 95 % interval"):
    cards.chart(figures.dots(frame, theme=state.theme()), "dots", figures.alt("dots", frame))
with (
    right,
    cards.card("Stance mix", "Share of statements that oppose (left), that support (right)"),
):
    cards.chart(figures.mix_bars(frame, theme=state.theme()), "mix", figures.alt("mix_bars", frame))
