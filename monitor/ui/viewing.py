"""How the charts of a page show what is selected: their buckets, heights and smoothing."""

from dataclasses import dataclass

import streamlit as st

from monitor.records import Filters
from monitor.ui import filters as sidebar
from monitor.ui import state
from monitor.ui.choosing import one_of

_HEIGHTS = {"share": "Share", "count": "Number"}
_UNITS = {"articles": "Articles", "stories": "Stories"}
_WINDOWS = {"0": "Off", "3": "3", "7": "7"}
_UNEVEN = 2  # times as many as are needed on average, or many buckets would have too few
_SHARES = "Share: of all that was collected in the selection of outlets and dates."
_STORIES = "Copies of one text are one story. It counts in each bucket that it appears in."
_SMOOTHED = (
    "A line of so many buckets taken together: their sums, not the mean of their means. The "
    "single ones stay in sight. Stories don't add up, and are not smoothed."
)


@dataclass(frozen=True, slots=True)
class View:
    """What a chart over time is to show."""

    bucket: str  # day, week, month
    as_share: bool
    stories: bool  # distinct stories instead of articles
    window: int  # buckets that are taken together; 0: none


def choose(filters: Filters, *, heights: bool = True, usual: str = "") -> View:
    """Let the visitor choose; kept in the address.

    `heights`: of charts that show coverage; `usual`: the bucket where none is chosen.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if heights:
            sidebar.follow("height", _usual_height(filters))
            one_of("Coverage as", _HEIGHTS, _usual_height(filters), "height", help=_SHARES)
            one_of("Counted in", _UNITS, "articles", "unit", help=_STORIES)
        sidebar.choose_bucket(usual or usual_bucket(filters))
        one_of("Smoothed over", _WINDOWS, "0", "smooth", help=_SMOOTHED)
    return current(filters, usual)


def current(filters: Filters, usual: str = "") -> View:
    """What is chosen, for what is drawn above the controls."""
    asked = st.session_state
    return View(
        bucket=sidebar.chosen_bucket(usual or usual_bucket(filters)),
        as_share=(asked.get("height") or _usual_height(filters)) == "share",
        stories=asked.get("unit") == "stories",
        window=int(asked.get("smooth") or 0),
    )


def pinned(filters: Filters, usual: str = "") -> dict[str, str]:
    """What a link has to say, since the usual values follow the selection: parameter, label."""
    view = current(filters, usual)
    return {
        "bucket": sidebar.BUCKETS[view.bucket],
        "height": _HEIGHTS["share" if view.as_share else "count"],
    }


def usual_bucket(filters: Filters) -> str:
    """One that is readable, and in which the rarer voice has enough to say."""
    return sidebar.bucket(filters, state.summary(filters).rarer // _UNEVEN)


def _usual_height(filters: Filters) -> str:
    # Of everything the share is close to all, and says nothing.
    return "share" if filters.entities or filters.holders or filters.search else "count"
