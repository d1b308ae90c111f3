"""A web archive -> the articles of its HTML responses. The only user of warcio."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from monitor.collect.documents.pages import entry_of
from monitor.errors import DocumentError
from monitor.records import Entry, Refusal

_LARGEST: Final = 15_000_000  # bytes of one page, unpacked
_UNPACKED: Final = ("", "identity", "gzip", "x-gzip", "deflate")  # others can't be bounded


def read(path: Path, file: BinaryIO) -> Iterator[Entry | Refusal]:
    """Stream the pages; `row` and `position` count records from 1.

    Images, redirects and error pages are no articles and are passed over. WARC-Date is when a
    page was fetched, never when it was published. Raises DocumentError for other files.
    """
    number = pages = 0
    try:
        for number, record in enumerate(ArchiveIterator(_Lines(file)), start=1):
            if not _is_page(record):
                continue
            pages += 1
            try:
                yield replace(_entry(record), position=number)
            except DocumentError as error:
                url = record.rec_headers.get_header("WARC-Target-URI") or "A page"
                yield Refusal(str(path), number, f"{url[:200]}: {error}")
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        yield Refusal(str(path), number + 1, f"It is damaged here: {str(error)[:200]}.")
        return
    if not pages:
        raise DocumentError("There is no web page in it.", reason="no_article")


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = record.http_headers.get_header("Content-Type") or ""
    return "html" in kind.lower() and record.http_headers.get_statuscode() == "200"


def _entry(record: Any) -> Entry:
    encoding = (record.http_headers.get_header("Content-Encoding") or "").strip().lower()
    if encoding not in _UNPACKED:
        raise DocumentError(f"The page is compressed as {encoding[:40]!r}.", reason="bad_encoding")
    body = record.content_stream().read(_LARGEST + 1)
    if len(body) > _LARGEST:
        raise DocumentError(f"The page has more than {_LARGEST / 1e6:g} MB.", reason="too_large")
    entry = entry_of(
        body,
        record.rec_headers.get_header("WARC-Target-URI") or "",
        record.http_headers.get_header("Content-Type") or "",
    )
    return replace(entry, fetched_at=_time(record.rec_headers.get_header("WARC-Date")))


def _time(raw: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(raw) if raw else None
    except ValueError:
        return None


class _Lines:
    """Gives warcio a file, unless that goes on without a line's end: it would hold it all."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._since = 0  # bytes after the last line's end

    def read(self, size: int) -> bytes:
        """Read on. Raises DocumentError."""
        piece = self._file.read(size)
        end = piece.rfind(b"\n")
        self._since = len(piece) + self._since if end < 0 else len(piece) - end - 1
        if self._since > _LARGEST:
            raise DocumentError("It is no web archive: it has no lines.", reason="damaged")
        return piece
