"""What changed: two stretches of time of one selection, and what moved from one to the other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pandas as pd

from monitor.records import Filters
from monitor.report import estimates, mixes, trends, words
from monitor.report.estimates import Estimate
from monitor.ui import cards, passages, state
from monitor.ui import filters as sidebar
from monitor.ui.clicks import Behind

_SHOWN = 8
_COLUMNS = ["name", "old", "new", "why", "rests_on", "of", "key", "voice"]
_VOICES = {"outlet": "own voice", "quoted": "quoted"}
_FIELDS = {"Entity": "entities", "Outlet": "outlets", "Speaker": "holders"}


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
    return halves(filters)


def halves(filters: Filters) -> Periods | None:
    """The two halves of a selection, without the day between them; null for one day."""
    if filters.start is None or filters.end is None:
        return None
    half = timedelta(days=((filters.end - filters.start).days + 1) // 2)
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


def coverage_metric(filters: Filters, spans: Periods | None) -> None:
    """The share of coverage, as a card."""
    cards.metric(
        "Share of coverage",
        *measured(coverage, filters, spans),
        write=words.share,
        write_change=words.points,
        explained="Articles with a statement in the selection, of the n articles collected.",
        behind=Behind("Share of coverage", filters, view="drove"),
    )


def voice_metrics(filters: Filters, spans: Periods | None) -> None:
    """The stance of the outlets, of those whom they quote, and the difference, as cards."""
    cards.metric(
        "Stance, own voice",
        *measured(own_voice, filters, spans),
        write=words.score,
        explained="Mean stance of n statements of the outlets in their own words, from −1 "
        "(oppose) to +1 (support).",
        behind=Behind("Outlets' own voice", replace(filters, voice="outlet")),
    )
    cards.metric(
        "Stance, quoted",
        *measured(quoted_voices, filters, spans),
        write=words.score,
        explained="Mean stance of n statements of those whom the outlets quote.",
        behind=Behind("Quoted voices", replace(filters, voice="quoted")),
    )
    cards.metric(
        "Own minus quoted",
        *measured(between_voices, filters, spans),
        write=words.score,
        explained="How much more the outlets support in their own words than the speakers whom "
        "they quote; n counts the statements of the rarer voice.",
        behind=Behind("Own voice and quoted voices", replace(filters, voice="")),
    )


def sentiment_metric(filters: Filters, spans: Periods | None) -> None:
    """The mean sentiment, as a card: it is of sentences, whoever speaks in them."""
    cards.metric(
        "Sentiment",
        *measured(sentiment, filters, spans),
        write=words.score,
        explained="How n sentences show it to a reader, whoever speaks, from −1 to +1.",
        behind=Behind("Sentiment", filters),
    )


def explained(spans: Periods | None) -> None:
    """What the figures of the cards are, below them."""
    if spans:
        passages.note(f"95 % intervals. Changes, {spans.in_words()}; unclear: may be chance.")


def coverage(filters: Filters) -> Estimate:
    """The share of coverage of a selection."""
    size = state.summary(filters)
    return estimates.share(size.articles, size.total_articles, size.total_stories)


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

    Columns: name (with the voice), old, new, why, rests_on (statements, in words); of (Entity,
    Outlet, Speaker), key and voice, by which they can be asked for.
    """
    found = [
        _shifts(spans, "entities", "target_id", "Entity"),
        _shifts(spans, "outlets", "outlet", "Outlet"),
        _shifts(spans, "holders", "holder", "Speaker"),
    ]
    moved = pd.concat(found, ignore_index=True)
    moved = moved.sort_values("change", key=lambda one: -one.abs(), ignore_index=True).head(_SHOWN)
    names = sidebar.entity_names()
    texts = {
        "why": [_why(spans, row) for row in moved.to_dict("records")],
        "rests_on": [f"{row.n_old} → {row.n_new}" for row in moved.itertuples()],
        "key": moved["name"].tolist(),
        "name": [
            names.get(name, name) + ("" if of == "Speaker" else f", {_VOICES[voice]}")
            for name, of, voice in zip(
                *(moved[column].astype(str) for column in ("name", "of", "voice")), strict=True
            )
        ],
    }
    columns = {name: pd.Series(values, dtype="str") for name, values in texts.items()}
    return moved.assign(**columns)[_COLUMNS]


def behind(spans: Periods, row: dict[str, Any]) -> Behind:
    """What stands behind a row of `largest`, in the later stretch."""
    only: dict[str, Any] = {_FIELDS[row["of"]]: (row["key"],)}
    if row["of"] != "Speaker":
        only["voice"] = row["voice"]
    return Behind(str(row["name"]), replace(spans.later, **only))


def newcomers(spans: Periods) -> pd.DataFrame:
    """Speakers of the later stretch whom nothing before it quotes, most statements first.

    Columns: holder, mentions, outlets, stance_mean, targets.
    """
    start = spans.later.start
    if start is None:
        return pd.DataFrame()
    past = replace(spans.later, start=None, end=start - timedelta(days=1))
    now, known = _speakers(spans.later), set(_speakers(past)["holder"])
    new = trends.told(now[~now["holder"].isin(known)].head(_SHOWN))
    return new[["holder", "mentions", "outlets", "stance_mean", "targets"]]


def _shifts(spans: Periods, question: str, key: str, kind: str) -> pd.DataFrame:
    if kind == "Speaker":
        now, then = (_speakers(one).assign(voice="quoted") for one in (spans.later, spans.earlier))
    else:
        now, then = (state.ask(question, one) for one in (spans.later, spans.earlier))
    return estimates.shifts(now, then, key).assign(of=kind)


def _speakers(filters: Filters) -> pd.DataFrame:
    frame = state.ask("holders", filters)
    return frame[frame["holder_kind"] == "speaker"]


def _why(spans: Periods, row: dict[Any, Any]) -> str:
    """Which of outlets, speakers and wording moved it most."""
    only: dict[str, Any] = {_FIELDS[row["of"]]: (row["name"],), "voice": row["voice"]}
    now, then = (replace(one, **only) for one in (spans.later, spans.earlier))
    divided = mixes.parts(state.ask("mixture", now), state.ask("mixture", then))
    return divided.reason if divided else ""


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
