"""A browser that has just come has scripts to load and to run before it can draw anything."""

import time
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

_STEPS, _STEP = 16, 0.1  # of so many seconds
_CARDS = 212  # height of the figures above the first chart, in pixels
_BEFORE = "_been_here"


def first_chart_first(above: AbstractContextManager[Any]) -> None:
    """Hold the rest of a page back, once a visit, until the browser has drawn the first chart.

    All that arrives while it runs its scripts goes into one drawing, in which the first chart
    waits for the last table. Held back, it comes sooner (docs/decisions/0024). `above`: the
    container of what will stand above that chart; its room is kept.
    """
    if _BEFORE in st.session_state or not st.context.headers:  # without headers: no browser
        return
    st.session_state[_BEFORE] = True
    with above, st.skeleton(_CARDS):
        for _ in range(_STEPS):
            time.sleep(_STEP)
            st.session_state.get(_BEFORE)  # what the visitor does meanwhile ends this run here
