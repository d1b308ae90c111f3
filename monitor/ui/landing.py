"""Where an import ends: on the overview, with what it brought in the range of the filters."""

from datetime import date
from typing import Any

import streamlit as st

from monitor.ui import filters

PAGE = ""  # of the overview, in the address
_OVERVIEW = "pages/overview.py"


def expected() -> bool:
    """Whether this visitor waits for a job on the page that it was started on."""
    waited = st.session_state.get("landing")
    return waited is not None and waited[1] == st.session_state.get("page")


def settle() -> None:
    """Go there if the job that this visitor waits for is done; before the filters are drawn."""
    if not expected():
        return
    job = st.session_state["landing"][0]
    if job.running:
        return
    del st.session_state["landing"]
    if brought(job.result):
        show(job.result)


def brought(result: dict[str, Any]) -> bool:
    """Whether a job's result is an import of something that charts show."""
    return bool(result.get("first") and result.get("last"))


def show(result: dict[str, Any]) -> None:
    """Show what an import brought; ends this run of the page."""
    first, last = (date.fromisoformat(result[key]) for key in ("first", "last"))
    filters.open_for(first, last)
    st.switch_page(_OVERVIEW)
