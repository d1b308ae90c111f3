"""Read the evidence."""

from monitor.ui import router

router.guard()

from dataclasses import replace

import streamlit as st

from monitor.ui import cards, filters, reading, state

chosen = filters.current()
words = st.text_input(
    "Search headlines and texts",
    placeholder="Words that all have to occur",
    key="search",
    bind="query-params",
    icon=":material/search:",
)
chosen = replace(chosen, search=words or "")
frame = state.ask("articles", chosen, limit=1_000)
cards.header("Articles", chosen, "articles", frame)
if frame.empty:
    cards.nothing("No article matches.")
    st.stop()

st.caption(f"{len(frame):,} articles, newest first. Choose one to read its statements.")
rows = cards.table(
    frame[["publish_date", "title", "media_name", "statements", "copies", "revisions", "url"]],
    "articles",
    select=True,
)
for place in rows:
    reading.pane(frame["id"].iloc[place])
