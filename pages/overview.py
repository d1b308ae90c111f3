"""What changed, and is it real?"""

from monitor.ui import router

router.guard()

import streamlit as st

from monitor.report import figures, trends, words
from monitor.ui import cards, feedlist, filters, state

chosen = filters.current()
bucket = filters.bucket(chosen)
trend = state.ask("trend", chosen, bucket=bucket)
cards.header("Overview", chosen, "trend", lambda: trend)
size = state.summary(chosen)
if not size.statements:
    cards.nothing()
    st.stop()

earlier = filters.before(chosen)
past = state.summary(earlier)
known = past.total_articles > 0
with st.grid(4, min_column_width=200):
    share = size.articles / max(size.total_articles, 1)
    low, high = trends.wilson(size.articles, size.total_articles)
    change = share - past.articles / past.total_articles if known else None
    st.metric(
        "Share of coverage",
        words.share(share),
        None if change is None else f"{change * 100:+.1f} pts",
        delta_color="off",
        delta_description=f"{words.count(size.articles)} of {words.count(size.total_articles)}",
        help=f"Articles with a statement, of all collected in the selection; 95 % interval: "
        f"{words.share(low)} to {words.share(high)}. The badge, where there is one: the change "
        "against the equally long period before.",
        border=True,
        height="stretch",
    )
    now = dict(state.ask("voices", chosen).set_index("voice").iterrows())
    then = dict(state.ask("voices", earlier).set_index("voice")["stance_mean"]) if known else {}
    for voice, label in (("outlet", "Stance, own voice"), ("quoted", "Stance, quoted voices")):
        cards.stance_metric(
            label,
            now.get(voice),
            then.get(voice),
        )
    healthy, watched = feedlist.healthy(chosen)
    st.metric(
        "Feeds that answered",
        f"{healthy} of {watched}" if watched else words.DASH,
        help="Feeds whose last day of polling in the selection brought an answer.",
        border=True,
        height="stretch",
    )

with cards.card(
    "Coverage by stance",
    f"Articles per {bucket}, by the stance of their statements. Shaded: a feed was down.",
):
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
