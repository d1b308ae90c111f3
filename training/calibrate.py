"""Logits -> honest probabilities: a temperature and a lean, fitted on development data.

The training sets hold more attitudes than the news does, or fewer; `bias` shifts neutral to
where macro-F1 is best on development data, and the temperature (Guo et al. 2017) then makes
the probabilities as large as they deserve.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
_LEANS = np.round(np.arange(-1.5, 1.51, 0.1), 2)
_TEMPERATURES = np.round(np.arange(0.5, 4.01, 0.05), 2)


@dataclass(frozen=True, slots=True)
class Calibration:
    temperature: float
    bias: tuple[float, float, float]

    def __call__(self, logits: Numbers) -> Numbers:
        """[n, 3] logits -> [n, 3] probabilities."""
        lean = (logits + self.bias) / self.temperature
        parts = np.exp(lean - lean.max(1, keepdims=True))
        return np.asarray(parts / parts.sum(1, keepdims=True))

    def stated(self) -> dict[str, object]:
        return asdict(self)


def fit(logits: Numbers, gold: Sequence[int], *, lean: bool = True) -> Calibration:
    """Fit on [n, 3] logits and n classes (0 low, 1 neutral, 2 high)."""
    wanted = np.asarray(gold)
    shift = 0.0
    if lean:
        found = [macro_f1(wanted, (logits + np.array([0.0, x, 0.0])).argmax(1)) for x in _LEANS]
        # A single peak is chance: neighbours count too, and a small shift wins a tie.
        smooth = np.convolve(found, np.ones(5) / 5, "same")[2:-2] - 0.002 * np.abs(_LEANS[2:-2])
        shift = float(_LEANS[2:-2][smooth.argmax()])
    bias = (0.0, shift, 0.0)
    losses = [
        -np.log(Calibration(float(t), bias)(logits)[np.arange(len(wanted)), wanted]).mean()
        for t in _TEMPERATURES
    ]
    return Calibration(float(_TEMPERATURES[int(np.argmin(losses))]), bias)


def macro_f1(gold: npt.NDArray[np.int64], given: npt.NDArray[np.int64]) -> float:
    found = []
    for label in range(3):
        hits = int(((gold == label) & (given == label)).sum())
        both = int((gold == label).sum() + (given == label).sum())
        found.append(2 * hits / both if both else 0.0)
    return float(np.mean(found))


def error(probabilities: Numbers, gold: Sequence[int], bins: int = 10) -> float:
    """Expected calibration error of the likeliest class, in [0, 1]."""
    sure = probabilities.max(1)
    right = probabilities.argmax(1) == np.asarray(gold)
    places = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [
        abs(sure[places == n].mean() - right[places == n].mean()) * (places == n).mean()
        for n in range(bins)
        if (places == n).any()
    ]
    return float(sum(gaps))
