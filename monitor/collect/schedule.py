"""Pure: when a feed is due, how to ask it, and what state a response leaves it in.

Everything is a function of the feed's last poll, the response, what its body held, and
`now`. A feed's state is its last `Fetch`; `next_state` makes the next one.
"""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.collect.exchange import Request, Response
from monitor.collect.freshness import CEILING, fresh_for, retry_after
from monitor.collect.verdict import Harvest, Verdict, judge
from monitor.records import Feed, Fetch, Outcome

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=6)  # several looks a day, or a day without news can't be told from a gap
SKEW = timedelta(minutes=5)  # two machines' clocks may differ by this much
TRUSTED_MOVE = 2  # polls in a row that led to the same new address, and found a feed there

# Share of entries that were already known, in [0, 1]: below the first, entries may be lost
# between two polls; from the second on, most of a poll is for nothing.
_HURRY, _REST = 0.5, 0.9
_FASTER, _SLOWER = 0.5, 1.25

_START = 60  # minutes
_MINUTE = timedelta(minutes=1)

# --- before a poll -----------------------------------------------------------------


def is_due(last: Fetch | None, now: datetime) -> bool:
    """Whether to poll a feed now.

    A poll that lies in the future comes from a clock that was wrong, then or now; waiting
    for it could take years.
    """
    if last is None or last.next_poll_at is None:
        return True
    return now >= last.next_poll_at or last.fetched_at - now > SKEW


def request_for(feed: Feed, last: Fetch | None) -> Request:
    """The next request for a feed: its validators, and the address it moved to for good."""
    if last is None:
        return Request(feed)
    url = last.moved_to if last.moved_times >= TRUSTED_MOVE else ""
    return Request(feed, etag=last.etag, last_modified=last.last_modified, url=url)


# --- after a poll ------------------------------------------------------------------


def has_news(last: Fetch | None, response: Response) -> bool:
    """Whether there is a body worth parsing: a good answer, and not last time's bytes."""
    if response.error is not None and response.error.reason != "cut_short":
        return False
    if response.status != 200 or not response.body.strip():
        return False
    return last is None or body_hash(response.body) != last.body_hash


def body_hash(body: bytes) -> str:
    """Hash by which the same bytes are known again."""
    return hashlib.sha256(body).hexdigest()


def next_state(
    feed: Feed, last: Fetch | None, response: Response, harvest: Harvest | None, now: datetime
) -> Fetch:
    """The record of this poll, with the time of the next one.

    `harvest` is null where `has_news` was false. On outcome "gone" the caller pauses the
    feed; nothing that is stored goes away.
    """
    before = last or Fetch(feed.url, feed.outlet, now, Outcome.OK, interval_minutes=_START)
    held = harvest or Harvest()
    verdict = judge(response, harvest, now)
    failed = verdict.outcome.failed
    moved_to, moved_times = ("", 0) if failed else _moves(before, response)
    if moved_to and not verdict.reason:
        verdict = replace(verdict, reason="moved", message=_moved_message(moved_to, moved_times))
    etag, last_modified, known_hash = _validators(before, response, verdict)
    state = Fetch(
        feed=feed.url,
        outlet=feed.outlet,
        fetched_at=now,
        outcome=verdict.outcome,
        reason=verdict.reason,
        message=verdict.message,
        status=response.status,
        etag=etag,
        last_modified=last_modified,
        body_hash=known_hash,
        body_bytes=len(response.body),
        seconds=response.seconds,
        entries_seen=held.entries_seen,
        entries_new=held.entries_new,
        revisions=held.revisions,
        undated=held.undated,
        future=held.future,
        moved_to=moved_to,
        moved_times=moved_times,
        failures=before.failures + 1 if failed else 0,
        failing_since=(before.failing_since or now) if failed else None,
        last_success_at=before.last_success_at if failed else now,
        last_new_at=now if held.entries_new else before.last_new_at,
        interval_minutes=_interval(before, verdict.outcome, held),
    )
    wait = _wait(state, response, held.ttl_minutes)
    return replace(state, next_poll_at=now + wait + _jitter(feed.url, wait))


def _validators(before: Fetch, response: Response, verdict: Verdict) -> tuple[str, str, str]:
    """ETag, Last-Modified and body hash to keep, as the server sent them."""
    sent = response.headers.get("etag", ""), response.headers.get("last-modified", "")
    if verdict.outcome.failed:
        return before.etag, before.last_modified, before.body_hash
    if verdict.reason in ("cut_short", "truncated"):
        return "", "", ""  # so that the next poll brings the whole feed
    if response.status == 304:
        return sent[0] or before.etag, sent[1] or before.last_modified, before.body_hash
    return *sent, body_hash(response.body)


def _moves(before: Fetch, response: Response) -> tuple[str, int]:
    """Where the feed moved to, and how many good polls in a row say so."""
    if response.moved_to:
        again = before.moved_to == response.moved_to
        return response.moved_to, before.moved_times + 1 if again else 1
    if response.request.url:  # asked at its new address, and found there
        return before.moved_to, before.moved_times
    return "", 0


def _moved_message(moved_to: str, times: int) -> str:
    if times >= TRUSTED_MOVE:
        return f"The feed moved to {moved_to} and is polled there. Its articles stay together."
    return f"The address leads to {moved_to} for good; if it does so again, it is polled there."


# --- when to ask again -------------------------------------------------------------


def _interval(before: Fetch, outcome: Outcome, held: Harvest) -> int:
    """Minutes between two polls while all goes well, from SHORTEST to LONGEST."""
    if outcome.failed or before.last_success_at is None:
        return before.interval_minutes  # nothing learnt: at first, every entry is new
    seen = held.entries_seen
    known = (seen - held.entries_new) / seen if seen else 1.0
    factor = _FASTER if known < _HURRY else _SLOWER if known >= _REST else 1.0
    minutes = round(before.interval_minutes * factor)
    return int(min(max(minutes, SHORTEST // _MINUTE), LONGEST // _MINUTE))


def _wait(state: Fetch, response: Response, ttl_minutes: int) -> timedelta:
    """Never sooner than the interval; back-off and what servers ask for end at CEILING."""
    normal = timedelta(minutes=state.interval_minutes)
    if state.outcome in (Outcome.HARD, Outcome.GONE):
        return CEILING
    if state.outcome is Outcome.SOFT:
        backoff = normal * (1 << min(state.failures - 1, 10))
        asked = retry_after(response, state.fetched_at) or normal
        return min(max(backoff, asked), CEILING)
    ttl = timedelta(minutes=min(ttl_minutes, CEILING // _MINUTE))
    return max(normal, fresh_for(response, state.fetched_at), ttl)


def _jitter(url: str, wait: timedelta) -> timedelta:
    """Spreads feeds that were added together. The same for a feed every time."""
    share = int.from_bytes(hashlib.sha256(url.encode()).digest()[:4]) / 2**32
    return min(wait / 10, timedelta(minutes=5)) * share
