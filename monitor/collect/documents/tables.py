"""CSV -> entries: an entry a row, read as a stream, however the columns are called."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final

from monitor.collect import dates, markup
from monitor.collect.decoding import encoding_of
from monitor.collect.documents.columns import NAMES, entry_of, merged, propose
from monitor.collect.documents.unpacking import LONGEST_LINE, opened
from monitor.errors import DocumentError
from monitor.records import Entry, Precision, Refusal

_DELIMITERS: Final = ",;\t|"
_SEPARATOR: Final = re.compile(r"sep=([,;\t|])\n?", re.IGNORECASE)  # a first line for Excel
_QUOTED: Final = re.compile(r'"[^"]*"')
# The apostrophe that our export puts before what a spreadsheet would run.
_ESCAPED: Final = re.compile(r"^'(?='*[=+\-@\t\r])")
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)
_STEP: Final = 1 << 18  # bytes that are read at once
_SAMPLE: Final = 20  # rows by which columns without names are told
_PROSE: Final = 100  # characters; a name of a column is shorter
_SHOWN: Final = 200  # characters of a cell in a preview


@dataclass(frozen=True, slots=True)
class Preview:
    """What a table looks like before anything is taken in."""

    columns: tuple[str, ...]  # as its first row names them, or "column 1" and so on
    mapping: dict[str, str]  # proposed: meaning (see columns.NAMES) -> column
    rows: tuple[dict[str, str], ...]  # the first ones, long cells cut


@dataclass(frozen=True, slots=True)
class _Row:
    number: int  # as a spreadsheet counts, from 1
    cells: Sequence[str]
    broken: str = ""  # why it can't be used


@dataclass(frozen=True, slots=True)
class _Table:
    columns: tuple[str, ...]
    mapping: dict[str, str]
    rows: Iterator[_Row]  # without the names of the columns

    def named(self, row: _Row) -> dict[str, str]:
        """Column -> cell as it was meant; of two columns with one name the first."""
        width = len(self.columns)
        cells = [_ESCAPED.sub("", cell) for cell in row.cells[:width]]
        cells += [""] * (width - len(cells))
        return dict(zip(reversed(self.columns), reversed(cells), strict=True))


def preview(path: Path, rows: int = 5) -> Preview:
    """The columns of a CSV file, what they probably mean, and the first rows.

    Raises DocumentError where it can't be read as a table.
    """
    with opened(path) as file:
        table = _table(file, None)
        shown = tuple(
            {column: cell[:_SHOWN] for column, cell in table.named(row).items()}
            for row in islice(table.rows, rows)
        )
    return Preview(table.columns, table.mapping, shown)


def read(
    path: Path, file: BinaryIO, mapping: Mapping[str, str] | None
) -> Iterator[Entry | Refusal]:
    """Give an entry a row. Raises DocumentError where no column is a title or a text."""
    table = _table(file, mapping)
    if not {"title", "text"} & table.mapping.keys():
        raise DocumentError(
            f"No column is a title or a text. Columns: {', '.join(table.columns)[:300]}.",
            remedy="Say which is which (--map title=COLUMN), or name them in the first row: "
            f"{', '.join(NAMES)}.",
            reason="no_columns",
        )
    for row in table.rows:
        try:
            if row.broken:
                raise DocumentError(row.broken)
            yield entry_of(table.named(row), table.mapping, row.number)
        except DocumentError as error:
            yield Refusal(str(path), row.number, str(error))


def _table(file: BinaryIO, mapping: Mapping[str, str] | None) -> _Table:
    """Find out what a table's columns are. Raises DocumentError."""
    rows = _rows(_Lines(file))
    first = list(islice(rows, _SAMPLE))
    if not first:
        raise DocumentError("The table is empty.", reason="empty")
    if first[0].broken:
        raise DocumentError(first[0].broken)
    names = tuple(name.strip() for name in first[0].cells)
    numbered = tuple(f"column {place}" for place in range(1, len(names) + 1))
    proposed = propose(names)
    wanted = set((mapping or {}).values()) - {""}
    headless = wanted <= set(numbered) if wanted else not {"title", "text"} & proposed.keys()
    guessed = _guess(first) if headless else {}
    if headless and (guessed or wanted):
        return _Table(numbered, merged(guessed, mapping), chain(first, rows))
    if unknown := wanted - set(names):
        raise DocumentError(
            f"There is no column {', '.join(sorted(unknown))[:300]}.",
            remedy=f"Columns: {', '.join(names)[:300]}.",
            reason="no_columns",
        )
    return _Table(names, merged(proposed, mapping), chain(first[1:], rows))


