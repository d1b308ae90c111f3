"""Which files there are, what kind each is, and its bytes: never more than a bound."""

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from monitor.collect.documents import feeds, pages, tables, texts, warcs
from monitor.collect.parse import Parser
from monitor.errors import CollectError, DocumentError
from monitor.records import Entry, Refusal

LARGEST = 1_000_000_000  # bytes of one file, unpacked; lines and records are read one by one
LARGEST_TEXT = 50_000_000  # bytes of a file that has to be held whole

Item = Entry | Refusal
Reader = Callable[[Path, bytes, Parser], Iterable[Item]]

# Kinds that are held whole, by the end of the name.
_WHOLE: dict[str, Reader] = {
    ".txt": texts.read,
    ".md": texts.read,
    ".html": pages.read,
    ".htm": pages.read,
    ".xhtml": pages.read,
    ".xml": feeds.read,
    ".rss": feeds.read,
    ".atom": feeds.read,
    ".rdf": feeds.read,
    ".json": feeds.read,
}
_TABLES = (".csv", ".tsv")
_LINES = (".jsonl", ".ndjson")
_WARCS = (".warc",)
KINDS = (*_WHOLE, *_TABLES, *_LINES, *_WARCS)


def walk(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that `paths` name: themselves, and what is in folders, sorted.

    Hidden files and links that lead out of a folder are passed over. A path that does not
    exist is yielded, so that reading it says so.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        home = path.resolve()
        for found in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
            if not hidden and found.is_file() and found.resolve().is_relative_to(home):
                yield found


def read_path(path: Path, parser: Parser) -> Iterator[Item]:
    """The entries of a file, one by one, and a Refusal for what could not be taken in."""
    name = path.name.lower()
    packed = name.endswith(".gz")
    kind = Path(name.removesuffix(".gz")).suffix
    try:
        if kind in _WHOLE:
            yield from _WHOLE[kind](path, _content(path, packed=packed), parser)
        elif kind in _TABLES:
            yield from tables.read_csv(path, _content(path, packed=packed))
        elif kind in _LINES:
            yield from tables.read_jsonl(path, _lines(path, packed=packed))
        elif kind in _WARCS:
            yield from warcs.read(path)
        else:
            known = ", ".join(kind.removeprefix(".") for kind in KINDS)
            yield Refusal(str(path), None, f"Its kind is not known. Known kinds: {known}.")
    except CollectError as error:
        yield Refusal(str(path), None, str(error))
    except (OSError, EOFError, zlib.error) as error:
        yield Refusal(str(path), None, f"It can't be read: {_why(error)}.")


def _content(path: Path, *, packed: bool) -> bytes:
    with gzip.open(path) if packed else path.open("rb") as file:
        data = file.read(LARGEST_TEXT + 1)
    if len(data) > LARGEST_TEXT:
        raise DocumentError(
            f"It has more than {LARGEST_TEXT // 1_000_000} MB, unpacked.",
            remedy="Split it.",
            reason="too_large",
        )
    return data


def _lines(path: Path, *, packed: bool) -> Iterator[bytes]:
    """Lines with a bound for each, and for all."""
    total = 0
    with gzip.open(path) if packed else path.open("rb") as file:
        while line := file.readline(LARGEST_TEXT + 1):
            total += len(line)
            if len(line) > LARGEST_TEXT or total > LARGEST:
                raise DocumentError("It is larger than a file may be.", reason="too_large")
            yield line


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
