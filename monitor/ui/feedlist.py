"""The list of feeds: its health, and changes to it, each of which can be taken back."""

from typing import Any

import pandas as pd
import streamlit as st

from monitor.pipeline import feeds
from monitor.records import Filters
from monitor.report import words
from monitor.store.lake import Lake
from monitor.ui import cards, jobs, passages, state

_COLUMNS = [
    *("outlet", "outcome", "message", "last_success_at", "last_new_at", "next_poll_at"),
    *("articles", "undated", "future", "paused", "country", "kind", "url"),
]


def controls() -> None:
    """Poll now, and add a feed."""
    poll, add = st.columns([1, 3], vertical_alignment="bottom")
    polled = poll.button(
        "Poll now",
        type="primary",
        icon=":material/sync:",
        width="stretch",
        disabled=jobs.running(),
    )
    with add.form("add", border=False, clear_on_submit=True):
        url, outlet, button = st.columns([3, 2, 1], vertical_alignment="bottom")
        address = url.text_input("Address of a feed")
        name = outlet.text_input("Outlet", placeholder="the host's name")
        if button.form_submit_button("Add", width="stretch") and address:
            feeds.add(state.settings(), address, outlet=name)
            st.toast("Added. It is fetched at the next poll.")
    if polled:
        jobs.start("Polling the feeds", "ingest", "--all")


def table() -> None:
    """One row a feed; a chosen one can be paused, resumed or removed."""
    settings = state.settings()
    listed = feeds.in_force(Lake(settings.store), settings)
    frame = state.reader().feed_health(listed)
    with cards.card("Health", "Choose a feed to pause or remove it; its articles stay."):
        rows = cards.table(frame[_COLUMNS], "health", select=True)
        for place in rows:
            _actions(frame.iloc[place])
    removed = st.session_state.get("removed_feed")
    if removed and st.button("Undo the removal"):
        feeds.add(settings, removed["url"], outlet=removed["outlet"])
        del st.session_state["removed_feed"]
        st.rerun()


def health_card(filters: Filters) -> None:
    """How many feeds answered when last polled in the selection, and how many had a gap."""
    days = state.ask("feed_days", filters)
    last = days[days["state"] != "none"].groupby("feed")["state"].last()
    gaps = days.loc[days["gap"], "feed"].nunique()
    healthy = int(last.isin(["new", "quiet"]).sum())
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(
            "Feeds answering",
            f"{healthy} of {len(last)}" if len(last) else words.DASH,
            help="Feeds whose last day of polling in the selection brought an answer.",
        )
        if len(last):
            passages.note(f"{words.counted(gaps, 'feed')} with a gap" if gaps else "no gap")
        else:
            passages.note("articles from files only")


def _actions(row: "pd.Series[Any]") -> None:
    settings = state.settings()
    first, second, _ = st.columns([1, 1, 3])
    paused = bool(row["paused"])
    if first.button("Resume" if paused else "Pause", width="stretch"):
        (feeds.resume if paused else feeds.pause)(settings, row["url"])
        st.rerun()
    if second.button("Remove", width="stretch"):
        feeds.remove(settings, row["url"])
        st.session_state["removed_feed"] = {"url": row["url"], "outlet": row["outlet"]}
        st.rerun()
