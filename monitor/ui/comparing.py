"""X against Y: what stands side by side, and how far apart it is."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from monitor.records import Filters
from monitor.report import estimates, words
from monitor.report.estimates import Estimate
from monitor.ui import changes, state
from monitor.ui import filters as sidebar

MOST = 6  # lines that can be told apart
_USUAL = 4  # entities, where none is chosen
_MODES = {"entities": "Entities", "outlets": "Outlets", "periods": "Periods"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things that are compared."""

    name: str
    filters: Filters


def choose(filters: Filters) -> tuple[str, list[Side]]:
    """Let the visitor choose what is compared: the kind, and its sides."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mode = st.segmented_control(
            "Compare",
            list(_MODES),
            format_func=lambda one: _MODES[one],
            default="entities",
            required=True,
            key="compare",
            bind="query-params",
        )
        if mode == "outlets":
            return mode, _groups(filters)
        if mode == "periods":
            return mode, _periods(filters)
    return "entities", _entities(filters)


def lines(sides: list[Side], mode: str, bucket: str) -> pd.DataFrame:
    """The trends of all sides, one series each, named after it.

    Periods are laid over each other: the earlier one is moved to begin where the later does.
    """
    frames = [
        state.ask("trend", side.filters, bucket=bucket, by_entity=False).assign(
            entity=side.name, entity_id=str(place)
        )
        for place, side in enumerate(sides)
    ]
    if mode == "periods" and all(len(frame) for frame in frames):
        first = frames[0]["date"].min()
        frames = [
            frame.assign(date=frame["date"] + (first - frame["date"].min())) for frame in frames
        ]
    return pd.concat(frames, ignore_index=True)


def fewest(sides: list[Side]) -> int:
    """Statements of the side that has least."""
    return min((state.summary(side.filters).statements for side in sides), default=0)


def by_voice(sides: list[Side]) -> pd.DataFrame:
    """Mean stance of each side in each voice, as Reader.voices, named in the column entity."""
    frames = [state.ask("voices", side.filters).assign(entity=side.name) for side in sides]
    return pd.concat(frames, ignore_index=True)


def differences(sides: list[Side]) -> pd.DataFrame:
    """Each side in words, and how far it is from the first.

    Columns: name, coverage, share_difference, stance, stance_difference, verdict.
    """
    shares = [changes.coverage(side.filters) for side in sides]
    stances = [changes.stance(side.filters) for side in sides]
    rows = []
    for side, share, stance in zip(sides, shares, stances, strict=True):
        first = side is sides[0]
        apart = estimates.difference(stance, stances[0])
        rows.append(
            {
                "name": side.name,
                "coverage": words.share(share.value),
                "share_difference": ""
                if first
                else _spread(estimates.difference(share, shares[0]), points=True),
                "stance": _spread(stance),
                "stance_difference": "" if first else _spread(apart),
                "verdict": "compared with" if first else _verdict(apart),
            }
        )
    return pd.DataFrame(rows)


def _entities(filters: Filters) -> list[Side]:
    names = sidebar.entity_names()
    chosen = filters.entities or tuple(state.options().entities["target_id"].head(_USUAL))
    return [Side(names.get(one, one), replace(filters, entities=(one,))) for one in chosen[:MOST]]


def _groups(filters: Filters) -> list[Side]:
    outlets = state.options().outlets["outlet"].tolist()
    sides = []
    for place, key in enumerate(("a", "b")):
        chosen = st.multiselect(
            f"Outlets {key.upper()}",
            outlets,
            default=outlets[place : place + 1],
            key=f"outlets_{key}",
            bind="query-params",
        )
        if chosen:
            name = words.listed(chosen, most=1) if len(chosen) > 1 else chosen[0]
            sides.append(Side(name, replace(filters, outlets=tuple(chosen))))
    return sides


def _periods(filters: Filters) -> list[Side]:
    options, spans = state.options(), changes.periods(filters)
    if spans is None or options.first is None or options.last is None:
        return []
    usual = (spans.earlier.start or options.first, spans.earlier.end or options.last)
    sidebar.follow("against", usual)
    chosen: Any = st.date_input(
        "Against the days",
        usual,
        min_value=options.first,
        max_value=options.last,
        format="DD/MM/YYYY",
        key="against",
        bind="query-params",
        width=260,
    )
    start, end = sidebar.day_range(chosen)
    earlier = replace(filters, start=start or usual[0], end=end or usual[1])
    return [Side(_days(spans.later), spans.later), Side(_days(earlier), earlier)]


def _days(filters: Filters) -> str:
    return words.period(filters.start or date.min, filters.end or date.max)


def _spread(value: Estimate, *, points: bool = False) -> str:
    """A value with its interval, in words."""
    write = words.points if points else words.score
    if value.n < estimates.SMALL or pd.isna(value.value):
        return f"{words.DASH} (n = {words.count(value.n)})"
    if pd.isna(value.low):
        return write(value.value)
    return f"{write(value.value)} ({write(value.low)} to {write(value.high)})"


def _verdict(apart: Estimate) -> str:
    if apart.n < estimates.SMALL or pd.isna(apart.low):
        return "too few to say"
    return "differs" if apart.clear else "may be chance"
