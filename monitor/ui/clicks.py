"""From a number to what stands behind it: what was clicked, and which selection that is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from monitor.records import Filters

_ASKED = "_asked"
_DRAWN = "_drawn"  # how many times each chart and table was drawn anew


@dataclass(frozen=True, slots=True)
class Behind:
    """The selection behind a number, and how to begin reading it."""

    title: str
    filters: Filters
    stance: str = ""  # of the statements; empty: all
    view: str = "said"  # said, drove, read
    first: str = ""  # id of the statement that stands on top


def ask(behind: Behind) -> None:
    """Have the evidence opened at the end of this run."""
    st.session_state[_ASKED] = behind


def taken() -> Behind | None:
    """What was asked for, once."""
    found: Behind | None = st.session_state.pop(_ASKED, None)
    return found


def key(name: str) -> str:
    """The key of a chart or table, which changes when its selection is taken back."""
    return f"{name} {st.session_state.get(_DRAWN, {}).get(name, 0)}"


def closed() -> None:
    """Draw what was clicked anew, without its selection: else it could not be clicked again."""
    if name := st.session_state.pop("_clicked", None):
        drawn = st.session_state.setdefault(_DRAWN, {})
        drawn[name] = drawn.get(name, 0) + 1


def on_point(name: str, meaning: Callable[[list[Any]], Behind | None]) -> Callable[[], None]:
    """What to do when a point of a chart is chosen: `meaning` takes its customdata."""

    def chosen() -> None:
        points = st.session_state[key(name)]["selection"]["points"]
        data = [point["customdata"] for point in points if point.get("customdata")]
        if data:
            _follow(name, meaning(data[0]))

    return chosen


def on_row(
    name: str, frame: pd.DataFrame, meaning: Callable[[dict[str, Any]], Behind | None]
) -> Callable[[], None]:
    """What to do when a cell of a table is chosen: `meaning` takes its row."""

    def chosen() -> None:
        cells = st.session_state[key(name)]["selection"]["cells"]
        if cells:
            row = frame.iloc[int(cells[0][0])].to_dict()
            _follow(name, meaning({str(column): value for column, value in row.items()}))

    return chosen


def _follow(name: str, behind: Behind | None) -> None:
    st.session_state["_clicked"] = name
    if behind is None:  # what was chosen shows elsewhere on the page
        closed()
    else:
        ask(behind)
