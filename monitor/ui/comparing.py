"""X against Y: what stands side by side, and how far apart it is."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from monitor.records import Filters
from monitor.report import estimates, figures, mixes, words
from monitor.report.estimates import Estimate
from monitor.report.mixes import Parts
from monitor.ui import cards, changes, curves, passages, state
from monitor.ui import filters as sidebar
from monitor.ui.choosing import one_of
from monitor.ui.clicks import Behind

MOST = 6  # lines that can be told apart
_USUAL = 4  # entities, where none is chosen
VOICES = {"outlet": "Outlets' own voice", "quoted": "Quoted voices"}
MEASURES = {"stance": "Stance", "share": "Share of coverage", "tone": "Tone"}
_MODES = {"entities": "Entities", "outlets": "Outlets", "periods": "Periods"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things that are compared."""

    name: str
    filters: Filters


def choose(filters: Filters) -> tuple[str, list[Side]]:
    """Let the visitor choose what is compared: the kind, and its sides."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        mode = one_of("Compare", _MODES, "entities", "compare")
        if mode == "outlets":
            return mode, _groups(filters)
        if mode == "periods":
            return mode, _periods(filters)
    return "entities", _entities(filters)


def missing(filters: Filters, mode: str) -> None:
    """Say what there is too little of to compare, with a way to have it."""
    if mode == "outlets":
        st.info("Choose an outlet, or more, for each of A and B.")
    elif mode == "periods":
        st.info("Two periods need more than one day: choose more dates in the sidebar.")
    elif others := _others(filters):
        name = words.literal(sidebar.entity_names().get(others[0], others[0]))
        st.info("A comparison needs two entities. Choose another one in the sidebar, or here.")
        st.button(
            f"Add {name}",
            icon=":material/add:",
            on_click=_add,
            args=(others[0],),
            help="The one with most statements here",
        )
    else:
        st.info(
            "No other entity is in this selection. Choose more dates or outlets in the sidebar, "
            "or compare outlets or periods."
        )


def lines(sides: list[Side], mode: str, bucket: str) -> pd.DataFrame:
    """The trends of all sides and voices, one series each, named after the side.

    Periods are laid over each other: the earlier one is moved to begin where the later does.
    """
    frames = [
        state.ask("trend", side.filters, bucket=bucket, by_entity=False, by_voice=True).merge(
            state.ask("collected", side.filters, bucket=bucket)[["date", "total_stories"]],
            on="date", how="left",
        ).assign(entity=side.name, entity_id=str(place))
        for place, side in enumerate(sides)
    ]  # fmt: skip
    if mode == "periods" and all(len(frame) for frame in frames):
        first = frames[0]["date"].min()
        frames = [
            frame.assign(date=frame["date"] + (first - frame["date"].min())) for frame in frames
        ]
    return pd.concat(frames, ignore_index=True)


def behind(sides: list[Side], mode: str, bucket: str, voice: str) -> Callable[[list[Any]], Behind]:
    """What stands behind a point of `lines`: customdata is [first day, voice, entity_id]."""

    def meaning(data: list[Any]) -> Behind:
        side = sides[int(data[2])]
        filters = replace(side.filters, voice=voice)
        day = date.fromisoformat(data[0])
        if mode == "periods" and sides[0].filters.start and filters.start:
            day += _first_day(filters.start, bucket) - _first_day(sides[0].filters.start, bucket)
        return curves.at_point(filters, bucket, "said", side.name)([day.isoformat(), voice])

    return meaning


def fewest(sides: list[Side]) -> int:
    """Statements of the rarer voice of the side that has least."""
    counts = []
    for side in sides:
        voices = state.ask("voices", side.filters)
        counts.append(int(voices["mentions"].min()) if len(voices) else 0)
    return min(counts, default=0)


def by_voice(sides: list[Side]) -> pd.DataFrame:
    """Mean stance of each side in each voice, as Reader.voices, named in the column entity."""
    frames = [state.ask("voices", side.filters).assign(entity=side.name) for side in sides]
    return pd.concat(frames, ignore_index=True)


def side_of(sides: list[Side], name: str, voice: str, stance: str = "") -> Behind:
    """What stands behind a dot or bar of a side."""
    side = next(one for one in sides if one.name == name)
    voice = voice if voice in VOICES else side.filters.voice
    return Behind(f"{name}, {VOICES.get(voice, 'all voices').lower()}",
                  replace(side.filters, voice=voice), stance=stance)  # fmt: skip


def differences(sides: list[Side]) -> pd.DataFrame:
    """Each side in words, and how far it is from the first: of its coverage and in each voice.

    Columns: measure, name, value, cases (articles collected, or statements), difference,
    verdict.
    """
    asked = [voice for voice in VOICES if sides[0].filters.voice in ("", voice)]
    rows = _apart(sides, "Share of coverage", [changes.coverage(s.filters) for s in sides],
                  words.share, words.points)  # fmt: skip
    for voice in asked:
        measure = changes.own_voice if voice == "outlet" else changes.quoted_voices
        found = [measure(side.filters) for side in sides]
        rows += _apart(sides, f"Stance, {VOICES[voice].lower()}", found, words.score, words.score)
    return pd.DataFrame(rows)


def divided(first: Side, second: Side, voice: str, mode: str) -> Parts | None:
    """The way from the mean stance of the first side to that of the second, in one voice.

    Groups of outlets have none in common: between them only speakers and wording can differ.
    """
    then, now = (
        state.ask("mixture", replace(side.filters, voice=voice)) for side in (first, second)
    )
    if mode == "outlets":
        then, now = (frame.assign(outlet="") for frame in (then, now))
        then, now = (_joined(frame) for frame in (then, now))
    return mixes.parts(now, then)


def other(sides: list[Side]) -> Side:
    """The side that the first is divided against: the second, or one that is chosen."""
    names = [side.name for side in sides[1:]]
    if len(names) == 1:
        return sides[1]
    chosen = st.selectbox(
        f"From {sides[0].name} to", names, key="shift", bind="query-params", width=320
    )
    return next(side for side in sides[1:] if side.name == chosen)


def shift(first: Side, second: Side, voice: str, mode: str) -> None:
    """Draw the way from one mean to the other, or say why there is none."""
    before, after = _in_order(first, second, mode)
    parts = divided(before, after, voice, mode)
    if parts is None or min(parts.n_before, parts.n_after) < estimates.SMALL:
        passages.note(f"Fewer than {estimates.SMALL} statements on one side: no mean, no shift.")
        return
    cards.chart(
        state.drawn(figures.shift_bars, parts, before.name, after.name, state.theme()),
        f"shift {voice}",
        figures.shift_words(parts, before.name, after.name),
    )
    passages.note(
        f"n = {parts.n_before:,} and {parts.n_after:,} statements; {words.share(parts.shared)} of "
        "them by speakers who stand in the same outlet on both sides. The parts have no interval."
    )


def shifts(first: Side, second: Side, voices: list[str], mode: str) -> pd.DataFrame:
    """The same ways as numbers, one row a voice: voice, and the fields of Parts."""
    before, after = _in_order(first, second, mode)
    found = {voice: divided(before, after, voice, mode) for voice in voices}
    return pd.DataFrame(
        {"voice": voice, "from": before.name, "to": after.name, **asdict(parts)}
        for voice, parts in found.items()
        if parts is not None
    )


def _in_order(first: Side, second: Side, mode: str) -> tuple[Side, Side]:
    """Time runs from the earlier period to the later one, which is the first side."""
    return (second, first) if mode == "periods" else (first, second)


def _joined(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a holder: the outlets' own voice is one of them."""
    own = frame["holder_kind"] == "outlet"
    frame = frame.assign(holder=frame["holder"].mask(own, ""))
    weighed = frame.assign(total=frame["stance_mean"] * frame["mentions"])
    keys = ["outlet", "holder_kind", "holder"]
    sums = weighed.groupby(keys, as_index=False)[["mentions", "total"]].sum()
    return sums.assign(stance_mean=sums["total"] / sums["mentions"])


