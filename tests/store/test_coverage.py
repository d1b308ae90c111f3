from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from monitor.records import Feed, Fetch, Filters
from monitor.store.lake import Lake
from monitor.store.query import Reader
from tests.builders import POST, RADIO, article, at, fetch, fill, statement

ALL = Filters()
FEED = "https://post.example/feed"
OTHER = "https://radio.example/feed"


def polls(first: str, last: str, hours: int = 6, **fields: object) -> list[Fetch]:
    """One poll each so many hours, both ends included."""
    times: list[datetime] = [at(first)]
    while times[-1] + timedelta(hours=hours) <= at(last):
        times.append(times[-1] + timedelta(hours=hours))
    return [fetch(f"{time:%Y-%m-%dT%H:%M}", **fields) for time in times]  # type: ignore[arg-type]


def table(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """Rows as plain values: days as `03-02`, null as None."""
    chosen = frame.assign(date=frame["date"].dt.strftime("%m-%d"))[["date", *columns]]
    rows = chosen.astype(object).itertuples(index=False, name=None)
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in rows]


# --- stores that files filled ------------------------------------------------------------


def test_a_day_without_articles_between_files_is_a_true_zero(lake: Lake, reader: Reader) -> None:
    first, last = article("a", "2026-03-02"), article("b", "2026-03-04", seen_at=at("2026-09-01"))
    fill(lake, {first: [statement()], last: []})
    frame = reader.trend(ALL, "day")
    assert table(frame, "count", "total_count", "ratio", "mentions", "complete") == [
        ("03-02", 1, 1, 1.0, 1, True),
        ("03-03", 0, 0, None, 0, True),
        ("03-04", 0, 1, 0.0, 0, True),
    ]
    assert reader.gaps(ALL, "day").empty


def test_weeks_begin_on_monday_and_are_partial_at_both_ends(lake: Lake, reader: Reader) -> None:
    days = ["2026-03-04", "2026-03-09", "2026-03-15", "2026-03-18"]
    fill(lake, {article(day, day, seen_at=at("2026-09-01")): [statement()] for day in days})
    assert table(reader.trend(ALL, "week"), "count", "complete") == [
        ("03-02", 1, False),
        ("03-09", 2, True),
        ("03-16", 1, False),
    ]
    assert table(reader.trend(ALL, "month"), "count", "complete") == [("03-01", 4, False)]


def test_a_bucket_that_the_dates_cut_is_partial(lake: Lake, reader: Reader) -> None:
    days = ["2026-01-01", "2026-02-15", "2026-02-28", "2026-03-31"]
    fill(lake, [article(day, day, seen_at=at("2026-09-01")) for day in days])
    whole = Filters(start=date(2026, 2, 1), end=date(2026, 2, 28))
    cut = Filters(start=date(2026, 2, 2), end=date(2026, 2, 28))
    assert table(reader.collected(whole, "month"), "total_count", "complete") == [
        ("02-01", 2, True)
    ]
    assert table(reader.collected(cut, "month"), "total_count", "complete") == [("02-01", 2, False)]
    assert table(reader.collected(ALL, "month"), "complete") == [
        ("01-01", True),
        ("02-01", True),
        ("03-01", True),
    ]


def test_buckets_end_where_collecting_did(lake: Lake, reader: Reader) -> None:
    fill(lake, {article("a", "2026-03-02"): [statement()]})
    wide = Filters(start=date(1, 1, 1), end=date(9999, 12, 31))
    assert len(reader.trend(wide, "day")) == 1
    assert reader.trend(Filters(start=date(2027, 1, 1)), "day").empty
    assert reader.trend(Filters(start=date(2026, 3, 3), end=date(2026, 3, 1)), "day").empty


def test_the_day_of_the_last_collecting_is_not_over(lake: Lake, reader: Reader) -> None:
    fill(lake, [article("a", "2026-03-02T09:00"), article("b", "2026-03-03T09:00")])
    assert table(reader.collected(ALL, "day"), "complete") == [("03-02", True), ("03-03", False)]


# --- stores that feeds fill --------------------------------------------------------------


