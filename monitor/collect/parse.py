"""The bytes of a feed -> entries, in a worker that can be killed.

A feed of 62 KB can keep feedparser busy for half a minute, so no feed is parsed in the
process that serves others: the worker has a deadline and a limit of memory.

The worker is a program of its own and not a child of `multiprocessing`: that would first run
the caller's main module again, which may be a whole dashboard.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self, cast

from monitor.collect import parse_worker
from monitor.collect.feedtext import ParsedFeed
from monitor.errors import ParseError

__all__ = ["ParsedFeed", "Parser"]

DEADLINE: Final = 10.0  # seconds for one feed; real ones take a tenth of a second
FEEDS_A_WORKER: Final = 500  # then a fresh one takes over, so that what leaks stays small

_START: Final = 60.0  # seconds until a worker is ready; mostly 0.3
_PACKAGE: Final = Path(__file__).parents[2]  # where the worker finds `monitor`


class Parser:
    """Parses feeds, one at a time. The worker starts at the first; threads may share it."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._turn = threading.Lock()
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._turn:
            self._retire()

    def parse(self, body: bytes, content_type: str = "", url: str = "") -> ParsedFeed:
        """Give the entries of an RSS, Atom, RDF or JSON feed.

        `url` is what relative links are resolved against. Raises ParseError with reason
        empty, not_a_feed, broken, entity_expansion, parse_timeout, parse_memory or
        parse_crash.
        """
        if not body.strip():
            raise ParseError("The feed is empty.", remedy="It is tried again.", reason="empty")
        with self._turn:
            worker = self._worker = self._worker or _Worker()
            try:
                return worker.parse(body, content_type, url, self._deadline)
            finally:
                if not worker.fit:
                    self._retire()

    def _retire(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None


class _Worker:
    """One process, from its start to its end. `fit` tells whether it can take another feed."""

    def __init__(self) -> None:
        paths = [str(_PACKAGE), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(  # noqa: S603  our own module
            # -P: nothing is imported from the working directory.
            [sys.executable, "-P", "-m", parse_worker.__name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )
        self._questions = cast(BinaryIO, self._process.stdin)
        self._answers = cast(BinaryIO, self._process.stdout)
        self._left = FEEDS_A_WORKER
        self.fit = True
        with _Deadline(_START, self._process):
            ready = parse_worker.receive(self._answers)
        if ready is None:
            self.end()
            raise ParseError(
                "The process that parses feeds does not start.",
                remedy="Is there enough memory? Try again later.",
                reason="parse_crash",
            )

    def parse(self, body: bytes, content_type: str, url: str, seconds: float) -> ParsedFeed:
        """Parse one feed. Raises ParseError."""
        self._left -= 1
        with _Deadline(seconds, self._process) as deadline:
            try:
                parse_worker.ask(self._questions, body, content_type, url)
                answer = parse_worker.receive(self._answers)
            except OSError:  # it is gone, and its pipes with it
                answer = None
        self.fit = self._left > 0 and answer is not None and not deadline.passed
        if answer is not None:
            return parse_worker.understand(answer)
        if deadline.passed:
            raise ParseError(
                f"Reading the feed took longer than {seconds:g} seconds.",
                remedy="It is tried again at the next poll; if it stays so, remove the feed.",
                reason="parse_timeout",
            )
        raise ParseError(
            "Reading the feed brought the parser down.",
            remedy=parse_worker.BROWSE,
            reason="parse_crash",
        )

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._questions, self._answers):
            try:
                pipe.close()
            except OSError:  # bytes that nobody will read
                continue


class _Deadline:
    """Kills a process that is not done in time; reading from it then comes to an end."""

    def __init__(self, seconds: float, process: "subprocess.Popen[bytes]") -> None:
        self._end = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, process.kill)
        self._timer.daemon = True

    @property
    def passed(self) -> bool:
        """Whether the process was, or is about to be, killed."""
        return time.monotonic() >= self._end

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
