"""Pure: what the response to a poll means.

Failures are graded: "soft" may pass by itself, "hard" needs a person, "gone" is final.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from monitor.collect.exchange import Response
from monitor.collect.freshness import retry_after
from monitor.errors import CollectError
from monitor.records import Fetch, Outcome

# These don't pass by themselves. All other failures may.
_HARD_ERRORS = {"private_address", "bad_address", "too_large", "bad_encoding"}
_HARD_STATUS = {401, 402, 403, 407, 451}
# What every feed fails with on a machine that has no network: no name is found, no way leads
# anywhere, or whatever is sent gets lost.
_NOT_REACHED = {"dns", "unreachable", "timeout"}
_ENOUGH_HOSTS = 10


@dataclass(frozen=True, slots=True)
class Harvest:
    """What the body of a response held. `error` is set where it could not be read."""

    entries_seen: int = 0
    entries_new: int = 0
    revisions: int = 0
    undated: int = 0
    future: int = 0
    ttl_minutes: int = 0  # the feed's own <ttl>
    truncated: bool = False  # the feed ends in mid-sentence; what stands before was taken
    error: CollectError | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a poll is recorded: its outcome, a stable reason word, and a message for people."""

    outcome: Outcome
    reason: str = ""
    message: str = ""


def cut_off(polls: Collection[Fetch], answered: Collection[str]) -> bool:
    """Whether polls say more about this machine than about feeds: it has no network.

    Many hosts were asked, and not one of them could be reached. Feeds that have `answered`
    before (their addresses) are the witnesses: while those are still out, nothing is said.
    """
    hosts = {urlsplit(poll.feed).hostname for poll in polls}
    witnesses = sum(poll.feed in answered for poll in polls)
    return (
        len(hosts) >= _ENOUGH_HOSTS
        and witnesses >= min(len(answered), _ENOUGH_HOSTS)
        and all(poll.status is None and poll.reason in _NOT_REACHED for poll in polls)
    )


def judge(response: Response, harvest: Harvest | None, now: datetime) -> Verdict:
    """What a response means, by itself; `harvest` is null where its body was not parsed."""
    error, request = response.error, response.request
    if error is not None and not (error.reason == "cut_short" and _could_be_read(harvest)):
        return _failure(error)
    if response.status == 304 and (request.etag or request.last_modified):
        return Verdict(Outcome.UNCHANGED)
    if response.status != 200:
        return _judge_status(response, now)
    if not response.body.strip():
        return Verdict(Outcome.SOFT, "empty", "The answer was empty. It is asked again later.")
    return _judge_body(response, harvest)


def _judge_body(response: Response, harvest: Harvest | None) -> Verdict:
    if harvest is None:
        return Verdict(Outcome.UNCHANGED)  # the same bytes as last time
    if harvest.error is not None and response.moved_to:
        return Verdict(
            Outcome.SOFT,
            "moved_not_feed",
            f"The address leads to {response.moved_to}, where no feed is. {harvest.error} "
            "The old address is kept.",
        )
    if harvest.error is not None:
        return _failure(harvest.error)
    if response.error is not None or harvest.truncated:
        return Verdict(
            Outcome.OK,
            response.error.reason if response.error else "truncated",
            "The feed ends too early; the entries before the end were taken. "
            "It is asked for in full next time.",
        )
    return Verdict(Outcome.OK)


def _failure(error: CollectError) -> Verdict:
    outcome = Outcome.HARD if error.reason in _HARD_ERRORS else Outcome.SOFT
    return Verdict(outcome, error.reason, str(error))


def _could_be_read(harvest: Harvest | None) -> bool:
    return harvest is not None and harvest.error is None and harvest.entries_seen > 0


def _judge_status(response: Response, now: datetime) -> Verdict:
    status = response.status
    reason = f"http_{status}"
    if status == 410:
        return Verdict(
            Outcome.GONE,
            reason,
            "The publisher removed this feed, so it is paused. Its articles stay. "
            "Resume it if the publisher brings it back.",
        )
    if status in _HARD_STATUS:
        return Verdict(
            Outcome.HARD,
            reason,
            f"The server does not let this program in (HTTP {status}). Set MONITOR_CONTACT, "
            "ask the publisher, or use another feed of this outlet.",
        )
    if status == 404:
        said = "There is no feed at this address (HTTP 404). "
        remedy = "If it stays so, look for a new address on the outlet's site."
    elif (asked := retry_after(response, now)) is not None:
        until = now + asked
        said = f"The server asks to wait until {until:%Y-%m-%d %H:%M} UTC (HTTP {status}). "
        remedy = "It is asked again after that."
    elif status is not None and status >= 500:
        said = f"The server has trouble of its own (HTTP {status}). "
        remedy = "It is asked again later."
    else:
        said = f"The server gave no feed (HTTP {status}). "
        remedy = "It is asked again later; if it stays so, check the address."
    return Verdict(Outcome.SOFT, reason, said + remedy)
