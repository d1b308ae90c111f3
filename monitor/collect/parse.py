"""Bytes of a feed -> entries, in a process that can be killed.

Feeds can make parsers take minutes or gigabytes. So parsing happens in a worker, with a
deadline and a limit of memory; when it goes over, only that worker ends.
"""

from collections.abc import Callable
from concurrent.futures import TimeoutError as Overdue
from dataclasses import dataclass
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool

from monitor.collect import feedtext
from monitor.errors import ParseError
from monitor.records import Entry

DEADLINE = 10.0  # seconds for one feed; real ones take a tenth of a second
MEMORY = 1 << 30  # bytes of address space of the worker beyond what it starts with


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed held."""

    title: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()  # newest first, as the feed gives them; at most LIMIT
    total_entries: int = 0  # also those beyond the limit
    ttl_minutes: int = 0
    truncated: bool = False  # the bytes end before the feed does
    warnings: tuple[str, ...] = ()


class Parser:
    """Parses feeds in a worker. Use as `with`; the worker starts at the first feed."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None

    def parse(self, body: bytes, content_type: str = "", url: str = "") -> ParsedFeed:
        """Give the entries of an RSS, Atom, RDF or JSON feed.

        `url` is what relative links are resolved against. Raises ParseError with reason
        empty, not_a_feed, entity_expansion, parse_timeout or parse_crash.
        """
        text = feedtext.decode(body, content_type)
        feedtext.check(text, url)
        found = self._ask(feedtext.parse, text, url)
        return ParsedFeed(**found)

    def _ask(
        self, work: Callable[[str, str], dict[str, Any]], text: str, url: str
    ) -> dict[str, Any]:
        if self._pool is None:
            # spawn: a forked child would inherit the caller's threads and their locks.
            self._pool = ProcessPool(
                max_workers=1,
                context=get_context("spawn"),
                initializer=feedtext.limit_memory,
                initargs=(MEMORY,),
            )
        try:
            return self._pool.schedule(work, args=(text, url), timeout=self._deadline).result()
        except Overdue:
            raise ParseError(
                f"Reading the feed took longer than {self._deadline:g} seconds.",
                remedy="It is tried again at the next poll; if it stays so, remove the feed.",
                reason="parse_timeout",
            ) from None
        except (ProcessExpired, MemoryError, RecursionError):
            raise ParseError(
                "Reading the feed took more memory than one feed may take.",
                remedy="It is tried again at the next poll; if it stays so, remove the feed.",
                reason="parse_crash",
            ) from None
