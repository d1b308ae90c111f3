"""What became of a text on its way through the outlets?"""

from monitor.ui import router

router.guard()

from dataclasses import replace

import streamlit as st

from monitor.report import retelling, words
from monitor.ui import cards, filters, passages, state, story
from monitor.ui.choosing import one_of

KINDS = {
    "copied": "Copied",
    "altered": "Retitled",
    "edited": "Edited",
    "": "All",
}
NONE = {
    "copied": "No story here has more than one copy.",
    "altered": "No story here bears another headline in a copy.",
    "edited": "No article here was edited after it was first collected.",
    "": "No story is in this selection.",
}
MOST = 500

chosen = filters.current()
if wanted := story.opened():
    st.button("All stories", icon=":material/arrow_back:", type="tertiary", on_click=story.close)
    story.show(wanted, chosen)
    st.stop()

top = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    search = st.text_input(
        "Search headlines and texts",
        placeholder="Words that all have to occur",
        key="search",
        bind="query-params",
        icon=":material/search:",
        width=420,
    )
    kind = one_of("Which stories", KINDS, "copied", "stories", label_visibility="collapsed")
chosen = replace(chosen, search=search or "")
frame = state.ask("stories", chosen, limit=MOST, only=kind)
with top:
    cards.header("Stories", chosen, "stories")
if frame.empty:
    cards.nothing(NONE[kind])
    st.stop()

most = f", at most {MOST}" if len(frame) == MOST else ""
passages.note(
    f"{words.counted(len(frame), 'story', 'stories')}, most copies first{most}. "
    "Copies of one text are one story. Choose one to see what each outlet made of it."
)
shown = frame.assign(
    first_outlet=frame["outlet"],
    span=[retelling.span(hours) if hours else words.DASH for hours in frame["span_hours"]],
    neutral_or_uncertain=frame["neutral"] + frame["uncertain"],
)
number = st.session_state.setdefault("stories_opened", 0)
rows = cards.table(
    shown[
        [
            *("title", "first_outlet", "first_at", "copies"),
            *("oppose", "neutral_or_uncertain", "support"),
            *("span", "headlines", "outlets", "edited"),
        ]
    ],
    f"list of stories {number}",
    select=True,
)
for place in rows:
    # The next time the list is drawn nothing is chosen in it.
    st.session_state["stories_opened"] = number + 1
    st.query_params["story"] = frame["story_id"].iloc[place]
    st.rerun()
