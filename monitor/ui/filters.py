"""The sidebar: what is selected, kept in the address of the page."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from monitor.records import Filters
from monitor.ui import state

_WINDOWS = (30, 90, 180, 365)  # days
_ENOUGH = 0.9  # of the charted articles have to lie in the default window
_EMPTY: dict[str, Any] = {  # "holder" and "search" stand on pages of their own
    **{"entity": [], "outlet": [], "voice": None},
    **{"holder": [], "search": ""},
}
_VOICES = {"outlet": "Outlet's own", "quoted": "Quoted"}


def sidebar() -> None:
    """Draw the filters. `current` tells what they select."""
    options = state.options()
    names = dict(zip(options.entities["target_id"], options.entities["target"], strict=True))
    with st.sidebar:
        st.subheader("Filters")
        st.multiselect(
            "Entities",
            list(names),
            format_func=lambda target: names.get(target, target),
            placeholder="All entities",
            key="entity",
            bind="query-params",
        )
        if options.first and options.last:
            first, last = default_window(options.days)
            st.date_input(
                "Dates",
                (first, last),
                min_value=options.first,
                max_value=options.last,
                format="DD/MM/YYYY",
                key="dates",
                bind="query-params",
            )
        st.multiselect(
            "Outlets",
            options.outlets["outlet"].tolist(),
            placeholder="All outlets",
            key="outlet",
            bind="query-params",
        )
        st.segmented_control(
            "Voice",
            list(_VOICES),
            format_func=lambda voice: _VOICES[voice],
            key="voice",
            bind="query-params",
            help="The outlet's own words, or those of the speakers it quotes. None: both.",
        )
        st.button("Reset filters", icon=":material/restart_alt:", width="stretch", on_click=_reset)


def current() -> Filters:
    """What the sidebar selects."""
    dates = st.session_state.get("dates") or ()
    days = list(dates) if isinstance(dates, (tuple, list)) else [dates]
    return Filters(
        entities=tuple(st.session_state.get("entity") or ()),
        outlets=tuple(st.session_state.get("outlet") or ()),
        voice=st.session_state.get("voice") or "",
        start=days[0] if days else None,
        # Of a range whose end was not chosen yet, and of a single day, one date comes back.
        end=days[-1] if days else None,
        timezone=state.settings().timezone,
    )


def names(filters: Filters) -> str:
    """The chosen entities in words."""
    known = state.options().entities.set_index("target_id")["target"].to_dict()
    return ", ".join(known.get(one, one) for one in filters.entities) or "All entities"


def default_window(days: pd.DataFrame) -> tuple[date, date]:
    """The shortest window that ends with the last day and holds most of the articles."""
    last: date = days["day"].iloc[-1]
    for length in _WINDOWS:
        first = last - timedelta(days=length - 1)
        if days.loc[days["day"] >= first, "n"].sum() >= _ENOUGH * days["n"].sum():
            return max(first, days["day"].iloc[0]), last
    return days["day"].iloc[0], last


def before(filters: Filters) -> Filters:
    """The same selection in the equally long time before it."""
    if filters.start is None or filters.end is None:
        return filters
    length = filters.end - filters.start + timedelta(days=1)
    return replace(filters, start=filters.start - length, end=filters.end - length)


def bucket(filters: Filters) -> str:
    """A bucket that gives a readable number of points."""
    length = (filters.end - filters.start).days if filters.start and filters.end else 0
    return "day" if length <= 45 else "week" if length <= 500 else "month"


def _reset() -> None:
    for key, empty in _EMPTY.items():
        if key in st.session_state:
            # A key that is only removed would be read from the address again.
            st.session_state[key] = empty
    days = state.options().days
    if not days.empty:
        st.session_state["dates"] = default_window(days)
