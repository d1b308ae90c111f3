"""Dates as publishers write them -> UTC. A date that can't be told is none, never now."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any, Final

from monitor.records import Precision

_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)  # before there were feeds, or sites
_SKEW: Final = timedelta(hours=1)  # a publisher's clock may be ahead
_EASTMOST: Final = timedelta(hours=14)  # and its zone, where it names none
_ZONED: Final = re.compile(r"(?:[a-z]|[+-]\d\d:?\d\d)\)?$|^[\d.]+$", re.IGNORECASE)
_DAY: Final = timedelta(days=1)
_LONGEST: Final = 60  # characters; dateparser needs seconds for long ones

_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        (
            *("january", "february", "march", "april", "may", "june"),
            *("july", "august", "september", "october", "november", "december"),
        ),
        start=1,
    )
    for name in (name, name[:3], name[:4])  # 4: "Sept"
}
# Hours from UTC. Names with two meanings have the one of RFC 822.
_ZONES: Final[Mapping[str, float]] = {
    **dict.fromkeys(("", "z", "ut", "utc", "gmt", "wet"), 0),
    **{"ast": -4, "adt": -3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6},
    **{"pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "nst": -3.5, "ndt": -2.5},
    **{"bst": 1, "west": 1, "cet": 1, "cest": 2, "met": 1, "mest": 2, "eet": 2, "eest": 3},
    **{"msk": 3, "trt": 3, "wat": 1, "cat": 2, "sast": 2, "eat": 3, "gst": 4, "pkt": 5},
    **{"ist": 5.5, "npt": 5.75, "ict": 7, "wib": 7, "hkt": 8, "sgt": 8, "pht": 8, "awst": 8},
    **{"jst": 9, "kst": 9, "acst": 9.5, "acdt": 10.5, "aest": 10, "aedt": 11},
    **{"nzst": 12, "nzdt": 13, "brt": -3, "art": -3},
}
_CLOCK: Final = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
_ZONE: Final = (
    r"(?P<zone>(?:(?:gmt|utc)?\s*[+-]\d\d?:?(?:\d\d)?|(?![ap]m\b)[a-z]{1,4}))?(?:\s*\(.{0,20}\))?"
)
_SHAPES: Final = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        # Thu, 03 Apr 2025 10:30:00 +0200; the weekday may be anything
        rf"(?:[^\W\d]+\.?,?\s+)?(?P<day>\d{{1,2}})[\s-](?P<month>[a-z]{{3,9}})\.?[\s-]"
        rf"(?P<year>\d{{4}}|\d\d)(?:,?\s+{_CLOCK}(?:\s*{_ZONE})?)?",
        # 2025-04-03T10:30:00.123Z, 2016/6/29
        rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})"
        rf"(?:[T\s]\s*{_CLOCK}(?:\s*{_ZONE})?)?",
        # 03.04.2025: with dots it's day and month everywhere
        rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}})(?:,?\s+{_CLOCK}(?:\s*{_ZONE})?)?",
        # 20250403, 20250403103000, 20250403T103000Z
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
        rf"(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:\s*{_ZONE})?)?",
        # April 3, 2025
        r"(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})",
    )
)
# 04/03/2025 is April in one country and March in the next: none is better than the wrong one.
_AMBIGUOUS: Final = re.compile(r"\b(0?[1-9]|1[0-2])[/-](?!\1\b)(0?[1-9]|1[0-2])[/-](\d{4}|\d\d)\b")
_EPOCH: Final = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d+)?")


def parse(raw: str, seen_at: datetime | None = None) -> tuple[datetime | None, Precision]:
    """The time in UTC that `raw` means, and how exact it is.

    Null with Precision.NONE where nothing usable stands, also for impossible days (31
    February) and years before 1990; null with Precision.FUTURE for more than an hour after
    `seen_at`; up to an hour after it is taken as `seen_at`. A time without a zone is UTC, or
    `seen_at` where it is so much later that its zone must lie east; a bare day is its
    midnight.
    """
    text = " ".join(raw[: 4 * _LONGEST].split())
    if not text or len(text) > _LONGEST:
        return None, Precision.NONE
    try:
        found, precision = _read(text)
    except (ValueError, OverflowError):  # the 31st of February, 25:00
        return None, Precision.NONE
    if found is None or found < _EARLIEST:
        return None, Precision.NONE
    if seen_at is not None and found > seen_at:
        if precision is Precision.DAY and found - seen_at < _DAY:
            return found, precision  # the day has begun east of here
        skew = _SKEW if _ZONED.search(text) else _EASTMOST
        return (seen_at, precision) if found - seen_at <= skew else (None, Precision.FUTURE)
    return found, precision


def _read(text: str) -> tuple[datetime | None, Precision]:
    if epoch := _EPOCH.fullmatch(text):
        seconds = int(epoch[1]) / (1000 if len(epoch[1]) > 10 else 1)
        return datetime.fromtimestamp(seconds, UTC), Precision.SECOND
    for shape in _SHAPES:
        match = shape.fullmatch(text)
        if match and _month(match["month"]) is not None:
            return _from_parts(match.groupdict())
    return _guess(text)


def _from_parts(parts: Mapping[str, str | None]) -> tuple[datetime | None, Precision]:
    digits = parts["year"] or ""
    year = int(digits)
    if len(digits) == 2:  # and not "0001", which is how .NET writes no date
        year += 2000 if year < 69 else 1900  # as POSIX does
    day = datetime(year, _month(parts["month"]) or 0, int(parts["day"] or 0), tzinfo=UTC)
    if not parts.get("hour"):
        return day, Precision.DAY
    second = min(int(parts.get("second") or 0), 59)  # 60 is a leap second
    zone = timezone(_offset(parts.get("zone") or ""))
    time = day.replace(
        hour=int(parts["hour"] or 0), minute=int(parts["minute"] or 0), second=second, tzinfo=zone
    )
    return time.astimezone(UTC), Precision.SECOND if parts.get("second") else Precision.MINUTE


def _month(name: str | None) -> int | None:
    """The number of a month; null for a name that isn't English."""
    return int(name) if name and name.isdigit() else _MONTHS.get((name or "").lower())


