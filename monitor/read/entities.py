"""The catalogue of entities: who and what is recognised, and under which names.

A catalogue is a TOML file of `[[entity]]` and `[[office]]` tables. A user's own file adds to
the packaged one; an entity with a packaged id takes its place, and its offices are asked
before the packaged ones. At its top `without = ["id"]` leaves out single packaged entities,
and `replace = true` all of them. `as_of = 2026-01-31` says up to when its offices are known:
a term without an end counts up to that day.
"""

import hashlib
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from monitor.errors import CatalogueError
from monitor.read.text import fold
from monitor.settings import DATA

PACKAGED = DATA / "entities.toml"
KINDS = ("organisation", "country", "institution", "person")
CASES = ("auto", "exact", "any", "word")


@dataclass(frozen=True, slots=True)
class Alias:
    """A name as it stands in texts.

    `case`: "any"; "exact"; "word" (exact, and not in a line all in capitals, where US may be
    "us"); "auto": exact where the name is all in capitals or has at most three letters, else
    the first letter keeps its case.
    """

    text: str
    case: str = "auto"


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity.

    `context_aliases` count only after a full name stood in the same article. `metonyms`
    are places that stand for a government ("Moscow said"), unless a preposition of place
    stands before them. `exclusions` are phrases in which no alias counts.
    """

    id: str
    name: str
    kind: str
    aliases: tuple[Alias, ...]
    context_aliases: tuple[Alias, ...] = ()
    metonyms: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One term of an office; both days included, null is open."""

    entity: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Office:
    """An office under its names ("US Secretary of State"), and who held it when."""

    names: tuple[str, ...]
    terms: tuple[Term, ...]

    def holder(self, day: date | None) -> str | None:
        """Give the id of whoever held the office that day; null where nobody is listed.

        Without a day nobody can be said, unless it is a name of one person at any time.
        """
        if day is None:
            ids = {term.entity for term in self.terms}
            dated = any(term.start or term.end for term in self.terms)
            return ids.pop() if len(ids) == 1 and not dated else None
        for term in self.terms:
            if (term.start or date.min) <= day <= (term.end or date.max):
                return term.entity
        return None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entities by id, all offices, and a fingerprint that changes when one of them does."""

    entities: Mapping[str, Entity]
    offices: tuple[Office, ...]
    fingerprint: str


def load(path: Path = PACKAGED) -> Catalogue:
    """Read the packaged catalogue and, where `path` is another file, the user's on top.

    Raises CatalogueError, which names the file, the line and the entity.
    """
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path} can't be read: {error}.") from error
    return loads(source, path)


def loads(source: str, path: Path) -> Catalogue:
    """The same of a text that stands in `path`, or is about to. Raises CatalogueError."""
    own = _File(path, source)
    entities: dict[str, Entity] = {}
    offices: list[Office] = []
    if not own.replaces and path.resolve() != PACKAGED:
        packaged = _packaged()
        left_out = own.left_out({entity.id for entity in packaged[0]})
        entities = {entity.id: entity for entity in packaged[0] if entity.id not in left_out}
        offices = [*packaged[1]]
    entities |= {entity.id: entity for entity in own.entities()}
    # Whom the own file names for a day goes before whom the packaged one names for it.
    offices = [*own.offices(), *offices]
    _check_claims(own, entities.values())
    known_offices = tuple(_with_known(office, entities, own) for office in offices)
    # Not of the files: a comment changes no answer.
    content = repr((sorted(entities.items()), known_offices))
    return Catalogue(entities, known_offices, hashlib.sha256(content.encode()).hexdigest())


@cache
def _packaged() -> tuple[tuple[Entity, ...], tuple[Office, ...]]:
    file = _File(PACKAGED, PACKAGED.read_text(encoding="utf-8"))
    return tuple(file.entities()), tuple(file.offices())


def from_names(given: Sequence[Mapping[str, Any]]) -> Catalogue:
    """Make a catalogue of `{id, name, aliases}` objects, as `predict statements` takes them.

    Raises CatalogueError for an object without an id or name.
    """
    entities: dict[str, Entity] = {}
    for number, item in enumerate(given):
        name = item.get("name")
        aliases = item.get("aliases") or []
        names = [name, *aliases] if isinstance(aliases, list) else []
        if not isinstance(item.get("id"), str) or not names or not all(_is_name(n) for n in names):
            raise CatalogueError(
                f"Entity {number} of `entities` needs an id, a name and a list of aliases.",
                remedy="Give texts that are not empty.",
            )
        entities[item["id"]] = Entity(
            item["id"], names[0], "organisation", tuple(Alias(n) for n in dict.fromkeys(names))
        )
    return Catalogue(entities, (), hashlib.sha256(repr(given).encode()).hexdigest())


def _is_name(value: object) -> bool:
    return isinstance(value, str) and any(c.isalnum() for c in value)


def _with_known(office: Office, entities: Mapping[str, Entity], file: "_File") -> Office:
    for term in office.terms:
        if term.entity not in entities and file.path.resolve() == PACKAGED:
            raise file.error(f"office {office.names[0]!r} names {term.entity!r}", term.entity)
    return Office(office.names, tuple(term for term in office.terms if term.entity in entities))


def _check_claims(file: "_File", entities: Iterable[Entity]) -> None:
    claimed: dict[str, str] = {}
    for entity in entities:
        for alias in (*(a.text for a in entity.aliases), *entity.metonyms):
            other = claimed.setdefault(fold(alias), entity.id)
            if other != entity.id:
                raise file.error(
                    f"{alias!r} is claimed by both {other!r} and {entity.id!r}",
                    alias,
                    remedy="Give it to one of them, or make it a context alias of both.",
                )


class _File:
    """One TOML file, its tables, and where in it something stands."""

    def __init__(self, path: Path, source: str) -> None:
        self.path = path
        self.source = source
        try:
            self.content = tomllib.loads(source)
        except tomllib.TOMLDecodeError as error:
            raise CatalogueError(f"{path} is not TOML: {error}.") from error
        allowed = {"replace", "without", "as_of", "entity", "office"}
        self._allow(self.content, allowed, "the file", "")
        self.replaces = self._typed(self.content, "replace", bool, False, "the file")
        self.as_of: date | None = self.content.get("as_of")
        if self.as_of is not None and type(self.as_of) is not date:
            raise self.error("'as_of' must be a date such as 2026-01-31", "as_of")

    def left_out(self, packaged: Collection[str]) -> tuple[str, ...]:
        """The packaged ids that the file leaves out, each once."""
        given = self.content.get("without", [])
        if not isinstance(given, list):
            raise self.error("'without' must be a list of ids", "without")
        for one in given:
            if not isinstance(one, str) or one not in packaged:
                raise self.error(f"'without' names {one!r}, which is no packaged entity", "without")
        return tuple(dict.fromkeys(given))

    def entities(self) -> list[Entity]:
        found: dict[str, Entity] = {}
        for number, table in enumerate(self._tables("entity")):
            entity = self._entity(number, table)
            if entity.id in found:
                raise self.error(
                    f"the id {entity.id!r} stands twice", self._place("entity", number)
                )
            found[entity.id] = entity
        return list(found.values())

    def offices(self) -> list[Office]:
        return [self._office(number, table) for number, table in enumerate(self._tables("office"))]

    def error(self, what: str, where: str | int, *, remedy: str = "") -> CatalogueError:
        line = where if isinstance(where, int) else self._line_of(where)
        return CatalogueError(
            f"{self.path}, line {line}: {what}.", remedy=remedy or "Correct the line and try again."
        )

    def _line_of(self, words: str, start: int = 0) -> int:
        at = self.source.find(words, start)
        return self.source.count("\n", 0, max(at, start)) + 1

    def _place(self, table: str, number: int, words: str = "") -> int:
        """Give the line of the n-th table, or of words in it."""
        heads = [m.start() for m in re.finditer(rf"(?m)^\s*\[\[\s*{table}\s*\]\]", self.source)]
        start = heads[number] if number < len(heads) else 0
        while start < len(self.source) and self.source[start].isspace():
            start += 1
        return self._line_of(words, start) if words else self._line_of("[[", start)

    def _tables(self, name: str) -> list[dict[str, Any]]:
        tables = self.content.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            raise self.error(f"{name!r} must be written as [[{name}]] tables", name)
        return tables

    def _entity(self, number: int, table: dict[str, Any]) -> Entity:
        label = f"entity {table.get('id', number + 1)!r}"

        def fail(what: str, words: str = "") -> CatalogueError:
            return self.error(f"{label}: {what}", self._place("entity", number, words))

        allowed = {"id", "name", "kind", "aliases", "context_aliases", "metonyms", "exclusions"}
        for key in table.keys() - allowed:
            raise fail(f"unknown key {key!r}; known are {', '.join(sorted(allowed))}", key)
        for key in ("id", "name", "kind"):
            if not _is_name(table.get(key)):
                raise fail(f"{key!r} is missing or empty", key if key in table else "")
        if table["kind"] not in KINDS:
            raise fail(f"kind {table['kind']!r} is none of {', '.join(KINDS)}", "kind")
        aliases = self._aliases(table, "aliases", fail)
        names = {alias.text for alias in aliases}
        if table["name"] not in names:
            aliases = (Alias(table["name"]), *aliases)
        return Entity(
            id=table["id"],
            name=table["name"],
            kind=table["kind"],
            aliases=aliases,
            context_aliases=self._aliases(table, "context_aliases", fail),
            metonyms=tuple(a.text for a in self._aliases(table, "metonyms", fail)),
            exclusions=tuple(a.text for a in self._aliases(table, "exclusions", fail)),
        )

    def _aliases(self, table: dict[str, Any], key: str, fail: Any) -> tuple[Alias, ...]:
        given = table.get(key, [])
        if not isinstance(given, list):
            raise fail(f"{key!r} must be a list", key)
        aliases: list[Alias] = []
        for item in given:
            value = {"text": item} if isinstance(item, str) else item
            if not isinstance(value, dict) or value.keys() - {"text", "case"}:
                raise fail(f"an alias is a text or {{text, case}}, not {item!r}", key)
            if not _is_name(value.get("text")):
                raise fail(f"an empty alias in {key!r}", key)
            if value.get("case", "auto") not in CASES:
                raise fail(f"case {value['case']!r} is none of {', '.join(CASES)}", value["text"])
            if value["text"] in [alias.text for alias in aliases]:
                raise fail(f"{value['text']!r} stands twice in {key!r}", value["text"])
            aliases.append(Alias(value["text"], value.get("case", "auto")))
        return tuple(aliases)

    def _office(self, number: int, table: dict[str, Any]) -> Office:
        label = f"office {(table.get('names') or [number + 1])[0]!r}"

        def fail(what: str, words: str = "") -> CatalogueError:
            return self.error(f"{label}: {what}", self._place("office", number, words))

        for key in table.keys() - {"names", "terms"}:
            raise fail(f"unknown key {key!r}; known are names, terms", key)
        names = self._aliases(table, "names", fail)
        terms = table.get("terms", [])
        if not names or not isinstance(terms, list) or not terms:
            raise fail("'names' and 'terms' must be lists with something in them")
        found = []
        for term in terms:
            if not isinstance(term, dict) or term.keys() - {"entity", "from", "to"}:
                raise fail(f"a term is {{entity, from, to}}, not {term!r}", "terms")
            start, end = term.get("from"), term.get("to")
            for day in (start, end):
                if day is not None and type(day) is not date:
                    raise fail(f"{day!r} is not a date such as 2025-01-21", "terms")
            if not _is_name(term.get("entity")):
                raise fail("a term needs an entity", "terms")
            if start and end and end < start:
                raise fail(f"a term ends ({end}) before it starts ({start})", str(end))
            if start and end is None and self.as_of is not None:
                if start > self.as_of:
                    raise fail(f"a term that starts after as_of ({start}) needs a 'to'", str(start))
                end = self.as_of  # who holds the office since then is not known
            found.append(Term(term["entity"], start, end))
        return Office(tuple(name.text for name in names), tuple(found))

    def _allow(self, table: dict[str, Any], allowed: set[str], label: str, words: str) -> None:
        for key in table.keys() - allowed:
            raise self.error(
                f"{label} has an unknown key {key!r}; known are {', '.join(sorted(allowed))}", key
            )

    def _typed(
        self, table: dict[str, Any], key: str, kind: type[bool], default: bool, label: str
    ) -> bool:
        value = table.get(key, default)
        if not isinstance(value, kind):
            raise self.error(f"{label}: {key!r} must be {kind.__name__}", key)
        return value
