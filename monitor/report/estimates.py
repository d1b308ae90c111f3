"""Numbers with their uncertainty: shares, means, differences, and why a mean has moved. Pure."""

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from monitor.report import trends

SMALL = trends.SMALL  # cases; what rests on fewer is not told as a number

_ALIKE = 0.5  # of a shift: a mix that makes up at least this much of it is named as the reason


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval, and the number of cases that it rests on.

    The ends are NaN where they can't be given; the value is NaN where there is no case.
    """

    value: float
    low: float
    high: float
    n: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero; never where the interval is unknown."""
        return self.low > 0 or self.high < 0


UNKNOWN = Estimate(math.nan, math.nan, math.nan, 0)


def share(part: int, whole: int) -> Estimate:
    """part / whole in [0, 1], with Wilson's interval."""
    if whole == 0:
        return UNKNOWN
    return Estimate(part / whole, *trends.wilson(part, whole), whole)


def mean(row: dict[Any, Any] | None, name: str = "stance") -> Estimate:
    """A mean of a row of the Reader: the columns NAME_mean, NAME_low, NAME_high, mentions."""
    if row is None:
        return UNKNOWN
    value, low, high = (_number(row[f"{name}_{part}"]) for part in ("mean", "low", "high"))
    return Estimate(value, low, high, int(_number(row["mentions"])))


def difference(first: Estimate, second: Estimate) -> Estimate:
    """first - second, of independent estimates; n is the smaller one.

    The interval is recovered from the two intervals (Newcombe 1998, method 10; Zou and Donner
    2008), so that one that is lopsided stays so.
    """
    value = first.value - second.value
    down = math.hypot(first.value - first.low, second.high - second.value)
    up = math.hypot(first.high - first.value, second.value - second.low)
    return Estimate(value, value - down, value + up, min(first.n, second.n))


def shifts(now: pd.DataFrame, before: pd.DataFrame, key: str) -> pd.DataFrame:
    """What moved between two frames of the Reader that have one row a `key`.

    Columns: name, old, new (mean stance), change, low, high (its 95 % interval), n_old, n_new
    (statements). Only changes whose interval leaves out zero and that rest on enough
    statements on both sides, largest first.
    """
    joined = before.merge(now, on=key, suffixes=("_old", "_new"))
    found = []
    for row in joined.to_dict("records"):
        old, new = (_side(row, side) for side in ("old", "new"))
        moved = difference(new, old)
        if moved.n >= SMALL and moved.clear:
            found.append((row[key], old.value, new.value, moved.value, moved.low, moved.high,
                          old.n, new.n))  # fmt: skip
    columns = ["name", "old", "new", "change", "low", "high", "n_old", "n_new"]
    frame = pd.DataFrame(found, columns=columns)
    return frame.sort_values("change", key=lambda one: -one.abs(), ignore_index=True)


def of_mix(now: pd.DataFrame, before: pd.DataFrame, key: str) -> float:
    """How much of the change of a mean is due to the mix of `key`, the rest being within them.

    Kitagawa (1955): the changes of weight, each valued at the mean of both periods. A group
    that is there in one period only changes the mix and nothing else.
    """
    columns = [key, "mentions", "stance_mean"]
    joined = before[columns].merge(now[columns], on=key, how="outer", suffixes=("_old", "_new"))
    weights = {}
    for side in ("old", "new"):
        counts = joined[f"mentions_{side}"].astype("float64").fillna(0.0)
        weights[side] = counts / counts.sum() if counts.sum() else counts
    old, new = (joined[f"stance_mean_{side}"].astype("float64") for side in ("old", "new"))
    middle = (old.fillna(new) + new.fillna(old)) / 2
    return float(((weights["new"] - weights["old"]) * middle).sum())


def reason(change: float, by_outlet: float, by_holder: float) -> str:
    """Why a mean moved by `change`, given what the two mixes make up of it.

    The mix of outlets is asked first, since speakers come with outlets.
    """
    if change and by_outlet / change >= _ALIKE:
        return "outlet mix"
    if change and by_holder / change >= _ALIKE:
        return "speakers"
    return "wording"


def _side(row: dict[Any, Any], side: str) -> Estimate:
    names = ("stance_mean", "stance_low", "stance_high", "mentions")
    value, low, high, n = (_number(row[f"{name}_{side}"]) for name in names)
    return Estimate(value, low, high, int(n))


def _number(value: Any) -> float:
    return math.nan if pd.isna(value) else float(value)
