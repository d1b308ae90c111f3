from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.collect.exchange import Request, Response
from monitor.collect.schedule import has_news, is_due, next_state, request_for
from monitor.collect.verdict import Harvest
from monitor.errors import FetchError, ParseError
from monitor.records import Feed, Fetch, Outcome

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
FEED = Feed("https://harbour.example/rss", "The Harbour Post")
BODY = b"<rss/>"
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
JITTER = 5 * MINUTE


def said(
    status: int | None = 200, body: bytes = BODY, asked: Request | None = None, **headers: str
) -> Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(asked or Request(FEED), status, names, body if status == 200 else b"")


def broke(reason: str, body: bytes = b"") -> Response:
    error = FetchError("It broke.", remedy="Mend it.", reason=reason)
    return Response(Request(FEED), 200 if body else None, body=body, error=error)


def held(seen: int = 10, new: int = 2, **facts: object) -> Harvest:
    return Harvest(entries_seen=seen, entries_new=new, **facts)  # type: ignore[arg-type]


def after(*polls: tuple[Response, Harvest | None], start: Fetch | None = None) -> Fetch:
    """The state after some polls, an hour apart, the last one at NOW."""
    state = start
    for ago, (response, harvest) in zip(range(len(polls) - 1, -1, -1), polls, strict=True):
        state = next_state(FEED, state, response, harvest, NOW - ago * timedelta(hours=1))
    assert state is not None
    return state


def wait(state: Fetch) -> timedelta:
    assert state.next_poll_at is not None
    return state.next_poll_at - state.fetched_at


GOOD = (said(etag='"1"', last_modified="yesterday"), held())


# --- what a response means ---------------------------------------------------------


def test_a_feed_that_could_be_read_is_ok() -> None:
    state = after((said(etag='"1"'), held(10, 3, revisions=2, undated=1, future=4)))
    assert state.outcome is Outcome.OK
    assert (state.reason, state.message, state.status) == ("", "", 200)
    assert (state.feed, state.outlet) == (FEED.url, FEED.outlet)
    assert (state.entries_seen, state.entries_new, state.revisions) == (10, 3, 2)
    assert (state.undated, state.future, state.body_bytes) == (1, 4, len(BODY))
    assert state.last_success_at == state.last_new_at == NOW
    assert (state.failures, state.failing_since) == (0, None)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (204, Outcome.SOFT),
        (302, Outcome.SOFT),
        (400, Outcome.SOFT),
        (401, Outcome.HARD),
        (403, Outcome.HARD),
        (404, Outcome.SOFT),
        (410, Outcome.GONE),
        (429, Outcome.SOFT),
        (451, Outcome.HARD),
        (500, Outcome.SOFT),
        (503, Outcome.SOFT),
    ],
)
def test_a_status_is_graded_and_explained(status: int, outcome: Outcome) -> None:
    state = after(GOOD, (said(status), None))
    assert (state.outcome, state.reason, state.status) == (outcome, f"http_{status}", status)
    assert state.message.endswith(".")
    assert state.failures == 1


@pytest.mark.parametrize("reason", ["timeout", "dns", "refused", "tls", "too_many_redirects"])
def test_trouble_that_may_pass_is_soft(reason: str) -> None:
    state = after((broke(reason), None))
    assert (state.outcome, state.reason) == (Outcome.SOFT, reason)
    assert state.message == "It broke. Mend it."
    assert state.status is None


@pytest.mark.parametrize("reason", ["private_address", "bad_address", "too_large", "bad_encoding"])
def test_trouble_that_needs_a_person_is_hard(reason: str) -> None:
    assert after((broke(reason), None)).outcome is Outcome.HARD


def test_a_page_that_is_no_feed_is_a_failure() -> None:
    error = ParseError("This is a web page.", remedy="Look for its feed.", reason="web_page")
    state = after(GOOD, (said(body=b"<html>"), Harvest(error=error)))
    assert (state.outcome, state.reason) == (Outcome.SOFT, "web_page")
    assert state.message == "This is a web page. Look for its feed."
    assert state.last_success_at == NOW - timedelta(hours=1)


