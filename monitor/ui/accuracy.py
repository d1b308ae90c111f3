"""How right the scorer is by this store's own labels, and how far people agree."""

import math

import pandas as pd
import streamlit as st

from monitor.report import agreement, estimates, words
from monitor.report.agreement import CLASSES, Accuracy
from monitor.report.estimates import Estimate
from monitor.ui import cards, labelling, passages, state


def cards_of(labels: pd.DataFrame) -> None:
    """Draw accuracy and agreement for each question; or say how they come about."""
    if labels.empty:
        with cards.card("Accuracy and agreement", "From labels of this store"):
            passages.note(
                "Nobody has labelled anything yet. Precision and recall are measured on the random "
                "part of the queue, agreement where two people labelled the same mentions."
            )
        return
    columns = st.columns(2)
    for column, question in zip(columns, CLASSES, strict=True):
        with (
            column,
            cards.card(
                f"Accuracy of {question}", "The random part alone; 95 % intervals after Wilson"
            ),
        ):
            _accuracy(agreement.accuracy(labels, labelling.queue(), question), question)
            _agreement(agreement.alpha(labels, question))


def section() -> None:
    """The same for the page on method."""
    st.header("Measured on this store", anchor=False)
    cards_of(state.reader().labels())


def _accuracy(found: Accuracy, question: str) -> None:
    n = found.right.n
    frame = pd.DataFrame(
        [
            {
                "class": one.capitalize(),
                "precision": _share(found.precision[one]),
                "recall": _share(found.recall[one]),
            }
            for one in CLASSES[question]
        ]
    )
    cards.table(frame, f"accuracy of {question}")
    passages.note(
        f"Right: {_share(found.right)}. Of {words.counted(found.asked, 'mention')} drawn, "
        f"{n + found.unclear + found.disputed:,} are labelled: {found.unclear:,} as unclear, "
        f"{found.disputed:,} in more than one way, which count for nothing here."
    )


def _agreement(found: Estimate) -> None:
    if found.n < estimates.SMALL or math.isnan(found.value):
        passages.note(
            f"Agreement: too few mentions with labels of two people (n = {found.n:,})."
            if found.n < estimates.SMALL
            else f"Agreement: all {found.n:,} mentions have one label, so none can be told."
        )
        return
    passages.note(
        f"Agreement (Krippendorff's alpha, nominal): {found.value:.2f} "
        f"({found.low:.2f} to {found.high:.2f}), n = {found.n:,} mentions labelled by two or more."
    )


def _share(value: Estimate) -> str:
    """82 % (71 to 89 %), n = 40; a dash where n is small."""
    if value.n < estimates.SMALL:
        return f"{words.DASH} (n = {value.n:,})"
    low, high = value.low * 100, value.high * 100
    return f"{words.share(value.value)} ({low:.0f} to {high:.0f} %), n = {value.n:,}"
