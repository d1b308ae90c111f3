"""CSV rows and JSON lines -> entries."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.collect.decoding import decode
from monitor.errors import DocumentError
from monitor.records import Entry, Refusal

# Which column means what, best first: ours, Media Cloud's, and what people use.
NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline", "name"),
    "text": ("text", "content", "body", "article", "full_text", "summary", "description"),
    "url": ("url", "link", "address"),
    "published": ("published", "published_at", "publish_date", "pubdate", "date", "published_date"),
    "outlet": ("outlet", "media_name", "source", "publisher", "site"),
    "author": ("author", "authors", "byline"),
    "language": ("language", "lang"),
    "guid": ("guid",),
}

_LONGEST_CELL = 20_000_000  # characters
_FORMULA = re.compile(r"^'(?='*[=+\-@\t\r])")

Mapped = Mapping[str, str]  # what it means -> the column's name


@dataclass(frozen=True, slots=True)
class Preview:
    """What a CSV file looks like, before anything is taken in."""

    columns: list[str]
    mapping: dict[str, str]  # proposed; see NAMES
    rows: list[dict[str, str]]  # the first ones


def preview(data: bytes, rows: int = 5) -> Preview:
    """Columns, a proposed mapping and the first rows of a CSV. Raises DocumentError."""
    reader = _reader(data)
    columns = [str(name) for name in reader.fieldnames or ()]
    first = [row for _, row in zip(range(rows), reader, strict=False)]
    return Preview(columns, propose(columns), first)


def propose(columns: Iterable[str]) -> dict[str, str]:
    """Which column means what, by the names in NAMES."""
    by_name = {column.strip().lower(): column for column in columns}
    return {
        meaning: by_name[next(name for name in names if name in by_name)]
        for meaning, names in NAMES.items()
        if any(name in by_name for name in names)
    }


def read_csv(path: Path, data: bytes, mapping: Mapped | None = None) -> Iterator[Entry | Refusal]:
    """Give an entry a row. Raises DocumentError where no column can be a title or text."""
    reader = _reader(data)
    chosen = dict(mapping or propose(reader.fieldnames or ()))
    if "title" not in chosen and "text" not in chosen:
        raise DocumentError(
            f"No column is a title or a text. Columns: {', '.join(reader.fieldnames or ())[:300]}.",
            remedy=f"Name them in the first line: {', '.join(NAMES)}.",
            reason="no_columns",
        )
    number = 1
    try:
        for number, row in enumerate(reader, start=2):
            yield _entry(path, number, row, chosen)
    except csv.Error as error:
        yield Refusal(str(path), number + 1, f"The table can't be read on from here: {error}.")


def read_jsonl(path: Path, lines: Iterable[bytes]) -> Iterator[Entry | Refusal]:
    """Give an entry a line; a broken line is refused, and the others go on."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(decode(line))
        except (ValueError, RecursionError) as error:
            yield Refusal(str(path), number, f"The line is not JSON: {error}.")
            continue
        if not isinstance(row, dict):
            yield Refusal(str(path), number, "The line is not a JSON object.")
            continue
        yield _entry(path, number, row, propose(row))


def _entry(path: Path, number: int, row: Mapping[str, Any], chosen: Mapped) -> Entry | Refusal:
    cells = {meaning: _cell(row.get(column)) for meaning, column in chosen.items()}
    if not cells.get("title", "").strip() and not cells.get("text", "").strip():
        return Refusal(str(path), number, "The row has neither a title nor a text.")
    text = cells.get("text", "")
    return Entry(
        title=_escaped(cells.get("title", "")),
        content=text,
        content_is_html=bool(re.search(r"</?(p|div|br|a|span)\b[^<>]{0,500}>", text[:5_000], re.I)),
        url=cells.get("url", ""),
        guid=cells.get("guid", ""),
        published_raw=cells.get("published", ""),
        author=_escaped(cells.get("author", "")),
        language=cells.get("language", ""),
        outlet=" ".join(cells.get("outlet", "").split()),
        position=number,
    )


def _cell(value: object) -> str:
    """A value as text, without the apostrophe that an export put before a formula."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    return _FORMULA.sub("", str(value))


def _reader(data: bytes) -> "csv.DictReader[str]":
    text = decode(data).lstrip("\ufeff")
    if not text.strip():
        raise DocumentError("The file is empty.", reason="empty")
    csv.field_size_limit(_LONGEST_CELL)
    head = text[: text.find("\n", 0, 100_000) + 1] or text[:10_000]
    delimiter = max(",;\t|", key=head.count)
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)


def _escaped(text: str) -> str:
    """As the title of an entry, which may hold markup; a table's does not."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
