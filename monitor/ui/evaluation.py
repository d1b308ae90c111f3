"""How accurate the scorer is on public sets: the table that `make evaluate` wrote."""

import streamlit as st

from monitor.report import evaluation, words
from monitor.ui import passages

_HEADINGS = {
    "task": st.column_config.TextColumn("Task", width="small"),
    "set": st.column_config.TextColumn("Measured on", width="medium"),
    "measure": st.column_config.TextColumn("Measure", width="medium"),
    "ours": st.column_config.TextColumn("This scorer (95 % interval)", width="medium"),
    "others": st.column_config.TextColumn("To compare", width="large"),
    "sample": st.column_config.TextColumn("n", width="small"),
}


def section() -> None:
    """Draw the table, with its date and its scorer."""
    st.subheader("How accurate the scorer is", anchor=False)
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
        f"Measured on {found.date} by make evaluate; scorer {found.scorer}. VADER, rules and "
        "majority are what the scorer has to beat: a tone without a target, word lists, and the "
        "most frequent answer. Intervals are 95 %, by resampling texts."
    )
