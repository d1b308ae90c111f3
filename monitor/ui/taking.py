"""Taking away: the address that opens the same view again, and how to cite it."""

from datetime import datetime
from urllib.parse import urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import streamlit as st

import monitor
from monitor.records import Filters
from monitor.report import words
from monitor.ui import state, viewing


def share(title: str, selection: str, filters: Filters, usual: str = "") -> None:
    """A button that offers the link and the citation; `usual` as in viewing.current."""
    with st.popover("Cite", icon=":material/link:", width="stretch"):
        address = link(filters, usual)
        st.text("A link to this view")
        st.code(address, language=None, wrap_lines=True)
        st.text("How to cite it")
        now = datetime.now(ZoneInfo(filters.timezone))
        line = words.citation(
            monitor.__version__,
            title,
            selection,
            state.options().scorers,
            state.summary(filters).batch,
            now.date(),
        )
        st.code(f"{line} {address}", language=None, wrap_lines=True)


def link(filters: Filters, usual: str = "") -> str:
    """The address of this page with all that it depends on, dates included."""
    asked = {name: st.query_params.get_all(name) for name in st.query_params}
    if filters.start and filters.end:
        asked["dates"] = [filters.start.isoformat(), filters.end.isoformat()]
    asked |= {name: [label] for name, label in viewing.pinned(filters, usual).items()}
    here = urlsplit(st.context.url or "")
    return urlunsplit(here._replace(query=urlencode(asked, doseq=True), fragment=""))
