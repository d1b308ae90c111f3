"""What a trend says: intervals, smoothing, runs without gaps. Pure.

Frames are those of Reader.trend. A series is one entity and voice of such a frame.
"""

import math
from datetime import date

import pandas as pd

SMALL = 10  # fewer statements than this are shown, but marked as few

_Z = 1.959964  # 97.5 % quantile of the normal distribution: both sides of a 95 % interval

_SERIES = ["entity_id", "voice"]
_SUMMED = ["count", "total_count", "mentions", "oppose", "neutral", "support", "uncertain"]
_MEANS = ["stance_mean", "sentiment_mean", "tone_mean"]
_OF_MEANS = ("_mean", "_low", "_high")
_LOST = [  # neither distinct counts nor intervals of a window follow from those of its buckets
    *("stories", "outlets", "stance_low", "stance_high", "sentiment_low", "sentiment_high"),
]


def wilson(successes: int, n: int, clusters: int | None = None) -> tuple[float, float]:
    """The 95 % interval of a share, both ends in [0, 1]; NaN where n is 0 (Wilson, 1927).

    Cases of one story are not independent. Where the number of stories among the n cases is
    given, the interval is that of as many cases: as if those of one story were all alike, which
    is the most that they can be (Kish, 1965: the design effect 1 + (b - 1) rho with rho = 1).
    """
    cases = n if clusters is None else min(n, clusters)
    if n == 0 or cases == 0:
        return math.nan, math.nan
    share, z2 = successes / n, _Z * _Z
    centre = (share + z2 / (2 * cases)) / (1 + z2 / cases)
    half = _Z * math.sqrt(share * (1 - share) / cases + z2 / (4 * cases * cases)) / (1 + z2 / cases)
    return max(0.0, centre - half), min(1.0, centre + half)


def told(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows, with no mean and no interval where fewer than SMALL statements make it up.

    Takes frames of the Reader that have `mentions`. Shares and counts stay.
    """
    few = frame["mentions"].astype("float64").fillna(0) < SMALL
    means = [name for name in frame.columns if name.endswith(_OF_MEANS)]
    return frame.assign(**{name: frame[name].astype("float64").mask(few) for name in means})


def throughout(feed_days: pd.DataFrame, start: date, end: date) -> list[str]:
    """The outlets all of whose feeds were watched on every day from `start` to `end`.

    Takes Reader.feed_days of these days. Outlets without a feed are not among them: nobody
    knows what files leave out.
    """
    days = feed_days.assign(whole=~feed_days["gap"].astype(bool))
    days = days[(days["day"] >= start) & (days["day"] <= end)]
    per_feed = days.groupby(["outlet", "feed"], sort=True)["whole"].agg(["all", "size"])
    watched = per_feed["all"] & (per_feed["size"] == (end - start).days + 1)
    whole = watched.groupby(level="outlet", sort=True).all()
    return [str(outlet) for outlet in whole[whole].index]


def smooth(frame: pd.DataFrame, window: int) -> pd.DataFrame:
    """Every bucket with the `window` - 1 before it: sums of the counts, means over all mentions.

    Same rows; same columns and `window`. Null where a bucket of the window has no counts;
    complete where all are. Stories, outlets and intervals are null, since they do not add up.
    """
    if window <= 1 or frame.empty:
        return frame.assign(window=window)
    runs = [_smoothed(series, window) for _, series in frame.groupby(_SERIES, sort=False)]
    return pd.concat(runs).reindex(frame.index).assign(window=window)


def split(frame: pd.DataFrame, column: str = "stance_mean") -> list[pd.DataFrame]:
    """The runs of one series in which `column` has a value, so that no line bridges a gap."""
    there = frame[column].notna()
    run = (there != there.shift()).cumsum()
    return [rows for _, rows in frame[there].groupby(run[there])]


def _smoothed(series: pd.DataFrame, window: int) -> pd.DataFrame:
    out = series.copy()
    mentions = series["mentions"].astype("float64")
    sums = series[_SUMMED].astype("float64").rolling(window).sum()
    # A bucket without mentions has no mean, and weighs nothing; one without counts is a gap.
    weighted = series[_MEANS].fillna(0.0).mul(mentions, axis=0)
    means = weighted.rolling(window).sum().div(sums["mentions"].where(sums["mentions"] > 0), axis=0)
    out[_SUMMED] = sums.round().astype("Int64")
    out[_MEANS] = means
    out["ratio"] = sums["count"] / sums["total_count"].where(sums["total_count"] > 0)
    out["complete"] = series["complete"].astype("float64").rolling(window).min().eq(1)
    out[_LOST] = math.nan
    return out
