"""Charts that several pages show, each with what it needs around it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from monitor.records import Filters
from monitor.report import estimates, figures, trends, turns, words
from monitor.ui import cards, passages, state
from monitor.ui import filters as sidebar
from monitor.ui.clicks import Behind
from monitor.ui.viewing import View

_NAMED = 3  # peaks, and feeds that were down
_ROWS = 12
_VOICES = {"outlet": "outlets' own voice", "quoted": "quoted voices"}


def trend(filters: Filters, bucket: str) -> pd.DataFrame:
    """Coverage and stance of the selection over time, as one series."""
    together = False if len(filters.entities) > 1 else None
    return state.ask("trend", filters, bucket=bucket, by_entity=together)


def by_voice(filters: Filters, bucket: str) -> pd.DataFrame:
    """The same, one series a voice."""
    return state.ask("trend", filters, bucket=bucket, by_entity=False, by_voice=True)


def smoothed(frame: pd.DataFrame, view: View) -> pd.DataFrame | None:
    """The frame smoothed as the visitor wants it; null where he does not."""
    return trends.smooth(frame, view.window) if view.window else None


def coverage_card(filters: Filters, view: View) -> None:
    """Coverage by stance, with its gaps, and its peaks by their leading story."""
    unit = "stories" if view.stories else "articles"
    what = f"{unit} with a statement in the selection"
    reading = f"Number of {what}"
    if view.as_share:
        reading = f"Part that {what} have of all {unit} collected from these outlets"
    series = trend(filters, view.bucket).merge(
        state.ask("collected", filters, bucket=view.bucket)[["date", "total_stories"]],
        on="date", how="left",
    )  # fmt: skip
    # Where no article was collected there is no story either, unless nobody looked.
    stories = series["total_stories"].astype("Int64").fillna(0)
    series["total_stories"] = stories.where(series["total_count"].notna())
    with cards.card(
        "Coverage by stance",
        f"{reading}, a bar a {view.bucket}. Colours: how their statements divide. "
        "Choose a bar to see what drove it",
        csv=cards.csv(series, "trend"),
    ):
        gaps = state.ask("gaps", filters, bucket=view.bucket)
        figure = state.drawn(
            figures.coverage,
            series,
            gaps,
            as_share=view.as_share,
            stories=view.stories,
            smoothed=smoothed(series, view),
            theme=state.theme(),
        )
        cards.chart(
            figure,
            "coverage",
            figures.alt("coverage", series),
            behind=at_point(filters, view.bucket, "drove"),
        )
        passages.notes([*_peaks(filters, series, view), *_down(gaps, series)])


def voices_card(filters: Filters, view: View) -> None:
    """Stance over time in the outlets' own voice and in the quoted ones."""
    _lines(filters, view, "Stance in two voices", "stance",
           "Mean stance. Solid: the outlets' own words. Dashed: whom they quote. "
           "Band: 95 % interval")  # fmt: skip


def tone_card(filters: Filters, view: View) -> None:
    """Tone over time in the same two voices: how friendly the words are, whomever they judge."""
    _lines(filters, view, "Tone", "tone",
           "Mean VADER compound of the sentences: how friendly their words are. Not stance: it "
           "knows no target")  # fmt: skip


def difference_card(filters: Filters, view: View) -> None:
    """How much kinder the outlets are in their own words than those whom they quote."""
    filters = replace(filters, voice="")
    frame = by_voice(filters, view.bucket)
    apart = estimates.apart(trends.smooth(frame, view.window) if view.window else frame)
    with cards.card(
        "Own minus quoted",
        "Own voice minus quoted voices, where both have enough statements. Band: 95 % interval",
        csv=cards.csv(apart),
    ):
        gaps = state.ask("gaps", filters, bucket=view.bucket)
        cards.chart(
            state.drawn(figures.difference_line, apart, gaps, state.theme()),
            "difference",
            figures.alt("difference_line", apart),
            behind=at_point(filters, view.bucket, "said"),
        )


def outlets_card(filters: Filters, *, most: int | None = _ROWS) -> None:
    """Mean stance of each outlet, in its own voice and in those that it quotes."""
    frame = state.ask("outlets", filters)
    shown = frame[frame["outlet"].isin(frame["outlet"].unique()[:most])]
    with cards.card(
        "Stance by outlet",
        "Filled: own voice. Hollow: whom it quotes. Line: 95 % interval. n: statements of each",
        csv=cards.csv(shown, "outlets"),
    ):
        cards.chart(
            state.drawn(figures.dots, shown, theme=state.theme()),
            "outlets",
            figures.alt("dots", shown),
            behind=lambda data: Behind(
                f"{data[0]}, {_VOICES.get(data[1], 'all voices')}",
                replace(filters, outlets=(data[0],), voice=_voice(data[1], filters)),
            ),
        )


