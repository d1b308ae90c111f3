"""JSON lines -> entries: an object a line. A line that can't be read does not stop the others."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from monitor.collect.decoding import decode
from monitor.collect.documents.columns import entry_of, merged, propose
from monitor.collect.documents.unpacking import LONGEST_LINE
from monitor.errors import DocumentError
from monitor.records import Entry, Refusal

_ENOUGH: Final = 1_000  # refused lines before the first good one: this is something else


def read(
    path: Path, file: BinaryIO, mapping: Mapping[str, str] | None = None
) -> Iterator[Entry | Refusal]:
    """Give an entry a line; `mapping` holds over what its keys propose.

    Raises DocumentError where nothing in it is JSON lines.
    """
    refused, good = 0, False
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        whole = line.endswith(b"\n") or len(line) < LONGEST_LINE
        if whole and not line.strip():
            continue
        try:
            if not whole:
                _skip(file)
                raise DocumentError(f"The line is longer than {LONGEST_LINE / 1e6:g} MB.")
            row = _object(line)
            yield entry_of(row, merged(propose(row), mapping), number)
            good = True
        except DocumentError as error:
            yield Refusal(str(path), number, str(error))
            refused += 1
        if refused >= _ENOUGH and not good:
            raise DocumentError(
                f"The first {refused:,} lines hold no article.", remedy="Is this JSONL?"
            )


def _object(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(decode(line))
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"The line is not JSON: {str(error)[:200]}.") from None
    if not isinstance(row, dict):
        raise DocumentError("The line is not a JSON object.")
    return row


def _skip(file: BinaryIO) -> None:
    """Read on to the end of the line."""
    while piece := file.readline(LONGEST_LINE):
        if piece.endswith(b"\n"):
            return
