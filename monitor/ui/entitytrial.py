"""The preview of a draft: what it would find in the store, before and after."""

import streamlit as st

from monitor.pipeline import entitylist
from monitor.pipeline.entitylist import Preview
from monitor.read.drafts import Draft
from monitor.read.trial import Example
from monitor.report import words
from monitor.store.lake import Version
from monitor.ui import cards, passages, state

_SECONDS = 3.0  # of reading, before the newest articles have to do
_NAMED = 4  # entities that lose mentions


def show(source: str, entity_id: str, draft: Draft) -> None:
    """Draw what a draft that has no problem would find."""
    with cards.card("What it finds", "In the articles of the store, before and after your change"):
        found = _preview(state.settings().store, state.reader().version, source, entity_id, draft)
        if not found.collected:
            passages.note("Nothing that can be read has been collected yet.")
            return
        _counts(found)
        _examples(found)


@st.cache_data(max_entries=32, show_spinner="Looking through the articles")
def _preview(store: str, version: Version, source: str, entity_id: str, draft: Draft) -> Preview:
    return entitylist.preview(state.settings(), state.reader(), entity_id, draft, seconds=_SECONDS)


def _counts(found: Preview) -> None:
    findings = found.findings
    with st.grid(2, min_column_width=120):
        for label, now, before in (
            ("Articles", findings.after.articles, findings.before.articles),
            ("Mentions", findings.after.mentions, findings.before.mentions),
        ):
            st.metric(
                label,
                words.count(now),
                f"{now - before:+,}" if now != before else None,
                delta_color="off",
                delta_description=f"before: {before:,}",
                border=True,
            )
    passages.note(
        f"All {words.counted(findings.articles, 'article')} were searched."
        if found.whole
        else f"Only the newest {findings.articles:,} of {found.collected:,} articles were "
        f"searched, as many as can be in {_SECONDS:.0f} seconds."
    )
    if findings.taken:
        lost = [f"{name} ({n:,})" for name, n in findings.taken.most_common(_NAMED)]
        more = len(findings.taken) - len(lost)
        others = f" and {more} more" if more > 0 else ""
        passages.note(f"Mentions that others lose to it: {', '.join(lost)}{others}.")


def _examples(found: Preview) -> None:
    findings = found.findings
    if not findings.before.mentions and not findings.after.mentions:
        passages.note("None of its names stands in an article.")
    for title, examples in (
        ("Would be found anew", findings.gained),
        ("Would be found no more", findings.lost),
        ("Stays found", [] if findings.gained or findings.lost else findings.kept),
    ):
        if examples:
            st.markdown(f"**{title}**")
            passages.show_marked([(_marked(one), _where(one)) for one in examples])


def _marked(example: Example) -> dict[str, object]:
    spans = dict.fromkeys(("holder_start", "holder_end", "cue_start", "cue_end"))
    return {
        "sentence": example.sentence,
        "sentence_start": 0,
        "start": example.start,
        "end": example.end,
        **spans,
    }


def _where(example: Example) -> str:
    article = example.article
    dated = words.day(article.published_at.date()) if article.published_at else "undated"
    return f"{article.outlet} · {dated}"
