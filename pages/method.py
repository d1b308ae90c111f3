"""How is it measured?"""

from monitor.ui import router

router.guard()

import streamlit as st

from monitor.ui import accuracy, state

st.title("Method", anchor=False)
stance, sentiment, tone = st.columns(3)
with stance, st.container(border=True, height="stretch"):
    st.subheader("Stance", anchor=False)
    st.write(
        "The attitude of a holder toward a target: oppose, neutral or support. The score is "
        "P(support) - P(oppose), from -1 to 1. It is not whether the news is good or bad."
    )
with sentiment, st.container(border=True, height="stretch"):
    st.subheader("Sentiment", anchor=False)
    st.write(
        "How a sentence shows the target to a reader, whoever speaks: negative, neutral or "
        "positive. It is not the attitude of anybody."
    )
with tone, st.container(border=True, height="stretch"):
    st.subheader("Tone", anchor=False)
    st.write(
        "VADER's compound of the sentence, from -1 to 1: how friendly its words are. It knows "
        "no target, and stance is never derived from it."
    )
st.subheader("What to keep in mind", anchor=False)
st.write(
    "- The scorer works by rules and word lists. It reads English only; texts in other "
    "languages are stored and counted, not scored.\n"
    "- An answer whose likeliest class is not sure enough is **uncertain**, and stays in every "
    "denominator.\n"
    "- Where somebody is quoted whom the text does not name, the holder is **unresolved**.\n"
    "- Intervals are 95 %. Copies of one story are not independent, so stories are the units "
    "that they are computed from.\n"
    "- A share is of all articles collected in the selection. What no feed brought is not in "
    "it, and days on which a feed was down are shaded."
)
accuracy.section()
st.subheader("Versions", anchor=False)
st.text("Scorer: " + (", ".join(state.options().scorers) or "nothing has been scored yet"))
st.text(f"Time zone of days: {state.settings().timezone}")
