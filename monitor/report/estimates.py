"""Numbers with their uncertainty: shares, means, differences, and which of them moved. Pure."""

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from monitor.report import trends

SMALL = trends.SMALL  # cases; what rests on fewer is not told as a number


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


def share(part: int, whole: int, stories: int | None = None) -> Estimate:
    """part / whole in [0, 1], with Wilson's interval; see trends.wilson for the stories."""
    if whole == 0:
        return UNKNOWN
    return Estimate(part / whole, *trends.wilson(part, whole, stories), whole)


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


def apart(by_voice: pd.DataFrame) -> pd.DataFrame:
    """How much more the outlets support in their own voice than those whom they quote.

    Takes one entity of Reader.trend by voice. One row a bucket: date, voice (""), value (own
    minus quoted, in [-2, 2]), low, high (its 95 % interval), n (statements of the rarer voice),
    few (bool: too few for a mean, though there are some), mentions (as n), complete.
    """
    own, quoted = (by_voice[by_voice["voice"] == voice] for voice in ("outlet", "quoted"))
    both = own.merge(quoted, on="date", suffixes=("_own", "_quoted")).sort_values("date")
    rows = []
    for row in both.to_dict("records"):
        first, second = (_side(row, side) for side in ("own", "quoted"))
        between = difference(first, second)
        told = between.n >= SMALL
        rows.append(
            {
                "date": row["date"],
                "voice": "",
                "value": between.value if told else math.nan,
                "low": between.low if told else math.nan,
                "high": between.high if told else math.nan,
                "n": between.n,
                "few": not told and max(first.n, second.n) > 0,
                "mentions": between.n,
                "complete": row["complete_own"],
            }
        )
    columns = ["date", "voice", "value", "low", "high", "n", "few", "mentions", "complete"]
    return pd.DataFrame(rows, columns=columns)


def shifts(now: pd.DataFrame, before: pd.DataFrame, key: str) -> pd.DataFrame:
    """What moved between two frames of the Reader that have one row a `key` and voice.

    Columns: name, voice, old, new (mean stance), change, low, high (its 95 % interval), n_old,
    n_new (statements). Only changes whose interval leaves out zero and that rest on enough
    statements on both sides, largest first.
    """
    joined = before.merge(now, on=[key, "voice"], suffixes=("_old", "_new"))
    found = []
    for row in joined.to_dict("records"):
        old, new = (_side(row, side) for side in ("old", "new"))
        moved = difference(new, old)
        if moved.n >= SMALL and moved.clear:
            found.append((row[key], row["voice"], old.value, new.value,
                          moved.value, moved.low, moved.high, old.n, new.n))  # fmt: skip
    columns = ["name", "voice", "old", "new", "change", "low", "high", "n_old", "n_new"]
    frame = pd.DataFrame(found, columns=columns)
    return frame.sort_values("change", key=lambda one: -one.abs(), ignore_index=True)


def _side(row: dict[Any, Any], side: str) -> Estimate:
    names = ("stance_mean", "stance_low", "stance_high", "mentions")
    value, low, high, n = (_number(row[f"{name}_{side}"]) for name in names)
    return Estimate(value, low, high, 0 if math.isnan(n) else int(n))


def _number(value: Any) -> float:
    return math.nan if pd.isna(value) else float(value)
