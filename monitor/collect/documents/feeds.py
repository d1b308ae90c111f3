"""A saved feed file -> its entries."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from monitor.collect import markup
from monitor.collect.parse import Parser
from monitor.records import Entry, Refusal


def read(path: Path, data: bytes, parser: Parser) -> Iterator[Entry | Refusal]:
    """Give the entries; the feed's title is their outlet. Raises ParseError."""
    parsed = parser.parse(data)
    outlet = markup.title_text(parsed.title)
    for entry in parsed.entries:
        if entry.title or entry.content:
            yield replace(entry, outlet=outlet)
        else:
            yield Refusal(str(path), entry.position, "The entry has neither title nor text.")
    if parsed.total_entries > len(parsed.entries):
        left = parsed.total_entries - len(parsed.entries)
        yield Refusal(str(path), None, f"{left:,} entries beyond the newest were left out.")
    if parsed.truncated and parsed.entries:
        yield Refusal(str(path), None, "The feed ends too early; what stands before was taken.")
