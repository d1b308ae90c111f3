"""The parts that every page is made of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import streamlit as st

from monitor.records import Filters
from monitor.report import estimates, export, figures, words
from monitor.report.estimates import Estimate
from monitor.ui import columns, passages, state
from monitor.ui import filters as sidebar


def header(
    title: str,
    filters: Filters,
    kind: str,
    load: Callable[[], pd.DataFrame] | None = None,
    *,
    reading: str = "",
) -> None:
    """The title, what is selected and how much that is, and the CSV of all that it selects.

    `load` gives the whole frame of that kind; it runs when somebody downloads. `reading` stands
    for the sentence on the selection, where that is not of articles.
    """
    left, right = st.columns([5, 1], vertical_alignment="bottom")
    with left.container(gap="xxsmall"):
        st.title(title, anchor=False)
        passages.note(reading or selection(filters))
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
    st.plotly_chart(figure, key=key, width="stretch", theme=None, config=figures.CONFIG, alt=alt)


def nothing(what: str = "Nothing is in this selection.") -> None:
    """An empty state that says what to do."""
    st.info(f"{what} Choose more dates, entities or outlets in the sidebar, or reset the filters.")


def metric(
    label: str,
    value: Estimate,
    change: Estimate | None,
    *,
    write: Callable[[float], str],
    explained: str,
    write_change: Callable[[float], str] = words.score,
) -> None:
    """A number with its interval, what it rests on, and its change between two periods.

    `write` makes words of a value, and `explained` says what n counts. A change that chance
    could make is shown without an arrow. Of fewer than 10 cases no number is shown.
    """
    with st.container(border=True, height="stretch", gap="xxsmall"):
        if value.n < estimates.SMALL or pd.isna(value.value):
            st.metric(label, words.DASH, help=explained)
            passages.note(f"too few: n = {words.count(value.n)}")
            return
        moved = change is not None and change.n >= estimates.SMALL and not pd.isna(change.value)
        st.metric(
            label,
            write(value.value),
            _ascii(write_change(change.value)) if change and moved else None,
            delta_color="off",
            delta_arrow="auto" if change and change.clear else "off",
            delta_description=("moved" if change.clear else "unclear")
            if change and moved
            else None,
            help=explained,
        )
        spread = "" if pd.isna(value.low) else f"{write(value.low)} to {write(value.high)} · "
        passages.note(f"{spread}n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{words.count(value.n)}")


def interval(mean: float, low: float, high: float, n: int) -> str:
    """+0.12 (0.05 to 0.19), n = 40; a dash where n is small."""
    if n < estimates.SMALL or pd.isna(mean):
        return f"{words.DASH} (n = {words.count(n)})"
    if pd.isna(low):
        return f"{words.score(mean)} (n = {words.count(n)})"
    return f"{words.score(mean)} ({words.score(low)} to {words.score(high)}), n = {words.count(n)}"


def small_print(text: str) -> None:
    """A line below a row of cards."""
    passages.note(text)


def rows(frame: pd.DataFrame | None, key: str, otherwise: str) -> None:
    """A table, or the words for there being none; null where one day leaves nothing to ask."""
    if frame is None:
        passages.note("Choose more than one day.")
    elif frame.empty:
        passages.note(otherwise)
    else:
        table(frame, key)


def table(frame: pd.DataFrame, key: str, *, select: bool = False) -> list[int]:
    """A table of feed text, which is never markdown; the places of chosen rows."""
    headings = columns.headed(list(frame.columns))
    if not select:
        st.dataframe(
            frame,
            key=key,
            hide_index=True,
            width="stretch",
            column_config=headings,
            placeholder=words.DASH,
        )
        return []
    event = st.dataframe(
        frame,
        key=key,
        hide_index=True,
        width="stretch",
        column_config=headings,
        placeholder=words.DASH,
        on_select="rerun",
        selection_mode="single-row",
    )
    return list(event["selection"]["rows"])


def passages_of(statements: pd.DataFrame) -> None:
    """Statements to read, with their words; or the words for there being none."""
    if statements.empty:
        passages.note("None in this selection.")
    else:
        records = statements.to_dict("records")
        passages.show_all([{str(k): v for k, v in row.items()} for row in records])


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


def _ascii(number: str) -> str:
    """With the ASCII sign: the arrow of st.metric follows no other."""
    return number.replace(words.MINUS, "-")
