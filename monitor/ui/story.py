"""The page of one story, put together: what its copies made of the first text."""

from collections import defaultdict
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from monitor.read import copies as comparing
from monitor.read.copies import Change
from monitor.records import Filters
from monitor.report import retelling, wording, words
from monitor.report.retelling import Copy
from monitor.store.lake import Version
from monitor.store.stories import StoryView
from monitor.ui import cards, passages, reading, state, storyboard, taking

_READ = ("", "en")  # languages whose quotes are found
_EDITS = 20  # that are drawn


def opened() -> str:
    """The id of the story that the address asks for; empty where the store has no such story."""
    wanted = str(st.query_params.get("story", ""))
    if not wanted or not state.story(wanted).copies.empty:
        return wanted
    del st.query_params["story"]  # the router tells of it
    return ""


def close() -> None:
    """Go back to the list."""
    st.query_params.pop("story", None)


def linked(stories: pd.DataFrame, key: str) -> None:
    """A table of stories, as Reader.drivers gives them; the one that is chosen is opened."""
    columns = ["articles", "outlets", "title"]
    for place in cards.table(stories[columns], key, select=True):
        # The filters are carried along by their widgets.
        st.switch_page("pages/stories.py", query_params={"story": stories["story_id"].iloc[place]})


def show(story_id: str, filters: Filters) -> None:
    """Draw a story. Its statements are counted in the filters, the rest is of all of it."""
    view = state.story(story_id)
    copies = retelling.copies(view.copies)
    left, right = st.columns([5, 1], vertical_alignment="bottom")
    with left.container(gap="xxsmall"):
        storyboard.title(copies[0].title)
        passages.note(_in_words(copies))
    with right:
        taking.share(copies[0].title, _in_words(copies), filters)
    _figures(story_id, view, copies, filters)
    if len(copies) > 1:
        changed = _changed(state.settings().store, state.reader().version, story_id)
        with cards.card(
            "Copies in order of time",
            "Headlines against the first one: struck out is gone, underlined is new",
        ):
            storyboard.timeline(copies, changed)
            if len(copies) > retelling.COMPARED:
                passages.note(f"Only the first {retelling.COMPARED} texts are compared.")
        _quotes_card(copies, changed)
        _texts_card(view.copies, copies)
    _edits_card(view)
    if len(copies) == 1:
        reading.pane(copies[0].article_id)


def _figures(story_id: str, view: StoryView, copies: Sequence[Copy], filters: Filters) -> None:
    rows = state.ask("stories", filters)
    found = rows[rows["story_id"] == story_id].to_dict("records")
    hours = (copies[-1].at - copies[0].at).total_seconds() / 3600
    edited = int((view.copies["revisions"] > 1).sum())
    changed = f"{words.count(edited) if edited else 'none'} edited afterwards"
    headlines = len({copy.title.strip().lower() for copy in copies})
    with st.grid(4, min_column_width=150):
        for label, value, note in (
            ("Copies", words.count(len(copies)), _outlets(copies)),
            ("From first to last", retelling.span(hours) if len(copies) > 1 else words.DASH,
             "by the publishers' dates"),
            ("Headlines", words.count(headlines), changed),
            ("Statements", words.count(found[0]["mentions"] if found else 0),
             retelling.mix(found[0]) if found else "none in the selection"),
        ):  # fmt: skip
            with st.container(border=True, height="stretch", gap="xxsmall"):
                st.metric(label, value)
                passages.note(note)


def _quotes_card(copies: Sequence[Copy], changed: dict[str, list[Change]]) -> None:
    outlets = {copy.article_id: copy.outlet for copy in copies}
    alike: dict[tuple[object, ...], tuple[Change, list[str]]] = {}
    for article_id, changes in changed.items():
        for change in changes:
            key = (change.first, change.fates, change.copy and change.copy.context)
            alike.setdefault(key, (change, []))[1].append(outlets[article_id])
    found = sorted(alike.values(), key=lambda one: one[0].first.place)
    with cards.card(
        "Quotes that changed",
        "The first text's on the left, the copy's beside it, where they differ",
    ):
        if found:
            storyboard.quotes(copies[0], found)
        else:
            passages.note("No quote was cut, reworded or given another verb.")
        passages.note(
            "Quotes are found by rules, in English. An agency may have sent several versions, "
            "and some feeds carry only the beginning of a text."
        )


def _texts_card(frame: pd.DataFrame, copies: Sequence[Copy]) -> None:
    with cards.card("A copy in full", "Against the first text, and what was read in it"):
        place = st.selectbox(
            "Copy",
            range(1, len(copies)),
            format_func=lambda number: (
                f"{copies[number].outlet} {retelling.later(copies[number].after)}"
            ),
            key=f"copy of {copies[0].article_id}",
            width=420,
        )
        differences, evidence = st.tabs(["Differences", "Evidence"])
        with differences:
            storyboard.text(wording.blocks(frame["text"].iloc[0], frame["text"].iloc[place]))
        with evidence:
            reading.pane(copies[place].article_id)


def _edits_card(view: StoryView) -> None:
    edits = retelling.edits(view.revisions)
    if not edits:
        return
    with cards.card("Edited afterwards", "What changed between two collections, newest first"):
        storyboard.edits(edits[:_EDITS])
        if len(edits) > _EDITS:
            passages.note(f"The newest {_EDITS} of {words.count(len(edits))} edits.")


def _in_words(copies: Sequence[Copy]) -> str:
    first = copies[0]
    if len(copies) == 1:
        return f"{first.outlet}. No other outlet that is collected has this text."
    told = f"{first.outlet} was first of {words.counted(len(copies), 'copy', 'copies')}"
    if first.precision == "day":
        return f"{told}, as far as its date tells: it names the day only."
    if first.precision in ("none", "future"):
        return f"{told}, by when it was first seen: it has no usable date."
    return f"{told} that were collected."


def _outlets(copies: Sequence[Copy]) -> str:
    return f"in {words.counted(len({copy.outlet for copy in copies}), 'outlet')}"


@st.cache_data(max_entries=8, show_spinner=False)
def _changed(store: str, version: Version, story_id: str) -> dict[str, list[Change]]:
    """article_id -> the quotes of the first text that the copy changed."""
    rows = state.story(story_id).copies.head(retelling.COMPARED).to_dict("records")
    found: dict[str, list[Change]] = defaultdict(list)
    if rows[0]["language"] in _READ:
        for row in rows[1:]:
            if row["language"] in _READ:
                found[row["article_id"]] += comparing.compare(rows[0]["text"], row["text"])
    return dict(found)
