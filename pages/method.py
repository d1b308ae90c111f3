"""How is it measured?"""

from monitor.ui import router

router.guard()

import streamlit as st

import monitor
from monitor.report import trends
from monitor.ui import accuracy, evaluation, state

st.title("Method", anchor=False)
stance, sentiment, tone = st.columns(3)
with stance, st.container(border=True, height="stretch"):
    st.header("Stance", anchor=False)
    st.write(
        "The attitude of a holder toward a target: oppose, neutral or support. The score is "
        "P(support) − P(oppose), from −1 to +1. It is not whether the news is good or bad."
    )
with sentiment, st.container(border=True, height="stretch"):
    st.header("Sentiment", anchor=False)
    st.write(
        "How a sentence shows the target to a reader, whoever speaks: negative, neutral or "
        "positive. It is not the attitude of anybody."
    )
with tone, st.container(border=True, height="stretch"):
    st.header("Tone", anchor=False)
    st.write(
        "VADER's compound of the sentence, from −1 to +1: how friendly its words are. It knows "
        "no target, and stance is never derived from it."
    )

st.header("What to keep in mind", anchor=False)
st.write(
    "- The scorer reads English only; texts in other languages are stored and counted, not "
    "scored.\n"
    "- An answer whose likeliest class is not sure enough is **uncertain**, and stays in every "
    "denominator.\n"
    "- Where somebody is quoted whom the text does not name, the holder is **unresolved**.\n"
    "- An outlet's own voice and the voices that it quotes are never averaged into one mean.\n"
    "- A share is of all articles collected in the selection of outlets and dates. What no feed "
    "brought is not in it. Where nothing was collected there is a gap and no zero; buckets in "
    "which a feed was down are shaded, and never called a peak."
)
evaluation.section()
accuracy.section()

st.header("How the figures are computed", anchor=False)
figures, changes = st.columns(2)
with figures, st.container(border=True, height="stretch"):
    st.write(
        "**Intervals** are 95 %. Copies of one story repeat each other, so stories are what is "
        "counted as independent.\n"
        "- *Means*: a ratio estimate over stories (Cochran, Sampling Techniques, section 6.3).\n"
        "- *Shares*: Wilson's interval (1927), as wide as that of as many cases as there are "
        "stories.\n"
        "- *Differences*: from the two intervals (Newcombe, 1998, method 10).\n\n"
        f"**Few.** Below n = {trends.SMALL} statements there is a mark and no mean.\n\n"
        "**Smoothing** is off unless you choose it. It adds up the buckets of a window and "
        "divides once, so that a day of two articles does not weigh as much as one of two "
        "hundred; the single buckets stay in sight. A smoothed line has no interval.\n\n"
        "**Peaks** stand out from the median of the complete buckets, and from their neighbours, "
        "by 3.5 robust standard deviations (Iglewicz and Hoaglin, 1993), and by more than chance "
        "(Poisson, 5 % over all buckets). **Turns** of mean stance pass a permutation test at "
        "5\N{NO-BREAK SPACE}%.\n\n"
        "**Collected throughout** keeps the outlets all of whose feeds were watched on every day "
        "of the selection."
    )
with changes, st.container(border=True, height="stretch"):
    st.write(
        "**Why two means differ.** Let w(o) be the part of the statements that stand in outlet "
        "o, m(o) their mean, v(h, o) the part of these that holder h has, and m(h, o) the mean "
        "of those. With Δ for the difference of the two sides, and a bar for the mean of both:"
    )
    st.text(
        "outlet mix = Σₒ Δw(o) · m̄(o)\n"
        "speaker mix = Σₒ w̄(o) · Σₕ Δv(h, o) · m̄(h, o)\n"
        "wording = Σₒ w̄(o) · Σₕ v̄(h, o) · Δm(h, o)"
    )
    st.write(
        "The three add up to the difference without rest (Kitagawa, 1955, applied to outlets and "
        "then to the speakers in each). Who is there on one side only changes the mix and not "
        "the wording.\n\n"
        "**A change of stance** is a named speaker's statement that supports what the same "
        "speaker's last one opposed, or the other way round, in another story. Neutral and "
        "uncertain statements are passed over."
    )

st.header("Versions", anchor=False)
st.text(f"Stancewatch {monitor.__version__}")
st.text("Scorer: " + (", ".join(state.options().scorers) or "nothing has been scored yet"))
st.text(f"Time zone of days: {state.settings().timezone}")
st.write("To cite a figure, use the button **Cite** on its page: it names the date, the filters, "
         "the scorer and the address that opens the same view.")  # fmt: skip
