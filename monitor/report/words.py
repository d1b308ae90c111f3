"""Numbers, dates and counts written for people: the same on every page and figure."""

import math
import re
from datetime import date, timedelta

DASH = "–"  # a value that can't be given
MINUS = "−"

_MARKS = re.compile(r"([!-/:-@\[-`{-~])")  # every ASCII mark may be escaped in markdown
_ROUND = 0.005  # smaller than this a score is written as 0.00, without a sign


def count(number: int | float | None) -> str:
    """4211 -> "4,211"; null -> a dash."""
    return DASH if _missing(number) else f"{number:,.0f}"


def counted(number: int, one: str, many: str = "") -> str:
    """(1, "article") -> "1 article"; (4211, "story", "stories") -> "4,211 stories"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def share(value: float | None, digits: int = 0) -> str:
    """0.134 -> "13 %"; a share below 10 % gets one more digit."""
    if value is None or math.isnan(value):
        return DASH
    if 0 < abs(value) < 0.1:
        digits = max(digits, 1)
    return f"{value * 100:.{digits}f} %"


def points(value: float | None) -> str:
    """A difference of shares, in percentage points: 0.013 -> "+1.3 pts"."""
    return DASH if value is None or math.isnan(value) else f"{signed(value * 100, 1)} pts"


def score(value: float | None) -> str:
    """A stance or sentiment in [-1, 1]: 0.123 -> "+0.12"."""
    return DASH if value is None or math.isnan(value) else signed(value, 2)


def signed(value: float, digits: int) -> str:
    """-0.5 -> "−0.50", with a real minus; never a signed zero."""
    text = f"{abs(value):,.{digits}f}"
    if not text.strip("0.,"):
        return text
    return (MINUS if value < 0 else "+") + text


def day(when: date) -> str:
    """2026-11-01 -> "1 Nov 2026"."""
    return f"{when.day} {when:%b %Y}"


def period(start: date, end: date) -> str:
    """The days from `start` to `end`, without saying a month or year twice."""
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} – {day(end)}"
    if start.year == end.year:
        return f"{start.day} {start:%b} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def bucket(when: date, size: str) -> str:
    """The name of the day, week or month that begins at `when`."""
    if size == "day":
        return f"{when:%a} {day(when)}"
    if size == "week":
        return period(when, when + timedelta(days=6))
    return f"{when:%B %Y}"


def listed(names: list[str], most: int = 3) -> str:
    """["NATO", "European Union"] -> "NATO and European Union"; more than `most` -> a count."""
    if len(names) > most:
        return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def citation(
    version: str, title: str, selection: str, scorers: tuple[str, ...], batch: int, read: date
) -> str:
    """The line by which somebody else finds the same figures, but for the address."""
    return (
        f"Stancewatch {version}, {title}: {selection}. Scorer {', '.join(scorers) or 'none'}; "
        f"store up to batch {batch}. Read on {day(read)}."
    )


def literal(text: str) -> str:
    """Text for where markdown is read: "**X** :red[y]" stays what it is, and is no markup."""
    return _MARKS.sub(r"\\\1", text)


def shortened(name: str, most: int) -> str:
    """`name`, cut at `most` characters with an ellipsis."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def _missing(number: float | None) -> bool:
    return number is None or math.isnan(number)
