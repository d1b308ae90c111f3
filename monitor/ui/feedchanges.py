"""Changes to the list of feeds, each of which can be taken back, and polls of some or all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from monitor.collect import catalogue
from monitor.errors import CatalogueError, MonitorError
from monitor.pipeline import feeds
from monitor.records import Feed
from monitor.report import words
from monitor.ui import jobs, passages, state, uploads

_DONE = {"pause": "Paused", "resume": "Resumed", "remove": "Removed", "add": "Added"}
_REFUSED = 20  # lines of a list of feeds that are told


@dataclass(frozen=True, slots=True)
class _Change:
    """What was done to the list last."""

    action: str
    feeds: tuple[Feed, ...]  # as they were before; of "add", as they are now


def toolbar(listed: Sequence[Feed]) -> None:
    """Poll all, add one, take in or give out a list, import files."""
    busy = jobs.running()
    with st.container(horizontal=True, gap="small"):
        active = sum(not feed.paused for feed in listed)
        if st.button(
            f"Poll {words.counted(active, 'feed')} now",
            type="primary",
            icon=":material/sync:",
            disabled=busy or not active,
        ):
            jobs.start("Polling the feeds", "ingest", "--all")
        with st.popover("Add a feed", icon=":material/add:", disabled=busy):
            _add()
        with st.popover("List as OPML", icon=":material/list:"):
            _lists(listed, busy=busy)
        if st.button("Import files", icon=":material/upload_file:", disabled=busy):
            uploads.dialog()
    if busy:
        passages.note("The list can be changed again when the work above is done.")


def actions(rows: pd.DataFrame) -> None:
    """Buttons for the chosen feeds."""
    own = rows[~rows["demo"]]
    if own.empty:
        passages.note("Invented: nothing stands at its address. It goes with the demonstration.")
        return
    urls = tuple(own["url"])
    with st.container(horizontal=True, gap="small"):
        if st.button("Poll now", icon=":material/sync:", disabled=jobs.running()):
            jobs.start(
                f"Polling {words.counted(len(urls), 'feed')}",
                "ingest",
                *(f"--feed={url}" for url in urls),
            )
        if not own["paused"].all():
            _button("pause", "Pause", tuple(own.loc[~own["paused"], "url"]))
        if own["paused"].any():
            _button("resume", "Resume", tuple(own.loc[own["paused"], "url"]))
        _button("remove", "Remove", urls)


def undo() -> None:
    """What was changed last, and the way back."""
    last: _Change | None = st.session_state.get("feed change")
    if last is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        names = words.listed([words.shortened(feed.outlet, 60) for feed in last.feeds])
        passages.note(f"{_DONE[last.action]}: {names}.")
        if st.button("Undo", type="tertiary", icon=":material/undo:", disabled=jobs.running()):
            _do(lambda: _take_back(last))


def _add() -> None:
    with st.form("add", border=False):
        url = st.text_input("Address of the feed", placeholder="https://example.org/rss.xml")
        outlet = st.text_input("Outlet", placeholder="the host's name")
        added = st.form_submit_button("Add and poll", type="primary", width="stretch")
    if not added:
        return
    with _told():
        if not url.strip():
            raise CatalogueError("An address is needed.")
        feed = catalogue.new_feed(url, outlet)
        feeds.add(state.settings(), feed.url, outlet=feed.outlet)
        st.session_state["feed change"] = _Change("add", (feed,))
        jobs.start("Polling the new feed", "ingest", f"--feed={feed.url}")


def _lists(listed: Sequence[Feed], *, busy: bool) -> None:
    st.download_button(
        f"Download {words.counted(len(listed), 'feed')}",
        data=lambda: catalogue.write_opml(listed).encode(),
        file_name="stancewatch-feeds.opml",
        mime="text/x-opml",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )
    file = st.file_uploader(
        "Take in a list from another program",
        type=["opml", "xml"],
        key=f"opml {st.session_state.get('lists begun', 0)}",
    )
    if file is None:
        return
    with _told():
        read = feeds.read_list(state.settings(), file.getvalue(), file.name)
        passages.note(
            f"{len(read.new):,} new, {read.known:,} in the list already, {len(read.bad):,} refused."
        )
        passages.notes(
            [(f"Feed {bad.row}:", words.shortened(bad.reason, 200)) for bad in read.bad[:_REFUSED]]
        )
        if read.new and st.button(
            f"Add {words.counted(len(read.new), 'feed')}",
            type="primary",
            width="stretch",
            disabled=busy,
        ):
            feeds.put_back(state.settings(), read.new)
            st.session_state["feed change"] = _Change("add", read.new)
            st.session_state["lists begun"] = st.session_state.get("lists begun", 0) + 1
            st.rerun()


def _button(action: str, label: str, urls: Sequence[str]) -> None:
    if st.button(label, key=f"{action} feeds", disabled=jobs.running()):
        _do(lambda: _change(action, urls))


def _change(action: str, urls: Sequence[str]) -> None:
    before = feeds.change(state.settings(), action, urls)
    st.session_state["feed change"] = _Change(action, before)


def _take_back(last: _Change) -> None:
    settings, urls = state.settings(), [feed.url for feed in last.feeds]
    if last.action == "remove":
        feeds.put_back(settings, last.feeds)
    else:
        back = {"pause": "resume", "resume": "pause", "add": "remove"}[last.action]
        feeds.change(settings, back, urls)
    del st.session_state["feed change"]


def _do(change: Callable[[], None]) -> None:
    """Make a change and draw the page anew; or say why it can't be made."""
    with _told():
        change()
        st.rerun()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except MonitorError as error:
        passages.problem(str(error))
