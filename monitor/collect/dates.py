"""What publishers write as a date -> a time in UTC and how exact it is.

The only user of dateparser. A missing or impossible date stays missing.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

import dateparser

from monitor.records import Precision

Dated = tuple[datetime | None, Precision]

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_SKEW = timedelta(hours=1)  # a clock that is ahead by less is wrong, not from the future
_LONGEST = 60  # characters; dateparser takes seconds for long nonsense
_ZONES = {
    "PKT": 5, "IST": 5.5, "JST": 9, "KST": 9, "MSK": 3, "CET": 1, "CEST": 2, "EET": 2,
    "EEST": 3, "WET": 0, "WEST": 1, "BST": 1, "AEST": 10, "AEDT": 11, "HKT": 8, "SGT": 8,
    "WIB": 7, "TRT": 3,
}  # fmt: skip
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_EPOCH = re.compile(r"\d{10}(\d{3})?$")


def parse(raw: str, seen_at: datetime) -> Dated:
    """The time that `raw` means, or null; with FUTURE where it lies after `seen_at`."""
    raw = " ".join(raw.split())
    if not raw or len(raw) > _LONGEST:
        return None, Precision.NONE
    found, precision = _parse(raw)
    if found is None or found < _EARLIEST:
        return None, Precision.NONE
    if found > seen_at:
        if precision is Precision.DAY and found - seen_at < timedelta(days=1):
            return found, precision  # the day has begun east of here
        if found - seen_at > _SKEW:
            return None, Precision.FUTURE
        return seen_at, precision
    return found, precision


def _parse(raw: str) -> Dated:
    if day := _DAY.match(raw):
        return _made(*(int(part) for part in day.groups())), Precision.DAY
    if _EPOCH.match(raw):
        return datetime.fromtimestamp(int(raw[:10]), UTC), Precision.SECOND
    for attempt in (_iso, _rfc822, _guess):
        found = attempt(raw)
        if found[0] is not None:
            return found
    return None, Precision.NONE


def _made(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _iso(raw: str) -> Dated:
    try:
        found = datetime.fromisoformat(raw)
    except ValueError:
        return None, Precision.NONE
    return _in_utc(found), _precision(raw)


def _rfc822(raw: str) -> Dated:
    raw = re.sub(r"^[A-Za-z]{2,9}\.?,?\s+(?=\d)", "", raw)  # the weekday decides nothing
    zone = re.search(r"\b([A-Z]{3,4})$", raw)
    offset = _ZONES.get(zone[1]) if zone else None
    parts = parsedate_tz(raw)
    if parts is None or not 1 <= parts[1] <= 12:
        return None, Precision.NONE
    try:
        local = datetime(*parts[:6])  # noqa: DTZ001  the zone follows
        seconds = offset * 3600 if offset is not None else parts[9] or 0
        return (local - timedelta(seconds=seconds)).replace(tzinfo=UTC), _precision(raw)
    except (ValueError, OverflowError):
        return None, Precision.NONE


def _guess(raw: str) -> Dated:
    if not re.search(r"\d{4}", raw) or re.fullmatch(r"[\d\s.,:/-]*", raw):
        return None, Precision.NONE
    found = dateparser.parse(
        raw,
        languages=["en"],
        settings={
            "TIMEZONE": "UTC",
            "RETURN_AS_TIMEZONE_AWARE": True,
            "STRICT_PARSING": True,
            "PARSERS": ["absolute-time"],
        },
    )
    return (None, Precision.NONE) if found is None else (_in_utc(found), _precision(raw))


def _in_utc(found: datetime) -> datetime | None:
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return None


def _precision(raw: str) -> Precision:
    if re.search(r"\d{1,2}:\d{2}:\d{2}", raw):
        return Precision.SECOND
    return Precision.MINUTE if re.search(r"\d{1,2}:\d{2}", raw) else Precision.DAY
