"""What the address of a page asks for, and what of it there is not.

The widgets drop values that they do not know without a word; here the words are found.
"""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from monitor.store.query import Options

_MOST = 2  # dates: of a range


def check(options: Options, names: Mapping[str, str], voices: Mapping[str, str]) -> list[str]:
    """What of the address will be left out, in words; nothing once the widgets have read it.

    Entities may be named by id as well as by name: the widget only knows their names.
    """
    refused = [
        f"{key}: {one}"
        for key, known in (
            ("entity", {*names, *names.values()}),
            ("outlet", set(options.outlets["outlet"])),
            ("voice", {*voices, *voices.values()}),
        )
        for one in _asked(key)
        if one not in known
    ]
    for key, known in (("entity", names), ("voice", voices)):
        asked = _asked(key)
        shown = [known.get(one, one) for one in asked]
        if shown != asked:
            # Before a widget is bound to it the address may be written, for the next run.
            st.query_params[key] = shown
            st.rerun()
    dates = _asked("dates")
    if dates and not usable(dates, options.first or date.min, options.last or date.max):
        refused.append(f"dates: {', '.join(dates)}")
    return refused


def usable(dates: list[str], first: date, last: date) -> bool:
    """Whether they are one or two days of the store, in order."""
    try:
        days = [date.fromisoformat(one) for one in dates]
    except ValueError:
        return False
    return len(days) <= _MOST and days == sorted(days) and first <= days[0] and days[-1] <= last


def _asked(key: str) -> list[str]:
    """The values of a parameter that no widget has read yet."""
    if key in st.session_state:
        return []
    return [one for one in st.query_params.get_all(key) if one]
