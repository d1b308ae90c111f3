import math
from datetime import date

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


def test_an_interval_of_copies_is_as_wide_as_that_of_their_stories() -> None:
    assert trends.wilson(30, 60, clusters=20) == pytest.approx(trends.wilson(10, 20))
    assert trends.wilson(30, 60, clusters=99) == trends.wilson(30, 60)
    assert all(math.isnan(end) for end in trends.wilson(0, 5, clusters=0))


def test_below_ten_statements_no_mean_is_told_but_counts_are() -> None:
    found = trends.told(trend([4, 5, None]))  # 8 and 10 statements
    assert found["stance_mean"].isna().tolist() == [True, False, True]
    assert found["stance_high"].isna().tolist() == [True, False, True]
    assert found["mentions"].tolist()[:2] == [8, 10]
    assert found["ratio"].tolist()[:2] == [0.04, 0.05]


def watched(outlet: str, first: str, days: int, gap: int | None = None) -> pd.DataFrame:
    """A feed from a day on, with a gap on one of the days."""
    frame = pd.DataFrame({"day": pd.date_range(first, periods=days).date})
    return frame.assign(outlet=outlet, feed=f"{outlet} {first}", gap=frame.index == gap)


def test_collected_throughout_means_every_feed_on_every_day() -> None:
    start, end = date(2026, 10, 2), date(2026, 10, 4)
    days = pd.concat(
        [
            watched("always", "2026-10-01", 6),
            watched("broken", "2026-10-01", 6, gap=2),
            watched("broken before", "2026-10-01", 6, gap=0),
            watched("late", "2026-10-03", 4),
            watched("ended", "2026-10-01", 3),
            watched("second feed late", "2026-10-01", 6),
            watched("second feed late", "2026-10-04", 3),
        ]
    )
    assert trends.throughout(days, start, end) == ["always", "broken before"]
    assert trends.throughout(days.iloc[:0], start, end) == []
