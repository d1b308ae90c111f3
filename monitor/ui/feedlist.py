"""The list of feeds and its health: which answer, which fail, and what to do about those."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from monitor.pipeline import feeds
from monitor.records import Feed, Filters
from monitor.report import figures, words
from monitor.store.lake import Lake, Version
from monitor.ui import cards, columns, feedchanges, passages, state

# How a feed stands, worst first: code -> words.
STANDINGS = {
    "hard": "Fails, needs you",
    "gone": "Removed by publisher",
    "soft": "Fails, may pass",
    "answers": "Answers",
    "new": "Not polled yet",
    "paused": "Paused",
}
FAILING = ("hard", "gone", "soft")
_OUTCOMES = {
    **{"ok": "Read", "unchanged": "Nothing new", "soft": "Failed, may pass"},
    **{"hard": "Failed, needs you", "gone": "Removed by publisher"},
}
_COLUMNS = [
    *("outlet", "standing", "last_success_at", "last_new_at", "articles"),
    *("undated", "future", "message", "url"),
]
_STRIPS = 40  # rows of the strip: more can't be taken in
_GROUPS = 8  # kinds of failures that are told
_POLLS = 10  # of one feed
_UNCUT = 15  # rows of a table that needs no scrolling


def listed() -> tuple[Feed, ...]:
    """The feeds in force."""
    settings = state.settings()
    changed = settings.feeds.stat().st_mtime_ns
    return _listed(settings.store, state.reader().version, settings.feeds, changed)


def health() -> pd.DataFrame:
    """Reader.feed_health of the list and of the demonstration, with `standing`, worst first."""
    return _health(state.settings().store, state.reader().version, listed())


def summary(frame: pd.DataFrame) -> str:
    """62 feeds: 40 answer, 3 fail, 19 not polled yet."""
    counts = frame["standing"].value_counts()
    failing = int(sum(counts.get(code, 0) for code in FAILING))
    parts = [
        (int(counts.get("answers", 0)), "answer"),
        (failing, "fail"),
        (int(counts.get("new", 0)), "not polled yet"),
        (int(counts.get("paused", 0)), "paused"),
    ]
    told = ", ".join(f"{number:,} {what}" for number, what in parts if number)
    return f"{words.counted(len(frame), 'feed')}: {told}" if told else "No feed is listed"


def figures_row(frame: pd.DataFrame) -> None:
    """What a person asks first, as cards."""
    polled = frame[frame["outcome"].notna() & (frame["standing"] != "paused")]
    answering = int((polled["standing"] == "answers").sum())
    failing = frame[frame["standing"].isin(FAILING)]
    waiting = int((frame["standing"] == "new").sum())
    with st.grid(4, min_column_width=150):
        _card(
            "Feeds answering",
            f"{answering:,} of {len(polled):,}" if len(polled) else words.DASH,
            f"{waiting:,} not polled yet" if waiting else "of those that are polled",
        )
        need = int(failing["standing"].isin(["hard", "gone"]).sum())
        _card(
            "Feeds failing",
            words.count(len(failing)),
            f"{need:,} of them need you" if need else "may pass" if len(failing) else "none",
        )
        newest = frame.dropna(subset="last_new_at").sort_values("last_new_at").tail(1)
        for row in newest.to_dict("records"):
            when = row["last_new_at"]
            told = f"{when:%Y, %H:%M} UTC, {row['outlet']}"
            _card("Newest entry", f"{when.day} {when:%b}", told)
        if newest.empty:
            _card("Newest entry", words.DASH, "nothing was collected")
        undated, future = (int(polled[name].fillna(0).sum()) for name in ("undated", "future"))
        _card(
            "Without a usable date",
            words.count(undated + future),
            f"{undated:,} undated, {future:,} in the future, in the last polls",
        )


def troubles(frame: pd.DataFrame) -> None:
    """What fails and what to do about it, one line a kind of failure, gravest first."""
    failing = frame[frame["standing"].isin(FAILING)]
    if failing.empty:
        return
    with cards.card(
        "What fails, and what to do", "What needs you stands first; the rest may pass by itself"
    ):
        groups = [rows for _, rows in failing.groupby(["standing", "reason"], sort=False)]
        groups.sort(key=lambda rows: (FAILING.index(rows["standing"].iloc[0]), -len(rows)))
        lines = []
        for rows in groups[:_GROUPS]:
            standing = rows["standing"].iloc[0]
            names = words.listed([words.shortened(name, 60) for name in rows["outlet"]])
            such = "" if len(rows) == 1 else " Such as: "
            lines.append((f"{names}.", f"{STANDINGS[standing]}.{such or ' '}{_message(rows)}"))
        if len(groups) > _GROUPS:
            lines.append(("", f"{len(groups) - _GROUPS} more kinds, in the table below."))
        passages.notes(lines)


def strip(filters: Filters) -> None:
    """Every day of every feed; of many feeds those that failed most."""
    days = state.ask("feed_days", filters)
    if days.empty:
        return
    failed = days["state"].isin(FAILING).groupby(days["feed"]).sum()
    worst = failed.sort_values(ascending=False, kind="stable").index[:_STRIPS]
    shown = days[days["feed"].isin(worst)].reset_index(drop=True)
    reading = "What the best poll of a day brought. Nothing is drawn before the first one"
    if len(failed) > _STRIPS:
        reading = f"The {_STRIPS} of {len(failed):,} feeds with most failures. {reading}"
    with cards.card("Every day of every feed", reading, csv=cards.csv(shown)):
        figure = figures.feed_strip(shown, theme=state.theme())
        cards.chart(figure, "strip", figures.alt("feed_strip", shown))


def table(frame: pd.DataFrame) -> None:
    """One row a feed; chosen ones can be polled, paused, resumed or removed."""
    with cards.card("Every feed", "Choose feeds to poll, pause or remove them; articles stay"):
        feedchanges.undo()
        counts = frame["standing"].value_counts()
        present = [code for code in STANDINGS if code in counts]
        chosen = st.segmented_control(
            "Show",
            present,
            format_func=lambda code: f"{STANDINGS[code]}: {counts[code]:,}",
            key="standing",
            label_visibility="collapsed",
        )
        shown = frame[frame["standing"] == chosen] if chosen in present else frame
        told = shown.assign(standing=shown["standing"].map(STANDINGS))
        # Another list under the same key would keep the places that were chosen in this one.
        key = f"health {chosen} {hash(state.reader().version)}"
        event = st.dataframe(
            told[_COLUMNS],
            key=key,
            hide_index=True,
            width="stretch",
            height="content" if len(told) <= _UNCUT else 560,
            column_config={**columns.headed(_COLUMNS), **_headings()},
            placeholder=words.DASH,
            on_select="rerun",
            selection_mode="multi-row",
        )
        places = [place for place in event["selection"]["rows"] if place < len(shown)]
        if places:
            rows = shown.iloc[places]
            feedchanges.actions(rows)
            if len(rows) == 1:
                _detail(rows.iloc[0])


def health_card(filters: Filters) -> None:
    """How many feeds answered when last polled in the selection, and how many had a gap."""
    days = state.ask("feed_days", filters)
    last = days[days["state"] != "none"].groupby("feed")["state"].last()
    gaps = days.loc[days["gap"], "feed"].nunique()
    healthy = int(last.isin(["new", "quiet"]).sum())
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(
            "Feeds answering",
            f"{healthy} of {len(last)}" if len(last) else words.DASH,
            help="Feeds whose last day of polling in the selection brought an answer.",
        )
        if len(last):
            passages.note(f"{words.counted(gaps, 'feed')} with a gap" if gaps else "no gap")
        else:
            passages.note("articles from files only")


def _detail(row: "pd.Series[Any]") -> None:
    """One feed in words, and its last polls."""
    passages.headline(row["outlet"])
    passages.note(row["url"])
    facts = [("State:", f"{STANDINGS[row['standing']]}. {row['message'] or ''}".strip())]
    if pd.notna(row["failing_since"]):
        times = words.counted(int(row["failures"]), "poll")
        facts.append(("Failing since:", f"{_moment(row['failing_since'])}, {times} in a row"))
    for label, name in (("Last success:", "last_success_at"), ("Last new:", "last_new_at")):
        if pd.notna(row["fetched_at"]):
            facts.append((label, _moment(row[name]) if pd.notna(row[name]) else "never"))
    if pd.notna(row["next_poll_at"]) and not row["paused"]:
        facts.append(("Next poll:", f"not before {_moment(row['next_poll_at'])}"))
    passages.notes(facts)
    polls = state.ask("fetches", Filters(outlets=(row["outlet"],)), limit=500)
    polls = polls[polls["feed"] == row["url"]].head(_POLLS)
    if not polls.empty:
        told = polls.assign(outcome=polls["outcome"].map(_OUTCOMES))
        names = ["fetched_at", "outcome", "entries_seen", "entries_new", "revisions", "message"]
        cards.table(told[names], f"polls of {row['url']}")


def _headings() -> dict[str, Any]:
    """Names of institutions are long, and none of the states is."""
    return {
        "outlet": st.column_config.TextColumn("Outlet", width=225),
        "standing": st.column_config.TextColumn("State", width=155),
    }


def _moment(when: Any) -> str:
    return f"{words.day(when)}, {when:%H:%M} UTC"


def _message(rows: pd.DataFrame) -> str:
    return words.shortened(str(rows["message"].iloc[0] or "It failed."), 400)


def _card(label: str, value: str, reading: str) -> None:
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(label, value)
        passages.note(reading)


def _standing(row: Any) -> str:
    if row.outcome == "gone":
        return "gone"
    if row.paused:
        return "paused"
    if pd.isna(row.outcome):
        return "new"
    return "answers" if row.outcome in ("ok", "unchanged") else str(row.outcome)


@st.cache_data(max_entries=4, show_spinner=False)
def _listed(store: str, version: Version, path: Path, changed: int) -> tuple[Feed, ...]:
    settings = state.settings()
    return feeds.in_force(Lake(settings.store), settings)


@st.cache_data(max_entries=4, show_spinner=False)
def _health(store: str, version: Version, feeds: tuple[Feed, ...]) -> pd.DataFrame:
    frame = state.reader().feed_health(feeds)
    frame["standing"] = [_standing(row) for row in frame.itertuples()]
    order = frame["standing"].map(list(STANDINGS).index)
    return frame.iloc[order.argsort(kind="stable")].reset_index(drop=True)
