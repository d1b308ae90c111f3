"""The first minutes: an empty store offers what to do; the demonstration says that it is one."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from monitor.records import Filters
from monitor.ui import jobs, passages, state

_KINDS = ["txt", "html", "csv", "jsonl", "json", "xml", "rss", "atom", "warc", "gz"]


def show() -> None:
    """Three ways to begin."""
    with st.container(gap="xxsmall"):
        st.title("Who says what about whom", anchor=False)
        passages.note("Nothing has been collected yet. Begin with one; the others stay possible.")
    busy = jobs.running()
    with st.grid(3, min_column_width=260):
        with _way("Look around", "About 300 invented articles. No network is needed, and one "
                  "click removes them."):  # fmt: skip
            if st.button("Load the demonstration", type="primary", width="stretch", disabled=busy):
                jobs.start("Demonstration", "demo")
        with _way("Collect news", "Polls the packaged list of news outlets and institutions that "
                  "cover NATO. You can change the list."):  # fmt: skip
            if st.button("Poll the feeds", width="stretch", disabled=busy):
                jobs.start("Polling the feeds", "ingest")
        with _way("Use your own files", "Text, web pages, tables, archives and saved feeds."):
            chosen = st.file_uploader(
                "Files", type=_KINDS, accept_multiple_files=True, label_visibility="collapsed"
            )
            outlet = st.text_input("Outlet, where a file names none", placeholder="unknown")
            if st.button("Import them", width="stretch", disabled=busy or not chosen):
                uploads = tuple((file.name, file.getvalue()) for file in chosen)
                jobs.start("Import", "import", "--outlet", outlet, uploads=uploads)


def banner() -> None:
    """While the demonstration is loaded, every page says so."""
    size = state.summary(Filters())
    if not size.demo:
        return
    mixed = " It is mixed with what you collected." if size.real else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge("Demonstration", icon=":material/theater_comedy:", color="gray")
        passages.note(f"Its outlets, speakers and articles are invented.{mixed}")
        if st.button("Remove it", type="tertiary", icon=":material/delete:"):
            jobs.start("Removing the demonstration", "demo", "--remove")


@contextmanager
def _way(title: str, text: str) -> Iterator[None]:
    with st.container(border=True, height="stretch"):
        with st.container(gap="xxsmall"):
            st.subheader(title, anchor=False)
            passages.note(text)
        yield
