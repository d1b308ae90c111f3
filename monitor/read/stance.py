"""Stance and sentiment toward a target: the interface that any judge has, and its threshold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.records import Scores

STANCES = ("oppose", "neutral", "support")
SENTIMENTS = ("negative", "neutral", "positive")


@dataclass(frozen=True, slots=True)
class Case:
    """One question: in this sentence, what is the holder's attitude to the target?

    Spans count in `text`. `holder` is null where whoever speaks or writes the sentence is
    the holder: the outlet, or a speaker who is named outside it.
    """

    text: str
    target: tuple[int, int]
    holder: tuple[int, int] | None = None


class StanceModel(Protocol):
    """Anything that judges cases: the rules of baseline.py, or a trained model."""

    @property
    def version(self) -> str:
        """A short string that changes whenever an answer may change."""
        ...

    @property
    def threshold(self) -> float:
        """Below this probability of the likeliest class the answer is "uncertain"."""
        ...

    def judge(self, cases: Sequence[Case]) -> list[tuple[Scores, Scores]]:
        """Give (stance, sentiment) of each case, in order. The same case, the same answer."""
        ...


def label(scores: Scores, names: tuple[str, str, str], threshold: float) -> str:
    """Give the name of the likeliest class, or "uncertain" where it is below the threshold."""
    best = max(scores.low, scores.neutral, scores.high)
    if best < threshold:
        return "uncertain"
    return likeliest(scores, names)


def likeliest(scores: Scores, names: tuple[str, str, str]) -> str:
    """Give the name of the likeliest class; neutral wins a tie."""
    if scores.neutral >= max(scores.low, scores.high):
        return names[1]
    return names[0] if scores.low > scores.high else names[2]
