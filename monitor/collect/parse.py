"""Bytes of a feed -> entries, in a process that can be killed.

Feeds can make parsers take minutes or gigabytes. So parsing happens in a worker, with a
deadline and a limit of memory; when it goes over, only that worker ends.
"""

from concurrent.futures import TimeoutError as Overdue
from multiprocessing import get_context
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from monitor.collect.feedtext import ParsedFeed, read_feed
from monitor.errors import ParseError

__all__ = ["ParsedFeed", "Parser"]

DEADLINE = 10.0  # seconds for one feed; real ones take a tenth of a second
MEMORY = 1 << 30  # bytes of address space of the worker
FEEDS_A_WORKER = 500  # then a fresh one takes over, so that what leaks stays small

_BROWSE = "Open the address in a browser to see what it sends."


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
        empty, not_a_feed, broken, entity_expansion, parse_timeout, parse_memory or
        parse_crash.
        """
        if not body.strip():
            raise ParseError("The feed is empty.", remedy="It is tried again.", reason="empty")
        found = self._ask(body, content_type, url)
        if isinstance(found, ParseError):
            raise found
        return found

    def _ask(self, body: bytes, content_type: str, url: str) -> ParsedFeed | ParseError:
        if self._pool is None:
            # spawn: a forked child would inherit the caller's threads and their locks.
            self._pool = ProcessPool(
                max_workers=1,
                max_tasks=FEEDS_A_WORKER,
                context=get_context("spawn"),
                initializer=_limit_memory,
            )
        work = self._pool.schedule(_work, args=(body, content_type, url), timeout=self._deadline)
        try:
            found: ParsedFeed | ParseError = work.result()
        except Overdue:
            return ParseError(
                f"Reading the feed took longer than {self._deadline:g} seconds.",
                remedy="It is tried again at the next poll; if it stays so, remove the feed.",
                reason="parse_timeout",
            )
        except ProcessExpired:
            return ParseError(
                "Reading the feed brought the parser down.", remedy=_BROWSE, reason="parse_crash"
            )
        return found


def _limit_memory() -> None:
    """Let the worker take only so much memory, where the platform can say so."""
    try:
        import resource  # noqa: PLC0415  not on every platform
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _work(body: bytes, content_type: str, url: str) -> ParsedFeed | ParseError:
    """What runs in the worker. Errors are returned, so that only ours cross to the caller."""
    try:
        return read_feed(body, content_type, url)
    except ParseError as error:
        return error
    except MemoryError:
        return ParseError(
            "The feed needs more memory than a feed may.", remedy=_BROWSE, reason="parse_memory"
        )
    except Exception as error:  # a strange feed is its own failure, not the run's
        return ParseError(
            f"The feed can't be read: {type(error).__name__}: {str(error)[:200]}",
            remedy=_BROWSE,
            reason="broken",
        )
