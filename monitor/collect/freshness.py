"""Pure: what a server says about time: Retry-After, max-age, Expires."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.collect.exchange import Response

CEILING = timedelta(days=1)  # no publisher can ask for more, by intent or by mistake


def retry_after(response: Response, now: datetime) -> timedelta | None:
    """How long a server that is asked too often wants to be left alone, up to CEILING.

    Null where it does not say, and for junk, negative numbers and the past.
    """
    if response.status not in (429, 503):
        return None
    text = response.headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        asked = timedelta(seconds=int(text))
    else:
        asked = _until(text, response, now)
    return min(asked, CEILING) if asked > timedelta() else None


def fresh_for(response: Response, now: datetime) -> timedelta:
    """How long an answer stays fresh: the longer of max-age and Expires; zero if unsaid."""
    stated = re.search(
        r"(?:^|[,\s])max-age\s*=\s*\"?([0-9]{1,9})", response.headers.get("cache-control", "")
    )
    age = timedelta(seconds=int(stated[1])) if stated else timedelta()
    return min(max(age, _until(response.headers.get("expires", ""), response, now)), CEILING)


def _until(date: str, response: Response, now: datetime) -> timedelta:
    """From the server's own time to `date`, so that a wrong clock, theirs or ours, cancels."""
    end = _http_date(date)
    start = _http_date(response.headers.get("date", "")) or now
    return end - start if end else timedelta()


def _http_date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
