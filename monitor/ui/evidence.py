"""What stands behind a number: the sentences with their scores, what drove it, the articles."""

import streamlit as st

from monitor.report import trends
from monitor.ui import cards, clicks, passages, reading, state
from monitor.ui.clicks import Behind

_VIEWS = {"said": "Statements", "drove": "What drove it", "read": "Articles"}
_STANCES = {
    **{"": "All", "oppose": "Oppose", "neutral": "Neutral"},
    **{"support": "Support", "uncertain": "Uncertain"},
}
_PAGE = 15  # statements at a time
_MOST = 300  # articles


def show() -> None:
    """Open what was asked for in this run, if something was."""
    if found := clicks.taken():
        st.session_state.pop("evidence view", None)
        st.session_state.pop("evidence stance", None)
        st.session_state["evidence more"] = _PAGE
        _dialog(found)


@st.dialog("Evidence", width="large", on_dismiss=clicks.closed)
def _dialog(found: Behind) -> None:
    with st.container(gap="xxsmall"):
        passages.headline(found.title)
        passages.note(cards.selection(found.filters))
    view = st.segmented_control(
        "Show",
        list(_VIEWS),
        format_func=lambda one: _VIEWS[one],
        default=found.view,
        required=True,
        key="evidence view",
        label_visibility="collapsed",
    )
    {"said": _statements, "drove": _drivers, "read": _articles}[str(view)](found)


def _statements(found: Behind) -> None:
    stance = st.pills(
        "Stance",
        list(_STANCES),
        format_func=lambda one: _STANCES[one],
        default=found.stance,
        required=True,
        key="evidence stance",
        label_visibility="collapsed",
    )
    shown = int(st.session_state["evidence more"])
    frame = state.ask("statements", found.filters, limit=shown + 1, stance=str(stance or ""))
    if frame.empty:
        passages.note("No statement.")
        return
    if found.first:
        frame = frame.iloc[(frame["statement_id"] != found.first).to_numpy().argsort(kind="stable")]
    cards.passages_of(frame.head(shown), scores=True)
    if len(frame) > shown and st.button("Show more", icon=":material/expand_more:"):
        st.session_state["evidence more"] = shown + 2 * _PAGE
        st.rerun(scope="fragment")


def _drivers(found: Behind) -> None:
    st.subheader("Stories", anchor=False)
    stories = state.ask("drivers", found.filters)
    cards.table(stories[["title", "outlet", "articles", "outlets"]], "drove stories")
    left, right = st.columns(2)
    with left:
        st.subheader("Outlets", anchor=False)
        outlets = state.ask("outlets", found.filters, by_voice=False)
        outlets = outlets[outlets["articles"] > 0]
        cards.table(outlets[["outlet", "articles", "total_articles"]], "drove outlets")
    with right:
        st.subheader("Speakers", anchor=False)
        holders = trends.told(state.ask("holders", found.filters))
        speakers = holders[holders["holder_kind"] == "speaker"].head(50)
        cards.rows(
            speakers[["holder", "mentions", "stance_mean"]],
            "drove speakers",
            "No named speaker is quoted.",
        )


def _articles(found: Behind) -> None:
    frame = state.ask("articles", found.filters, limit=_MOST)
    passages.note("Choose one to read it.")
    columns = ["publish_date", "title", "media_name", "statements", "copies"]
    for place in cards.table(frame[columns], "evidence articles", select=True):
        reading.pane(str(frame["id"].iloc[place]))
