"""Who says what about whom: the matrix, the ledger, and what one speaker said over time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from monitor.records import Filters
from monitor.report import figures, words
from monitor.report.reversals import reversals
from monitor.ui import cards, passages, state
from monitor.ui import filters as sidebar
from monitor.ui.choosing import one_of
from monitor.ui.clicks import Behind

_ROWS = 500
_READ = 2_000  # statements that turns are looked for in
_TURNS = 5
_VIEWS = {"by": "By a speaker", "about": "About an entity"}
_COLUMNS = [
    *("day", "holder", "cue", "target", "stance", "sentence", "outlet", "copies", "link"),
]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the ledger is about."""

    view: str  # by, about
    filters: Filters
    speaker: str  # empty: all
    target: str  # id of an entity; empty: all


def matrix_card(filters: Filters) -> None:
    """Who judges whom; a dot that is chosen fills the ledger."""
    matrix = state.ask("matrix", filters)
    with cards.card(
        "Who judges whom",
        "Colour: mean stance, orange opposes, blue supports. Size: number of statements. Grey "
        "ring: fewer than 10. Choose a dot to read its statements in the ledger",
        csv=cards.csv(matrix, "matrix"),
    ):
        cards.chart(
            state.drawn(figures.matrix, matrix, theme=state.theme()),
            "matrix",
            figures.alt("matrix", matrix),
            behind=_fill(matrix),
            columns=matrix["target"].nunique(),
        )


def choose(filters: Filters) -> Chosen:
    """Let the visitor choose whose statements, or those about whom, are read."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        view = one_of("Read", _VIEWS, "by", "read")
        pickers: list[Callable[[], str]] = [lambda: _speaker(filters), lambda: _target(filters)]
        chosen = [pick() for pick in (pickers if view == "by" else reversed(pickers))]
        speaker, target = chosen if view == "by" else reversed(chosen)
        if speaker or target:
            st.button("Show all", icon=":material/close:", type="tertiary", on_click=_forget)
    narrowed = replace(
        filters,
        holders=(speaker,) if speaker else filters.holders,
        entities=(target,) if target else filters.entities,
    )
    return Chosen(view, narrowed, speaker, target)


def summary(chosen: Chosen) -> None:
    """What one speaker said over time; or who there is to choose from."""
    if chosen.view == "by" and chosen.speaker:
        _over_time(chosen)
    elif chosen.view == "about" and chosen.target:
        frame = state.ask("holders", chosen.filters)
        speakers = frame[frame["holder_kind"] == "speaker"].head(12).assign(voice="quoted")
        figure = state.drawn(figures.dots, speakers, theme=state.theme())
        cards.chart(
            figure,
            "about",
            figures.alt("dots", speakers),
            behind=lambda data: Behind(data[0], replace(chosen.filters, holders=(data[0],))),
        )


def table(chosen: Chosen) -> None:
    """One row a statement; a chosen one is read with its scores."""
    frame = state.ask("statements", chosen.filters, limit=_ROWS)
    if frame.empty:
        passages.note("No statement.")
        return
    passages.note(
        f"{words.counted(len(frame), 'statement')}, newest first"
        + (f", at most {_ROWS}" if len(frame) == _ROWS else "")
        + ". Choose one to read it with its scores."
    )
    days = frame["published_at"].dt.tz_convert(chosen.filters.timezone).dt.date
    frame = frame.assign(link=frame["url"], day=days)
    # Only a day may be absent: what says so is one word for the whole table.
    texts = [name for name in _COLUMNS if name not in ("day", "copies")]
    frame[texts] = frame[texts].fillna("")
    cards.table(
        frame,
        "ledger",
        shown=_COLUMNS,
        absent="undated",
        behind=lambda row: _one(chosen.filters, row),
    )


def reversals_card(chosen: Chosen) -> None:
    """Where speakers went from one side to the other, with both quotes."""
    frame = state.ask("statements", chosen.filters, limit=_READ)
    found = reversals(frame)
    with cards.card(
        "Changes of stance",
        "A named speaker who opposed what he or she supported before, or the other way round. "
        "Read both: the scorer may be wrong about one of them",
    ):
        if found.empty:
            passages.note(f"None in the newest {words.counted(len(frame), 'statement')}.")
        for row in found.head(_TURNS).to_dict("records"):
            pair = frame.loc[[row["before"], row["after"]]]
            first, second = pair["stance"]
            passages.notes([(f"{row['holder']} on {row['target']}:", f"{first}, then {second}")])
            cards.passages_of(pair, scores=True)
        if len(found) > _TURNS:
            passages.note(f"The newest {_TURNS} of {len(found):,}. Choose a speaker for the rest.")


def _over_time(chosen: Chosen) -> None:
    frame = state.ask("statements", chosen.filters, limit=_ROWS)
    found = reversals(frame)
    cards.chart(
        figures.spoken(frame, found, state.theme()),
        "spoken",
        figures.spoken_words(frame, found),
        behind=lambda data: Behind(
            f"{chosen.speaker}, {words.day(date.fromisoformat(data[0]))}",
            _on_day(chosen.filters, date.fromisoformat(data[0])),
            first=str(data[1]),
        ),
    )
    passages.note("A dot a statement. Dotted: the stance turned. Choose a dot to read it.")


def _fill(matrix: pd.DataFrame) -> Callable[[list[Any]], Behind | None]:
    ids = dict(zip(matrix["target"], matrix["target_id"], strict=True))

    def chosen(data: list[Any]) -> None:
        st.session_state["by"], st.session_state["about"] = data[0], ids[data[1]]

    return chosen


def _speaker(filters: Filters) -> str:
    frame = state.ask("holders", filters)
    names = frame.loc[frame["holder_kind"] == "speaker", "holder"].tolist()
    return _pick("Speaker", names, "by", "All speakers", str)


def _target(filters: Filters) -> str:
    names = sidebar.entity_names()
    ids = state.ask("entities", filters, by_voice=False)["target_id"].tolist()
    return _pick("On", ids, "about", "All entities", lambda one: names.get(one, one))


def _pick(
    label: str, options: list[str], key: str, otherwise: str, write: Callable[[str], str]
) -> str:
    if st.session_state.get(key) not in (None, *options):
        st.session_state[key] = None  # the sidebar has left it out
    chosen = st.selectbox(
        label,
        options,
        index=None,
        format_func=write,
        placeholder=otherwise,
        key=key,
        bind="query-params",
        width=260,
    )
    return str(chosen or "")


def _forget() -> None:
    st.session_state["by"] = st.session_state["about"] = None


def _one(filters: Filters, row: dict[str, Any]) -> Behind:
    when = row["published_at"] if pd.notna(row["published_at"]) else row["first_seen_at"]
    day = when.tz_convert(filters.timezone).date()
    only = replace(filters, holders=(row["holder"],), entities=(row["target_id"],))
    return Behind(
        f"{row['holder'] or 'Somebody who is not named'} on {row['target']}",
        _on_day(only, day),
        first=str(row["statement_id"]),
    )


def _on_day(filters: Filters, day: date) -> Filters:
    return replace(filters, start=day, end=day)