def test_what_was_not_watched_is_null_and_what_was_watched_is_zero(
    lake: Lake, reader: Reader
) -> None:
    # The first answer reaches back to 27 February; from 2 March on the feed is watched.
    texts = {
        article("back", "2026-02-27", feed=FEED): [statement()],
        article("a", "2026-03-02", feed=FEED): [statement()],
        article("b", "2026-03-04", feed=FEED): [],
    }
    fill(lake, texts, polls("2026-03-02T08:00", "2026-03-05T08:00"))
    assert table(reader.trend(ALL, "day"), "count", "total_count", "complete") == [
        ("02-27", 1, 1, False),
        ("02-28", None, None, False),
        ("03-01", None, None, False),
        ("03-02", 1, 1, True),
        ("03-03", 0, 0, True),
        ("03-04", 0, 1, True),
        ("03-05", 0, 0, False),
    ]


def test_a_gap_is_null_where_nothing_was_collected(lake: Lake, reader: Reader) -> None:
    fill(
        lake,
        [article("a", "2026-03-02", feed=FEED), article("b", "2026-03-06", feed=FEED)],
        [
            *polls("2026-03-02T00:00", "2026-03-03T12:00"),
            *polls("2026-03-06T06:00", "2026-03-07T06:00"),
        ],
    )
    frame = reader.collected(ALL, "day")
    assert table(frame, "collected", "complete") == [
        ("03-02", True, True),
        ("03-03", True, False),  # the last poll before the gap: the rest of the day is missing
        ("03-04", False, False),
        ("03-05", False, False),
        ("03-06", True, True),  # the poll that ends it brings its own day along
        ("03-07", True, False),  # not over
    ]
    assert table(reader.gaps(ALL, "day"), "outlet", "feed", "days") == [
        (day, POST, FEED, 1) for day in ("03-03", "03-04", "03-05")
    ]
    assert table(reader.gaps(ALL, "week"), "days") == [("03-02", 3)]
    assert reader.gaps(Filters(start=date(2026, 3, 6)), "day").empty
    assert reader.gaps(Filters(outlets=(RADIO,)), "day").empty


def test_another_feed_that_was_watched_makes_a_zero_of_it(lake: Lake, reader: Reader) -> None:
    gap = [fetch("2026-03-02T00:00"), fetch("2026-03-05T00:00")]
    fill(lake, fetches=[*gap, *polls("2026-03-02", "2026-03-06", feed=OTHER, outlet=RADIO)])
    both = table(reader.collected(ALL, "day"), "collected", "complete")
    assert both[:4] == [
        ("03-02", True, False),
        ("03-03", True, False),
        ("03-04", True, False),
        ("03-05", True, True),
    ]
    radio = table(reader.collected(Filters(outlets=(RADIO,)), "day"), "complete")
    assert radio == [(day, day != "03-06") for day in ("03-02", "03-03", "03-04", "03-05", "03-06")]


@pytest.mark.parametrize(
    ("hours", "interval", "gap"),
    [(25, 60, False), (26, 60, False), (27, 60, True), (47, 24 * 60, False), (49, 24 * 60, True)],
)
def test_a_gap_is_longer_than_a_day_and_than_two_intervals(
    lake: Lake, reader: Reader, hours: int, interval: int, gap: bool
) -> None:
    end = at("2026-03-02") + timedelta(hours=hours)
    both = [fetch("2026-03-02"), fetch(f"{end:%Y-%m-%dT%H:%M}")]
    fill(lake, fetches=[fetch_with(one, interval) for one in both])
    assert reader.gaps(ALL, "day").empty is not gap


def fetch_with(one: Fetch, interval: int) -> Fetch:
    return fetch(f"{one.fetched_at:%Y-%m-%dT%H:%M}", interval_minutes=interval)


def test_failed_polls_do_not_watch(lake: Lake, reader: Reader) -> None:
    good, bad = fetch("2026-03-02T00:00"), polls("2026-03-02T06:00", "2026-03-04T06:00")
    down = [fetch(f"{one.fetched_at:%Y-%m-%dT%H:%M}", "soft") for one in bad]
    fill(lake, fetches=[good, *down])
    assert table(reader.gaps(ALL, "day"), "days") == [("03-02", 1), ("03-03", 1), ("03-04", 1)]
    unchanged = [fetch(f"{one.fetched_at:%Y-%m-%dT%H:%M}", "unchanged", OTHER) for one in bad]
    fill(lake, fetches=unchanged)
    assert set(reader.gaps(ALL, "day")["feed"]) == {FEED}


