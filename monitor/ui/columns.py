"""How columns are headed and written in tables on the page; exports keep their own names."""

from typing import Any

import pandas as pd
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
        "class": "Class",
        "precision": "Precision",
        "recall": "Recall",
        "origin": "From",
        "id": "Id",
    },
    **{"first_outlet": "First publisher", "span": "Within"},
    **{"standing": "State", "file": "File", "published": "Published", "text": "Text"},
    **{
        "share_interval": "95 % interval",
        "measure": "Measure",
        "value": "Value",
        "cases": "n",
        "difference": "Difference",
    },
    **{"message": "What happened", "country": "Country", "kind": "Kind"},
}
_COUNTS = {
    **{"articles": "Articles", "total_articles": "Collected", "stories": "Stories"},
    **{"mentions": "Statements", "n": "Statements", "statements": "Statements"},
    **{"oppose": "Oppose", "support": "Support", "uncertain": "Uncertain"},
    **{"copies": "Copies", "revisions": "Revisions", "revision": "Revision"},
    **{"headlines": "Headlines", "edited": "Edited", "neutral_or_uncertain": "Neutral, uncertain"},
    **{"entries_seen": "Entries", "entries_new": "New entries"},
    **{"outlets": "Outlets", "undated": "Undated", "future": "In the future", "words": "Words"},
    **{"names": "Names"},
}
_SCORES = {
    **{"stance_mean": "Mean stance", "stance_score": "Stance score", "tone": "Tone"},
    **{"old": "Before", "new": "Now"},
}
_SHARES = {"share": "Share"}
_TIMES = {
    **{"publish_date": "Published", "published_at": "Published", "charted_at": "Published"},
    **{"seen_at": "First seen", "last_success_at": "Last success", "last_new_at": "Last new"},
    **{"next_poll_at": "Next poll", "fetched_at": "Polled", "first_at": "First published"},
}
# By themselves columns are as wide as their first rows need, or less where others are wide.
_WIDTHS = {"outlet": 160, "media_name": 160, "standing": 160, "published": 190, "difference": 215}
_WIDE = ("sentence", "title", "message", "text")


def readable(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares as percentages, which the column writes with the digits that they bear."""
    shares = [name for name in _SHARES if name in frame]
    return frame.assign(**{name: frame[name].astype("float64") * 100 for name in shares})


def headed(names: list[str]) -> dict[str, Any]:
    """Column name -> how streamlit writes it."""
    return {name: _column(name) for name in names}


def _column(name: str) -> Any:
    column = st.column_config
    if name in _TIMES:
        # By itself it is as wide as its first rows need, which may be empty.
        made = column.DatetimeColumn(_TIMES[name], format="D MMM YYYY, HH:mm", width=150)
    elif name == "day":
        made = column.DateColumn("Published", format="D MMM YYYY")
    elif name in _SCORES:
        made = column.NumberColumn(_SCORES[name], format="%+.2f")
    elif name in _COUNTS:
        made = column.NumberColumn(_COUNTS[name], format="localized")
    elif name in _SHARES:
        made = column.NumberColumn(_SHARES[name], format="%.0f %%")
    elif name == "link":
        made = column.LinkColumn("Link", display_text="open", width="small")
    elif name == "paused":
        made = column.CheckboxColumn("Paused")
    else:
        heading = _TEXTS.get(name, name)
        made = column.TextColumn(heading, width="large" if name in _WIDE else _WIDTHS.get(name))
    return made
