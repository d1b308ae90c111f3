"""Stance and sentiment by the trained network: three probabilities each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from monitor.errors import ModelError
from monitor.read import marks, model
from monitor.read.model import Network
from monitor.read.stance import Case
from monitor.records import Scores

_Found = TypeVar("_Found")
Logits = npt.NDArray[np.float32]
_CALIBRATED = (
    *("stance", "stance_without_holder", "sentiment"),
    *("early_stance", "early_sentiment"),
)


@dataclass(frozen=True, slots=True)
class _Calibration:
    """Turns logits into probabilities: softmax((logits + bias) / temperature).

    Temperature scaling after Guo et al. 2017. The bias makes up for the training sets, which
    hold more attitudes than the news does. Both were fitted on development data.
    """

    temperature: float
    bias: tuple[float, float, float]

    def scores(self, logits: Logits) -> Scores:
        lean = (logits.astype(np.float64) + self.bias) / self.temperature
        parts = np.exp(lean - lean.max())
        low, neutral, high = (float(part) for part in parts / parts.sum())
        return Scores(low, neutral, high)


class Judge:
    """The trained judge. Satisfies StanceModel.

    The lower layers answer first. Where they are sure, of stance and of sentiment, the upper
    layers are not asked.

    Each case is a run of its own: int8 products take one scale for all that runs together, so
    that a case's answer would depend on its company.
    """

    def __init__(self, low: Network, high: Network) -> None:
        self._low, self._high = low, high
        stated = low.manifest
        self._marks = marks.marks(low.piece_id, *_stated(stated, "frame", _names))
        self._exit = _stated(stated, "exit", float)
        known = _stated(stated, "calibration", dict)
        self._known = {name: _stated(known, name, _calibration) for name in _CALIBRATED}
        self.threshold = _stated(stated, "threshold", float)
        self.version = f"trained-{low.version[:4]}{high.version[:4]}"

    def judge(self, cases: Sequence[Case]) -> list[tuple[Scores, Scores]]:
        """Give (stance, sentiment) of each case, in order."""
        known: dict[Case, tuple[Scores, Scores]] = {}
        for case in cases:
            if case not in known:
                known[case] = self._one(case)
        return [known[case] for case in cases]

    def _one(self, case: Case) -> tuple[Scores, Scores]:
        pieces = marks.encode(self._cut, self._marks, case.text, case.target, case.holder)
        ids = np.array([pieces], np.int64)
        stance, sentiment, states = self._low.run(ids=ids)
        early = (
            self._known["early_stance"].scores(stance[0]),
            self._known["early_sentiment"].scores(sentiment[0]),
        )
        if min(max(scores.low, scores.neutral, scores.high) for scores in early) >= self._exit:
            return early
        stance, sentiment = self._high.run(ids=ids, states=states)
        marked = self._marks.holder[0] in pieces
        toward = self._known["stance" if marked else "stance_without_holder"]
        return toward.scores(stance[0]), self._known["sentiment"].scores(sentiment[0])

    def _cut(self, text: str) -> Sequence[int]:
        return self._low.pieces(text).ids if text else []


def _calibration(given: Any) -> _Calibration:
    low, neutral, high = (float(part) for part in given["bias"])
    return _Calibration(float(given["temperature"]), (low, neutral, high))


def _names(given: Any) -> tuple[str, str]:
    start, end = given
    return str(start), str(end)


def _stated(manifest: Mapping[str, Any], name: str, parse: Callable[[Any], _Found]) -> _Found:
    try:
        return parse(manifest[name])
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"The model's manifest states no usable {name}.", remedy=model.REMEDY
        ) from error


@cache
def load(folder: Path = model.FOLDER) -> Judge:
    """Load the shipped judge, once a process. Raises ModelError."""
    return Judge(model.load("judge_low", folder), model.load("judge_high", folder))