def _apart(
    sides: list[Side],
    measure: str,
    found: list[Estimate],
    write: Callable[[float], str],
    write_difference: Callable[[float], str],
) -> list[dict[str, str]]:
    rows = []
    for side, value in zip(sides, found, strict=True):
        first = side is sides[0]
        apart = estimates.difference(value, found[0])
        rows.append(
            {
                "measure": measure,
                "name": side.name,
                "value": _spread(value, write),
                "cases": words.count(value.n),
                "difference": "" if first else _spread(apart, write_difference),
                "verdict": "compared with" if first else _verdict(apart),
            }
        )
    return rows


def measure() -> str:
    """Let the visitor choose what the lines are of."""
    return one_of("Lines of", MEASURES, "stance", "measure")


def _entities(filters: Filters) -> list[Side]:
    names = sidebar.entity_names()
    chosen = filters.entities or tuple(state.options().entities["target_id"].head(_USUAL))
    return [Side(names.get(one, one), replace(filters, entities=(one,))) for one in chosen[:MOST]]


def _others(filters: Filters) -> list[str]:
    """The entities that are not chosen, most statements first."""
    found = state.ask("entities", replace(filters, entities=()), by_voice=False)["target_id"]
    return [one for one in found if one not in filters.entities]


def _add(entity: str) -> None:
    st.session_state["entity"] = [*st.session_state.get("entity", ()), entity]


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


def _spread(value: Estimate, write: Callable[[float], str]) -> str:
    """A value with its interval, in words."""
    if value.n < estimates.SMALL or pd.isna(value.value):
        return words.DASH
    if pd.isna(value.low):
        return write(value.value)
    return f"{write(value.value)} ({write(value.low)} to {write(value.high)})"


def _first_day(day: date, bucket: str) -> date:
    """Of the bucket that the day lies in."""
    if bucket == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if bucket == "week" else day


def _verdict(apart: Estimate) -> str:
    if apart.n < estimates.SMALL or pd.isna(apart.low):
        return "too few to say"
    return "differs" if apart.clear else "may be chance"
