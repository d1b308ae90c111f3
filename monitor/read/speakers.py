"""Who a holder is: names, surnames, pronouns and roles, resolved within one article."""

import re
from dataclasses import dataclass, field

from monitor.read.words import Cues
from monitor.records import Mention

_NAME = re.compile(
    r"[^\W\d_a-z][\w.’'-]*(?:\s+(?:(?:de|van|von|der|den|al|el|bin|la|le|da|di)\s+)*[^\W\d_a-z][\w.’'-]*)*"
)
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_HONORIFIC = re.compile(r"^(?:mr|mrs|ms|dr|gen|sen|rep|gov|lord|sir|dame|president|prime minister|"
    r"secretary|minister|chancellor|ambassador|general|senator|representative|governor|"
    r"vice president|deputy secretary)\.?\s+(?=\S)", re.IGNORECASE)  # fmt: skip
_PREPOSITION = re.compile(r"\s(?:of|for|from|in|at|with|on|to)\s")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A resolved holder. `name` is empty for nobody; `known` is false for "officials"."""

    name: str
    id: str = ""
    person: bool = False
    known: bool = True
    provenance: bool = False
    roles: frozenset[str] = frozenset()


_REMEMBERED = 100  # names and speakers of one article
NOBODY = Speaker("", known=False)
_VAGUE = frozenset(["it", "which", "that", "this", "who", "you", "there", "these", "those"])


@dataclass(slots=True)
class Memory:
    """Whom an article has named so far, latest last; carried from its title to its text."""

    people: list[Speaker] = field(default_factory=list)
    holders: list[Speaker] = field(default_factory=list)

    def note(self, speaker: Speaker) -> None:
        """Remember a name that the article gave, with the roles it gave before."""
        same = [p for p in self.people if p.name == speaker.name]
        roles = speaker.roles.union(*(p.roles for p in same))
        self.people = [p for p in self.people if p.name != speaker.name][-_REMEMBERED:]
        self.people.append(
            Speaker(speaker.name, speaker.id, speaker.person, True, speaker.provenance, roles)
        )

    def said(self, speaker: Speaker) -> None:
        """Remember who spoke last."""
        self.holders = [*self.holders[-_REMEMBERED:], speaker]

    def by_surname(self, word: str) -> Speaker | None:
        """Give whoever was named last with more than this surname."""
        for speaker in reversed(self.people):
            if speaker.name != word and speaker.name.split()[-1] == word:
                return speaker
        return None

    def by_role(self, role: str) -> Speaker | None:
        """Give whoever was named last with this role."""
        for speaker in reversed(self.people):
            if role in speaker.roles:
                return speaker
        return None

    def last_holder(self, *, person: bool) -> Speaker | None:
        """Give the last who said something: a person, or a body."""
        for speaker in reversed(self.holders):
            if speaker.person == person and speaker.known and not speaker.provenance:
                return speaker
        return None

    def last_person(self, but: Speaker | None = None) -> Speaker | None:
        """Give the person named last, leaving out one."""
        for speaker in reversed(self.people):
            if speaker.person and (but is None or speaker.name != but.name):
                return speaker
        return None


class Namer:
    """Gives the speaker that a noun phrase means."""

    def __init__(self, cues: Cues, kinds: dict[str, str], names: dict[str, str]) -> None:
        self._cues = cues
        self._kinds = kinds  # entity id -> kind
        self._names = names  # entity id -> name

    def of_mention(self, mention: Mention) -> Speaker:
        """Give the speaker that a mention of the catalogue names."""
        words = frozenset(mention.surface.lower().split())
        return Speaker(
            self._names[mention.entity_id],
            mention.entity_id,
            person=self._kinds[mention.entity_id] == "person",
            roles=words & self._cues.roles,
        )

    def resolve(
        self,
        phrase: str,
        start: int,
        mentions: list[Mention],
        memory: Memory,
        around: Speaker | None,
    ) -> Speaker:
        """Give the speaker of a phrase at text[start:]; `around` is who speaks around it."""
        low = phrase.lower()
        if low in self._cues.first_person | self._cues.singular | self._cues.plural | _VAGUE:
            return self._pronoun(low, memory, around)
        plain = _POSSESSIVE.sub("", _ARTICLE.sub("", phrase)).strip()
        if self.reports(plain):
            return Speaker(plain, provenance=True)
        head = self._head(phrase, start, mentions)
        inside = [m for m in mentions if start <= m.start and m.end <= start + len(head)]
        rest = head[inside[-1].end - start :] if inside else _ARTICLE.sub("", head)
        rest = _POSSESSIVE.sub("", rest.strip(" ,.")).strip(" ,.'’")
        if inside and not rest:
            return self.of_mention(inside[-1])
        name = self._name_in(rest, whole=not inside)
        return self._named(name, phrase, memory) if name else self._described(plain, head, memory)

    def _head(self, phrase: str, start: int, mentions: list[Mention]) -> str:
        """Cut "president of X", "officials in X" before the preposition, unless in a name."""
        for match in _PREPOSITION.finditer(phrase):
            at = start + match.start()
            if match.start() and not any(m.start <= at < m.end for m in mentions):
                return phrase[: match.start()]
        return phrase

    def _pronoun(self, low: str, memory: Memory, around: Speaker | None) -> Speaker:
        found: Speaker | None = None
        if low in self._cues.first_person:
            found = around
        elif low in self._cues.singular and around is not None:
            found = memory.last_person(but=around)  # in somebody's speech, "he" is another
        elif low in self._cues.singular:
            found = memory.last_holder(person=True) or memory.last_person()
        elif low in self._cues.plural or low == "it":
            found = memory.last_holder(person=False)
        return found or NOBODY

    def _name_in(self, phrase: str, *, whole: bool) -> str:
        """Give the name that ends a phrase, without its titles; empty where there is none.

        After an entity's name, as in "NATO spokeswoman X Y", one word is no name.
        """
        run = _last_name(phrase)
        if not run or (not whole and " " not in run):
            return ""
        tail = phrase[phrase.rfind(run) + len(run) :].strip(" ,.'’")
        if tail and not tail[0].isdigit():
            return ""  # "Riverton council": a description, the name only qualifies it
        while (bare := _HONORIFIC.sub("", run)) != run:
            run = bare
        return "" if run.lower() in self._cues.roles | self._cues.unnamed else run

    def is_somebody(self, phrase: str) -> bool:
        """Whether a description means people: it names a role, a group of people, a body."""
        words = set(re.findall(r"[a-z]+", phrase.lower()))
        singular = {word[:-1] for word in words if word.endswith("s")}
        return bool(
            (words | singular) & (self._cues.roles | self._cues.unnamed | self._cues.bodies)
        )

    def reports(self, plain: str) -> bool:
        """Whether a holder is an agency, a newspaper or the like."""
        words = _ARTICLE.sub("", plain).split()
        if not words:
            return False
        name = " ".join(words)
        return (
            name in self._cues.reporters
            or words[-1].lower() in self._cues.reporter_words
            or (len(words) > 1 and words[-1] in self._cues.reporter_last_words)
        )

    def _named(self, name: str, phrase: str, memory: Memory) -> Speaker:
        roles = frozenset(re.findall(r"[a-z]+", phrase.lower())) & self._cues.roles
        full = memory.by_surname(name) if " " not in name else None
        speaker = (
            Speaker(full.name, full.id, full.person, roles=full.roles | roles)
            if full
            else Speaker(name, person=True, roles=roles)
        )
        memory.note(speaker)
        return speaker

    def _described(self, plain: str, head: str, memory: Memory) -> Speaker:
        words = re.findall(r"[\w'’-]+", head.lower())
        if not words:
            return NOBODY
        if words[-1] in self._cues.roles and (found := memory.by_role(words[-1])):
            return found
        generic = self._cues.unnamed | self._cues.roles
        proper = any(w[:1].isupper() and w.lower() not in generic for w in plain.split())
        nameless = not proper and set(words) & self._cues.unnamed
        return Speaker(plain, known=not nameless)


def _last_name(phrase: str) -> str:
    runs = _NAME.findall(phrase)
    return runs[-1].strip(" .'’") if runs else ""
