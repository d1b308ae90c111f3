"""What changed: two stretches of time of one selection, and what moved from one to the other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pandas as pd

from monitor.records import Filters
from monitor.report import estimates, words
from monitor.report.estimates import Estimate
from monitor.ui import filters as sidebar
from monitor.ui import state

_SHOWN = 8
_COLUMNS = ["name", "of", "old", "new", "why", "rests_on"]


@dataclass(frozen=True, slots=True)
class Periods:
    """Two stretches of equal length, one after the other."""

    earlier: Filters
    later: Filters
    halves: bool  # of the selection itself, since the store does not reach back further

    def in_words(self) -> str:
        """Both, earlier first."""
        return f"{_days(self.earlier)} against {_days(self.later)}"


def periods(filters: Filters) -> Periods | None:
    """The selection and the period before it, or else its two halves; null for one day."""
    if filters.start is None or filters.end is None:
        return None
    if earlier := sidebar.before(filters):
        return Periods(earlier, filters, halves=False)
    half = (filters.end - filters.start + timedelta(days=1)) // 2
    if not half:
        return None
    return Periods(
        replace(filters, end=filters.start + half - timedelta(days=1)),
        replace(filters, start=filters.end - half + timedelta(days=1)),
        halves=True,
    )


def measured(
    measure: Callable[[Filters], Estimate], filters: Filters, spans: Periods | None
) -> tuple[Estimate, Estimate | None]:
    """A measure of the selection, and its change between two periods."""
    change = None
    if spans:
        change = estimates.difference(measure(spans.later), measure(spans.earlier))
    return measure(filters), change


def coverage(filters: Filters) -> Estimate:
    """The share of coverage of a selection."""
    size = state.summary(filters)
    return estimates.share(size.articles, size.total_articles)


def stance(filters: Filters) -> Estimate:
    """The mean stance of a selection, in all voices."""
    return estimates.mean(_first(state.ask("voices", filters, by_voice=False)))


def sentiment(filters: Filters) -> Estimate:
    """The mean sentiment of a selection, in all voices."""
    return estimates.mean(_first(state.ask("voices", filters, by_voice=False)), "sentiment")


def own_voice(filters: Filters) -> Estimate:
    """The mean stance of the outlets in their own words."""
    return _of_voice(filters, "outlet")


def quoted_voices(filters: Filters) -> Estimate:
    """The mean stance of those whom the outlets quote."""
    return _of_voice(filters, "quoted")


def between_voices(filters: Filters) -> Estimate:
    """The outlets' own stance minus that of those whom they quote, whatever voice is chosen."""
    filters = replace(filters, voice="")
    return estimates.difference(own_voice(filters), quoted_voices(filters))


def largest(spans: Periods) -> pd.DataFrame:
    """Entities, outlets and speakers whose mean stance moved by more than chance would have it.

    Columns: name, of (Entity, Outlet, Speaker), old, new, why, rests_on (statements, in words).
    """
    found = [
        _shifts(spans, "entities", "target_id", "Entity"),
        _shifts(spans, "outlets", "outlet", "Outlet"),
        _shifts(spans, "holders", "holder", "Speaker"),
    ]
    moved = pd.concat(found, ignore_index=True)
    moved = moved.sort_values("change", key=lambda one: -one.abs(), ignore_index=True).head(_SHOWN)
    names = sidebar.entity_names()
    reasons = [_why(spans, row) for row in moved.to_dict("records")]
    moved["name"] = [names.get(name, name) for name in moved["name"]]
    rests = [f"{row.n_old} → {row.n_new}" for row in moved.itertuples()]
    more = {"why": reasons, "rests_on": rests}
    return moved.assign(**{name: pd.Series(texts, dtype="str") for name, texts in more.items()})[
        _COLUMNS
    ]


def newcomers(spans: Periods) -> pd.DataFrame:
    """Speakers of the later stretch whom nothing before it quotes, most statements first.

    Columns: holder, mentions, outlets, stance_mean, targets.
    """
    start = spans.later.start
    if start is None:
        return pd.DataFrame()
    past = replace(spans.later, start=None, end=start - timedelta(days=1))
    now, known = _speakers(spans.later), set(_speakers(past)["holder"])
    new = now[~now["holder"].isin(known)].head(_SHOWN)
    return new[["holder", "mentions", "outlets", "stance_mean", "targets"]]


def _shifts(spans: Periods, question: str, key: str, kind: str) -> pd.DataFrame:
    if kind == "Speaker":
        now, then = _speakers(spans.later), _speakers(spans.earlier)
    else:
        now = state.ask(question, spans.later, by_voice=False)
        then = state.ask(question, spans.earlier, by_voice=False)
    return estimates.shifts(now, then, key).assign(of=kind)


def _speakers(filters: Filters) -> pd.DataFrame:
    frame = state.ask("holders", filters)
    return frame[frame["holder_kind"] == "speaker"]


def _why(spans: Periods, row: dict[Any, Any]) -> str:
    """Which of outlets, speakers and wording moved it; what a row is of can't be the reason."""
    field = {"Entity": "entities", "Outlet": "outlets", "Speaker": "holders"}[row["of"]]
    only: dict[str, Any] = {field: (row["name"],)}
    now, then = replace(spans.later, **only), replace(spans.earlier, **only)
    by_outlet = by_holder = 0.0
    if row["of"] != "Outlet":
        by_outlet = estimates.of_mix(
            state.ask("outlets", now, by_voice=False),
            state.ask("outlets", then, by_voice=False),
            "outlet",
        )
    if row["of"] != "Speaker":
        by_holder = estimates.of_mix(
            state.ask("holders", now), state.ask("holders", then), "holder"
        )
    return estimates.reason(row["change"], by_outlet, by_holder)


def _of_voice(filters: Filters, voice: str) -> Estimate:
    frame = state.ask("voices", filters)
    return estimates.mean(_first(frame[frame["voice"] == voice]))


def _first(frame: pd.DataFrame) -> dict[Any, Any] | None:
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    return rows[0] if rows else None


def _days(filters: Filters) -> str:
    if filters.start is None or filters.end is None:
        return "all days"
    return words.period(filters.start, filters.end)
