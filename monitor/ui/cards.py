"""The parts that every page is made of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import streamlit as st

from monitor.records import Filters
from monitor.report import export, figures, trends, words
from monitor.ui import columns, passages, state
from monitor.ui import filters as sidebar

SMALL = 10  # statements; a mean that rests on fewer is not shown as one


def header(
    title: str, filters: Filters, kind: str, load: Callable[[], pd.DataFrame] | None = None
) -> None:
    """The title, what is selected and how much that is, and the CSV of all that it selects.

    `load` gives the whole frame of that kind; it runs when somebody downloads.
    """
    left, right = st.columns([5, 1], vertical_alignment="bottom")
    with left.container(gap="xxsmall"):
        st.title(title, anchor=False)
        passages.note(selection(filters))
    wanted = load or (lambda: state.ask(kind, filters))
    right.download_button(
        "Download CSV",
        data=lambda: export.to_bytes(wanted(), kind),
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
    with st.container(border=True, height="stretch"):
        with st.container(gap=None):
            st.subheader(title, anchor=False)
            passages.note(reading)
        yield


def chart(figure: figures.Figure, key: str, alt: str) -> None:
    """Draw a figure, with a description for those who don't see it."""
    st.plotly_chart(figure, key=key, width="stretch", theme=None, config=figures.CONFIG)
    passages.note(alt)


def nothing(what: str = "Nothing is in this selection.") -> None:
    """An empty state that says what to do."""
    st.info(f"{what} Choose more dates, entities or outlets in the sidebar, or reset the filters.")


def stance_metric(label: str, now: "pd.Series[Any] | None", before: float | None) -> None:
    """Mean stance of a row of the Reader, its interval, n, and the change since `before`."""
    n = 0 if now is None else int(now["mentions"])
    if now is None or n < SMALL:
        few = f"too few: n = {words.count(n)}"
        st.metric(label, words.DASH, few, delta_arrow="off", delta_color="off", border=True)
        return
    spread = f"{words.score(now['stance_low'])} to {words.score(now['stance_high'])}"
    change = trends.change(float(now["stance_mean"]), before)
    st.metric(
        label,
        words.score(now["stance_mean"]),
        # The arrow follows an ASCII sign only.
        None if change is None else f"{change:+.2f}",
        delta_color="off",
        delta_description=f"{spread}, n = {words.count(n)}",
        help="Mean stance, from -1 to 1, and its 95 % interval. The badge, where there is one: "
        "the change against the equally long period before.",
        border=True,
        height="stretch",
    )


def interval(mean: float, low: float, high: float, n: int) -> str:
    """+0.12 (0.05 to 0.19), n = 40; a dash where n is small."""
    if n < SMALL or pd.isna(mean):
        return f"{words.DASH} (n = {words.count(n)})"
    if pd.isna(low):
        return f"{words.score(mean)} (n = {words.count(n)})"
    return f"{words.score(mean)} ({words.score(low)} to {words.score(high)}), n = {words.count(n)}"


def table(frame: pd.DataFrame, key: str, *, select: bool = False) -> list[int]:
    """A table of feed text, which is never markdown; the places of chosen rows."""
    headings = columns.headed(list(frame.columns))
    if not select:
        st.dataframe(frame, key=key, hide_index=True, width="stretch", column_config=headings)
        return []
    event = st.dataframe(
        frame,
        key=key,
        hide_index=True,
        width="stretch",
        column_config=headings,
        on_select="rerun",
        selection_mode="single-row",
    )
    return list(event["selection"]["rows"])


def evidence(statement: "pd.Series[Any]") -> None:
    """The sentence of a statement with what was found in it, and how sure the scorer is."""
    with st.container(border=True):
        passages.show({str(name): value for name, value in statement.items()})
        holder = statement["holder"] or "somebody who is not named"
        passages.note(f"{holder} → {statement['target']}: {statement['stance']}")
        passages.note(
            f"oppose {statement['p_oppose']:.2f} · neutral {statement['p_neutral']:.2f} · "
            f"support {statement['p_support']:.2f} · sentiment {statement['sentiment']} · "
            f"tone {statement['tone']:+.2f} · scorer {statement['scorer']}"
        )
