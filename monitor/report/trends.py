"""What a trend says: intervals, smoothing, runs without gaps, change. Pure.

Frames are those of Reader.trend. A series is one entity and voice of such a frame.
"""

import math

import pandas as pd

SMALL = 10  # fewer statements than this are shown, but marked as few

_Z = 1.959964  # 97.5 % quantile of the normal distribution: both sides of a 95 % interval

_SERIES = ["entity_id", "voice"]
_SUMMED = ["count", "total_count", "mentions", "oppose", "neutral", "support", "uncertain"]
_MEANS = ["stance_mean", "sentiment_mean", "tone_mean"]
_LOST = [  # neither distinct counts nor intervals of a window follow from those of its buckets
    *("stories", "outlets", "stance_low", "stance_high", "sentiment_low", "sentiment_high"),
]


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share, both ends in [0, 1]; NaN where n is 0 (Wilson, 1927)."""
    if n == 0:
        return math.nan, math.nan
    share, z2 = successes / n, _Z * _Z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def smooth(frame: pd.DataFrame, window: int) -> pd.DataFrame:
    """Every bucket with the `window` - 1 before it: sums of the counts, means over all mentions.

    Same columns and rows. Null where a bucket of the window has no counts; complete where all
    are. Stories, outlets and intervals are null, since they do not add up.
    """
    if window <= 1 or frame.empty:
        return frame
    runs = [_smoothed(series, window) for _, series in frame.groupby(_SERIES, sort=False)]
    return pd.concat(runs).reindex(frame.index)


def split(frame: pd.DataFrame, column: str = "stance_mean") -> list[pd.DataFrame]:
    """The runs of one series in which `column` has a value, so that no line bridges a gap."""
    there = frame[column].notna()
    run = (there != there.shift()).cumsum()
    return [rows for _, rows in frame[there].groupby(run[there])]


def change(now: float | None, before: float | None) -> float | None:
    """now - before; None where either is missing."""
    if now is None or before is None or pd.isna(now) or pd.isna(before):
        return None
    return float(now - before)


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
