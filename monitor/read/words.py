"""Word lists as data: read from TOML once, validated, with the forms of regular verbs."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from monitor.errors import CatalogueError
from monitor.settings import DATA

CUES = DATA / "cues.toml"


@dataclass(frozen=True, slots=True)
class Form:
    """A verb's form. `tails` are the words that must follow it; the empty tail is the bare verb."""

    kind: str  # base, third, past, participle, ing
    noun: bool  # more often a noun in this form
    tails: tuple[tuple[tuple[str, ...], str], ...]  # (words after, class), longest first


@dataclass(frozen=True, slots=True)
class Cues:
    """The word lists of cues.toml, lower-case unless they are names."""

    forms: dict[str, Form]
    predicates: tuple[tuple[str, ...], ...]  # longest first
    titles: frozenset[str]
    determiners: frozenset[str]
    prepositions: frozenset[str]
    pronouns: frozenset[str]
    modals: frozenset[str]
    be: frozenset[str]
    states: frozenset[str]
    never_end: frozenset[str]
    maybe_end: frozenset[str]
    before_numbers: frozenset[str]
    starters: frozenset[str]
    auxiliaries: frozenset[str]
    adverbs: frozenset[str]
    breaks: frozenset[str]
    days: frozenset[str]
    adjuncts: frozenset[str]
    openers: frozenset[str]
    roles: frozenset[str]
    modifiers: frozenset[str]
    unnamed: frozenset[str]
    bodies: frozenset[str]
    first_person: frozenset[str]
    singular: frozenset[str]
    plural: frozenset[str]
    reporters: frozenset[str]
    reporter_words: frozenset[str]
    reporter_last_words: frozenset[str]
    labels: frozenset[str]


def read(path: Path, shape: Mapping[str, Mapping[str, type] | type]) -> dict[str, Any]:
    """Read a TOML file of word lists.

    `shape` gives the tables: a dict of keys, or `list` where any key may stand. Raises
    CatalogueError, naming the file and the line, for a key that is missing or unknown, an
    entry that is no text or is empty, and one that stands twice in its list.
    """
    try:
        source = path.read_text(encoding="utf-8")
        content = tomllib.loads(source)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path} can't be read: {error}.") from error

    def fail(what: str, words: str) -> CatalogueError:
        line = source.count("\n", 0, max(source.find(words), 0)) + 1
        return CatalogueError(f"{path}, line {line}: {what}.", remedy="Correct the line.")

    for name in content.keys() ^ shape.keys():
        raise fail(f"the table [{name}] is {'missing' if name in shape else 'unknown'}", name)
    for name, table in content.items():
        keys = shape[name]
        if isinstance(keys, Mapping):
            for key in table.keys() ^ keys.keys():
                raise fail(f"[{name}] {key} is {'missing' if key in keys else 'unknown'}", key)
        for key, words in table.items():
            if not isinstance(words, list):
                raise fail(f"[{name}] {key} must be a list", key)
            seen: set[str] = set()
            for word in words:
                if not isinstance(word, str) or not word.strip():
                    raise fail(f"[{name}] {key} has an entry that is empty or no text", key)
                if word in seen and name != "irregular":
                    raise fail(f"{word!r} stands twice in [{name}] {key}", f'"{word}"')
                seen.add(word)
    return content


def fingerprint(*paths: Path) -> str:
    """Give the SHA-256 of the files' bytes, as hexadecimal digits."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def inflect(lemma: str, irregular: dict[str, list[str]]) -> dict[str, str]:
    """Give the forms of a verb and their kinds: {"says": "third", "said": "past", ...}."""
    if lemma in irregular:
        third, past, participle, ing = irregular[lemma]
    else:
        stem = lemma[:-1]
        if lemma.endswith("y") and lemma[-2] not in "aeiou":
            third, past = f"{stem}ies", f"{stem}ied"
        else:
            sibilant = lemma.endswith(("s", "sh", "ch", "x", "z"))
            third = f"{lemma}es" if sibilant else f"{lemma}s"
            past = f"{lemma}d" if lemma.endswith("e") else f"{lemma}ed"
        drops = lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye"))
        participle, ing = past, f"{stem if drops else lemma}ing"
    return {participle: "participle", ing: "ing", third: "third", lemma: "base", past: "past"}


@cache
def _content(path: Path) -> dict[str, Any]:
    return read(
        path,
        {
            "verbs": {"say": list, "tell": list, "think": list, "judge": list},
            "predicates": {"words": list},
            "irregular": list,
            "grammar": dict.fromkeys(
                (
                    "nouns",
                    "titles",
                    "determiners",
                    "prepositions",
                    "pronouns",
                    "modals",
                    "be",
                    "states",
                ),
                list,
            ),
            "sentences": dict.fromkeys(
                ("never_end", "maybe_end", "before_numbers", "starters"), list
            ),
            "links": dict.fromkeys(
                ("auxiliaries", "adverbs", "breaks", "days", "openers", "adjuncts"), list
            ),
            "people": dict.fromkeys(
                (
                    "roles",
                    "modifiers",
                    "unnamed",
                    "bodies",
                    "first_person",
                    "singular",
                    "plural",
                ),
                list,
            ),
            "reporters": dict.fromkeys(("names", "words", "last_words", "labels"), list),
        },
    )


@cache
def irregular(path: Path = CUES) -> dict[str, list[str]]:
    """Give the irregular verbs of cues.toml: {lemma: [third, past, participle, ing]}."""
    table: dict[str, list[str]] = _content(path)["irregular"]
    return table


@cache
def lemmas(path: Path = CUES) -> dict[str, str]:
    """Give the verb that each form of a verb of cues.toml belongs to: {"said": "say", ...}."""
    content = _content(path)
    heads = {verb.split()[0] for verbs in content["verbs"].values() for verb in verbs}
    return {form: head for head in sorted(heads) for form in inflect(head, content["irregular"])}


@cache
def cues(path: Path = CUES) -> Cues:
    """Read cues.toml. Raises CatalogueError."""
    content = _content(path)
    tails: dict[str, dict[tuple[str, ...], str]] = {}
    kinds: dict[str, str] = {}
    nouns: set[str] = set()
    for group, verbs in content["verbs"].items():
        for verb in verbs:
            head, *tail = verb.split()
            for form, kind in inflect(head, content["irregular"]).items():
                kinds[form] = kind
                if head in content["grammar"]["nouns"] and kind in ("base", "third"):
                    nouns.add(form)
                known = tails.setdefault(form, {})
                if known.setdefault(tuple(tail), group) != group:
                    raise CatalogueError(
                        f"{path}: the verb {verb!r} stands in two lists of [verbs].",
                        remedy="Keep it in one of them.",
                    )
    forms = {
        form: Form(
            kinds[form], form in nouns, tuple(sorted(known.items(), key=lambda item: -len(item[0])))
        )
        for form, known in tails.items()
    }
    predicates = sorted((tuple(p.split()) for p in content["predicates"]["words"]), key=len)
    return Cues(
        forms=forms,
        predicates=tuple(reversed(predicates)),
        **{
            key: frozenset(words)
            for table in ("links", "people", "grammar", "sentences")
            for key, words in content[table].items()
            if key != "nouns"
        },
        reporters=frozenset(content["reporters"]["names"]),
        reporter_words=frozenset(content["reporters"]["words"]),
        reporter_last_words=frozenset(content["reporters"]["last_words"]),
        labels=frozenset(content["reporters"]["labels"]),
    )
