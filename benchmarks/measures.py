"""Measures with 95 % intervals. What is resampled is a text: its lines are not independent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.sets import Gold, Line
from monitor.read.evaluate import attribution_counts
from monitor.read.stance import SENTIMENTS, STANCES

RESAMPLES = 2000
SEED = 7

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """A value in percent with its interval; n counts lines, `texts` what was resampled."""

    measure: str
    value: float
    low: float
    high: float
    n: int
    texts: int


def measure(gold: Gold, answers: Sequence[Line]) -> list[Measured]:
    """Give the measures of the bar for a set and somebody's answers, in the bar's order."""
    if gold.task == "attribution":
        return _attribution(gold, answers)
    return [_macro_f1(gold, answers)]


def _macro_f1(gold: Gold, answers: Sequence[Line]) -> Measured:
    """Macro-F1 over the task's three labels."""
    names = SENTIMENTS if gold.task == "sentiment" else STANCES
    texts: dict[str, int] = {}
    rows = [texts.setdefault(line["text"], len(texts)) for line in gold.lines]
    # counts[text, wanted, given]; the last column is for an answer that is no label
    counts = np.zeros((len(texts), len(names), len(names) + 1))
    for row, line, answer in zip(rows, gold.lines, answers, strict=True):
        label = answer.get("label", "")
        given = names.index(label) if label in names else len(names)
        counts[row, names.index(line["label"]), given] += 1
    return _interval("macro-F1", counts, _mean_f1, len(gold.lines))


def _mean_f1(counts: Floats) -> Floats:
    """[samples, wanted, given] -> [samples]."""
    hits = np.einsum("sii->si", counts[:, :, :-1])
    both = counts.sum(axis=2) + counts.sum(axis=1)[:, :-1]
    return np.divide(2 * hits, both, out=np.zeros_like(hits), where=both > 0).mean(axis=1)


def _attribution(gold: Gold, answers: Sequence[Line]) -> list[Measured]:
    """Token-level F1 of content, and of content with the right holder."""
    pairs = zip(gold.lines, answers, strict=True)
    counts = np.array([attribution_counts(line, answer) for line, answer in pairs], float)

    def f1(hits: int) -> Callable[[Floats], Floats]:
        def score(totals: Floats) -> Floats:
            both = totals[:, 1] + totals[:, 2]
            return np.divide(2 * totals[:, hits], both, out=np.zeros(len(both)), where=both > 0)

        return score

    return [
        _interval("content F1", counts, f1(0), len(gold.lines)),
        _interval("content and holder F1", counts, f1(3), len(gold.lines)),
    ]


def _interval(name: str, counts: Floats, score: Callable[[Floats], Floats], n: int) -> Measured:
    """Percentile bootstrap over the first axis."""
    chance = np.random.default_rng(SEED)
    texts = len(counts)
    weights = chance.multinomial(texts, np.full(texts, 1 / texts), RESAMPLES).astype(float)
    samples = 100 * score(np.tensordot(weights, counts, 1))
    low, high = np.percentile(samples, (2.5, 97.5))
    value = float(100 * score(counts.sum(axis=0)[None])[0])
    return Measured(name, value, float(low), float(high), n, texts)
