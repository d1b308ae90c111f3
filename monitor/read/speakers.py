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


NOBODY = Speaker("", known=False)


@dataclass(slots=True)
class Memory:
    """Whom an article has named so far, latest last; carried from its title to its text."""

    people: list[Speaker] = field(default_factory=list)
    holders: list[Speaker] = field(default_factory=list)

    def note(self, speaker: Speaker) -> None:
        """Remember a name that the article gave, with the roles it gave before."""
        same = [p for p in self.people if p.name == speaker.name]
        roles = speaker.roles.union(*(p.roles for p in same))
        self.people = [p for p in self.people if p.name != speaker.name]
        self.people.append(
            Speaker(speaker.name, speaker.id, speaker.person, True, speaker.provenance, roles)
        )

    def by_surname(self, word: str) -> Speaker | None:
        for speaker in reversed(self.people):
            if speaker.name != word and speaker.name.split()[-1] == word:
                return speaker
        return None

    def by_role(self, role: str) -> Speaker | None:
        for speaker in reversed(self.people):
            if role in speaker.roles:
                return speaker
        return None

    def last_holder(self, *, person: bool) -> Speaker | None:
        for speaker in reversed(self.holders):
            if speaker.person == person and speaker.known and not speaker.provenance:
                return speaker
        return None

    def last_person(self, but: Speaker | None = None) -> Speaker | None:
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
        if low in self._cues.first_person:
            return around or NOBODY
        if low in self._cues.singular:
            if around is not None:  # in somebody's speech, "he" is another
                return memory.last_person(but=around) or NOBODY
            return memory.last_holder(person=True) or memory.last_person() or NOBODY
        if low in self._cues.plural:
            return memory.last_holder(person=False) or NOBODY
        if low in ("it", "which", "that", "this", "who", "you", "there", "these", "those"):
            found = memory.last_holder(person=False) if low == "it" else None
            return found or NOBODY
        plain = _POSSESSIVE.sub("", _ARTICLE.sub("", phrase)).strip()
        if self.reports(plain):
            return Speaker(plain, provenance=True)
        end = start + len(phrase)
        inside = [m for m in mentions if start <= m.start and m.end <= end]
        if inside:
            rest = _POSSESSIVE.sub("", phrase[inside[-1].end - start :]).strip(" ,.'’")
            if not rest or _POSSESSIVE.fullmatch(rest):
                return self.of_mention(inside[-1])
            run = _last_name(rest)
            if run and " " in run:
                return self._named(run, phrase, memory)
            return self._described(plain, memory)
        run = _last_name(plain)
        if run:
            bare = run
            while (cut := _HONORIFIC.sub("", bare)) != bare:
                bare = cut
            if bare.lower() not in self._cues.roles | self._cues.unnamed:
                tail = plain[plain.rfind(run) + len(run) :].strip(" ,.'’").lower()
                if not tail or tail[0].isdigit():
                    return self._named(bare, phrase, memory)
        return self._described(plain, memory)

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

    def _described(self, plain: str, memory: Memory) -> Speaker:
        words = re.findall(r"[\w'’-]+", plain.lower())
        if not words:
            return NOBODY
        head = next((w for w in reversed(words) if w in self._cues.roles), "")
        if head and words[-1] == head:
            found = memory.by_role(head)
            if found:
                return found
        proper = any(word[:1].isupper() for word in plain.split()[(1 if plain else 0) - 1 :])
        if not proper and (set(words) & self._cues.unnamed):
            return Speaker(plain, known=False)
        return Speaker(plain, known=True)


def _last_name(phrase: str) -> str:
    runs = _NAME.findall(phrase)
    return runs[-1].strip(" .'’") if runs else ""
