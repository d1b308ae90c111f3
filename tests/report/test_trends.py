import math

import pandas as pd
import pytest

from monitor.report import trends
from tests.report.frames import trend


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),  # this and the next two: Newcombe (1998), table I
        (15, 148, 0.0624, 0.1605),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_agrees_with_published_values(
    successes: int, n: int, low: float, high: float
) -> None:
    assert trends.wilson(successes, n) == pytest.approx((low, high), abs=1e-4)


def test_wilson_of_nothing_is_unknown() -> None:
    assert all(math.isnan(end) for end in trends.wilson(0, 0))


def test_smoothing_sums_and_never_reaches_over_a_gap() -> None:
    smoothed = trends.smooth(trend([1, 2, 3, None, 4, 5, 6]), 3)
    assert smoothed["count"].isna().tolist() == [True, True, False, True, True, True, False]
    assert smoothed["count"].dropna().tolist() == [6, 15]
    assert smoothed["ratio"].dropna().tolist() == pytest.approx([0.02, 0.05])
    assert smoothed["complete"].tolist() == [False, False, True, False, False, False, True]
    assert smoothed["stance_low"].isna().all()


def test_smoothed_means_weigh_every_statement_alike() -> None:
    frame = trend([1, 3]).assign(stance_mean=[1.0, 0.0])
    assert trends.smooth(frame, 2)["stance_mean"].iloc[1] == pytest.approx(0.25)


def test_smoothing_keeps_series_apart() -> None:
    both = pd.concat([trend([1, 1]), trend([5, 5], voice="quoted")], ignore_index=True)
    assert trends.smooth(both, 2)["count"].dropna().tolist() == [2, 10]


def test_runs_end_at_gaps() -> None:
    runs = trends.split(trend([1, 2, None, 3, None, None, 4, 5]))
    assert [run["count"].tolist() for run in runs] == [[1, 2], [3], [4, 5]]


def test_change_needs_both_sides() -> None:
    assert trends.change(0.5, 0.25) == 0.25
    assert trends.change(None, 0.25) is None
    assert trends.change(0.5, math.nan) is None
