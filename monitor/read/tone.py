"""Tone: VADER's compound of a piece of text. The only user of vaderSentiment."""

from functools import cache, lru_cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

LONGEST = 1200  # characters: VADER's time grows with the square of a text's words


@cache
def _analyser() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


@lru_cache(maxsize=2048)  # the same sentence is asked for once a mention
def compound(text: str) -> float:
    """Give the compound of a text, in [-1, 1]; 0 for an empty one.

    Hutto & Gilbert 2014. It knows no target: it is never stance or sentiment.
    """
    words = text[:LONGEST]
    if not words.strip():
        return 0.0
    return float(_analyser().polarity_scores(words)["compound"])