def test_a_feed_that_never_answered_is_a_gap(lake: Lake, reader: Reader) -> None:
    fill(lake, fetches=[fetch("2026-03-02", "soft"), fetch("2026-03-04", "soft")])
    assert reader.gaps(ALL, "month")["days"].tolist() == [3]
    assert reader.collected(ALL, "day").empty


def test_a_feed_that_is_polled_no_more_has_no_gap_for_ever(lake: Lake, reader: Reader) -> None:
    removed = polls("2026-03-01", "2026-03-03")
    going_on = polls("2026-03-01", "2026-03-20", feed=OTHER, outlet=RADIO)
    fill(lake, fetches=[*removed, *going_on])
    assert reader.gaps(ALL, "day").empty


def test_a_feed_that_should_have_been_polled_has_a_gap(lake: Lake, reader: Reader) -> None:
    waiting = fetch("2026-03-01", "ok", next_poll_at=at("2026-03-04T12:00"))
    going_on = polls("2026-03-01", "2026-03-20", feed=OTHER, outlet=RADIO)
    fill(lake, fetches=[waiting, *going_on])
    assert table(reader.gaps(ALL, "day"), "feed") == [
        (day, FEED) for day in ("03-01", "03-02", "03-03", "03-04")
    ]


def test_gaps_as_of_a_batch_are_those_that_were_known(lake: Lake, reader: Reader) -> None:
    fill(lake, fetches=[fetch("2026-03-02")])
    fill(lake, fetches=[fetch("2026-03-06")])
    assert not reader.gaps(ALL, "day").empty
    assert reader.gaps(Filters(batch=1), "day").empty


# --- trends ------------------------------------------------------------------------------


def test_a_series_for_each_entity_and_voice_that_was_asked_for(lake: Lake, reader: Reader) -> None:
    texts = {
        article("a", "2026-03-02"): [statement(stance=0.5), statement("Quoria", -0.5, "Vell")],
        article("b", "2026-03-03"): [statement(stance=-0.1, speaker="Vell")],
    }
    fill(lake, texts)
    every = reader.trend(ALL, "day", by_entity=True)
    assert table(every, "entity", "voice", "count") == [
        ("03-02", "NATO", "all", 1),
        ("03-03", "NATO", "all", 1),
        ("03-02", "Quoria", "all", 1),
        ("03-03", "Quoria", "all", 0),
    ]
    asked = Filters(entities=("nato", "unheard-of"), end=date(2026, 3, 2))
    assert table(reader.trend(asked, "day", by_voice=True), "entity_id", "voice", "count") == [
        ("03-02", "nato", "outlet", 1),
        ("03-02", "nato", "quoted", 0),
        ("03-02", "unheard-of", "outlet", 0),
        ("03-02", "unheard-of", "quoted", 0),
    ]
    together = reader.trend(ALL, "day")
    assert set(together["entity"]) == {""}
    assert together["mentions"].tolist() == [2, 1]


def test_a_trend_counts_articles_stories_and_outlets(lake: Lake, reader: Reader) -> None:
    texts = {
        article("a"): [statement(stance=0.5), statement(start=9)],
        article("copy", outlet=RADIO): [statement(stance=0.5)],
        article("b"): [],
    }
    fill(lake, texts, stories={"a": "a", "copy": "a"})
    [row] = table(
        reader.trend(Filters(entities=("nato",)), "day"),
        *("count", "total_count", "stories", "mentions", "outlets", "stance_low"),
    )
    assert row == ("03-02", 2, 3, 1, 3, 2, None)


def test_an_unknown_bucket_is_refused_by_name(reader: Reader) -> None:
    with pytest.raises(ValueError, match="available: day, week, month"):
        reader.trend(ALL, "year")
    with pytest.raises(ValueError, match="available"):
        reader.gaps(ALL, "day', f.day); drop table feeds; --")