def mix_card(frame: pd.DataFrame, title: str, behind: Callable[[list[Any]], Behind]) -> None:
    """How statements divide into stances, a row a name."""
    shown = frame[frame["target_id"].isin(frame["target_id"].unique()[:_ROWS])]
    with cards.card(
        title,
        "Statements that oppose (left) and that support (right), of all on it. Filled: own "
        "voice. Hollow: quoted",
        csv=cards.csv(shown, "entities"),
    ):
        figure = state.drawn(figures.mix_bars, shown, theme=state.theme())
        cards.chart(figure, f"mix {title}", figures.alt("mix_bars", shown), behind=behind)


def at_point(
    filters: Filters, bucket: str, view: str, name: str = ""
) -> Callable[[list[Any]], Behind]:
    """What stands behind a point of a chart over time: customdata is [first day, voice, ...]."""

    def meaning(data: list[Any]) -> Behind:
        first = date.fromisoformat(data[0])
        voice = _voice(data[1], filters)
        said = f", {_VOICES[voice]}" if voice and not filters.voice else ""
        return Behind(
            f"{name or sidebar.names(filters)}, {words.bucket(first, bucket)}{said}",
            within(replace(filters, voice=voice), first, bucket),
            view=view,
        )

    return meaning


def within(filters: Filters, first: date, bucket: str) -> Filters:
    """The part of a selection that lies in the bucket that begins at `first`."""
    last = _last_day(first, bucket)
    return replace(
        filters,
        start=max(first, filters.start) if filters.start else first,
        end=min(last, filters.end) if filters.end else last,
    )


def _lines(filters: Filters, view: View, title: str, measure: str, reading: str) -> None:
    series = by_voice(filters, view.bucket)
    with cards.card(title, reading, csv=cards.csv(series, "trend")):
        gaps = state.ask("gaps", filters, bucket=view.bucket)
        figure = state.drawn(
            figures.stance_lines,
            series,
            gaps,
            measure=measure,
            smoothed=smoothed(series, view),
            theme=state.theme(),
        )
        cards.chart(
            figure,
            f"{measure} in two voices",
            figures.alt("stance_lines", series, measure),
            behind=at_point(filters, view.bucket, "said"),
        )
        if measure == "stance" and (turned := _turns(filters, series, view.bucket)):
            passages.notes(turned)


def _peaks(filters: Filters, series: pd.DataFrame, view: View) -> list[tuple[str, str]]:
    """The largest peaks, and the story that most articles of each belong to."""
    if view.stories:
        series = series.assign(count=series["stories"])
    found = turns.peaks(series).sort_values("times", ascending=False).head(_NAMED)
    named = []
    for row in found.sort_values("date").to_dict("records"):
        first = row["date"].date()
        days = within(filters, first, view.bucket)
        outlet, part = turns.leader(state.ask("outlets", days, by_voice=False))
        alone = f", {words.share(part)} of it from {outlet}" if outlet else ""
        story = _leading_story(days)
        if story:
            named.append(
                (f"{words.bucket(first, view.bucket)}, {row['times']:.1f}× usual{alone}:", story)
            )
    return named


def _turns(filters: Filters, series: pd.DataFrame, bucket: str) -> list[tuple[str, str]]:
    """Where mean stance went over to another level, and the story that led when it did."""
    named = []
    for row in turns.turns_by_voice(series).to_dict("records"):
        first = row["date"].date()
        days = within(replace(filters, voice=str(row["voice"])), first, bucket)
        named.append(
            (
                f"Turn, {words.bucket(first, bucket)}, {_VOICES[row['voice']]}: "
                f"{words.score(row['before'])} (n = {words.count(row['n_before'])}) to "
                f"{words.score(row['after'])} (n = {words.count(row['n_after'])}), "
                f"p = {row['p']:.3f}:",
                _leading_story(days),
            )
        )
    return named


def _leading_story(days: Filters) -> str:
    """The story that most articles of some days belong to, in words; empty where there is none."""
    stories = state.ask("drivers", days, limit=1)
    if stories.empty:
        return ""
    story = stories.iloc[0]
    articles = words.counted(int(story["articles"]), "article")
    return f"{words.shortened(str(story['title']), 110)} ({story['outlet']}, {articles})"


def _down(gaps: pd.DataFrame, series: pd.DataFrame) -> list[tuple[str, str]]:
    """The feeds that the shading stands for, those longest down first."""
    gaps = gaps[gaps["date"].isin(series["date"])]
    if gaps.empty:
        return []
    days = gaps.groupby("outlet")["days"].sum().sort_values(ascending=False, kind="stable")
    named = [f"{outlet} ({words.counted(int(n), 'day')})" for outlet, n in days.items()]
    return [("Shaded, a feed was down:", words.listed(named, _NAMED))]


def _voice(name: str, filters: Filters) -> str:
    return name if name in _VOICES else filters.voice


def _last_day(first: date, bucket: str) -> date:
    if bucket == "month":
        return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first + timedelta(days=6 if bucket == "week" else 0)