def _offset(zone: str) -> timedelta:
    """The distance from UTC; nought for a name that nobody knows."""
    name = zone.lower().replace(" ", "")
    if sign := re.search(r"([+-])(\d\d?):?(\d\d)?$", name):
        span = timedelta(hours=int(sign[2]), minutes=int(sign[3] or 0))
        return -span if sign[1] == "-" else span
    return timedelta(hours=_ZONES.get(name, 0))


def _guess(text: str) -> tuple[datetime | None, Precision]:
    if not re.search(r"\d", text) or _AMBIGUOUS.search(text):
        return None, Precision.NONE
    found: datetime | None = _dateparser()(text)
    if found is None:
        return None, Precision.NONE
    if not re.search(r"\d:\d\d", text):
        return found.replace(hour=0, minute=0, second=0, microsecond=0), Precision.DAY
    exact = re.search(r":\d\d:\d\d", text)
    return found, Precision.SECOND if exact else Precision.MINUTE


@cache
def _dateparser() -> Any:
    """Loaded at the first strange date, since loading takes a while."""
    from dateparser import DateDataParser  # noqa: PLC0415

    parser = DateDataParser(
        # With all languages, "31 Feb" takes 5 s; with these, nonsense takes 5 ms.
        languages=["en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "tr"],
        settings={
            "TIMEZONE": "UTC",
            "TO_TIMEZONE": "UTC",
            "RETURN_AS_TIMEZONE_AWARE": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],  # "2 hours ago" is counted from no known time
        },
    )
    return lambda text: parser.get_date_data(text).date_obj