# --- feeds -------------------------------------------------------------------------------


def test_the_best_poll_of_a_day_counts(lake: Lake, reader: Reader) -> None:
    fill(
        lake,
        fetches=[
            fetch("2026-03-02T06:00", "soft"),
            fetch("2026-03-02T12:00", entries_new=3),
            fetch("2026-03-03T12:00", "unchanged"),
            fetch("2026-03-04T12:00", "hard"),
            fetch("2026-03-06T12:00", "gone"),
        ],
    )
    frame = reader.feed_days(ALL)
    assert frame[["day", "state", "polls", "entries_new", "gap"]].values.tolist() == [
        [date(2026, 3, 2), "new", 2, 3, False],
        [date(2026, 3, 3), "quiet", 1, 0, True],
        [date(2026, 3, 4), "hard", 1, 0, True],
        [date(2026, 3, 5), "none", 0, 0, True],
        [date(2026, 3, 6), "gone", 1, 0, True],
    ]
    assert len(reader.feed_days(Filters(end=date(2026, 3, 3)))) == 2


def test_the_health_of_every_listed_feed(lake: Lake, reader: Reader) -> None:
    fill(
        lake,
        [article("a", feed=FEED), article("b", feed=FEED)],
        [
            fetch("2026-03-02T06:00"),
            fetch("2026-03-02T12:00", "soft", failures=1, reason="timeout", status=503),
        ],
    )
    listed = [Feed(OTHER, RADIO, paused=True), Feed(FEED, POST, country="FI")]
    frame = reader.feed_health(listed)
    assert frame["url"].tolist() == [OTHER, FEED]
    assert frame["articles"].tolist() == [0, 2]
    never, polled = frame.iloc[0], frame.iloc[1]
    assert never["paused"]
    assert pd.isna(never["outcome"])
    assert pd.isna(never["failures"])
    assert (polled["outcome"], polled["reason"], polled["failures"]) == ("soft", "timeout", 1)
    assert polled["fetched_at"] == at("2026-03-02T12:00")
    assert reader.feed_health([]).empty


def test_feeds_of_the_demonstration_stand_behind_the_listed_ones(
    lake: Lake, reader: Reader
) -> None:
    fill(lake, [article("a", feed=FEED)], [fetch("2026-03-02T06:00", demo=True)])
    frame = reader.feed_health([Feed(OTHER, RADIO)])
    assert frame[["url", "outlet", "kind", "demo"]].values.tolist() == [
        [OTHER, RADIO, "", False],
        [FEED, POST, "demonstration", True],
    ]
    assert frame["articles"].tolist() == [0, 1]
    assert not reader.feed_health([Feed(FEED, POST)])["demo"].any()  # listed: it can be polled


def test_polls_are_listed_newest_first(lake: Lake, reader: Reader) -> None:
    fill(lake, fetches=polls("2026-03-02T00:00", "2026-03-03T18:00", hours=12))
    frame = reader.fetches(Filters(start=date(2026, 3, 3)))
    assert frame["fetched_at"].tolist() == [at("2026-03-03T12:00"), at("2026-03-03T00:00")]
    assert len(reader.fetches(ALL, limit=1)) == 1
    assert reader.fetches(Filters(outlets=(RADIO,))).empty


@pytest.mark.parametrize("question", ["collected", "gaps", "feed_days", "fetches"])
def test_what_was_collected_does_not_depend_on_what_was_said(
    lake: Lake, reader: Reader, question: str
) -> None:
    days = [article("a", "2026-03-02", feed=FEED), article("b", "2026-03-12", feed=FEED)]
    watched = polls("2026-03-01", "2026-03-04") + polls("2026-03-10", "2026-03-13")
    fill(lake, {days[0]: [statement()], days[1]: []}, watched)
    more = {"bucket": "day"} if question in ("collected", "gaps") else {}
    whole = getattr(reader, question)(ALL, **more)
    said = Filters(entities=("eu",), holders=("Nobody",), voice="quoted", search="absent")
    assert len(whole)
    pd.testing.assert_frame_equal(getattr(reader, question)(said, **more), whole)
