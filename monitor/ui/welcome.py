"""The first minutes: an empty store offers what to do; the demonstration says that it is one."""

import tempfile
from pathlib import Path

import streamlit as st

from monitor.records import Filters
from monitor.ui import jobs, passages, state

_KINDS = ["txt", "html", "csv", "jsonl", "json", "xml", "rss", "atom", "warc", "gz"]


def show() -> None:
    """Three ways to begin."""
    st.title("Who says what about whom", anchor=False)
    st.caption("Nothing has been collected yet. Choose how to begin; you can do the rest later.")
    demo, feeds, files = st.columns(3)
    with demo, st.container(border=True, height="stretch"):
        st.subheader("Look around", anchor=False)
        st.write("About 300 invented articles. No network needed, and one click removes them.")
        if st.button("Load the demonstration", type="primary", width="stretch"):
            _done(jobs.run("demo"))
    with feeds, st.container(border=True, height="stretch"):
        st.subheader("Collect news", anchor=False)
        st.write("Polls the packaged list of news outlets and institutions that cover NATO.")
        if st.button("Poll the feeds", width="stretch"):
            _done(jobs.run("ingest"))
    with files, st.container(border=True, height="stretch"):
        st.subheader("Use your own files", anchor=False)
        chosen = st.file_uploader("Files", type=_KINDS, accept_multiple_files=True)
        outlet = st.text_input("Outlet of files that name none", placeholder="unknown")
        if chosen and st.button("Import them", width="stretch"):
            with tempfile.TemporaryDirectory() as folder:
                for number, file in enumerate(chosen):
                    # The visitor's name for it decides its kind, and nothing else.
                    target = Path(folder) / f"{number:03}-{Path(file.name).name}"
                    target.write_bytes(file.getvalue())
                _done(jobs.run("import", folder, "--outlet", outlet))


def banner() -> None:
    """While the demonstration is loaded, every page says so."""
    size = state.summary(Filters())
    if not size.demo:
        return
    mixed = " It is mixed with what you collected." if size.real else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge("Demonstration", icon=":material/theater_comedy:", color="gray")
        passages.note(f"Its outlets, speakers and articles are invented.{mixed}")
        removed = st.button("Remove it", type="tertiary", icon=":material/delete:")
    if removed and jobs.run("demo", "--remove") is not None:
        st.rerun()


def _done(result: object) -> None:
    if result is None:
        st.error("That did not work; the lines above say why.")
    else:
        st.rerun()
