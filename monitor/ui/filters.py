"""The sidebar: what is selected, kept in the address of the page."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from monitor.records import Filters
from monitor.report import estimates, trends
from monitor.store.selection import Options
from monitor.ui import address, state
from monitor.ui.clicks import Behind

_WINDOWS = (30, 90, 180, 365)  # days
_POINTS = 75  # of a line: more can not be told apart
_ENOUGH = 0.9  # of the charted articles have to lie in the default window
_EMPTY: dict[str, Any] = {  # "holder" and "search" stand on pages of their own
    **{"entity": [], "outlet": [], "voice": None, "throughout": False},
    **{"holder": [], "search": ""},
}
NAMES = ("entity", "outlet", "throughout", "voice", "dates", "preset")  # in the address
_VOICES = {"outlet": "Outlet's own", "quoted": "Quoted"}
_PRESETS = {"30": "30 d", "90": "90 d", "365": "1 y", "all": "All"}
BUCKETS = {"day": "Day", "week": "Week", "month": "Month"}


def sidebar() -> None:
    """Draw the filters. `current` tells what they select."""
    options = state.options()
    names = entity_names()
    address.by_name(entity=names, voice=_VOICES)
    with st.sidebar:
        st.multiselect(
            "Entities",
            list(names),
            format_func=lambda target: names.get(target, target),
            placeholder="All entities",
            key="entity",
            bind="query-params",
        )
        if options.first and options.last:
            _dates(options, options.first, options.last)
        st.multiselect(
            "Outlets",
            options.outlets["outlet"].tolist(),
            placeholder="All outlets",
            key="outlet",
            bind="query-params",
        )
        st.toggle(
            "Collected throughout",
            key="throughout",
            bind="query-params",
            help="Only outlets all of whose feeds were watched on every one of these days, so "
            "that no outlet's coming or going looks like news. Outlets that came in files are "
            "left out: nobody knows what files leave out.",
        )
        st.segmented_control(
            "Voice",
            list(_VOICES),
            format_func=lambda voice: _VOICES[voice],
            key="voice",
            bind="query-params",
            help="The outlet's own words, or those of the speakers it quotes. None chosen: both.",
            width="stretch",
        )
        st.button(
            "Reset filters",
            icon=":material/restart_alt:",
            width="stretch",
            on_click=_reset,
            disabled=not _anything_chosen(options),
        )


def current() -> Filters:
    """What the sidebar selects."""
    start, end = day_range(st.session_state.get("dates"))
    chosen = Filters(
        entities=tuple(st.session_state.get("entity") or ()),
        outlets=tuple(st.session_state.get("outlet") or ()),
        voice=st.session_state.get("voice") or "",
        start=start,
        end=end,
        timezone=state.settings().timezone,
    )
    return _collected_throughout(chosen) if st.session_state.get("throughout") else chosen


def _collected_throughout(filters: Filters) -> Filters:
    if filters.start is None or filters.end is None:
        return filters
    days = state.ask("feed_days", filters)
    whole = trends.throughout(days, filters.start, filters.end)
    # No outlet at all is not the same as all of them: no outlet is called that.
    return replace(filters, outlets=tuple(whole) or ("",))


def one_entity() -> Filters:
    """What the sidebar selects, narrowed to one entity: the first chosen, or the commonest."""
    chosen = current()
    ids = chosen.entities or tuple(state.options().entities["target_id"])
    return replace(chosen, entities=ids[:1])


def before(filters: Filters) -> Filters | None:
    """The same selection for the period before; null where the store does not reach back to it."""
    first = state.options().first
    if not (filters.start and filters.end and first):
        return None
    length = filters.end - filters.start + timedelta(days=1)
    start, end = filters.start - length, filters.end - length
    return replace(filters, start=start, end=end) if first <= start else None


def names(filters: Filters) -> str:
    """The chosen entities in words."""
    known = entity_names()
    return ", ".join(known.get(one, one) for one in filters.entities) or "All entities"


def entity_names() -> dict[str, str]:
    """Of all entities with statements: id -> name, told apart where two share a name."""
    entities = state.options().entities
    shared = entities["target"].duplicated(keep=False)
    shown = entities["target"].where(
        ~shared, entities["target"] + " (" + entities["target_id"] + ")"
    )
    return dict(zip(entities["target_id"], shown, strict=True))


def on_entity(filters: Filters, name: str, voice: str, stance: str = "") -> Behind:
    """What stands behind a bar of an entity, by the name that frames of the Reader give it."""
    entities = state.options().entities
    ids = tuple(entities.loc[entities["target"] == name, "target_id"])
    said = {"outlet": ", own voice", "quoted": ", quoted"}.get(voice, "")
    voice = voice if said else filters.voice
    return Behind(f"{name}{said}", replace(filters, entities=ids, voice=voice), stance=stance)


def default_window(days: pd.DataFrame) -> tuple[date, date]:
    """The shortest window that ends with the last day and holds most of the articles."""
    last: date = days["day"].iloc[-1]
    for length in _WINDOWS:
        first = last - timedelta(days=length - 1)
        if days.loc[days["day"] >= first, "n"].sum() >= _ENOUGH * days["n"].sum():
            return max(first, days["day"].iloc[0]), last
    return days["day"].iloc[0], last


def bucket(filters: Filters, statements: int | None = None) -> str:
    """A bucket that gives a readable number of points, each of enough `statements` if given."""
    length = (filters.end - filters.start).days + 1 if filters.start and filters.end else 1
    sizes = {"day": 1, "week": 7, "month": 30}
    fitting = [size for size, days in sizes.items() if length <= _POINTS * days] or ["month"]
    if statements is not None:
        enough = (s for s in fitting if statements * sizes[s] >= estimates.SMALL * length)
        return next(enough, fitting[-1] if length > sizes["month"] else fitting[0])
    return fitting[0]


def day_range(chosen: Any) -> tuple[date | None, date | None]:
    """First and last day. A single date, as of a range that is half chosen, is one day."""
    days = [one for one in chosen if one] if isinstance(chosen, (tuple, list)) else [chosen]
    days = [one for one in days if isinstance(one, date)]
    return (days[0], days[-1]) if days else (None, None)


def choose_bucket(usual: str) -> str:
    """Let the visitor choose what a point of a chart stands for; kept in the address."""
    follow("bucket", usual)
    chosen = st.segmented_control(
        "A point is a",
        list(BUCKETS),
        format_func=lambda size: BUCKETS[size],
        default=usual,
        required=True,
        key="bucket",
        bind="query-params",
    )
    return str(chosen or usual)


def chosen_bucket(usual: str) -> str:
    """What `choose_bucket` holds, for what is drawn above it."""
    follow("bucket", usual)
    return str(st.session_state.get("bucket") or usual)


def follow(key: str, usual: Any) -> None:
    """Move a widget that stands on its default along, when its default changes with the filters.

    By itself it would keep the default that it was first drawn with.
    """
    before = st.session_state.get(f"usual {key}", usual)
    if before != usual and st.session_state.get(key) == before:
        st.session_state[key] = usual
    st.session_state[f"usual {key}"] = usual


def _dates(options: Options, first: date, last: date) -> None:
    st.date_input(
        "Dates",
        default_window(options.days),
        min_value=first,
        max_value=last,
        format="DD/MM/YYYY",
        key="dates",
        bind="query-params",
    )
    # Not a filter of its own: it shows which preset the dates are, and sets them.
    st.session_state["preset"] = _preset(first, last)
    st.segmented_control(
        "Last",
        list(_PRESETS),
        format_func=lambda length: _PRESETS[length],
        key="preset",
        label_visibility="collapsed",
        width="stretch",
        on_change=_apply_preset,
        args=(first, last),
    )


def _preset(first: date, last: date) -> str | None:
    start, end = day_range(st.session_state.get("dates"))
    if end != last:
        return None
    # "all" first: of a short store it is also the last year.
    names = reversed(_PRESETS)
    return next((name for name in names if span(name, first, last) == (start, end)), None)


def _apply_preset(first: date, last: date) -> None:
    if chosen := st.session_state.get("preset"):
        st.session_state["dates"] = span(chosen, first, last)


def span(preset: str, first: date, last: date) -> tuple[date, date]:
    """The days of a preset in a store that reaches from `first` to `last`."""
    if preset == "all":
        return first, last
    return max(first, last - timedelta(days=int(preset) - 1)), last


def _anything_chosen(options: Options) -> bool:
    usual = default_window(options.days) if not options.days.empty else (None, None)
    dates = day_range(st.session_state.get("dates"))
    return dates != usual or any(st.session_state.get(key) for key in _EMPTY)


def open_for(first: date, last: date) -> None:
    """Select everything, over a window that holds the days from `first` to `last`."""
    _reset()
    options = state.options()
    start, end = default_window(options.days)
    if not start <= first <= last <= end:
        start, end = min(start, first), max(end, last)
    st.session_state["dates"] = start, end


def _reset() -> None:
    for key, empty in _EMPTY.items():
        if key in st.session_state:
            # A key that is only removed would be read from the address again.
            st.session_state[key] = empty
    if "dates" in st.session_state:
        st.session_state["dates"] = default_window(state.options().days)
