"""One story as it is drawn: its copies, their headlines, what became of the quotes, edits.

Text of feeds is escaped here, piece by piece; only our own tags are markup.
"""

import html
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from monitor.read.copies import Change, Fate, Saying
from monitor.report import retelling, wording, words
from monitor.report.palette import palette
from monitor.report.retelling import Copy, Edit
from monitor.report.wording import Block, Piece
from monitor.ui import state

_LONGEST = 900  # characters of a quote's sentences
_TAGS = {"gone": "del", "new": "ins"}
_FATES = {
    Fate.VERB: "another verb",
    Fate.CUT: "cut",
    Fate.LONGER: "words added",
    Fate.REWORDED: "reworded",
    Fate.UNQUOTED: "lost its quotation marks",
    Fate.OWN: "told as the outlet's own words",
    Fate.GONE: "left out",
    Fate.AFTER_END: "left out: the copy ends before it",
}
_KEPT_AROUND = 1  # paragraphs that did not change beside one that did


def title(text: str) -> None:
    """The headline of the page, out of a feed."""
    st.html(
        f'{_style()}<h1 class="story-title" dir="auto">'
        f"{html.escape(words.shortened(text, retelling.HEADLINE)) or '(no headline)'}</h1>"
    )


def timeline(copies: Sequence[Copy], changed: dict[str, list[Change]]) -> None:
    """The copies in order of time; `changed`: article_id -> its changed quotes."""
    items = "".join(_copy(copy, changed.get(copy.article_id)) for copy in copies)
    st.html(f'{_style()}<div class="copies" role="list">{items}</div>')


def quotes(first: Copy, changes: Sequence[tuple[Change, list[str]]]) -> None:
    """Changed quotes, the first text's beside the copy's; with the outlets that have it so."""
    rows = "".join(_quote(first.outlet, change, outlets) for change, outlets in changes)
    st.html(f'{_style()}<div class="quotes">{rows}</div>')


def text(blocks: Sequence[Block]) -> None:
    """A text against another one; paragraphs far from a difference are only counted."""
    st.html(f'{_style()}<div class="texts">{_texts(blocks)}</div>')


def edits(changes: Iterable[Edit]) -> None:
    """What publishers changed after the first collection."""
    rows = "".join(
        f'<section class="edit"><div class="facts"><b dir="auto">{html.escape(edit.outlet)}</b> · '
        f"revision {edit.revision}, first seen {_when(edit.seen_at, 'second')}</div>"
        f'<div class="headline" dir="auto">{_pieces(edit.headline)}</div>'
        f'<div class="texts">{_texts(edit.text)}</div></section>'
        for edit in changes
    )
    st.html(f"{_style()}{rows}")


def _copy(copy: Copy, changed: list[Change] | None) -> str:
    facts = []
    if copy.kept is not None and not copy.first:
        facts.append(f"{words.share(copy.kept)} of the first one's words")
    if changed:
        facts.append(words.counted(len(changed), "quote changed", "quotes changed"))
    if copy.revisions > 1:
        facts.append(words.counted(copy.revisions - 1, "edit"))
    link = (
        f'<a href="{html.escape(copy.url)}" target="_blank" rel="noopener noreferrer nofollow">'
        "publisher's page</a>"
        if copy.url.startswith(("https://", "http://"))
        else ""
    )
    told = html.escape(" · ".join(facts))
    badge = '<span class="badge">first</span>' if copy.first else ""
    return (
        f'<div role="listitem" class="copy{" first" if copy.first else ""}"><div class="when">'
        f"<span>{_when(copy.at, copy.precision)}</span> "
        f"<span>{retelling.later(copy.after)}</span></div>"
        f'<div class="what"><div><b dir="auto">{html.escape(copy.outlet)}</b>{badge}</div>'
        f'<div class="headline" dir="auto">{_pieces(copy.headline) or "(no headline)"}</div>'
        f'<div class="facts">{" · ".join(filter(None, (told, link)))}</div></div></div>'
    )


def _quote(first: str, change: Change, outlets: list[str]) -> str:
    old, new = change.first, change.copy
    chips = "".join(f'<span class="badge">{html.escape(_fate(change, one))}</span>'
                    for one in change.fates)  # fmt: skip
    left = right = html.escape(words.shortened(old.context, _LONGEST))
    if new is not None:
        pieces = wording.differences(
            words.shortened(old.context, _LONGEST), words.shortened(new.context, _LONGEST)
        )
        left = _pieces([piece for piece in pieces if piece.kind != "new"])
        right = _pieces([piece for piece in pieces if piece.kind != "gone"])
    elif Fate.OWN in change.fates:
        right = "<i>The words stand in the text, and nobody is said to say them.</i>"
    else:
        left, right = f"<del>{left}</del>", "<i>Not in the copy.</i>"
    return (
        f'<section class="quote"><div>{chips}</div><div class="sides">'
        f'<div><div class="facts">First: {html.escape(first)}</div>'
        f'<blockquote dir="auto">{left}</blockquote></div>'
        f'<div><div class="facts">{html.escape(words.listed(outlets, most=4))}</div>'
        f'<blockquote dir="auto">{right}</blockquote></div></div></section>'
    )


