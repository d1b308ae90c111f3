"""Alias index -> Mention: whole words, longest match, context, exclusions.

The only user of pyahocorasick: one pass over the text finds every alias at once, however
many there are; what it finds is then filtered by the rules that need the surroundings.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import ahocorasick

from monitor.read.entities import Alias, Catalogue, Office
from monitor.read.spans import Spans
from monitor.read.text import fold, lower
from monitor.records import Mention

_PLACE_BEFORE = re.compile(
    r"(?:\b(?:in|at|from|near|outside|around|via|through|across|leaving|left|visit\w*|"
    r"downtown|central|to|into|off|of|reach\w*|arriv\w*|over|until|since)"
    r"(?: the)?|[a-z], )\s?$"
)
_PLACE_AFTER = re.compile(r"(?:,? D\.?C\b|,? (?:\w+\.? )?\d|\s*[/(]| State\b| Post\b| Times\b)")


class _Pattern(NamedTuple):
    role: str  # full, context, metonym, office, exclusion
    entity_id: str
    text: str  # folded, in its own case
    case: str
    office: Office | None = None


@dataclass(slots=True)
class Seen:
    """What one article has named so far; passed from its title to its text."""

    full: dict[str, int] = field(default_factory=dict)  # entity id -> order of last naming
    clock: int = 0

    def note(self, entity_id: str) -> None:
        """Remember that an entity was named just now."""
        self.clock += 1
        self.full[entity_id] = self.clock

    def latest(self, ids: Iterable[str]) -> str | None:
        """Give whichever of the ids was named last, or null when none was."""
        named = [(self.full[i], i) for i in ids if i in self.full]
        return max(named)[1] if named else None


class Matcher:
    """Finds the entities of a catalogue in the view of a text."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._automaton = ahocorasick.Automaton()
        patterns: dict[str, list[_Pattern]] = {}

        def add(role: str, entity_id: str, alias: Alias, office: Office | None = None) -> None:
            text = fold(alias.text)
            case = _case(text) if alias.case == "auto" else alias.case
            pattern = _Pattern(role, entity_id, text, case, office)
            patterns.setdefault(lower(text), []).append(pattern)

        for entity in catalogue.entities.values():
            for alias in entity.aliases:
                add("full", entity.id, alias)
            for alias in entity.context_aliases:
                add("context", entity.id, alias)
            for text in entity.metonyms:
                add("metonym", entity.id, Alias(text))
            for text in entity.exclusions:
                add("exclusion", entity.id, Alias(text, "any"))
        for office in catalogue.offices:
            for text in office.names:
                add("office", "", Alias(text, "any"), office)
        for key, group in patterns.items():
            self._automaton.add_word(key, (len(key), tuple(group)))
        if patterns:
            self._automaton.make_automaton()

    def find(self, text: str, seen: Seen, day: date | None = None) -> list[Mention]:
        """Give the mentions in a view's text, in order and without overlap.

        `seen` decides which context aliases count, and is brought up to date. `day` is the
        day of publication, which says who held an office; an office that nobody is known
        to have held is no mention.
        """
        if not self._automaton:
            return []
        folded = fold(text)
        hits: list[tuple[int, int, tuple[_Pattern, ...]]] = []
        for last, (length, group) in self._automaton.iter(lower(folded)):
            start, end = last + 1 - length, last + 1
            if _whole(folded, start, end):
                matching = tuple(p for p in group if _agrees(p, folded, start, end))
                if matching:
                    hits.append((start, end, matching))
        excluded = Spans(
            (start, end, pattern.entity_id)
            for start, end, group in hits
            for pattern in group
            if pattern.role == "exclusion"
        )
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        mentions: list[Mention] = []
        reached = 0
        for start, end, group in hits:
            if start < reached:
                continue
            barred = {entity_id for _, _, entity_id in excluded.over(start, end)}
            open_group = [p for p in group if p.role != "exclusion" and p.entity_id not in barred]
            stands = _stands_for_government(folded, start, end)
            entity_id = _choose(open_group, stands, seen, day)
            if entity_id is None:
                continue
            reached = end
            mentions.append(Mention(entity_id, start, end, text[start:end]))
        return _joined(mentions, self.catalogue, text)


def _choose(
    group: Sequence[_Pattern], is_government: bool, seen: Seen, day: date | None
) -> str | None:
    """Give the entity that a hit means: by a full name, a place, an office, the context."""
    chosen: str | None = None
    for pattern in group:
        if pattern.role == "full" or (pattern.role == "metonym" and is_government):
            chosen = pattern.entity_id
        elif pattern.office is not None:
            chosen = pattern.office.holder(day)
        if chosen is not None:
            seen.note(chosen)
            return chosen
    return seen.latest(p.entity_id for p in group if p.role == "context")


def _case(text: str) -> str:
    letters = [c for c in text if c.isalpha()]
    if all(c.isupper() for c in letters) or (len(letters) <= 3 and letters[0].isupper()):
        return "exact"
    return "first" if letters[0].isupper() else "any"


def _whole(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before.isalnum() or before in "_@/" or after.isalnum() or after == "_":
        return False
    return not (after in ".@" and end + 1 < len(text) and text[end + 1].islower())  # an address


def _agrees(pattern: _Pattern, text: str, start: int, end: int) -> bool:
    found = text[start:end]
    if pattern.case == "any" or found == pattern.text:
        return pattern.case != "word" or not _in_capitals(text, start, end)
    if pattern.case == "first":
        return found[0] == pattern.text[0]
    return False


def _in_capitals(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - 25) : start] + text[end : end + 25]
    letters = [c for c in around if c.isalpha()]
    return len(letters) > 5 and all(c.isupper() for c in letters)


def _stands_for_government(text: str, start: int, end: int) -> bool:
    return not (
        _PLACE_BEFORE.search(text, max(0, start - 16), start) or _PLACE_AFTER.match(text, end)
    )


def _joined(mentions: list[Mention], catalogue: Catalogue, text: str) -> list[Mention]:
    """Drop an office that only introduces the name after it: "President X" is one mention."""
    kept: list[Mention] = []
    for mention in mentions:
        if kept and kept[-1].entity_id == mention.entity_id:
            last = kept[-1]
            person = catalogue.entities[mention.entity_id].kind == "person"
            if person and text[last.end : mention.start] in (" ", ", "):
                kept[-1] = Mention(
                    last.entity_id, last.start, mention.end, text[last.start : mention.end]
                )
                continue
        kept.append(mention)
    return kept
