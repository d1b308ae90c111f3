"""Which pages there are, and that each runs inside the router; see docs/decisions/0002."""

from pathlib import Path
from typing import Any

import streamlit as st

from monitor.ui import address, evidence, filters, jobs, landing, state, welcome

_HOME = Path(__file__).parents[2]
_STATIC = _HOME / "static"
_STARTED = "_router_started"

_TITLES = (
    ("overview", "Overview", ":material/dashboard:"),
    ("entities", "Entities", ":material/account_balance:"),
    ("compare", "Compare", ":material/compare_arrows:"),
    ("voices", "Voices", ":material/record_voice_over:"),
    ("outlets", "Outlets", ":material/newspaper:"),
    ("stories", "Stories", ":material/content_copy:"),
    ("articles", "Articles", ":material/article:"),
    ("feeds", "Feeds", ":material/rss_feed:"),
    ("workbench", "Workbench", ":material/edit_note:"),
    ("labelling", "Labelling", ":material/fact_check:"),
    ("method", "Method", ":material/science:"),
)
PAGES = tuple(name for name, _, _ in _TITLES)
# These make sense without an article in the store.
_WITHOUT_ARTICLES = ("feeds", "workbench", "labelling", "method")
# These are about the whole store.
WITHOUT_FILTERS = ("workbench", "labelling")


def run() -> None:
    """Choose the page that the address names, with the sidebar, and run it."""
    st.set_page_config(page_title="Stancewatch", page_icon=str(_STATIC / "icon.svg"), layout="wide")
    st.logo(
        str(_STATIC / f"logo-{state.theme()}.svg"),
        size="large",
        icon_image=str(_STATIC / "icon.svg"),
    )
    st.html(_STATIC / "app.css")
    page = st.navigation(_pages())
    st.session_state[_STARTED] = True
    st.session_state["page"] = page.url_path
    try:
        with state.shown_errors():
            landing.settle()
            jobs.panel()
            if page.url_path in _WITHOUT_ARTICLES or state.has_articles():
                place, asked = st.container(), address.asked()
                filtered = page.url_path not in WITHOUT_FILTERS
                if filtered:
                    filters.sidebar()
                welcome.banner()
                try:
                    page.run()
                finally:  # a page may stop early
                    address.tell(place, asked, () if filtered else filters.NAMES)
                evidence.show()
            else:
                welcome.show()
    finally:
        st.session_state[_STARTED] = False


def guard() -> None:
    """First line of every page: a page that was not started by the router runs it instead."""
    if not st.session_state.get(_STARTED):
        run()
        st.stop()


def _pages() -> list[Any]:
    return [
        st.Page(
            _HOME / "pages" / f"{name}.py",
            title=title,
            icon=icon,
            url_path="" if name == "overview" else name,
            default=name == "overview",
        )
        for name, title, icon in _TITLES
    ]
