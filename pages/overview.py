"""What changed, and is it real?"""

from monitor.ui import router

router.guard()

import streamlit as st

from monitor.report import figures, words
from monitor.ui import cards, filters, state

chosen = filters.current()
bucket = filters.bucket(chosen)
trend = state.ask("trend", chosen, bucket=bucket)
cards.header("Overview", chosen, "trend", trend)
size = state.summary(chosen)
if not size.statements:
    cards.nothing()
    st.stop()

voices = state.ask("entities", chosen).groupby("voice")["mentions"].sum()
own, quoted = int(voices.get("outlet", 0)), int(voices.get("quoted", 0))
with st.container(horizontal=True):
    share = size.articles / max(size.total_articles, 1)
    st.metric(
        "Share of coverage",
        words.share(share),
        border=True,
        help="Articles with a statement, of all articles collected in the selection.",
    )
    st.metric(
        "Stories", words.count(size.stories), border=True, help="Copies of one text count once."
    )
    st.metric("Statements", words.count(size.statements), border=True)
    st.metric(
        "From quoted voices",
        words.share(quoted / max(own + quoted, 1)),
        border=True,
        help="Statements of speakers, of all statements.",
    )

with cards.card("Coverage by stance", f"Statements per {bucket}. Shaded: a feed was down."):
    gaps = state.ask("gaps", chosen, bucket=bucket)
    figure = figures.coverage(trend, gaps, as_share=False, theme=state.theme())
    cards.chart(figure, "coverage", figures.alt("coverage", trend))

left, right = st.columns(2)
entities = state.ask("entities", chosen)
with left, cards.card("Most covered", "Opposing statements to the left, supporting to the right."):
    figure = figures.mix_bars(entities, theme=state.theme())
    cards.chart(figure, "mix", figures.alt("mix_bars", entities))
with right, cards.card("Largest stories", "Copies of one text are one story."):
    cards.table(
        state.ask("drivers", chosen)[["title", "outlet", "articles", "outlets", "stance_mean"]],
        "drivers",
    )
