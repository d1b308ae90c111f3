"""The bytes of a file, plain or gzipped, with bounds.

Files in the other formats of archives, which may name paths of their own, are not unpacked.
"""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from monitor.errors import DocumentError

LARGEST_WHOLE: Final = 50_000_000  # bytes of a file that has to be held whole, unpacked
LONGEST_LINE: Final = 20_000_000  # bytes of a line or a cell

# Text packs to a tenth, tables with much repetition to a fiftieth; a bomb of gzip to a
# thousandth. Small files may pack better.
_MOST_GROWTH: Final = 200
_HARMLESS: Final = 10_000_000  # bytes, unpacked
_STEP: Final = 1 << 18


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file as a stream, unpacked on the way if its first bytes are gzip's.

    Reading raises DocumentError where it unpacks to far more than a text can, or is damaged.
    """
    with path.open("rb") as file:
        packed = file.peek(2)[:2] == b"\x1f\x8b"
        yield cast(BinaryIO, io.BufferedReader(_Unpacked(file), _STEP)) if packed else file


def whole(path: Path) -> bytes:
    """All bytes of a file. Raises DocumentError where there are more than LARGEST_WHOLE."""
    with opened(path) as file:
        data = file.read(LARGEST_WHOLE + 1)
    if len(data) > LARGEST_WHOLE:
        raise DocumentError(
            f"It has more than {LARGEST_WHOLE / 1e6:g} MB.", remedy="Split it.", reason="too_large"
        )
    return data


class _Unpacked(io.RawIOBase):
    """A gzip file that is watched while it grows."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._file = gzip.GzipFile(fileobj=packed, mode="rb")
        self._given = 0

    def readable(self) -> bool:
        """Yes: io.BufferedReader asks."""
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        """Fill `buffer`. Raises DocumentError."""
        try:
            piece = self._file.read1(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            raise DocumentError(
                f"Its compression is damaged: {error}.", remedy="Get it again.", reason="damaged"
            ) from error
        self._given += len(piece)
        if self._given > max(_HARMLESS, _MOST_GROWTH * self._packed.tell()):
            raise DocumentError(
                f"Unpacked, it is more than {_MOST_GROWTH} times as large: no text packs so well.",
                remedy="Unpack it yourself if you trust it.",
                reason="bomb",
            )
        buffer[: len(piece)] = piece
        return len(piece)
