"""What the address of a page asks for, and what of it there is not.

The widgets drop values that they do not know without a word; here the words are found. Only
the address that a visit begins with is looked at: from then on the widgets write it.
"""

from collections.abc import Collection, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from monitor.report import words
from monitor.ui import passages

Asked = dict[str, list[str]]

# Parameters that a page reads without a widget of that name.
OWN = ("story", "edit", "article", "mention")
_TOLD = "_address_told"
_MOST = 6  # things left out that are named
_LONGEST = 60  # characters of one


def asked() -> Asked:
    """The parameters that a visit begins with; empty later on."""
    if st.session_state.get(_TOLD):
        return {}
    return {
        name: values
        for name in st.query_params
        if name not in st.session_state
        and (values := [one for one in st.query_params.get_all(name) if one])
    }


def by_name(**known: Mapping[str, str]) -> None:
    """Let parameters be given by id as well as by name: the widgets only know the names.

    `known`: for each parameter id -> name. Starts the run again where one was given by id.
    """
    for key, names in known.items():
        values = [] if key in st.session_state else st.query_params.get_all(key)
        shown = [names.get(one, one) for one in values]
        if shown != values:
            # Before a widget is bound to it the address may be written, for the next run.
            st.query_params[key] = shown
            st.rerun()


def tell(place: DeltaGenerator, wanted: Asked, silent: Collection[str] = ()) -> None:
    """After a page has run: say what of the address it left out, and take that out of it.

    `silent`: parameters that other pages know and this one has no use for.
    """
    st.session_state[_TOLD] = True
    left_out: list[str] = []
    for name, values in wanted.items():
        if name not in st.session_state and name not in OWN:
            st.query_params.pop(name, None)  # no widget of this page has that name
        kept = st.query_params.get_all(name)
        dropped = [one for one in values if one not in kept]
        if dropped and name not in silent:
            left_out.append(f"{name}: {', '.join(dropped)}")
    if left_out:
        named = [words.shortened(one, _LONGEST) for one in left_out[:_MOST]]
        more = f" and {len(left_out) - _MOST} more" if len(left_out) > _MOST else ""
        with place.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge("Left out", icon=":material/link_off:", color="gray")
            passages.note(f"The link asks for what is not here: {', '.join(named)}{more}")
