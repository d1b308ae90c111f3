"""Which files there are, and who reads each kind. Nothing is read outside the paths given."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from monitor.collect.documents import feeds, lines, pages, tables, texts, warcs
from monitor.collect.documents.unpacking import opened, whole
from monitor.collect.parse import Parser
from monitor.errors import CollectError
from monitor.records import Entry, Refusal

Item = Entry | Refusal
Reader = Callable[[Path], Iterable[Item]]

_PACKED = ".gz"
_TEXTS = (".txt", ".md", ".text")
_PAGES = (".html", ".htm", ".xhtml")
_FEEDS = (".xml", ".rss", ".atom", ".rdf", ".json")
_TABLES = (".csv", ".tsv")
_LINES = (".jsonl", ".ndjson")
_WARCS = (".warc",)
KINDS = (*_TEXTS, *_PAGES, *_FEEDS, *_TABLES, *_LINES, *_WARCS)


def walk(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that `paths` name: themselves, and all in folders, sorted.

    Hidden files and folders are passed over. What can't be read (a path that does not exist,
    a link inside a folder, a device) is yielded, so that reading it says so.
    """
    for path in paths:
        if path.is_dir():
            yield from _inside(path)
        else:
            # A link that a person names is meant; one that lies in a folder may lead anywhere.
            yield path.resolve() if path.is_symlink() and path.exists() else path


def _inside(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _inside(Path(entry.path))
        else:
            yield Path(entry.path)


def read_path(
    path: Path, parser: Parser, mapping: Mapping[str, str] | None = None
) -> Iterator[Item]:
    """The entries of a file one by one, and a Refusal for each thing not taken in.

    `mapping` says what the columns of a table, or the keys of JSON lines, mean (meaning ->
    column), over what their names propose; an empty column says that none means it. Raises
    nothing for a file that can't be read: that is a Refusal, too.
    """
    try:
        yield from _read(path, parser, mapping)
    except CollectError as error:
        yield Refusal(str(path), None, str(error))
    except OSError as error:
        yield Refusal(str(path), None, f"It can't be read: {error.strerror or error}.")


def _read(path: Path, parser: Parser, mapping: Mapping[str, str] | None) -> Iterator[Item]:
    if why := _unusable(path):
        yield Refusal(str(path), None, why)
        return
    kind = _kind(path)
    if kind in _TEXTS:
        yield texts.read(whole(path))
    elif kind in _PAGES:
        yield pages.read(whole(path))
    elif kind in _FEEDS:
        yield from feeds.read(path, whole(path), parser)
    elif kind in _TABLES:
        with opened(path) as file:
            yield from tables.read(path, file, mapping)
    elif kind in _LINES:
        with opened(path) as file:
            yield from lines.read(path, file, mapping)
    elif kind in _WARCS:
        with opened(path) as file:
            yield from warcs.read(path, file)
    elif kind == ".opml":
        yield Refusal(str(path), None, "It is a list of feeds. Take it in with `feeds import`.")
    else:
        known = ", ".join(kind.removeprefix(".") for kind in KINDS)
        yield Refusal(str(path), None, f"Its kind is not known. Known kinds: {known}.")


def is_table(path: Path) -> bool:
    """Whether a file is read as a table, by its name."""
    return _kind(path) in _TABLES


def _kind(path: Path) -> str:
    return Path(path.name.lower().removesuffix(_PACKED)).suffix


def _unusable(path: Path) -> str:
    """Why a path is not a file to read, or nothing."""
    if path.is_symlink():
        return "It is a link to another place. Give what it leads to."
    if not path.exists():
        return "There is no such file."
    return "" if path.is_file() else "It is not a file."
