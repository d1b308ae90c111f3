"""X against Y."""

from monitor.ui import router

router.guard()

import streamlit as st

from monitor.report import figures
from monitor.ui import cards, comparing, curves, filters, passages, state, viewing

chosen = filters.current()
place = st.container()
mode, sides = comparing.choose(chosen)
usual = filters.bucket(chosen, comparing.fewest(sides))
with place:
    bucket = viewing.current(chosen, usual).bucket
    cards.header(
        "Compare", chosen, "trend", lambda: comparing.lines(sides, mode, bucket), usual=usual
    )
if mode == "entities" and len(chosen.entities) > comparing.MOST:
    passages.note(f"The first {comparing.MOST} of the chosen entities: more lines would blur.")
if len(sides) < 2:
    comparing.missing(chosen, mode)
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    measure = comparing.measure()
    view = viewing.choose(chosen, heights=False, usual=usual)
series = comparing.lines(sides, mode, view.bucket)
gaps = state.ask("gaps", chosen, bucket=view.bucket)
voices = [voice for voice in comparing.VOICES if chosen.voice in ("", voice)]
reading = "A chart for each voice. Band: 95 % interval. Broken: nothing to draw"
if mode == "periods":
    reading = f"Both periods begin at the left; the dates are those of {sides[0].name}. {reading}"
with cards.card(
    f"{comparing.MEASURES[measure]} over time",
    reading,
    csv=cards.csv(series, "trend"),
):
    for voice in voices:
        rows = series[series["voice"] == voice]
        st.markdown(f"**{comparing.VOICES[voice]}**")
        figure = state.drawn(
            figures.compare_lines,
            rows,
            gaps.iloc[:0] if mode == "periods" else gaps,
            measure=measure,
            smoothed=curves.smoothed(rows, view),
            theme=state.theme(),
        )
        cards.chart(
            figure,
            f"compare {measure} {voice}",
            figures.alt("compare_lines", rows, measure),
            behind=comparing.behind(sides, mode, view.bucket, voice),
        )

table = comparing.differences(sides)
with cards.card(
    f"Against {sides[0].name}",
    "With 95 % intervals: are the differences more than chance?",
    csv=cards.csv(table),
):
    cards.table(table, "differences")

other = comparing.other(sides)
with cards.card(
    f"Why {other.name} differs from {sides[0].name}",
    "The way from one mean to the other: other outlets, other speakers within them, or other "
    "words of the same speakers. The parts add up; the method page states the formula",
    csv=cards.csv(comparing.shifts(sides[0], other, voices, mode)),
):
    for column, voice in zip(st.columns(len(voices)), voices, strict=True):
        with column:
            st.markdown(f"**{comparing.VOICES[voice]}**")
            comparing.shift(sides[0], other, voice, mode)

left, right = st.columns(2)
frame = comparing.by_voice(sides)
with (
    left,
    cards.card(
        "In two voices",
        "Filled: outlets' own. Hollow: quoted. Line: 95 % interval. n: statements of each",
        csv=cards.csv(frame),
    ),
):
    cards.chart(
        state.drawn(figures.dots, frame, theme=state.theme()),
        "dots",
        figures.alt("dots", frame),
        behind=lambda data: comparing.side_of(sides, *data),
    )
with (
    right,
    cards.card(
        "Stance mix",
        "Share of statements that oppose (left), that support (right). Hollow: quoted",
        csv=cards.csv(frame),
    ),
):
    cards.chart(
        state.drawn(figures.mix_bars, frame, theme=state.theme()),
        "mix",
        figures.alt("mix_bars", frame),
        behind=lambda data: comparing.side_of(sides, *data),
    )
