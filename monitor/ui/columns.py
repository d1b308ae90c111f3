"""How columns are headed and written in tables on the page; exports keep their own names."""

from typing import Any

import streamlit as st

_TEXTS = {
    **{"title": "Headline", "media_name": "Outlet", "outlet": "Outlet", "holder": "Speaker"},
    **{"holder_kind": "Kind", "target": "Entity", "sentence": "Sentence", "cue": "Verb"},
    **{"stance": "Stance", "voice": "Voice", "url": "Address", "outcome": "Last poll"},
    **{
        "name": "Name",
        "of": "Kind",
        "why": "Due to",
        "rests_on": "n",
        "targets": "On",
        "verdict": "Verdict",
        "coverage": "Share",
        "class": "Class",
        "precision": "Precision",
        "recall": "Recall",
        "origin": "From",
        "id": "Id",
    },
    **{"first_outlet": "First publisher", "span": "Within"},
    **{"share_difference": "Share: difference", "stance_difference": "Stance: difference"},
    **{"standing": "State", "file": "File", "published": "Published", "text": "Text"},
    **{"message": "What happened", "country": "Country", "kind": "Kind", "paused": "Paused"},
}
_COUNTS = {
    **{"articles": "Articles", "total_articles": "Collected", "stories": "Stories"},
    **{"mentions": "Statements", "n": "Statements", "statements": "Statements"},
    **{"oppose": "Oppose", "support": "Support", "uncertain": "Uncertain"},
    **{"copies": "Copies", "revisions": "Revisions", "revision": "Revision"},
    **{"headlines": "Headlines", "edited": "Edited", "neutral_or_uncertain": "Neutral"},
    **{"entries_seen": "Entries", "entries_new": "New entries"},
    **{"outlets": "Outlets", "undated": "Undated", "future": "In the future", "words": "Words"},
    **{"names": "Names"},
}
_SCORES = {
    **{"stance_mean": "Mean stance", "stance_score": "Stance score", "tone": "Tone"},
    **{"old": "Before", "new": "Now"},
}
_TIMES = {
    **{"publish_date": "Published", "published_at": "Published", "charted_at": "Published"},
    **{"seen_at": "First seen", "last_success_at": "Last success", "last_new_at": "Last new"},
    **{"next_poll_at": "Next poll", "fetched_at": "Polled", "first_at": "First published"},
}
# By themselves columns are as wide as their first rows need, or less where others are wide.
_WIDTHS = {"outlet": 160, "media_name": 160, "standing": 160, "published": 190}
_WIDE = ("sentence", "title", "message", "text")


def headed(names: list[str]) -> dict[str, Any]:
    """Column name -> how streamlit writes it."""
    return {name: _column(name) for name in names}


def _column(name: str) -> Any:
    if name in _TIMES:
        # By itself it is as wide as its first rows need, which may be empty.
        return st.column_config.DatetimeColumn(_TIMES[name], format="D MMM YYYY, HH:mm", width=150)
    if name in _SCORES:
        return st.column_config.NumberColumn(_SCORES[name], format="%+.2f")
    if name in _COUNTS:
        return st.column_config.NumberColumn(_COUNTS[name], format="localized")
    if name == "share":
        return st.column_config.NumberColumn("Share", format="percent")
    if name == "paused":
        return st.column_config.CheckboxColumn("Paused")
    heading = _TEXTS.get(name, name)
    return st.column_config.TextColumn(
        heading, width="large" if name in _WIDE else _WIDTHS.get(name)
    )
