"""What publishers write as dates. A wrong date is worse than none."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.collect.dates import parse
from monitor.records import Precision

SEEN = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "expected", "precision"),
    [
        ("Mon, 02 Mar 2026 09:30:15 GMT", "2026-03-02T09:30:15", "second"),
        ("Mon, 02 Mar 2026 09:30 +0200", "2026-03-02T07:30:00", "minute"),
        ("Mo, 02 Mar 2026 09:30:15 GMT", "2026-03-02T09:30:15", "second"),
        ("Sunday, 2 March 2026 09:30:15 EST", "2026-03-02T14:30:15", "second"),
        ("02 Mar 26 09:30:15 PKT", "2026-03-02T04:30:15", "second"),
        ("Mon, 02 Mar 2026 09:30:60 +0100 (CET)", "2026-03-02T08:30:59", "second"),
        ("Mon, 02 Mar 2026", "2026-03-02T00:00:00", "day"),
        ("2026-03-02T09:30:15Z", "2026-03-02T09:30:15", "second"),
        ("2026-03-02T09:30:15.123456-05:00", "2026-03-02T14:30:15", "second"),
        ("2026-03-02 09:30", "2026-03-02T09:30:00", "minute"),
        ("2026-03-02", "2026-03-02T00:00:00", "day"),
        ("2016/6/29", "2016-06-29T00:00:00", "day"),
        ("20260302", "2026-03-02T00:00:00", "day"),
        ("02.03.2026", "2026-03-02T00:00:00", "day"),
        ("1772443815", "2026-03-02T09:30:15", "second"),
        ("1772443815000", "2026-03-02T09:30:15", "second"),
        ("March 2, 2026", "2026-03-02T00:00:00", "day"),
        ("2nd March 2026", "2026-03-02T00:00:00", "day"),
        ("Monday, March 2, 2026 - 9:30 PM", "2026-03-02T21:30:00", "minute"),
        ("Mon Mar  2 09:30:15 2026", "2026-03-02T09:30:15", "second"),
        ("2 mars 2026", "2026-03-02T00:00:00", "day"),
        ("lundi 2 février 2026 à 09:30", "2026-02-02T09:30:00", "minute"),
        ("Пн, 02 мар 2026 09:30:15 +0300", "2026-03-02T06:30:15", "second"),
    ],
)
def test_dates(raw: str, expected: str, precision: str) -> None:
    assert parse(raw, SEEN) == (datetime.fromisoformat(expected + "+00:00"), Precision(precision))


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "  ",
        "0000-00-00",
        "0001-01-01T00:00:00Z",  # of programs that have no null
        "2026-00-02",
        "Thu, 31 Feb 2025",
        "Thu, 31 Feb 2025 10:00:00 GMT",
        "2025-13-01",
        "2026-03-02T25:00:00Z",
        "1989-12-31",
        "04/03/2026",  # April or March
        "yesterday",
        "2 hours ago",
        "March 2026",
        "12:30",
        "Mon, 02 Mar 2026 09:30:15 +9999",
        "9999-12-31T23:59:59-12:00",
        "31 Feb " * 1_000,
        "9" * 100_000,
    ],
)
def test_no_usable_date_is_none_and_never_now(raw: str) -> None:
    assert parse(raw, SEEN) == (None, Precision.NONE)


@pytest.mark.parametrize("raw", ["2125-01-01", "2026-03-04T13:00:01Z", "2026-03-06"])
def test_dates_after_they_were_seen_are_marked(raw: str) -> None:
    assert parse(raw, SEEN) == (None, Precision.FUTURE)


def test_a_clock_that_is_a_little_ahead_is_set_back() -> None:
    assert parse("2026-03-04T13:00:00Z", SEEN) == (SEEN, Precision.SECOND)


def test_a_time_without_a_zone_may_be_of_the_east() -> None:
    assert parse("2026-03-04 23:30:00", SEEN) == (SEEN, Precision.SECOND)
    assert parse("2026-03-04T23:30:00Z", SEEN) == (None, Precision.FUTURE)
    assert parse("2026-03-05 02:00:01", SEEN) == (None, Precision.FUTURE)


def test_tomorrow_has_begun_in_the_east() -> None:
    assert parse("2026-03-05", SEEN) == (SEEN + timedelta(hours=12), Precision.DAY)
