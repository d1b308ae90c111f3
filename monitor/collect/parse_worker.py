"""The parser's worker: feeds come in on standard input, entries go out on standard output.

What goes either way is a frame: its length in 8 bytes, then JSON or the bytes of a feed.
JSON and not pickle, since the worker has read hostile bytes and its caller has more to lose.
"""

import json
import os
import signal
import struct
import sys
from dataclasses import asdict
from typing import Any, BinaryIO, Final

from monitor.collect.feedtext import ParsedFeed, read_feed
from monitor.errors import ParseError
from monitor.records import Entry

READY: Final = b"ready"  # the first frame that a worker sends
BROWSE: Final = "Open the address in a browser to see what it sends."

_MEMORY: Final = 1 << 30  # bytes of address space; 2,000 long entries take a quarter
_LENGTH: Final = struct.Struct(">Q")


def main() -> None:
    """Parse what comes in until nothing more does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the caller, who ends this
    source = sys.stdin.buffer
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as target:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing else gets in between
        _limit_memory()
        send(target, READY)
        while (question := receive(source)) is not None:
            body = receive(source)
            if body is None:
                break
            send(target, _answer(body, **json.loads(question)))


def ask(target: BinaryIO, body: bytes, content_type: str, url: str) -> None:
    """Hand a feed to the worker. Raises OSError where it is gone."""
    send(target, _frame({"content_type": content_type, "url": url}))
    send(target, body)


def understand(answer: bytes) -> ParsedFeed:
    """What the worker answered. Raises the ParseError that it met."""
    told = json.loads(answer)
    if error := told.get("error"):
        raise ParseError(error["message"], remedy=error["remedy"], reason=error["reason"])
    feed = told["feed"]
    entries = tuple(Entry(**entry) for entry in feed["entries"])
    return ParsedFeed(**feed | {"entries": entries, "warnings": tuple(feed["warnings"])})


def send(target: BinaryIO, frame: bytes) -> None:
    """Write a frame. Raises OSError where nobody reads."""
    target.write(_LENGTH.pack(len(frame)))
    target.write(frame)
    target.flush()


def receive(source: BinaryIO) -> bytes | None:
    """Read a frame; null where the other side is gone."""
    head = source.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    frame = source.read(length)
    return frame if len(frame) == length else None


def _answer(body: bytes, content_type: str, url: str) -> bytes:
    try:
        return _frame({"feed": asdict(read_feed(body, content_type, url))})
    except ParseError as error:
        found = error
    except MemoryError:
        found = ParseError(
            "The feed needs more memory than a feed may.", remedy=BROWSE, reason="parse_memory"
        )
    except Exception as error:  # a strange feed is its own failure, not the run's
        found = ParseError(
            f"The feed can't be read: {type(error).__name__}: {str(error)[:200]}",
            remedy=BROWSE,
            reason="broken",
        )
    told = {"message": found.message, "remedy": found.remedy, "reason": found.reason}
    return _frame({"error": told})


def _frame(content: dict[str, Any]) -> bytes:
    # Half a surrogate pair, which no file or table can hold, becomes a question mark.
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


def _limit_memory() -> None:
    """Let this process take only so much memory, where the platform can say so."""
    try:
        import resource  # noqa: PLC0415  not on every platform
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    main()
