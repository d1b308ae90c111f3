"""Read the evidence."""

from monitor.ui import router

router.guard()

from dataclasses import replace

import streamlit as st

from monitor.ui import cards, filters, passages, reading, state

top = st.container()
words = st.text_input(
    "Search headlines and texts",
    placeholder="Words that all have to occur",
    key="search",
    bind="query-params",
    icon=":material/search:",
)
chosen = replace(filters.current(), search=words or "")
frame = state.ask("articles", chosen, limit=1_000)
with top:
    cards.header("Articles", chosen, "articles")
if frame.empty:
    cards.nothing("No article matches.")
    st.stop()

passages.note(f"{len(frame):,} articles, newest first, at most 1,000. Choose one to read it.")
frame = frame.assign(link=frame["url"])
rows = cards.table(
    frame[["publish_date", "title", "media_name", "statements", "copies", "revisions", "link"]],
    "articles",
    select=True,
)
for place in rows:
    reading.pane(frame["id"].iloc[place])
