"""DataFrame -> CSV, as docs/columns.md describes it.

UTF-8, RFC 4180, a header, "\\n", times as ISO 8601 in UTC, empty for null. A cell of text
that a spreadsheet would run as a formula gets a leading apostrophe, which the importer takes
off again. Numbers stay numbers.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

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
    "holders": ["holder", "holder_id", "holder_kind", *_MEASURED, "outlets", "targets"],
    "fetches": [
        *("feed", "outlet", "fetched_at", "outcome", "reason", "message", "status"),
        *("etag", "last_modified", "body_hash", "body_bytes", "seconds"),
        *("entries_seen", "entries_new", "revisions", "undated", "future"),
        *("moved_to", "moved_times", "failures", "failing_since"),
        *("last_success_at", "last_new_at", "interval_minutes", "next_poll_at", "batch"),
    ],
}

_ROWS_A_PIECE = 20_000
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_DAYS = {"date"}  # a day, not an instant


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    rows: int
    sha256: str  # of the file's bytes


def to_bytes(frame: pd.DataFrame, kind: str, *, bom: bool = False) -> bytes:
    """The CSV of a frame that has the columns of `kind`."""
    return b"".join(_pieces(frame, kind, bom=bom))


def to_file(frame: pd.DataFrame, kind: str, path: Path, *, bom: bool = False) -> Exported:
    """Write the CSV; the file appears whole or not at all.

    Raises ExportError where it can't be written.
    """
    digest = hashlib.sha256()
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as out:
                for piece in _pieces(frame, kind, bom=bom):
                    digest.update(piece)
                    out.write(piece)
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
    return Exported(len(frame), digest.hexdigest())


def _pieces(frame: pd.DataFrame, kind: str, *, bom: bool) -> Iterator[bytes]:
    chosen = frame[COLUMNS[kind]]
    yield (b"\xef\xbb\xbf" if bom else b"") + (",".join(COLUMNS[kind]) + "\n").encode()
    for first in range(0, len(chosen), _ROWS_A_PIECE):
        piece = chosen.iloc[first : first + _ROWS_A_PIECE]
        text = pd.DataFrame({name: _cells(piece[name]) for name in piece.columns})
        yield text.to_csv(header=False, index=False, lineterminator="\n").encode()


def _cells(column: pd.Series) -> "pd.Series[Any]":
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        times: pd.Series[Any] = column.dt.tz_convert("UTC").dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        return times
    if column.name in _DAYS:
        return pd.to_datetime(column).dt.strftime("%Y-%m-%d")
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.map({True: "true", False: "false"})
    if pd.api.types.is_float_dtype(column.dtype):
        return _numbers(column)
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column
    return column.map(_safe, na_action="ignore")


def _numbers(column: pd.Series) -> "pd.Series[Any]":
    """Whole numbers that only a null made floats stay whole; the rest has six decimals."""
    present = column.dropna()
    if column.name in _WHOLE and (present == present.round()).all():
        return column.astype("Int64")
    return column.round(6)


def _safe(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    cell = _UNWRITABLE.sub("\ufffd", cell)
    return f"'{cell}" if _FORMULA.match(cell) else cell


_WHOLE = {
    *("holder_start", "holder_end", "cue_start", "cue_end", "status"),
    *("entries_seen", "entries_new", "revisions", "undated", "future", "moved_times", "failures"),
    *("interval_minutes", "body_bytes", "copies", "start", "end", "sentence_start"),
}
