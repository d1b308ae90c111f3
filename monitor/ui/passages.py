"""A sentence with its holder, cue and target marked. All text is escaped here."""

import html
import math
from collections.abc import Mapping
from typing import Any

import streamlit as st

_STYLE = """<style>
.passage { line-height: 1.7; }
.passage mark { background: none; color: inherit; padding: 0 .1em; border-bottom: 2px solid; }
.passage mark.target { font-weight: 650; border-bottom-width: 3px; }
.passage mark.cue { border-bottom-style: dotted; }
.passage mark.holder { border-bottom-style: dashed; }
</style>"""


def marked(statement: Mapping[str, Any]) -> str:
    """HTML of the sentence of a statement, in which only our own tags are markup."""
    text = str(statement["sentence"])
    origin = int(statement["sentence_start"])
    spans = []
    for kind, first, last in (
        ("target", "start", "end"),
        ("holder", "holder_start", "holder_end"),
        ("cue", "cue_start", "cue_end"),
    ):
        start, end = statement[first], statement[last]
        if _is_number(start) and _is_number(end):
            spans.append((int(start) - origin, int(end) - origin, kind))
    pieces, at = [], 0
    for start, end, kind in sorted(spans):
        if at <= start < end <= len(text):  # others overlap, or stand in another sentence
            pieces.append(html.escape(text[at:start]))
            pieces.append(f'<mark class="{kind}">{html.escape(text[start:end])}</mark>')
            at = end
    pieces.append(html.escape(text[at:]))
    return f'<div class="passage" dir="auto">{"".join(pieces)}</div>'


def note(text: str) -> None:
    """Draw a line of small text that may hold names out of feeds."""
    st.html(f'<div style="font-size: .875rem; opacity: .8" dir="auto">{html.escape(text)}</div>')


def headline(text: str) -> None:
    """Draw a headline out of a feed."""
    st.html(f'<div style="font-size: 1.15rem; font-weight: 600">{html.escape(text)}</div>')


def show(statement: Mapping[str, Any]) -> None:
    """Draw the sentence of a statement."""
    st.html(_STYLE + marked(statement))


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not math.isnan(value)