@pytest.mark.parametrize("body", [b"", b" \r\n"])
def test_an_empty_answer_is_a_failure(body: bytes) -> None:
    response = said(body=body)
    assert not has_news(None, response)
    state = after((response, None))
    assert (state.outcome, state.reason) == (Outcome.SOFT, "empty")


def test_a_count_of_failures_ends_with_success() -> None:
    bad = (broke("dns"), None)
    state = after(GOOD, bad, bad, bad)
    assert state.failures == 3
    assert state.failing_since == NOW - timedelta(hours=2)
    assert state.last_success_at == state.last_new_at == NOW - timedelta(hours=3)
    state = after(GOOD, bad, bad, (said(), held(10, 0)))
    assert (state.failures, state.failing_since) == (0, None)
    assert state.last_success_at == NOW
    assert state.last_new_at == NOW - timedelta(hours=3)


# --- validators --------------------------------------------------------------------


def test_validators_are_asked_with_next_time() -> None:
    state = after(GOOD)
    assert request_for(FEED, None) == Request(FEED)
    assert request_for(FEED, state) == Request(FEED, '"1"', "yesterday")


def test_no_change_takes_the_validators_that_it_brings() -> None:
    state = after(GOOD)
    for headers, kept in (
        ({}, ('"1"', "yesterday")),
        ({"etag": '"2"'}, ('"2"', "yesterday")),
        ({"last_modified": "today"}, ('"1"', "today")),
    ):
        response = said(304, asked=request_for(FEED, state), **headers)
        assert not has_news(state, response)
        now = next_state(FEED, state, response, None, NOW)
        assert now.outcome is Outcome.UNCHANGED
        assert (now.etag, now.last_modified) == kept
        assert now.body_hash == state.body_hash != ""


def test_no_change_against_nothing_is_a_failure() -> None:
    assert after((said(304), None)).outcome is Outcome.SOFT


def test_the_same_bytes_are_no_change_whatever_the_headers_say() -> None:
    state = after(GOOD)
    response = said(etag='"other"')
    assert not has_news(state, response)
    now = next_state(FEED, state, response, None, NOW)
    assert (now.outcome, now.etag, now.last_modified) == (Outcome.UNCHANGED, '"other"', "")
    assert has_news(now, said(body=b"<rss></rss>"))


def test_a_new_answer_replaces_the_validators() -> None:
    state = after(GOOD, (said(body=b"<rss> </rss>"), held()))
    assert (state.etag, state.last_modified) == ("", "")


def test_a_failure_keeps_the_validators() -> None:
    for failure in (said(500, etag='"x"'), broke("timeout"), broke("cut_short", BODY)):
        state = after(GOOD, (failure, None))
        assert state.outcome is Outcome.SOFT
        assert (state.etag, state.last_modified) == ('"1"', "yesterday")
        assert state.body_hash == after(GOOD).body_hash


def test_a_truncated_feed_is_asked_for_in_full_next_time() -> None:
    cut = broke("cut_short", b"<rss><item/>")
    assert has_news(None, cut)
    for response, harvest, reason in (
        (said(etag='"1"'), held(truncated=True), "truncated"),
        (cut, held(), "cut_short"),
    ):
        state = after(GOOD, (response, harvest))
        assert (state.outcome, state.reason, state.entries_new) == (Outcome.OK, reason, 2)
        assert (state.etag, state.last_modified, state.body_hash) == ("", "", "")
        assert request_for(FEED, state) == Request(FEED)
        assert has_news(state, response)


@pytest.mark.parametrize(
    "harvest", [None, Harvest(), Harvest(error=ParseError("No feed.", reason="not_a_feed"))]
)
def test_a_cut_body_without_entries_is_a_failure(harvest: Harvest | None) -> None:
    state = after((broke("cut_short", b"<rs"), harvest))
    assert (state.outcome, state.reason) == (Outcome.SOFT, "cut_short")


