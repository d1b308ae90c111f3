"""The list of entities in force: the packaged one under the user's file, and changes to that."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from filelock import FileLock

from monitor.errors import CatalogueError
from monitor.read import drafts, editing, entities
from monitor.read.drafts import Draft, Held
from monitor.read.entities import Catalogue
from monitor.read.trial import Findings, Trial
from monitor.settings import Settings
from monitor.store.query import Reader

_LOCK_SECONDS = 5.0  # a save takes milliseconds
_CLOCK = 20  # articles between two looks at it


@dataclass(frozen=True, slots=True)
class EntityList:
    """The catalogue in force, and where each entity of it is from."""

    catalogue: Catalogue
    packaged: Catalogue
    own: tuple[str, ...]  # ids that stand in the user's file
    left_out: tuple[str, ...]  # packaged ids that it leaves out
    source: str  # the user's file
    path: Path | None  # where it is, or would be

    def origin(self, entity_id: str) -> str:
        """Yours, changed (yours in place of a packaged one), packaged, or left out."""
        if entity_id in self.own:
            return "changed" if entity_id in self.packaged.entities else "yours"
        return "left out" if entity_id in self.left_out else "packaged"

    def offices(self, entity_id: str) -> tuple[Held, ...]:
        """The offices that the user's file gives an entity."""
        return editing.held_in(self.source, entity_id)

    def packaged_offices(self, entity_id: str) -> tuple[Held, ...]:
        """The offices that the packaged list gives it, which can't be changed."""
        return tuple(
            Held(office.names, term.start, term.end)
            for office in self.packaged.offices
            for term in office.terms
            if term.entity == entity_id
        )


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft would find; `collected` counts the articles that a scorer reads."""

    findings: Findings
    collected: int

    @property
    def whole(self) -> bool:
        """Whether all articles were read, and not only the newest."""
        return self.findings.articles >= self.collected


def in_force(settings: Settings) -> EntityList:
    """The list as it holds now. Raises CatalogueError where the user's file can't be used."""
    path = settings.own_entities
    source = _read(path)
    packaged = _packaged()
    return EntityList(
        catalogue=packaged if path is None else entities.loads(source, path),
        packaged=packaged,
        own=editing.written(source),
        left_out=editing.left_out(source),
        source=source,
        path=path,
    )


def check(path: Path) -> Catalogue:
    """Load a file of entities. Raises CatalogueError, which names what is wrong."""
    return entities.load(path)


def save(settings: Settings, entity_id: str, draft: Draft) -> str:
    """Write a draft into the user's file; return the entity's id, new where none was given.

    Raises CatalogueError where the draft has a problem, or where the file can't be written.
    """
    with _changing(settings) as (path, source):
        catalogue = entities.loads(source, path)
        if found := drafts.problems(draft, entity_id, catalogue):
            raise CatalogueError(f"{found[0].field}: {found[0].message}")
        chosen = entity_id or drafts.slug(draft.name, (*catalogue.entities, *_packaged().entities))
        _write(path, source, editing.with_draft(source, chosen, draft))
    return chosen


def remove(settings: Settings, entity_id: str) -> None:
    """Take an entity out; a packaged one is left out by name. Raises CatalogueError."""
    with _changing(settings) as (path, source):
        if entity_id not in entities.loads(source, path).entities:
            raise CatalogueError(f"{entity_id!r} is no entity of the list.")
        hidden = entity_id in _packaged().entities and not editing.replaces(source)
        _write(path, source, editing.without_entity(source, entity_id, packaged=hidden))


def restore(settings: Settings, entity_id: str) -> None:
    """Bring a packaged entity back as it is packaged. Raises CatalogueError."""
    with _changing(settings) as (path, source):
        _write(path, source, editing.restored(source, entity_id))


def can_undo(settings: Settings) -> bool:
    """Whether there is a version of the user's file before the last change."""
    path = settings.own_entities
    return path is not None and _previous(path).is_file()


def undo(settings: Settings) -> None:
    """Bring the version before the last change back; undoing again brings the change back.

    Raises CatalogueError where there is none.
    """
    path = _own(settings)
    with _locked(path):
        if not _previous(path).is_file():
            raise CatalogueError("There is no change to be undone.")
        _write(path, _read(path), _read(_previous(path)))


def preview(
    settings: Settings, reader: Reader, entity_id: str, draft: Draft, *, seconds: float = 3.0
) -> Preview:
    """What a draft would find in the articles of the store: all, or the newest in that time.

    Raises CatalogueError where the draft makes no catalogue.
    """
    now = in_force(settings)
    place = now.path or entities.PACKAGED.with_name("own.toml")
    chosen = entity_id or drafts.slug(draft.name, (*now.catalogue.entities, *now.left_out))
    changed = entities.loads(editing.with_draft(now.source, chosen, draft), place)
    return _tried(reader, Trial(now.catalogue, changed, chosen), seconds)


def _tried(reader: Reader, trial: Trial, seconds: float) -> Preview:
    texts = reader.texts()
    end = time.monotonic() + seconds
    for chunk in texts.newest():
        for number, article in enumerate(chunk):
            if number % _CLOCK == 0 and time.monotonic() > end:
                return Preview(trial.findings, len(texts))
            trial.read(article)
    return Preview(trial.findings, len(texts))


# --- the file ----------------------------------------------------------------------


@cache
def _packaged() -> Catalogue:
    return entities.load()


def _own(settings: Settings) -> Path:
    path = settings.own_entities
    if path is None:
        raise CatalogueError(
            "A store in a bucket has no place for a list of entities.",
            remedy="Set MONITOR_ENTITIES to a file of yours, which may be empty.",
        )
    return path


def _previous(path: Path) -> Path:
    return path.with_name(f"{path.name}.previous")


def _read(path: Path | None) -> str:
    if path is None or not path.is_file():
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path} can't be read: {error}.") from error


@contextmanager
def _changing(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Yield the user's file and what it says, while nobody else changes it."""
    path = _own(settings)
    with _locked(path):
        yield path, _read(path)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f".{path.name}.lock"), timeout=_LOCK_SECONDS):
            yield
    except OSError as error:  # also where the lock could not be had in time
        raise CatalogueError(
            f"{path} can't be changed: {error}.",
            remedy="Check that you may write there, or set MONITOR_ENTITIES to another file.",
        ) from error


def _write(path: Path, before: str, after: str) -> None:
    """Put a new version in place, whole or not at all, and keep the one before it."""
    entities.loads(after, path)  # nothing is written that can't be read again
    _replace(_previous(path), before)
    _replace(path, after)


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
