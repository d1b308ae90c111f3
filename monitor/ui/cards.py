"""The parts that every page is made of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import streamlit as st

from monitor.records import Filters
from monitor.report import estimates, export, figures, words
from monitor.report.estimates import Estimate
from monitor.ui import clicks, columns, passages, state, taking
from monitor.ui import filters as sidebar
from monitor.ui.clicks import Behind

_COLUMNS = 8  # of a grid: as many as a phone has room for


def header(
    title: str,
    filters: Filters,
    kind: str,
    load: Callable[[], pd.DataFrame] | None = None,
    *,
    reading: str = "",
    usual: str = "",
) -> None:
    """The title, what is selected and how much that is, the CSV of all of it, and how to cite it.

    `load` gives the whole frame of that kind; it runs when somebody downloads. `reading` stands
    for the sentence on the selection, where that is not of articles. `usual`: the bucket of the
    page's charts where none is chosen.
    """
    left, right = st.columns([4, 1.6], vertical_alignment="bottom")
    selected = selection(filters)
    with left.container(gap="xxsmall"):
        st.title(words.literal(title), anchor=False)
        passages.note(reading or selected)
    wanted = load or (lambda: state.whole(kind, filters))
    with right.container(horizontal=True, horizontal_alignment="right", gap="small"):
        taking.share(title, reading or selected, filters, usual)
        st.download_button(
            "Download CSV",
            data=lambda: export.to_bytes(wanted(), kind),
            file_name=f"stancewatch-{kind}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def selection(filters: Filters) -> str:
    """NATO, 12 outlets, 1 Jan - 23 Nov 2026 (UTC): 4,211 articles, 2,960 stories."""
    size = state.summary(filters)
    parts = [sidebar.names(filters), words.counted(size.outlets, "outlet")]
    if filters.start and filters.end:
        parts.append(f"{words.period(filters.start, filters.end)} ({filters.timezone})")
    if filters.voice:
        parts.append("the outlet's own voice" if filters.voice == "outlet" else "quoted voices")
    parts.append(
        f"{words.counted(size.articles, 'article')} of {words.count(size.total_articles)} collected"
    )
    parts.append(words.counted(size.stories, "story", "stories"))
    return " · ".join(parts)


def opened(
    title: str, filters: Filters, kind: str, load: Callable[[], pd.DataFrame] | None = None
) -> bool:
    """The header of a page, and whether there is something to show under it."""
    header(title, filters, kind, load)
    if state.summary(filters).statements:
        return True
    nothing()
    return False


@contextmanager
def card(title: str, reading: str, csv: Callable[[], bytes] | None = None) -> Iterator[None]:
    """A framed part of a page, with one line on how to read it, and what it shows as CSV."""
    with st.container(border=True, height="stretch"):
        with st.container(horizontal=True, vertical_alignment="top", wrap=False, gap="small"):
            with st.container(gap=None):
                st.header(words.literal(title), anchor=False)
                passages.note(reading)
            if csv is not None:
                st.download_button(
                    "CSV",
                    data=csv,
                    file_name=f"stancewatch-{_slug(title)}.csv",
                    mime="text/csv",
                    key=f"csv {title}",
                    help="What this chart shows",
                    type="tertiary",
                    icon=":material/download:",
                    on_click="ignore",
                )
        yield


def csv(frame: pd.DataFrame | None, kind: str = "") -> Callable[[], bytes] | None:
    """What `card` takes: the frame as CSV, when somebody downloads it."""
    return None if frame is None else lambda: export.to_bytes(frame, kind)


def chart(
    figure: figures.Figure,
    key: str,
    alt: str,
    behind: Callable[[list[Any]], Behind | None] | None = None,
    *,
    columns: int = 0,
) -> None:
    """Draw a figure, with a description for those who don't see it.

    `behind` says what stands behind a point with that customdata; it is opened on a click.
    `columns`: of a grid; where they are many it can be moved sideways on a phone.
    """
    if columns > _COLUMNS:
        with st.container(key=f"many columns {_slug(key)}"):  # static/app.css knows the name
            chart(figure, key, alt, behind)
        return
    config = figures.config(f"stancewatch-{_slug(key)}")
    if behind is None:
        st.plotly_chart(figure, key=key, width="stretch", theme=None, config=config, alt=alt)
        return
    st.plotly_chart(
        figure,
        key=clicks.key(key),
        width="stretch",
        theme=None,
        config=config,
        alt=alt,
        on_select=clicks.on_point(key, behind),
        selection_mode="points",
    )


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
    behind: Behind | None = None,
) -> None:
    """A number with its interval, what it rests on, and its change between two periods.

    `write` makes words of a value, and `explained` says what n counts. A change that chance
    could make is shown without an arrow. Of fewer than 10 cases no number is shown.
    """
    with st.container(border=True, height="stretch", gap="xxsmall"):
        if value.n < estimates.SMALL or pd.isna(value.value):
            st.metric(label, words.DASH, help=explained)
            passages.note(f"too few: n = {words.count(value.n)}")
        else:
            _measured(label, value, change, write, write_change, explained)
        if behind is not None and value.n:
            st.button(
                "Evidence",
                key=f"evidence {label}",
                type="tertiary",
                icon=":material/manage_search:",
                on_click=clicks.ask,
                args=(behind,),
            )


def _measured(
    label: str,
    value: Estimate,
    change: Estimate | None,
    write: Callable[[float], str],
    write_change: Callable[[float], str],
    explained: str,
) -> None:
    moved = change is not None and change.n >= estimates.SMALL and not pd.isna(change.value)
    st.metric(
        label,
        write(value.value),
        _ascii(write_change(change.value)) if change and moved else None,
        delta_color="off",
        delta_arrow="auto" if change and change.clear else "off",
        delta_description=("moved" if change.clear else "unclear") if change and moved else None,
        help=explained,
    )
    spread = "" if pd.isna(value.low) else f"{write(value.low)} to {write(value.high)} · "
    passages.note(f"{spread}n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{words.count(value.n)}")


def rows(frame: pd.DataFrame | None, key: str, otherwise: str, **more: Any) -> None:
    """A table, or the words for there being none; null where one day leaves nothing to ask."""
    if frame is None:
        passages.note("Choose more than one day.")
    elif frame.empty:
        passages.note(otherwise)
    else:
        table(frame, key, **more)


def table(
    frame: pd.DataFrame,
    key: str,
    *,
    select: bool = False,
    behind: Callable[[dict[str, Any]], Behind | None] | None = None,
    shown: list[str] | None = None,
    absent: str = words.DASH,
) -> list[int]:
    """A table of feed text, which is never markdown; the places of chosen rows.

    `behind` says what stands behind a row; it is opened on a click. shown: the columns;
    absent: what stands where there is no value.
    """
    visible = columns.readable(frame if shown is None else frame[shown])
    more: dict[str, Any] = {"key": key}
    if behind is not None:
        more = {
            "key": clicks.key(key),
            "on_select": clicks.on_row(key, frame, behind),
            "selection_mode": "single-cell",
        }
    elif select:
        more |= {"on_select": "rerun", "selection_mode": ["single-row", "single-cell"]}
    event = st.dataframe(
        visible,
        hide_index=True,
        width="stretch",
        column_config=columns.headed(list(visible.columns)),
        placeholder=absent,
        **more,
    )
    if not select:
        return []
    chosen = event["selection"]
    return list(chosen["rows"]) or [int(place) for place, _ in chosen["cells"]]


def with_share_interval(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with share_interval: the 95 % interval of their share, in words."""
    found = [
        estimates.share(row["articles"], row["total_articles"]) for row in frame.to_dict("records")
    ]
    spans = [f"{words.share(one.low)} to {words.share(one.high)}" for one in found]
    return frame.assign(share_interval=pd.Series(spans, index=frame.index, dtype="str"))


def passages_of(statements: pd.DataFrame, *, scores: bool = False) -> None:
    """Statements to read, with their words; or the words for there being none."""
    if statements.empty:
        passages.note("None in this selection.")
    else:
        records = statements.to_dict("records")
        passages.show_all([{str(k): v for k, v in row.items()} for row in records], scores=scores)


def _slug(text: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def _ascii(number: str) -> str:
    """With the ASCII sign: the arrow of st.metric follows no other."""
    return number.replace(words.MINUS, "-")