# --- moves -------------------------------------------------------------------------

NEW = "https://harbour.example/feed.xml"
MOVED = (replace(said(body=b"<rss>1</rss>"), moved_to=NEW), held())
STILL = (replace(said(body=b"<rss>2</rss>"), moved_to=NEW), held())


def test_a_move_is_followed_once_it_held_twice() -> None:
    once = after(MOVED)
    assert (once.moved_to, once.moved_times, once.reason) == (NEW, 1, "moved")
    assert NEW in once.message
    assert request_for(FEED, once).address == FEED.url
    twice = after(MOVED, STILL)
    assert (twice.moved_to, twice.moved_times, twice.feed) == (NEW, 2, FEED.url)
    assert request_for(FEED, twice).address == NEW


def test_a_followed_move_lasts_while_the_new_address_works() -> None:
    twice = after(MOVED, STILL)
    asked = request_for(FEED, twice)
    again = after((said(body=b"<rss>3</rss>", asked=asked), held()), start=twice)
    assert (again.moved_to, again.moved_times) == (NEW, 2)
    unchanged = after((said(304, asked=replace(asked, etag='"1"')), None), start=twice)
    assert unchanged.outcome is Outcome.UNCHANGED
    assert request_for(FEED, unchanged).address == NEW
    failed = after((said(404, asked=asked), None), start=twice)
    assert request_for(FEED, failed).address == FEED.url


def test_a_move_has_to_lead_to_the_same_place_in_a_row() -> None:
    other = (replace(STILL[0], moved_to="https://elsewhere.example/"), held())
    assert after(MOVED, other).moved_times == 1
    assert after(MOVED, (said(), held()), STILL).moved_times == 1


def test_a_move_to_a_page_that_is_no_feed_keeps_the_address() -> None:
    page = Harvest(error=ParseError("This is a web page.", reason="web_page"))
    login = (replace(said(body=b"<html>"), moved_to="https://harbour.example/login"), page)
    state = after(login, login, login)
    assert (state.outcome, state.reason) == (Outcome.SOFT, "moved_not_feed")
    assert "https://harbour.example/login" in state.message
    assert request_for(FEED, state).address == FEED.url


# --- when to ask again -------------------------------------------------------------


def test_a_feed_is_due_at_its_time() -> None:
    state = after(GOOD)
    assert is_due(None, NOW)
    assert not is_due(state, NOW)
    assert not is_due(state, NOW + 59 * MINUTE)
    assert is_due(state, NOW + 60 * MINUTE + JITTER)


def test_a_clock_that_was_set_back_starves_no_feed() -> None:
    state = after(GOOD)
    assert is_due(state, NOW - DAY)
    assert is_due(state, NOW - 6 * MINUTE)
    assert not is_due(state, NOW - 4 * MINUTE)  # another machine's clock


def test_what_is_new_sets_the_pace() -> None:
    first = after((said(), held(20, 20)))
    assert first.interval_minutes == 60  # a first poll says nothing of the pace
    busy = after((said(), held(20, 11)), start=first)
    assert busy.interval_minutes == 30
    steady = after((said(), held(20, 5)), start=first)
    assert steady.interval_minutes == 60
    quiet = after((said(), held(20, 2)), start=first)
    assert quiet.interval_minutes == 75
    assert after((said(), held(0, 0)), start=first).interval_minutes == 75


def test_the_pace_has_bounds() -> None:
    busy = after(*[(said(body=b"%d" % number), held(10, 10)) for number in range(9)])
    assert busy.interval_minutes == 15
    quiet = after(GOOD, *[(said(etag='"x"'), None)] * 20)
    assert quiet.interval_minutes == 6 * 60
    assert after(*[(said(), held(10, 0))] * 3, start=busy).interval_minutes > 15


def test_a_failure_leaves_the_pace_alone() -> None:
    start = replace(after(GOOD), interval_minutes=30)
    assert after((broke("dns"), None), start=start).interval_minutes == 30


