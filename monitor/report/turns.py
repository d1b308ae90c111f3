"""When coverage peaked, and when mean stance turned. Pure; the only user of scipy.

Frames are one series of Reader.trend: one entity and voice. Buckets that are partial or have
a collection gap are never a peak or a turn, and are not part of what these are held against.
docs/decisions/0017-peaks-and-turns.md tells why it is done this way.
"""

import math
from typing import Any

import numpy as np
import pandas as pd
from scipy.signal import find_peaks
from scipy.stats import permutation_test, poisson

from monitor.report import trends

_ENOUGH = 7  # complete buckets, before anything can be called usual
_SPREADS = 3.5  # Iglewicz and Hoaglin (1993): the bound for robust z scores of outliers
_MAD = 1.4826  # makes the median absolute deviation estimate a normal standard deviation
_MEAN_AD = 1.2533  # the same for the mean absolute deviation
_SHORTEST = 3  # buckets between two turns: a shorter stretch is an episode
_LEVEL = 0.05
_SHUFFLES = 999
_SEED = 7  # the same frame gives the same turns
_LEADS = 2 / 3  # of a peak's articles: an outlet with so many is named

_TURN_COLUMNS = ["date", "before", "after", "change", "p", "n_before", "n_after"]


def peaks(frame: pd.DataFrame) -> pd.DataFrame:
    """The buckets with unusually many articles, and `times`, how many times the usual.

    The usual is the median of the complete buckets, or their mean where most are empty. A peak
    is a local maximum (scipy.signal.find_peaks) that exceeds the usual, and stands out from
    its surroundings, by 3.5 standard deviations as the MAD estimates them, or the mean
    absolute deviation where most buckets are equal. It is also more than what articles that
    come by chance at the mean rate reach in any of the buckets with a probability of 5 %
    (Poisson, Bonferroni). None where fewer than 7 buckets are complete.
    """
    rows = frame.sort_values("date")
    known = rows["complete"].eq(True) & rows["count"].notna()
    counts = rows["count"].astype("float64").where(known)
    if known.sum() < _ENOUGH or not counts.max() > 0:
        return rows.iloc[:0].assign(times=pd.Series(dtype="float64"))
    usual = float(counts.median()) or float(counts.mean())
    high = _SPREADS * _spread(counts.dropna(), usual)
    chance = float(poisson.isf(_LEVEL / known.sum(), counts.mean()))
    above = float(np.nextafter(max(usual + high, chance), math.inf))
    # The first and the last bucket may be a peak as well; of a gap nothing is known.
    line = np.concatenate([[0.0], counts.fillna(0.0), [0.0]])
    places, _ = find_peaks(line, height=above, prominence=high)
    found: pd.DataFrame = rows.iloc[places - 1]
    return found.assign(times=found["count"].astype("float64") / usual)


def turns(frame: pd.DataFrame) -> pd.DataFrame:
    """Where mean stance went over to another level, in order of time.

    Columns: date (the first bucket of the new level), before, after (means over the
    statements of the stretches on both sides, in [-1, 1]), change, p (of the test), n_before,
    n_after (statements).

    Binary segmentation: the complete buckets, each weighing what its statements do, are
    divided where the means of both sides differ most (largest sum of squares between them),
    and each side again. A division stands where no more than 5 % of the same buckets in
    another order (scipy.stats.permutation_test) can be divided as well. Each side has at
    least 3 buckets and 10 statements. A division across a gap is not told: the outlets that
    were missing may be its reason.
    """
    rows = frame.sort_values("date", ignore_index=True)
    complete = rows["complete"].eq(True)
    said = rows["mentions"].astype("float64").fillna(0.0)
    kept = rows[complete & rows["stance_mean"].notna() & (said > 0)]
    values, weights = kept["stance_mean"].to_numpy("float64"), kept["mentions"].to_numpy("float64")
    divided = _divide(values, weights, 0, len(kept))
    ends = [0, *(place for place, _ in divided), len(kept)]
    found = []
    for number, (place, p) in enumerate(divided):
        if not complete[kept.index[place - 1] : kept.index[place] + 1].all():
            continue
        old, new = slice(ends[number], place), slice(place, ends[number + 2])
        before, after = (float(np.average(values[s], weights=weights[s])) for s in (old, new))
        n = (int(weights[old].sum()), int(weights[new].sum()))
        found.append((kept["date"].iloc[place], before, after, after - before, p, *n))
    return pd.DataFrame(found, columns=_TURN_COLUMNS)


def turns_by_voice(frame: pd.DataFrame) -> pd.DataFrame:
    """The turns of each voice of a frame, with the column voice; in order of time."""
    found = [turns(rows).assign(voice=voice) for voice, rows in frame.groupby("voice")]
    if not found:
        return turns(frame).assign(voice=pd.Series(dtype="str"))
    return pd.concat(found, ignore_index=True).sort_values("date", ignore_index=True)


def leader(outlets: pd.DataFrame) -> tuple[str, float]:
    """Of a peak: the outlet that at least two thirds of its articles are from, and that part.

    Takes Reader.outlets, one row an outlet. An empty name where no outlet has so many.
    """
    counts = outlets.groupby("outlet")["articles"].max()
    total = float(counts.sum())
    if not total or counts.max() / total < _LEADS:
        return "", 0.0
    return str(counts.idxmax()), float(counts.max()) / total


def _divide(values: Any, weights: Any, first: int, last: int) -> list[tuple[int, float]]:
    """The places of the divisions between two places, each with its p, in order."""
    x, w = values[first:last], weights[first:last]
    gains = _gains(x, w)
    at = int(gains.argmax()) + 1 if gains.any() else 0
    if min(w[:at].sum(), w[at:].sum()) < trends.SMALL:
        return []

    def best(order: Any, axis: int = -1) -> Any:
        return _gains(x[order], w[order]).max(axis=axis)

    tested = permutation_test(
        (np.arange(len(x)),),
        best,
        permutation_type="pairings",
        n_resamples=_SHUFFLES,
        alternative="greater",
        vectorized=True,
        rng=np.random.default_rng(_SEED),
    )
    if tested.pvalue > _LEVEL:
        return []
    place = first + at
    return [
        *_divide(values, weights, first, place),
        (place, float(tested.pvalue)),
        *_divide(values, weights, place, last),
    ]


def _gains(x: Any, w: Any) -> Any:
    """The sum of squares between both sides of every place in the last axis; 0 where one is short.

    Element i belongs to the division after element i.
    """
    left, sums = np.cumsum(w, axis=-1)[..., :-1], np.cumsum(w * x, axis=-1)[..., :-1]
    whole, total = w.sum(axis=-1, keepdims=True), (w * x).sum(axis=-1, keepdims=True)
    right = whole - left
    length = x.shape[-1]
    place = np.arange(1, length)
    fits = (place >= _SHORTEST) & (length - place >= _SHORTEST)
    means = sums / left - (total - sums) / right
    # Sums in another order differ in the last digits, which is no difference.
    return np.where(fits, np.round(left * right / whole * means**2, 9), 0.0)


def _spread(counts: "pd.Series[float]", usual: float) -> float:
    apart = (counts - usual).abs()
    return _MAD * float(apart.median()) or _MEAN_AD * float(apart.mean())
