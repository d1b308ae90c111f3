"""The first minutes: an empty store offers what to do; the demonstration says that it is one."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from monitor.records import Filters
from monitor.report import words
from monitor.ui import feedlist, jobs, passages, state, uploads


def show() -> None:
    """Three ways to begin."""
    with st.container(gap="xxsmall"):
        st.title("Who says what about whom", anchor=False)
        passages.note("Nothing has been collected yet. Begin with one; the others stay possible.")
    _tried()
    busy = jobs.running()
    count = words.counted(len(feedlist.listed()), "feed")
    with st.grid(3, min_column_width=260):
        with _way("Look around", "About 300 articles of invented outlets over half a year. It "
                  "needs no network, and one click removes it."):  # fmt: skip
            if st.button("Load the demonstration", type="primary", width="stretch", disabled=busy):
                jobs.start("Demonstration", "demo")
        with _way("Collect news", f"Asks {count} of news outlets and institutions that cover "
                  "NATO. The list is yours to change, on the page Feeds."):  # fmt: skip
            if st.button("Poll the feeds", width="stretch", disabled=busy):
                jobs.start("Polling the feeds", "ingest", "--all")
        with _way("Use your own files", "Text, web pages, tables, archives and saved feeds. You "
                  "see what they hold before anything is stored."):  # fmt: skip
            chosen = uploads.choose()
    uploads.show(chosen)


def banner() -> None:
    """While the demonstration is loaded, every page says so."""
    size = state.summary(Filters())
    if not size.demo:
        return
    mixed = " It is mixed with what you collected." if size.real else ""
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small"):
        st.badge("Demonstration", icon=":material/theater_comedy:", color="gray")
        passages.note(f"Its outlets, speakers and articles are invented.{mixed}")
        if st.button(
            "Remove it",
            type="tertiary",
            icon=":material/delete:",
            disabled=jobs.running(),
            help="What you collected stays. It can be loaded again.",
        ):
            jobs.start("Removing the demonstration", "demo", "--remove")


def _tried() -> None:
    """Where feeds were polled in vain, nothing on this page would say so."""
    health = feedlist.health()
    failed = health["outcome"].isin(["soft", "hard", "gone"]).sum()
    if failed:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge("Feeds", icon=":material/error:", color="red")
            passages.note(f"{words.counted(int(failed), 'feed')} did not answer, none brought news")
            st.page_link("pages/feeds.py", label="Why, and what to do")


@contextmanager
def _way(title: str, text: str) -> Iterator[None]:
    with st.container(border=True, height="stretch"):
        with st.container(gap="xxsmall"):
            st.header(title, anchor=False)
            passages.note(text)
        yield
