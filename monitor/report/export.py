"""DataFrame -> CSV, as docs/columns.md describes it.

UTF-8, RFC 4180, a header, "\\n", times as ISO 8601 in UTC, empty for null. A cell of text
that a spreadsheet would run as a formula gets a leading apostrophe, which the importer takes
off again; so does one that has apostrophes before such a start, or the importer would take
those for ours. Numbers stay numbers, with six decimals at most.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from monitor.errors import ExportError

_MEASURED = [
    *("articles", "stories", "mentions", "oppose", "neutral", "support", "uncertain"),
    *("stance_mean", "stance_low", "stance_high"),
    *("sentiment_mean", "sentiment_low", "sentiment_high", "tone_mean"),
]

# The columns of each kind, in their order. docs/columns.md describes them.
COLUMNS: dict[str, list[str]] = {
    "articles": [
        *("id", "indexed_date", "language", "media_name", "media_url", "publish_date"),
        *("title", "url", "revision", "revisions", "story_id", "copies"),
        *("published_precision", "published_source", "words", "statements", "batch"),
    ],
    "statements": [
        *("statement_id", "article_id", "revision", "story_id", "outlet", "url", "title"),
        *("published_at", "published_precision", "first_seen_at", "sentence"),
        *("holder", "holder_kind", "holder_id", "cue", "quote"),
        *("target_id", "target", "surface", "start", "end"),
        *("stance", "stance_score", "p_oppose", "p_neutral", "p_support"),
        *("sentiment", "sentiment_score", "p_negative", "p_neutral_sentiment", "p_positive"),
        *("tone", "scorer", "batch", "part", "sentence_start"),
        *("holder_start", "holder_end", "cue_start", "cue_end", "copies"),
    ],
    "trend": [
        *("date", "entity", "count", "total_count", "ratio", "stories", "mentions"),
        *("oppose", "neutral", "support", "uncertain"),
        *("stance_mean", "stance_low", "stance_high"),
        *("sentiment_mean", "sentiment_low", "sentiment_high"),
        *("tone_mean", "voice", "complete", "outlets", "entity_id"),
    ],
    "entities": ["target_id", "target", "voice", *_MEASURED, "total_articles", "share"],
    "outlets": ["outlet", "voice", *_MEASURED, "total_articles", "share"],
    "holders": [
        *("holder", "holder_id", "holder_kind", *_MEASURED, "total_articles", "share"),
        *("outlets", "targets"),
    ],
    "stories": [
        *("story_id", "title", "outlet", "url", "published_precision", "first_at", "last_at"),
        *("span_hours", "copies", "articles", "outlets", "headlines", "edited"),
        *("mentions", "oppose", "neutral", "support", "uncertain", "stance_mean"),
    ],
    "matrix": ["holder", "holder_id", "target_id", "target", "n", *_MEASURED],
    "quoted": ["outlet", "holder", "holder_id", "n", *_MEASURED],
    "fetches": [
        *("feed", "outlet", "fetched_at", "outcome", "reason", "message", "status"),
        *("etag", "last_modified", "body_hash", "body_bytes", "seconds"),
        *("entries_seen", "entries_new", "revisions", "undated", "future"),
        *("moved_to", "moved_times", "failures", "failing_since"),
        *("last_success_at", "last_new_at", "interval_minutes", "next_poll_at", "batch"),
    ],
    "labels": [
        *("article_id", "revision", "part", "start", "end", "target_id", "question", "label"),
        *("annotator", "labelled_at", "sample", "sentence", "target", "holder", "holder_kind"),
        *("scorer", "scorer_label", "batch"),
    ],
}

_ROWS_A_PIECE = 20_000
_FORMULA = "^'*[=+\\-@\t\r]"
_QUOTED = '[",\n\r]'
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")  # not UTF-8, or an end of text to some readers


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    rows: int
    sha256: str  # of the file's bytes


def to_bytes(frame: pd.DataFrame, kind: str = "", *, bom: bool = False) -> bytes:
    """The CSV of a frame that has the columns of `kind`, and perhaps others; or of all it has."""
    columns = COLUMNS[kind] if kind else list(frame.columns)
    return b"".join([_header(columns, bom=bom), *_pieces(frame, columns)])


def to_file(
    frames: pd.DataFrame | Iterable[pd.DataFrame], kind: str, path: Path, *, bom: bool = False
) -> Exported:
    """Write the CSV of a frame, or of frames one after the other.

    The file appears whole or not at all. Raises ExportError where it can't be written.
    """
    if isinstance(frames, pd.DataFrame):
        frames = [frames]
    digest = hashlib.sha256()
    rows = 0
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as out:

                def write(data: bytes) -> None:
                    digest.update(data)
                    out.write(data)

                write(_header(COLUMNS[kind], bom=bom))
                for frame in frames:
                    rows += len(frame)
                    for piece in _pieces(frame, COLUMNS[kind]):
                        write(piece)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ExportError(
            f"{path} can't be written: {error.strerror}.",
            remedy="Give --out a file in a folder that exists and has free space.",
        ) from error
    return Exported(rows, digest.hexdigest())


def _header(columns: list[str], *, bom: bool) -> bytes:
    return (b"\xef\xbb\xbf" if bom else b"") + (",".join(columns) + "\n").encode()


def _pieces(frame: pd.DataFrame, columns: list[str]) -> Iterator[bytes]:
    chosen = frame[columns]
    for first in range(0, len(chosen), _ROWS_A_PIECE):
        piece = chosen.iloc[first : first + _ROWS_A_PIECE]
        lines = pc.binary_join_element_wise(
            *(_cells(piece[name]) for name in piece.columns),
            ",",
            null_handling="replace",
            null_replacement="",
        )
        yield ("\n".join(lines.to_pylist()) + "\n").encode()


def _cells(column: "pd.Series[Any]") -> pa.Array:
    """A column as the text of its cells; null stays null."""
    try:
        values = pa.array(column, from_pandas=True)
    except UnicodeEncodeError:
        values = pa.array(column.map(_writable, na_action="ignore"), from_pandas=True)
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    kind = values.type
    if pa.types.is_timestamp(kind) and kind.tz:
        return pc.strftime(
            pc.floor_temporal(values, unit="second").cast(pa.timestamp("s", "UTC")),
            format="%Y-%m-%dT%H:%M:%SZ",
        )
    if pa.types.is_timestamp(kind):  # of no zone: a day, not an instant
        return values.cast(pa.date32()).cast(pa.string())
    if pa.types.is_floating(kind):
        # Adding nothing makes a positive zero of a negative one.
        return pc.add(pc.round(values.cast(pa.float64()), 6), 0.0).cast(pa.string())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _texts(values.cast(pa.string()))
    return values.cast(pa.string())


def _texts(values: pa.Array) -> pa.Array:
    values = pc.replace_substring(values, "\x00", "\ufffd")
    formulas = pc.match_substring_regex(values, _FORMULA)
    values = pc.if_else(formulas, pc.binary_join_element_wise("'", values, ""), values)
    doubled = pc.replace_substring(values, '"', '""')
    quoted = pc.binary_join_element_wise('"', doubled, '"', "")
    return pc.if_else(pc.match_substring_regex(values, _QUOTED), quoted, values)


def _writable(cell: object) -> object:
    return _UNWRITABLE.sub("\ufffd", cell) if isinstance(cell, str) else cell
