"""The default window."""

from datetime import date, timedelta

import pandas as pd

from monitor.ui import filters

LAST = date(2026, 3, 30)


def days(counts: dict[int, int]) -> pd.DataFrame:
    """Articles by how many days before the last one they are charted, oldest first."""
    back = sorted(counts, reverse=True)
    return pd.DataFrame(
        {"day": [LAST - timedelta(days=one) for one in back], "n": [counts[one] for one in back]}
    )


def test_the_shortest_window_with_most_of_the_articles() -> None:
    assert filters.default_window(days({0: 90, 400: 10})) == (LAST - timedelta(days=29), LAST)
    assert filters.default_window(days({0: 89, 60: 1, 400: 10})) == (
        LAST - timedelta(days=89),
        LAST,
    )


def test_all_days_where_no_window_holds_enough() -> None:
    assert filters.default_window(days({0: 1, 900: 9})) == (LAST - timedelta(days=900), LAST)


def test_it_does_not_begin_before_the_first_day() -> None:
    assert filters.default_window(days({0: 5, 3: 5})) == (LAST - timedelta(days=3), LAST)
