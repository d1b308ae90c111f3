"""The queue of labels: one mention at a time, answered by keyboard.

The scorer's own answer is never shown here: whoever knows it agrees with it too often.
"""

import html
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from monitor.errors import MonitorError
from monitor.pipeline import labelling as keeping
from monitor.read.drafts import clean
from monitor.report import export, words
from monitor.report.agreement import CLASSES, UNCLEAR, latest
from monitor.store.labels import MENTION, PICKED, RANDOM, SEED, UNCERTAIN
from monitor.store.lake import Version
from monitor.ui import passages, state

_PARTS = {RANDOM: "Random part", UNCERTAIN: "Uncertain part"}
_KEYS = {
    "stance": dict(zip((*CLASSES["stance"], UNCLEAR), "ONSU", strict=True)),
    "sentiment": dict(zip((*CLASSES["sentiment"], UNCLEAR), "1234", strict=True)),
}
_ANNOTATOR, _PART, _SENTIMENT, _PLACE = "annotator", "part", "sentiment", "place in the queue"
_FAILED = "answer that was not kept"
_LONGEST, _TITLE = 900, 120  # characters of a sentence, of a headline


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a button was drawn for."""

    part: str  # of the queue, or picked
    name: str  # that its place is kept under
    annotator: str
    questions: tuple[str, ...]
    place: int


def header(labels: pd.DataFrame) -> None:
    """The title, what the queue is made of, and the labels to take away."""
    left, right = st.columns([5, 1], vertical_alignment="bottom")
    with left.container(gap="xxsmall"):
        st.title("Labelling", anchor=False)
        asked = queue()["sample"].value_counts()
        total = int(state.options().entities["n"].sum())
        passages.note(
            f"Random part: {asked.get(RANDOM, 0):,} of {words.counted(total, 'statement')} by lot, "
            f"seed {SEED} · Uncertain part: the {asked.get(UNCERTAIN, 0):,} least sure · "
            f"{words.counted(len(labels), 'answer')} kept"
        )
    right.download_button(
        "Download CSV",
        data=lambda: export.to_bytes(state.reader().labels(), "labels"),
        file_name="stancewatch-labels.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )


def queue() -> pd.DataFrame:
    """The mentions to label; see Reader.to_label."""
    return _queue(state.settings().store, state.reader().version)


def work(labels: pd.DataFrame) -> None:
    """Ask about one mention after the other."""
    picked = _picked()
    part, annotator, questions = _who(picked)
    items = picked
    if part != PICKED:
        items = queue()
        items = items[items["sample"] == part].reset_index(drop=True)
    if items.empty:
        passages.note("There is nothing to label here: no statement has been found yet.")
        return
    answers = _answers(labels, annotator, part)
    done = [_complete(answers, _key(item), questions) for item in _records(items)]
    # Each mention that is picked is a queue of its own.
    name = f"{PICKED} {items['statement_id'].iloc[0]}" if part == PICKED else part
    place = _standing(name, annotator, done)
    turn = _Turn(part, name, annotator, tuple(questions), place)
    with st.container(border=True):
        _progress(part, done, place)
        if place >= len(items):
            passages.note(
                "Kept. It counts for neither accuracy nor agreement, since the answer was known."
                if part == PICKED and all(done)
                else "This is the end of this part of the queue."
            )
        else:
            item = _records(items.iloc[[place]])[0]
            _show(item)
            for question in questions:
                _ask(turn, item, question, answers.get(_key(item), {}).get(question))
        _moves(turn, len(items))
        if failed := st.session_state.pop(_FAILED, None):
            st.error("The answer was not kept.")
            st.text(failed)


# --- inside ------------------------------------------------------------------------


@st.cache_data(max_entries=2, show_spinner="Drawing the queue")
def _queue(store: str, version: Version) -> pd.DataFrame:
    return state.reader().to_label()


def _picked() -> pd.DataFrame:
    """The mention that the address asks for; no rows where it asks for none."""
    wanted = str(st.query_params.get("mention", ""))
    if not wanted:
        return pd.DataFrame()
    found = state.reader().to_correct(wanted)
    if found.empty:
        del st.query_params["mention"]  # the router tells of it
    return found


def _to_queue() -> None:
    st.query_params.pop("mention", None)


def _who(picked: pd.DataFrame) -> tuple[str, str, list[str]]:
    """Which part is labelled, by whom, and what is asked."""
    name, part, more = st.columns([2, 2, 2], vertical_alignment="bottom")
    annotator = clean(
        name.text_input(
            "Your name or initials",
            max_chars=keeping.LONGEST,
            key=_ANNOTATOR,
            bind="query-params",
            help="Two people who label the same mentions, each under a name, tell how far "
            "people agree. Leave the field with Tab before you use the keys.",
        )
        or ""
    )
    if picked.empty:
        chosen = part.segmented_control(
            "Part",
            list(_PARTS),
            default=RANDOM,
            required=True,
            format_func=lambda one: _PARTS[one],
            key=_PART,
            bind="query-params",
            help="Accuracy is measured on the random part alone. The uncertain part shows where "
            "the scorer fails, and says nothing about how often.",
        )
    else:
        chosen = PICKED
        part.button("To the queue", icon=":material/arrow_forward:", on_click=_to_queue)
    sentiment = more.toggle(
        "Ask for the sentiment, too", value=True, key=_SENTIMENT, persist_state="session"
    )
    return chosen or RANDOM, annotator, ["stance", "sentiment"] if sentiment else ["stance"]


def _answers(
    labels: pd.DataFrame, annotator: str, part: str
) -> dict[tuple[Any, ...], dict[str, str]]:
    """What an annotator has answered so far: mention -> question -> label.

    Whoever picked a mention is asked about it in the queue as well.
    """
    held = latest(labels[(labels["sample"] == PICKED) == (part == PICKED)])
    found: dict[tuple[Any, ...], dict[str, str]] = {}
    for row in _records(held[held["annotator"] == annotator]):
        found.setdefault(_key(row), {})[row["question"]] = row["label"]
    return found


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in MENTION)


def _complete(
    answers: dict[tuple[Any, ...], dict[str, str]], key: tuple[Any, ...], questions: list[str]
) -> bool:
    return set(questions) <= answers.get(key, {}).keys()


def _standing(name: str, annotator: str, done: list[bool]) -> int:
    """The place in a part of the queue; at first that of the first open mention."""
    places: dict[tuple[str, str], int] = st.session_state.setdefault(_PLACE, {})
    first = next((place for place, one in enumerate(done) if not one), len(done))
    return min(places.setdefault((name, annotator), first), len(done))


def _go(turn: _Turn, place: int) -> None:
    """Move on, unless that was done already: a press may arrive twice while a page is drawn."""
    if st.session_state[_PLACE].get((turn.name, turn.annotator)) == turn.place:
        st.session_state[_PLACE][turn.name, turn.annotator] = max(0, place)


def _progress(part: str, done: list[bool], place: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if part == RANDOM:
            st.badge("Random", icon=":material/casino:", color="gray")
        elif part == PICKED:
            st.badge("Picked", icon=":material/edit:", color="gray")
        else:
            st.badge("Uncertain", icon=":material/question_mark:", color="gray")
        shown = f"{place + 1:,} of {len(done):,}" if place < len(done) else f"all {len(done):,}"
        passages.note(f"{shown} · {sum(done):,} labelled by you")


def _show(item: dict[str, Any]) -> None:
    sentence = {**item, "sentence": words.shortened(item["sentence"], _LONGEST)}
    dated = item["published_at"]
    when = "undated" if pd.isna(dated) else words.day(dated.date())
    title = words.shortened(item["title"], _TITLE)
    passages.show_marked([(sentence, " · ".join(filter(None, (item["outlet"], when, title))))])


def _ask(turn: _Turn, item: dict[str, Any], question: str, held: str | None) -> None:
    """One question with its answers, each under a key."""
    target, holder = html.escape(item["target"]), html.escape(item["holder"] or "whoever speaks")
    asked = (
        f"What is the attitude of <b>{holder}</b> to <b>{target}</b> in this sentence?"
        if question == "stance"
        else f"How does the sentence show <b>{target}</b> to a reader?"
    )
    st.html(f'<div dir="auto">{asked}</div>')
    with st.container(horizontal=True, gap="small"):
        for answer, key in _KEYS[question].items():
            st.button(
                answer.capitalize(),
                # Of this mention: a key that is pressed while the next one is drawn is not its.
                key=f"{question} {answer} {item['statement_id']}",
                shortcut=key,
                type="primary" if held == answer else "secondary",
                disabled=not turn.annotator,
                on_click=_answer,
                args=(turn, item, question, answer, held),
            )
    if not turn.annotator and question == turn.questions[-1]:
        passages.note("Write your name or initials above; the answers are kept under it.")


def _answer(
    turn: _Turn, item: dict[str, Any], question: str, answer: str, seen: str | None
) -> None:
    """Keep an answer, and go on where it was the last one that was missing.

    `seen` is the answer that the annotator saw. Where another one is kept by now the press was
    an earlier one, which arrived again because the page was still being drawn.
    """
    try:
        before = _answers(state.reader().labels(), turn.annotator, turn.part).get(_key(item), {})
        if before.get(question) != seen or answer == seen:
            return
        keeping.label(
            state.settings(), item, question, answer, turn.annotator, now=datetime.now(UTC)
        )
    except MonitorError as error:
        st.session_state[_FAILED] = str(error)
        return
    missing = set(turn.questions) - before.keys()
    if missing == {question}:
        _go(turn, turn.place + 1)


def _moves(turn: _Turn, last: int) -> None:
    with st.container(horizontal=True, gap="small"):
        for label, icon, key, step in (
            ("Back", ":material/arrow_back:", "Left", -1),
            ("Skip", ":material/arrow_forward:", "Right", 1),
        ):
            st.button(
                label,
                icon=icon,
                type="tertiary",
                shortcut=key,
                disabled=not 0 <= turn.place + step <= last,
                on_click=_go,
                args=(turn, turn.place + step),
            )