def _guess(rows: Sequence[_Row]) -> dict[str, str]:
    """What the columns of a table without names hold: meaning -> "column 1" and so on.

    Nothing where its first row may be names: without a web address, a date or prose.
    """
    if not any(_is_web(cell) or _is_date(cell) or len(cell) > _PROSE for cell in rows[0].cells):
        return {}
    columns = {
        f"column {place}": [row.cells[place - 1] for row in rows if len(row.cells) >= place]
        for place in range(1, len(rows[0].cells) + 1)
    }
    found: dict[str, str] = {}
    for meaning, fits in (("url", _is_web), ("published", _is_date)):
        for column, cells in columns.items():
            filled = [cell for cell in cells if cell.strip()]
            if filled and all(map(fits, filled)):
                found[meaning] = column
                break
    words = {
        column: sum(map(len, cells)) / len(cells)
        for column, cells in columns.items()
        if column not in found.values() and not any(map(_is_web, cells))
    }
    longest = sorted(words, key=lambda column: -words[column])[:2]
    meanings = ("text", "title") if longest and words[longest[0]] > _PROSE else ("title",)
    return found | dict(zip(meanings, longest, strict=False))


def _is_web(cell: str) -> bool:
    return _WEB.match(cell.strip()) is not None


def _is_date(cell: str) -> bool:
    return dates.parse(cell)[1] is not Precision.NONE


# --- reading -----------------------------------------------------------------------


def _rows(lines: "_Lines") -> Iterator[_Row]:
    """The rows that hold anything. A row that can't be read is the last one."""
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(lines, delimiter=lines.delimiter)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if lines.ended:
                # The reader wanted more for this row: everything after the mark is in it.
                yield _Row(number, cells, "A quotation mark in it is not closed.")
            elif any(map(str.strip, cells)):
                yield _Row(number, cells)
    except csv.Error as error:
        yield _Row(number + 1, (), f"The table can't be read on from here: {error}.")


class _Lines:
    """The lines of a file, decoded as they come. `ended` once more was asked for than is there."""

    def __init__(self, file: BinaryIO) -> None:
        head = file.read(_STEP)
        decoder = codecs.getincrementaldecoder(encoding_of(head))("replace")
        self._decoder = io.IncrementalNewlineDecoder(decoder, translate=True)
        self._file = file
        self._rest = ""
        self._waiting: list[str] = []  # lines, last one first
        self.ended = False
        self._take(head)
        first = self._waiting[-1] if self._waiting else self._rest
        if said := _SEPARATOR.fullmatch(first):
            self.delimiter = said[1]
            next(self)
        else:
            bare = _QUOTED.sub("", first)
            self.delimiter = max(_DELIMITERS, key=bare.count)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        while not self._waiting:
            if not self._file_goes_on():
                if not self._rest:
                    self.ended = True
                    raise StopIteration
                self._waiting, self._rest = [self._rest], ""
        return self._waiting.pop()

    def _file_goes_on(self) -> bool:
        piece = self._file.read(_STEP)
        self._take(piece)
        return bool(piece)

    def _take(self, piece: bytes) -> None:
        text = self._rest + markup.clean(self._decoder.decode(piece, final=not piece))
        *lines, self._rest = text.split("\n")
        self._waiting = [f"{line}\n" for line in reversed(lines)]
        if len(self._rest) > LONGEST_LINE:
            raise DocumentError(f"A line is longer than {LONGEST_LINE / 1e6:g} MB.")
