"""How accurate the scorer is on public sets: the table that `make evaluate` wrote."""

import streamlit as st

from monitor.report import evaluation, words
from monitor.ui import passages

_HEADINGS = {
    "what": st.column_config.TextColumn("What", width=215),
    "ours": st.column_config.TextColumn("This scorer (95 % interval)", width=170),
    "rules": st.column_config.TextColumn("Rules", width=65),
    "simple": st.column_config.TextColumn("The simplest", width=150),
    "set": st.column_config.TextColumn("Measured on", width=170),
    "sample": st.column_config.TextColumn("n", width=50),
}


def section() -> None:
    """Draw the table, with its date and its scorer."""
    st.header("How accurate the scorer is", anchor=False)
    found = evaluation.load()
    if found is None or found.table.empty:
        passages.note("Nothing has been measured yet: make evaluate writes the table.")
        return
    st.dataframe(
        found.table,
        key="evaluation",
        hide_index=True,
        width="stretch",
        column_config=_HEADINGS,
        placeholder=words.DASH,
    )
    passages.note(
        f"Measured on {found.date} by make evaluate; scorer {found.scorer}. What it has to "
        "beat: rules over word lists, and the simplest, which is VADER on the words near a target "
        "or what stands in quotation marks. Intervals are 95 %, by resampling texts. What makes "
        "an answer sure was chosen on these sets, which flatters a little; those on NATO flatter "
        "more, since mistakes there were read before sentences to train on were written."
    )
