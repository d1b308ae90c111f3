"""The reading pane: one article, its statements with their evidence, its history."""

import streamlit as st

from monitor.ui import cards, passages, state

_MOST = 60  # statements that are drawn in full


def pane(article_id: str) -> None:
    """Draw an article."""
    view = state.article(article_id)
    if view.revisions.empty:
        return
    latest = view.revisions.iloc[0]
    with st.container(border=True):
        passages.headline(latest["title"] or "(no headline)")
        dated = latest["published_raw"] or "undated"
        passages.note(
            f"{latest['outlet']} · {dated} ({latest['published_precision']}), "
            f"first seen {latest['seen_at']:%d %b %Y %H:%M} UTC"
        )
        if latest["url"]:
            passages.note(latest["url"])
        statements, history, copies = st.tabs(["Statements", "Revisions", "Copies"])
        with statements:
            if len(view.statements):
                cards.passages_of(view.statements.head(_MOST), scores=True)
            else:
                st.info("No entity of the catalogue is mentioned, or the language is not read.")
        with history:
            cards.table(view.revisions[["revision", "seen_at", "title", "words"]], "revisions")
        with copies:
            cards.table(view.copies[["charted_at", "outlet", "title"]], "copies")
