"""A web archive -> the articles of its HTML responses. The only user of warcio."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from monitor.collect.documents.pages import entry_of
from monitor.errors import DocumentError
from monitor.records import Entry, Refusal

_LARGEST = 15_000_000  # bytes of one page, unpacked


def read(path: Path) -> Iterator[Entry | Refusal]:
    """Stream the records. WARC-Date is when a page was fetched, never when it was published."""
    number = 0
    with path.open("rb") as file:
        try:
            for number, record in enumerate(ArchiveIterator(file), start=1):
                if record.rec_type != "response" or record.http_headers is None:
                    continue
                kind = record.http_headers.get_header("Content-Type") or ""
                if "html" not in kind or record.http_headers.get_statuscode() != "200":
                    continue
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                body = record.content_stream().read(_LARGEST + 1)
                try:
                    if len(body) > _LARGEST:
                        raise DocumentError("The page is too large.", reason="too_large")
                    yield replace(
                        entry_of(body, url, kind),
                        position=number,
                        fetched_at=_time(record.rec_headers.get_header("WARC-Date")),
                    )
                except DocumentError as error:
                    yield Refusal(str(path), number, f"{url}: {error}")
        except (ArchiveLoadFailed, EOFError, ValueError) as error:
            yield Refusal(str(path), number + 1, f"The archive is damaged here: {error}.")


def _time(raw: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(raw) if raw else None
    except ValueError:
        return None
