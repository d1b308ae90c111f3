"""A saved feed -> its entries."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from monitor.collect.parse import Parser
from monitor.errors import DocumentError, ParseError
from monitor.records import Entry, Refusal


def read(path: Path, data: bytes, parser: Parser) -> Iterator[Entry | Refusal]:
    """Give the entries; the feed's title is their outlet. Raises ParseError, DocumentError."""
    try:
        parsed = parser.parse(data)
    except ParseError:
        if _is_other_json(data):
            raise DocumentError(
                "This is JSON, but not a JSON Feed.",
                remedy="Save it as .jsonl, with one article a line.",
                reason="not_a_feed",
            ) from None
        raise
    for entry in parsed.entries:
        if entry.title or entry.content:
            yield replace(entry, outlet=parsed.title)
        else:
            yield Refusal(str(path), entry.position, "The entry has neither a title nor a text.")
    if parsed.total_entries > len(parsed.entries):
        left = parsed.total_entries - len(parsed.entries)
        yield Refusal(str(path), None, f"{left:,} entries beyond the newest were left out.")
    if parsed.truncated:
        yield Refusal(str(path), None, "The feed breaks off; its complete entries were taken.")


def _is_other_json(data: bytes) -> bool:
    first, _, _ = data.lstrip().partition(b"\n")
    if first.startswith(b"["):
        return True
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False