def test_failures_back_off_to_a_day() -> None:
    state = after(GOOD)
    waits = []
    for _ in range(8):
        state = next_state(FEED, state, broke("dns"), None, NOW)
        waits.append(wait(state))
    hours = [timedelta(hours=count) for count in (1, 2, 4, 8, 16, 24, 24, 24)]
    assert all(hour <= found <= hour + JITTER for hour, found in zip(hours, waits, strict=True))


def test_weeks_of_failures_still_have_a_next_poll() -> None:
    state = next_state(FEED, replace(after(GOOD), failures=100_000), said(503), None, NOW)
    assert DAY <= wait(state) <= DAY + JITTER


@pytest.mark.parametrize("response", [said(403), said(410), broke("private_address")])
def test_what_needs_a_person_is_asked_once_a_day(response: Response) -> None:
    assert DAY <= wait(after((response, None))) <= DAY + JITTER


@pytest.mark.parametrize(
    ("asked", "minutes"),
    [
        ("7200", 120),
        ("1", 60),  # never sooner than the normal interval
        ("317100", 24 * 60),
        ("Mon, 02 Nov 2026 15:00:00 GMT", 180),
        ("Monday, 02-Nov-26 15:00:00 GMT", 180),
        ("Fri, 02 Nov 2035 15:00:00 GMT", 24 * 60),
        ("Mon, 02 Nov 2026 11:00:00 GMT", 60),
        ("-100", 60),
        ("soon", 60),
        ("inf", 60),
        ("9" * 5000, 60),
        ("Mon, 99 Nov 2026 15:00:00 GMT", 60),
        ("Mon, 02 Nov 99999999 15:00:00 GMT", 60),
        ("", 60),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured_within_reason(status: int, asked: str, minutes: int) -> None:
    state = after((said(status, retry_after=asked), None))
    assert minutes * MINUTE <= wait(state) <= minutes * MINUTE + JITTER
    if minutes not in (60, 24 * 60):
        assert "asks to wait until" in state.message


def test_retry_after_counts_from_the_servers_clock() -> None:
    behind = said(
        503,
        retry_after="Sun, 01 Nov 2026 15:00:00 GMT",
        date="Sun, 01 Nov 2026 12:00:00 GMT",
    )
    assert 180 * MINUTE <= wait(after((behind, None))) <= 180 * MINUTE + JITTER


def test_retry_after_means_nothing_elsewhere() -> None:
    assert wait(after((said(500, retry_after="7200"), None))) < 70 * MINUTE


@pytest.mark.parametrize(
    ("headers", "ttl", "minutes"),
    [
        ({}, 180, 180),
        ({}, 10**30, 24 * 60),
        ({"cache_control": "public, max-age=10800"}, 0, 180),
        ({"cache_control": 'max-age="10800"'}, 0, 180),
        ({"cache_control": "max-age=31536000"}, 0, 24 * 60),
        ({"cache_control": "s-maxage=10800"}, 0, 60),
        ({"cache_control": "max-age=-1"}, 0, 60),
        ({"expires": "Mon, 02 Nov 2026 15:00:00 GMT"}, 0, 180),
        ({"expires": "0"}, 0, 60),
        ({"expires": "Mon, 02 Nov 2026 15:00:00 GMT", "cache_control": "max-age=1"}, 240, 240),
    ],
)
def test_a_publisher_can_ask_for_a_slower_pace(
    headers: dict[str, str], ttl: int, minutes: int
) -> None:
    state = after((said(**headers), held(ttl_minutes=ttl)))
    assert minutes * MINUTE <= wait(state) <= minutes * MINUTE + JITTER
    assert state.interval_minutes == 60


def test_jitter_spreads_feeds_and_is_always_the_same() -> None:
    feeds = [Feed(f"https://harbour.example/{number}", "The Harbour Post") for number in range(50)]
    times = [next_state(feed, None, *GOOD, NOW).next_poll_at for feed in feeds]
    assert len(set(times)) == 50
    assert times == [next_state(feed, None, *GOOD, NOW).next_poll_at for feed in feeds]
