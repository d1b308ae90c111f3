"""Text of feeds drawn as HTML. All of it is escaped here; only our own tags are markup."""

import html
import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from monitor.report import words
from monitor.report.palette import palette
from monitor.ui import state

_STANCES = ("oppose", "neutral", "support")
_LONGEST = 700  # characters of a sentence; more is no sentence, and nobody reads it


def marked(statement: Mapping[str, Any]) -> str:
    """HTML of the sentence of a statement, with its holder, cue and target marked in place."""
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


def quoted(statement: Mapping[str, Any], *, scores: bool = False) -> str:
    """HTML of a statement as it is read: who on whom, the sentence, and where it stood.

    With `scores`: how sure the scorer is of each class, a link to the article, and one to
    where it can be corrected.
    """
    stance = str(statement["stance"])
    holder = str(statement["holder"]) or "Somebody who is not named"
    score = words.score(statement["stance_score"])
    facts = [str(statement["outlet"]), _published(statement)]
    if (copies := int(statement["copies"])) > 1:
        facts.append(f"{copies:,} copies")
    return (
        f'<div class="statement {stance if stance in _STANCES else "uncertain"}">'
        f'<div class="who"><span dir="auto">{html.escape(holder)}</span>'
        f'<span class="on">on</span><span dir="auto">{html.escape(str(statement["target"]))}</span>'
        f'<span class="chip">{html.escape(stance)} {html.escape(score)}</span></div>'
        f"{marked(statement)}"
        f'<div class="where" dir="auto">{html.escape(" · ".join(filter(None, facts)))}'
        f"{_link(statement) if scores else ''}</div>{_scores(statement) if scores else ''}</div>"
    )


def note(text: str) -> None:
    """Draw a line of small text that may hold names out of feeds."""
    st.html(f'<div style="font-size:.875rem;opacity:.8" dir="auto">{html.escape(text)}</div>')


def problem(text: str) -> None:
    """Draw why something that was asked for can't be done."""
    edge = palette(state.dark()).ink
    st.html(
        f'<div role="alert" style="border-left:3px solid {edge};padding-left:.6rem" dir="auto">'
        f"{html.escape(text)}</div>"
    )


def notes(lines: list[tuple[str, str]]) -> None:
    """Draw lines of small text, each with its first words set off."""
    rows = (
        f'<div dir="auto"><span style="font-weight:600">{html.escape(first)}</span> '
        f'<span style="opacity:.8">{html.escape(rest)}</span></div>'
        for first, rest in lines
    )
    st.html(f'<div style="font-size:.875rem;line-height:1.65">{"".join(rows)}</div>')


def headline(text: str) -> None:
    """Draw a headline out of a feed."""
    st.html(f'<div style="font-size: 1.15rem; font-weight: 600">{html.escape(text)}</div>')


def show_all(statements: list[dict[str, Any]], *, scores: bool = False) -> None:
    """Draw statements one under the other."""
    drawn = (quoted(_cut(statement), scores=scores) for statement in statements)
    st.html(_style() + "".join(drawn))


def show_marked(sentences: list[tuple[dict[str, Any], str]]) -> None:
    """Draw sentences one under the other, each with a line on where it stands."""
    rows = (
        f'<div class="statement">{marked(_cut(sentence))}'
        f'<div class="where" dir="auto">{html.escape(where)}</div></div>'
        for sentence, where in sentences
    )
    st.html(_style() + "".join(rows))


def _cut(statement: dict[str, Any]) -> dict[str, Any]:
    return {**statement, "sentence": words.shortened(str(statement["sentence"]), _LONGEST)}


def _scores(statement: Mapping[str, Any]) -> str:
    """The probabilities of the three classes as a bar and in figures, and the rest."""
    odds = {name: float(statement[f"p_{name}"]) for name in _STANCES}
    bar = "".join(f'<i class="{name}" style="width:{p:.1%}"></i>' for name, p in odds.items())
    facts = [
        " · ".join(f"{name} {p:.2f}" for name, p in odds.items()),
        f"sentiment {statement['sentiment']} {words.score(statement['sentiment_score'])}",
        f"tone {words.score(statement['tone'])}",
        f"scorer {statement['scorer']}",
    ]
    return (
        f'<div class="odds"><span class="bar" aria-hidden="true">{bar}</span>'
        f"{html.escape(' · '.join(facts))} · {_correction(statement)}</div>"
    )


def _correction(statement: Mapping[str, Any]) -> str:
    """Where people label just this mention; the place of reading stays open."""
    asked = html.escape(urlencode({"mention": str(statement["statement_id"])}))
    return f'<a href="labelling?{asked}" target="_blank">this is wrong</a>'


def _link(statement: Mapping[str, Any]) -> str:
    url = str(statement["url"] or "")
    if not url.startswith(("http://", "https://")):
        return ""
    return (
        f' · <a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">'
        "read it there</a>"
    )


def _published(statement: Mapping[str, Any]) -> str:
    when = statement["published_at"]
    return "undated" if pd.isna(when) else words.day(when.date())


def _style() -> str:
    shades = palette(state.dark())
    stances = "".join(
        f".statement.{name}{{border-left-color:{getattr(shades, name)}}}"
        f".statement.{name} .chip{{border-color:{getattr(shades, name)}}}"
        f".statement .bar .{name}{{background:{getattr(shades, name)}}}"
        for name in _STANCES
    )
    return f"""<style>
.passage{{line-height:1.65}}
.passage mark{{background:none;color:inherit;padding:0 .1em;border-bottom:2px solid {shades.muted}}}
.passage mark.target{{font-weight:650;border-bottom-width:3px}}
.passage mark.cue{{border-bottom-style:dotted}}
.passage mark.holder{{border-bottom-style:dashed}}
.statement{{border-left:4px solid {shades.grid};padding:.15rem 0 .15rem .85rem;margin:0 0 1rem}}
.statement .who{{font-weight:600;margin-bottom:.2rem}}
.statement .on{{font-weight:400;opacity:.7;margin:0 .35em}}
.statement .chip{{font-size:.8rem;font-weight:500;border:1.5px solid {shades.muted};
border-radius:1rem;padding:.05rem .55rem;margin-left:.6rem;white-space:nowrap}}
.statement .where{{font-size:.85rem;opacity:.8;margin-top:.2rem}}
.statement .odds{{font-size:.8rem;opacity:.8;margin-top:.15rem}}
.statement .bar{{display:inline-flex;width:6rem;height:.55rem;margin-right:.6rem;
border-radius:.2rem;overflow:hidden}}
.statement .bar i{{display:block}}
{stances}</style>"""


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not math.isnan(value)