def _fate(change: Change, fate: Fate) -> str:
    if fate is Fate.VERB and change.copy:
        return f"{_verb(change.first)} → {_verb(change.copy)}"
    return _FATES[fate]


def _verb(saying: Saying) -> str:
    return words.shortened(saying.verb.lower(), 40)


def _texts(blocks: Sequence[Block]) -> str:
    near = {
        number + step
        for number, block in enumerate(blocks)
        if not block.same
        for step in range(-_KEPT_AROUND, _KEPT_AROUND + 1)
    }
    if not near:
        return '<p class="facts">Not a word differs.</p>'
    shown = []
    for number, block in enumerate(blocks):
        if not block.same:
            shown.append(f'<p dir="auto">{_pieces(block.pieces)}</p>')
            continue
        paragraphs = "".join(piece.text for piece in block.pieces).split("\n\n")
        after, before = number - 1 in near and number > 0, number + 1 < len(blocks)
        shown.append(_same(paragraphs, after=after, before=before))
    return "".join(shown)


def _same(paragraphs: list[str], *, after: bool, before: bool) -> str:
    """A run without a difference: the paragraphs at its ends, and how many lie between."""
    head = paragraphs[:_KEPT_AROUND] if after else []
    tail = paragraphs[len(head) :][-_KEPT_AROUND:] if before else []
    left = len(paragraphs) - len(head) - len(tail)
    gap = f'<p class="facts">{words.counted(left, "paragraph")} without a difference</p>'
    return "".join(
        [
            *(f'<p class="same" dir="auto">{html.escape(one)}</p>' for one in head),
            gap if left else "",
            *(f'<p class="same" dir="auto">{html.escape(one)}</p>' for one in tail),
        ]
    )


def _pieces(pieces: Iterable[Piece]) -> str:
    shown = ""
    before: Piece | None = None
    for piece in pieces:
        if before and before.kind == "gone" and piece.kind == "new":
            shown += "" if before.text[-1].isspace() or piece.text[0].isspace() else " "
        shown += _piece(piece)
        before = piece
    return shown


def _piece(piece: Piece) -> str:
    """A piece in its tag; spaces around it stay outside, where nothing strikes them out."""
    text = html.escape(piece.text).replace("\n", "<br>")
    core = text.strip()
    if not core or piece.kind == "same":
        return text
    at, tag = text.index(core), _TAGS[piece.kind]
    return f"{text[:at]}<{tag}>{core}</{tag}>{text[at + len(core) :]}"


def _when(at: datetime, precision: str) -> str:
    """A time in the zone of the settings, as exactly as it is known."""
    if precision == "day":
        return words.day(at.date())
    at = at.astimezone(ZoneInfo(state.settings().timezone))
    seen = "" if precision in ("second", "minute") else "first seen "
    return html.escape(f"{seen}{words.day(at.date())}, {at:%H:%M %Z}")


def _style() -> str:
    shades = palette(state.dark())
    return f"""<style>
.story-title{{font-size:1.65rem;font-weight:650;line-height:1.3;margin:0;padding:0}}
.copy{{display:grid;grid-template-columns:12.5rem 1fr;gap:.25rem 1rem;
padding:.55rem 0 .55rem .85rem;border-left:3px solid {shades.grid}}}
.copy.first{{border-left-color:{shades.ink}}}
.copy .when span{{display:block;white-space:nowrap}}
.copy .when{{font-size:.875rem;color:{shades.muted};font-variant-numeric:tabular-nums}}
.headline{{font-size:1.02rem;margin:.1rem 0;overflow-wrap:anywhere}}
.facts{{font-size:.875rem;color:{shades.muted}}}
.facts a{{color:inherit;text-decoration:underline}}
.badge{{display:inline-block;font-size:.8rem;font-weight:500;border:1.5px solid {shades.muted};
border-radius:1rem;padding:.05rem .6rem;margin:0 0 0 .6rem;white-space:nowrap}}
.quote{{border-top:1px solid {shades.grid};padding:.7rem 0}}
.quote:first-child{{border-top:0;padding-top:0}}
.quote .badge{{margin:0 .5rem .4rem 0}}
.sides{{display:grid;grid-template-columns:1fr 1fr;gap:.5rem 1.5rem}}
.sides blockquote{{margin:.2rem 0 0;padding:0;border:0;line-height:1.6;overflow-wrap:anywhere;
color:{shades.ink};opacity:1}}
.texts p{{line-height:1.6;margin:0 0 .7rem;overflow-wrap:anywhere;max-width:48rem}}
.texts .same{{color:{shades.muted}}}
.edit{{border-top:1px solid {shades.grid};padding:.8rem 0}}
.edit:first-of-type{{border-top:0;padding-top:0}}
.copies del,.quote del,.texts del,.edit del{{text-decoration:line-through;
text-decoration-thickness:1.5px;color:{shades.muted}}}
.copies ins,.quote ins,.texts ins,.edit ins{{text-decoration:underline;
text-decoration-thickness:2px;text-underline-offset:.18em;font-weight:600}}
@media(max-width:640px){{.copy{{grid-template-columns:1fr}}
.copy .when span{{display:inline;margin-right:.6rem}}
.sides{{grid-template-columns:1fr}}}}
</style>"""
