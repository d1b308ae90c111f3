"""Charts that several pages show, each with what it needs around it."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from monitor.records import Filters
from monitor.report import figures, turns, words
from monitor.ui import cards, passages, state
from monitor.ui import filters as sidebar

_NAMED = 3  # peaks
_HEIGHTS = {"share": "Share", "count": "Articles"}
_ROWS = 12
_COVERAGE = (
    "Bars: articles with a statement. Colours: how their statements divide. Shaded: a feed was down"
)


def trend(filters: Filters) -> pd.DataFrame:
    """Coverage and stance of the selection over time, as one series, in the chosen buckets."""
    together = False if len(filters.entities) > 1 else None
    bucket = sidebar.chosen_bucket(sidebar.bucket(filters))
    return state.ask("trend", filters, bucket=bucket, by_entity=together)


def coverage_card(filters: Filters) -> None:
    """Coverage by stance, with its gaps, and its peaks by their leading story."""
    with cards.card("Coverage by stance", _COVERAGE):
        # Of everything the share is close to all, and says nothing.
        usual = "share" if filters.entities else "count"
        sidebar.follow("height", usual)
        with st.container(horizontal=True, vertical_alignment="center"):
            height = st.segmented_control(
                "Height of the bars",
                list(_HEIGHTS),
                format_func=lambda one: _HEIGHTS[one],
                default=usual,
                required=True,
                key="height",
                bind="query-params",
                label_visibility="collapsed",
            )
            bucket = sidebar.choose_bucket(sidebar.bucket(filters))
        series = trend(filters)
        gaps = state.ask("gaps", filters, bucket=bucket)
        figure = figures.coverage(series, gaps, as_share=height != "count", theme=state.theme())
        cards.chart(figure, "coverage", figures.alt("coverage", series))
        named = _peaks(filters, series, bucket)
        if named:
            passages.notes(named)


def voices_card(filters: Filters) -> None:
    """Stance over time in the outlets' own voice and in the quoted ones."""
    bucket = sidebar.chosen_bucket(sidebar.bucket(filters))
    series = state.ask("trend", filters, bucket=bucket, by_voice=True)
    with cards.card(
        "Stance in two voices",
        "Solid: the outlets' own words. Dashed: whom they quote. Band: 95 % interval. "
        "Hollow: fewer than 10 statements",
    ):
        figure = figures.stance_lines(series, theme=state.theme())
        cards.chart(figure, "voices", figures.alt("stance_lines", series))
        turned = _turns(filters, series, bucket)
        if turned:
            passages.notes(turned)


def outlets_card(filters: Filters) -> None:
    """Mean stance of each outlet, in its own voice and in those that it quotes."""
    frame = state.ask("outlets", filters)
    shown = frame[frame["outlet"].isin(frame["outlet"].unique()[:_ROWS])]
    with cards.card("Outlets", "Filled: own voice. Hollow: whom it quotes. Line: 95 % interval"):
        figure = figures.dots(shown, theme=state.theme())
        cards.chart(figure, "outlets", figures.alt("dots", shown))


def mix_card(frame: pd.DataFrame, title: str) -> None:
    """How statements divide into stances, a row a name."""
    reading = "Share of statements that oppose (left) and that support (right)"
    with cards.card(title, reading):
        shown = frame[frame["target_id"].isin(frame["target_id"].unique()[:_ROWS])]
        figure = figures.mix_bars(shown, theme=state.theme())
        cards.chart(figure, f"mix {title}", figures.alt("mix_bars", shown))


def _peaks(filters: Filters, series: pd.DataFrame, bucket: str) -> list[tuple[str, str]]:
    """The largest peaks, and the story that most articles of each belong to."""
    found = turns.peaks(series).sort_values("times", ascending=False).head(_NAMED)
    named = []
    for row in found.sort_values("date").to_dict("records"):
        first = row["date"].date()
        days = replace(filters, start=first, end=_last_day(first, bucket))
        outlet, part = turns.leader(state.ask("outlets", days, by_voice=False))
        alone = f", {words.share(part)} of it from {outlet}" if outlet else ""
        story = _leading_story(days)
        if story:
            named.append(
                (f"{words.bucket(first, bucket)}, {row['times']:.1f}× usual{alone}:", story)
            )
    return named


def _turns(filters: Filters, series: pd.DataFrame, bucket: str) -> list[tuple[str, str]]:
    """Where mean stance went over to another level, and the story that led when it did."""
    voices = {"outlet": "outlets' own voice", "quoted": "quoted voices", "all": "all voices"}
    named = []
    for row in turns.turns_by_voice(series).to_dict("records"):
        first = row["date"].date()
        voice = "" if row["voice"] == "all" else str(row["voice"])
        days = replace(filters, start=first, end=_last_day(first, bucket), voice=voice)
        named.append(
            (
                f"Turn, {words.bucket(first, bucket)}, {voices[row['voice']]}: "
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


def _last_day(first: date, bucket: str) -> date:
    if bucket == "month":
        return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first + timedelta(days=6 if bucket == "week" else 0)
