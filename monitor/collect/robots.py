"""What a site's robots.txt lets this program do."""

import re

from protego import Protego

from monitor.collect.exchange import Response
from monitor.errors import FetchError

AGENT = "stancewatch"

_LARGEST = 512_000  # bytes that are read; RFC 9309, section 2.5, asks for 500 KiB at least
_AGENT_LINE = re.compile(r"\s*user(?:-|\s+)?agent[\s:]+([^#]*)", re.IGNORECASE)


class Robots:
    """The rules of one site, as RFC 9309 says to read them.

    Without a robots.txt (4xx) everything is allowed. Where it can't be had (5xx, 429, no
    connection) nothing is, for as long as that lasts.
    """

    def __init__(self, response: Response) -> None:
        self._rules: Protego | None = None
        self._why = ""
        status = response.status
        if response.error is not None or status is None:
            self._why = f"robots.txt could not be read. {response.error or ''}".strip()
        elif status == 429 or not (200 <= status < 300 or 400 <= status < 500):
            self._why = f"robots.txt could not be read (HTTP {status})."
        else:
            text = response.body[:_LARGEST].decode("utf-8-sig", errors="replace")
            self._rules = Protego.parse(_one_other(text))

    def refusal(self, url: str) -> FetchError | None:
        """Why a page must not be fetched; null where it may be."""
        why = self._why
        if self._rules is not None and not self._rules.can_fetch(url, AGENT):
            why = "robots.txt of the site does not allow it."
        return FetchError(why, reason="robots") if why else None

    @property
    def delay(self) -> float:
        """Seconds that the site wants between two pages."""
        return (self._rules.crawl_delay(AGENT) or 0.0) if self._rules is not None else 0.0


def _one_other(text: str) -> str:
    """The same rules with every other program called "other".

    protego keeps each rule once for each program of its group: 2,000 names over 2,000 rules,
    56 KB, take it 6 s. Names of others don't matter here.
    """
    return "\n".join(_rename(line) for line in text.splitlines())


def _rename(line: str) -> str:
    if not (agent := _AGENT_LINE.match(line)):
        return line
    name = agent[1].strip().lower()
    if name != "*":
        name = AGENT if name.startswith(AGENT) else "other"
    return f"User-agent: {name}"
