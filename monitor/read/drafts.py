"""An entity as somebody writes it down, and what keeps it from standing in a catalogue. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.read.entities import CASES, KINDS, Alias, Catalogue, Entity
from monitor.read.text import fold, view

LONGEST = 200  # characters of a name


@dataclass(frozen=True, slots=True)
class Held:
    """An office that an entity held, under its names; both days included, null is open."""

    names: tuple[str, ...]
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An entity as somebody writes it down. `aliases` are the names beside `name`."""

    name: str
    kind: str
    aliases: tuple[Alias, ...] = ()
    context_aliases: tuple[Alias, ...] = ()
    metonyms: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    offices: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field of a draft can't stand; `field` is a field of Draft."""

    field: str
    message: str


def draft_of(entity: Entity, offices: Sequence[Held] = ()) -> Draft:
    """The draft that an entity would be written down from."""
    return Draft(
        name=entity.name,
        kind=entity.kind,
        aliases=tuple(alias for alias in entity.aliases if alias != Alias(entity.name)),
        context_aliases=entity.context_aliases,
        metonyms=entity.metonyms,
        exclusions=entity.exclusions,
        offices=tuple(offices),
    )


def clean(text: str) -> str:
    """A name without what can't be seen in it; texts are matched without it, too."""
    seen = view(text.encode("utf-8", "replace").decode()).text
    return " ".join("".join(c if unicodedata.category(c) != "Cc" else " " for c in seen).split())


def slug(name: str, taken: Iterable[str]) -> str:
    """An id for a name that none of `taken` is: "Ada Wren" -> ada-wren, else ada-wren-2."""
    words = re.findall(r"\w+", fold(name).lower().replace("'", "").replace("_", " "))
    base = "-".join(words)[:60].strip("-") or "entity"
    others = set(taken)
    number, found = 1, base
    while found in others:
        number += 1
        found = f"{base}-{number}"
    return found


def problems(draft: Draft, entity_id: str, catalogue: Catalogue) -> list[Problem]:
    """What keeps a draft of an entity (an empty id: a new one) from standing in a catalogue."""
    found = list(_of_names(draft))
    if draft.kind not in KINDS:
        found.append(Problem("kind", f"“{draft.kind}” is none of {', '.join(KINDS)}."))
    owners = {
        fold(name): other.name
        for other in catalogue.entities.values()
        if other.id != entity_id
        for name in (*(alias.text for alias in other.aliases), *other.metonyms)
    }
    full = [("name", draft.name), *(("aliases", alias.text) for alias in draft.aliases)]
    for field, name in [*full, *(("metonyms", name) for name in draft.metonyms)]:
        if owner := owners.get(fold(name)):
            found.append(
                Problem(
                    field,
                    f"“{name[:40]}” is a name of {owner} already. Give it to one of them, or make "
                    "it a context name of both.",
                )
            )
    for held in draft.offices:
        if held.start and held.end and held.end < held.start:
            names = "; ".join(held.names)[:40]
            found.append(Problem("offices", f"“{names}” ends before it starts: {held.end}."))
    return found


def _of_names(draft: Draft) -> Iterable[Problem]:
    if not draft.name:
        yield Problem("name", "A name is needed.")
    listed: list[tuple[str, Sequence[str]]] = [
        ("name", [draft.name] if draft.name else []),
        ("aliases", [alias.text for alias in draft.aliases]),
        ("context_aliases", [alias.text for alias in draft.context_aliases]),
        ("metonyms", draft.metonyms),
        ("exclusions", draft.exclusions),
        ("offices", [name for held in draft.offices for name in held.names]),
    ]
    for field, names in listed:
        for name in names:
            shown = name[:40]
            if not any(c.isalnum() for c in name):
                yield Problem(field, f"“{shown}” has neither a letter nor a digit.")
            elif len(name) > LONGEST:
                yield Problem(field, f"“{shown}…” is longer than {LONGEST} characters.")
        twice = {name for name in names if field != "offices" and list(names).count(name) > 1}
        for name in sorted(twice):
            yield Problem(field, f"“{name[:40]}” stands twice.")
    for field, aliases in (
        ("aliases", draft.aliases),
        ("context_aliases", draft.context_aliases),
    ):
        for alias in aliases:
            if alias.case not in CASES:
                yield Problem(field, f"“{alias.case[:40]}” is none of {', '.join(CASES)}.")
    for held in draft.offices:
        if not held.names:
            yield Problem("offices", "An office needs a name.")
