"""The default window."""

from datetime import date, timedelta

import pandas as pd

from monitor.records import Filters
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


def selection(length: int) -> Filters:
    return Filters(start=LAST - timedelta(days=length - 1), end=LAST)


def test_a_bucket_gives_a_readable_number_of_points() -> None:
    lengths = {1: "day", 30: "day", 90: "week", 365: "week", 900: "month"}
    assert {length: filters.bucket(selection(length)) for length in lengths} == lengths


def test_a_bucket_holds_enough_statements_where_they_are_what_counts() -> None:
    assert filters.bucket(selection(30), statements=300) == "day"
    assert filters.bucket(selection(30), statements=60) == "week"
    assert filters.bucket(selection(365), statements=365) == "month"
    assert filters.bucket(selection(365), statements=1) == "month"
    assert filters.bucket(selection(7), statements=1) == "day"


def test_a_preset_reaches_back_from_the_last_day_but_not_beyond_the_first() -> None:
    first = LAST - timedelta(days=50)
    assert filters.span("30", first, LAST) == (LAST - timedelta(days=29), LAST)
    assert filters.span("90", first, LAST) == (first, LAST)
    assert filters.span("all", first, LAST) == (first, LAST)
