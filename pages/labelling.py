"""Is the scorer right? People answer what it was asked."""

from monitor.ui import router

router.guard()

import streamlit as st

from monitor.ui import accuracy, labelling, state


@st.fragment  # it runs by itself while somebody answers
def page() -> None:
    with state.shown_errors():
        labels = state.reader().labels()
        labelling.header(labels)
        labelling.work(labels)
        accuracy.cards_of(labels)


page()
