"""The parts that every page is made of."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import streamlit as st
from plotly.graph_objects import Figure

from monitor.records import Filters
from monitor.report import export, words
from monitor.ui import filters as sidebar
from monitor.ui import passages, state

SMALL = 10  # statements; a mean that rests on fewer is not shown as one


def header(title: str, filters: Filters, kind: str = "", frame: pd.DataFrame | None = None) -> None:
    """The title, what is selected and how much that is, and the CSV of what the page shows."""
    left, right = st.columns([5, 1], vertical_alignment="bottom")
    left.title(title, anchor=False)
    left.caption(selection(filters).replace("$", "\\$"))
    if frame is not None:
        right.download_button(
            "Download CSV",
            data=lambda: export.to_bytes(frame, kind),
            file_name=f"stancewatch-{kind}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            width="stretch",
        )


def selection(filters: Filters) -> str:
    """NATO, 12 outlets, 1 Jan - 23 Nov 2026: 4,211 articles, 2,960 stories."""
    size = state.summary(filters)
    parts = [sidebar.names(filters), words.counted(size.outlets, "outlet")]
    if filters.start and filters.end:
        parts.append(words.period(filters.start, filters.end))
    if filters.voice:
        parts.append("the outlet's own voice" if filters.voice == "outlet" else "quoted voices")
    parts.append(
        f"{words.counted(size.articles, 'article')} of {words.count(size.total_articles)} collected"
    )
    parts.append(words.counted(size.stories, "story", "stories"))
    return " · ".join(parts)


@contextmanager
def card(title: str, reading: str) -> Iterator[None]:
    """A framed part of a page, with one line on how to read it."""
    with st.container(border=True):
        st.markdown(f"**{title}**")
        st.caption(reading)
        yield


def chart(figure: Figure, key: str, alt: str) -> None:
    """Draw a figure, with a description for those who don't see it."""
    st.plotly_chart(figure, key=key, width="stretch", theme=None, config={"displayModeBar": False})
    with st.expander("Description", icon=":material/accessibility:"):
        st.text(alt)


def nothing(what: str = "Nothing is in this selection.") -> None:
    """An empty state that says what to do."""
    st.info(f"{what} Choose more dates, entities or outlets in the sidebar, or reset the filters.")


def interval(mean: float, low: float, high: float, n: int) -> str:
    """+0.12 (0.05 to 0.19), n = 40; a dash where n is small."""
    if n < SMALL or pd.isna(mean):
        return f"{words.DASH} (n = {words.count(n)})"
    if pd.isna(low):
        return f"{words.score(mean)} (n = {words.count(n)})"
    return f"{words.score(mean)} ({words.score(low)} to {words.score(high)}), n = {words.count(n)}"


def table(frame: pd.DataFrame, key: str, *, select: bool = False) -> list[int]:
    """A table of feed text, which is never markdown; the places of chosen rows."""
    if not select:
        st.dataframe(frame, key=key, hide_index=True, width="stretch")
        return []
    event = st.dataframe(
        frame,
        key=key,
        hide_index=True,
        width="stretch",
        on_select="rerun",
        selection_mode="single-row",
    )
    return list(event["selection"]["rows"])


def evidence(statement: "pd.Series[Any]") -> None:
    """The sentence of a statement with what was found in it, and how sure the scorer is."""
    with st.container(border=True):
        passages.show(statement.to_dict())
        holder = statement["holder"] or "somebody who is not named"
        st.text(f"{holder} -> {statement['target']}: {statement['stance']}")
        st.text(
            f"oppose {statement['p_oppose']:.2f}   neutral {statement['p_neutral']:.2f}   "
            f"support {statement['p_support']:.2f}   sentiment {statement['sentiment']}   "
            f"tone {statement['tone']:+.2f}   scorer {statement['scorer']}"
        )
