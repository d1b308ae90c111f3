"""Who a holder is: names, surnames, pronouns and roles, resolved within one article."""

import re
from dataclasses import dataclass, field, replace

from monitor.read.names import Names
from monitor.read.words import Cues
from monitor.records import Mention

_ARTICLE = re.compile(
    r"^(?:the|a|an|this|that|these|those|our|their|his|her|its)\s+", re.IGNORECASE
)
_PREPOSITION = re.compile(r"\s(?:of|for|from|in|at|with|on|to)\s")
_POSSESSIVE = re.compile(r"['’]s?$")
_PRONOUN = re.compile(r"(\w+)(?:['’]\w+| (?:am|is|are|was|were|will|have|has|had|would))?")
_ROLE_BEFORE = 60  # characters before a name in which its role may stand


@dataclass(frozen=True, slots=True)
class Speaker:
    """A resolved holder.

    `name` is empty for nobody; `known` is false for "officials"; `named` is true where the
    text gives a name, and `person` where it is certainly one of a person.
    """

    name: str
    id: str = ""
    person: bool = False
    named: bool = False
    known: bool = True
    provenance: bool = False
    roles: frozenset[str] = frozenset()


_REMEMBERED = 100  # names and speakers of one article
NOBODY = Speaker("", known=False)
NO_HOLDER = Speaker("", known=False, provenance=True)  # words that can't name anybody
_VAGUE = frozenset(["it", "which", "that", "this", "who", "you", "there", "these", "those"])
_OBJECTS = frozenset(["me", "us"])  # "let me say"
_OTHER_OFFICES = ("vice ", "deputy ", "assistant ", "former ", "under ", "shadow ", "ex ")


@dataclass(slots=True)
class Memory:
    """Whom an article has named so far, latest last; carried from its title to its text.

    `title` and `text` are the whole article, in which a surname's full name is looked up.
    """

    title: str = ""
    text: str = ""
    people: list[Speaker] = field(default_factory=list)
    holders: list[Speaker] = field(default_factory=list)
    looked_up: dict[str, str] = field(default_factory=dict)

    def note(self, speaker: Speaker) -> None:
        """Remember a name that the article gave, with the roles it gave before."""
        same = [p for p in self.people if p.name == speaker.name]
        roles = speaker.roles.union(*(p.roles for p in same))
        self.people = [p for p in self.people if p.name != speaker.name][-_REMEMBERED:]
        self.people.append(replace(speaker, known=True, roles=roles))

    def said(self, speaker: Speaker) -> None:
        """Remember who spoke last."""
        self.holders = [*self.holders[-_REMEMBERED:], speaker]

    def by_surname(self, word: str) -> Speaker | None:
        """Give whoever was named last with more than this surname."""
        for speaker in reversed(self.people):
            if speaker.name != word and speaker.name.split()[-1] == word:
                return speaker
        return None

    def full_name(self, surname: str, names: Names) -> str:
        """Give the name under which a surname stands in full anywhere in the article."""
        if surname not in self.looked_up:
            self.looked_up[surname] = names.full(surname, self.title, self.text)
        return self.looked_up[surname]

    def is_common(self, word: str) -> bool:
        """Whether the article has a word in lower case too, so that it is no name."""
        key = f"{word} "  # no surname has a space
        if key not in self.looked_up:
            pattern = rf"(?<![\w'’-]){re.escape(word.lower())}(?![\w'’-])"
            self.looked_up[key] = word if re.search(pattern, self.text) else ""
        return bool(self.looked_up[key])

    def by_role(self, role: str, *, first: bool = False) -> Speaker | None:
        """Give whoever was named last (or first) with this role.

        "The minister" may be the foreign minister; "the president" is no vice president.
        """
        for speaker in self.people if first else reversed(self.people):
            for known in speaker.roles:
                wider = known.endswith(f" {role}") and not known.startswith(_OTHER_OFFICES)
                if known == role or (wider and " " not in role):
                    return speaker
        return None

    def last_holder(self, *, person: bool) -> Speaker | None:
        """Give the last who said something: a person, or a body.

        Where nobody who is certainly a person spoke, a bare name may be one.
        """
        able = [s for s in reversed(self.holders) if not s.provenance]
        sure = next((s for s in able if s.person == person and (s.known or not person)), None)
        if sure is not None:
            return sure if sure.known else None  # "they" are the officials before
        return next((s for s in able if s.named and not s.id), None) if person else None

    def last_pair(self) -> Speaker | None:
        """Give the last two who spoke together."""
        return next((s for s in reversed(self.holders) if " and " in s.name and s.named), None)

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
        self._entity_names = names  # entity id -> name
        self._names = Names(cues)
        self._pronouns = cues.first_person | cues.singular | cues.plural | _VAGUE | _OBJECTS

    def of_mention(self, mention: Mention, text: str = "") -> Speaker:
        """Give the speaker that a mention names; its role may stand before it in the text."""
        person = self._kinds[mention.entity_id] == "person"
        before = re.split(r"[.,;:!?\n]", text[max(0, mention.start - _ROLE_BEFORE) : mention.start])
        title = self._names.title_at_end(before[-1]) if person else ""
        return Speaker(
            self._entity_names[mention.entity_id],
            mention.entity_id,
            person=person,
            named=True,
            roles=self._names.roles(f"{title} {mention.surface}"),
        )

    def resolve(
        self,
        phrase: str,
        start: int,
        mentions: list[Mention],
        memory: Memory,
        around: Speaker | None,
        *,
        direct: bool = True,
        label: bool = False,
    ) -> Speaker:
        """Give the speaker of a phrase at text[start:]; `around` is who speaks around it.

        `direct`: the phrase stands in the own words of whoever speaks around it. `label`: it
        stands before the colon of a transcript's turn.
        """
        cut = 0 if label else self._names.opening(phrase)
        phrase, start = phrase[cut:], start + cut
        if not phrase:
            return NO_HOLDER
        pronoun = _PRONOUN.fullmatch(phrase.lower())
        if pronoun and pronoun[1] in self._pronouns:
            return self._pronoun(pronoun[1], memory, around, direct=direct)
        plain = _POSSESSIVE.sub("", _ARTICLE.sub("", phrase)).strip()
        if self.reports(plain):
            return Speaker(plain, provenance=True)
        if joint := self._joint(phrase, start, mentions, memory):
            return joint
        head = self._head(phrase, start, mentions)
        inside = [m for m in mentions if start <= m.start and m.end <= start + len(head)]
        rest = head[inside[-1].end - start :] if inside else _ARTICLE.sub("", head)
        rest = _POSSESSIVE.sub("", rest.strip(" ,.")).strip(" ,.'’")
        if inside and not rest:
            return self.of_mention(inside[-1], "")
        named = self._named(rest, phrase, memory, whole=not inside, label=label)
        return named or self._described(plain, head, memory, qualified=bool(inside), label=label)

    def _joint(
        self, phrase: str, start: int, mentions: list[Mention], memory: Memory
    ) -> Speaker | None:
        """Give "Russia and China", "the Secretary and Minister X" as one holder of two names."""
        at = phrase.find(" and ")
        place = start + at
        if at < 0 or any(m.start < place < m.end for m in mentions):
            return None
        first = self._part(phrase[:at], start, mentions, memory)
        second = self._part(phrase[at + 5 :], place + 5, mentions, memory)
        if first is None or second is None or first == second:
            return None
        if first.islower() and second.islower():
            return None  # "the president and the prime minister", of whom nobody was named
        return Speaker(f"{first} and {second}", named=True)

    def _part(self, phrase: str, start: int, mentions: list[Mention], memory: Memory) -> str | None:
        """Give the name of one of two holders, where it is beyond doubt."""
        plain = _ARTICLE.sub("", phrase).strip()
        for mention in mentions:
            if mention.end == start + len(phrase) and mention.start >= start:
                return self._entity_names[mention.entity_id]
        if role := self._names.role(plain):
            found = memory.by_role(role)
            return found.name if found else role
        name = self._names.last_name(plain)
        if name is None or name.end < len(plain) or not (name.titled or " " in name.text):
            return None
        full = memory.by_surname(name.text) if " " not in name.text else None
        return full.name if full else name.text

    def _head(self, phrase: str, start: int, mentions: list[Mention]) -> str:
        """Cut "president of X", "officials in X" before the preposition, unless in a name."""
        for match in _PREPOSITION.finditer(phrase):
            at = start + match.start()
            if match.start() and not any(m.start <= at < m.end for m in mentions):
                return phrase[: match.start()]
        return phrase

    def _pronoun(
        self, low: str, memory: Memory, around: Speaker | None, *, direct: bool
    ) -> Speaker:
        found: Speaker | None = None
        if low == "you":
            return NO_HOLDER  # "as you know"
        if low in self._cues.first_person or low in _OBJECTS:
            found = around
        elif around is not None and not direct and around.person == (low in self._cues.singular):
            found = around  # "X said he wanted it"
        elif low in self._cues.singular and around is not None:
            found = memory.last_person(but=around)  # in somebody's speech, "he" is another
        elif low in self._cues.singular:
            found = memory.last_holder(person=True) or memory.last_person()
        elif low in self._cues.plural or low == "it":
            found = memory.last_holder(person=False)
        return found or NOBODY

    def is_somebody(self, phrase: str) -> bool:
        """Whether a description means people: it names a role, a group of people, a body."""
        words = set(re.findall(r"[a-z]+", phrase.lower()))
        singular = {word[:-1] for word in words if word.endswith("s")}
        return bool(
            (words | singular) & (self._cues.roles | self._cues.unnamed | self._cues.bodies)
        )

    def speaks_for_itself(self, phrase: str) -> bool:
        """Whether a phrase is the first person, alone or as an object: "I", "let us"."""
        low = phrase[self._names.opening(phrase) :].lower()
        pronoun = _PRONOUN.fullmatch(low)
        return pronoun is not None and pronoun[1] in self._cues.first_person | _OBJECTS

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

    def _named(
        self, rest: str, phrase: str, memory: Memory, *, whole: bool, label: bool
    ) -> Speaker | None:
        """Give the speaker whose name ends a phrase; null where none does.

        After an entity's name, as in "NATO spokeswoman X Y", one word is no name.
        """
        name = self._names.last_name(rest)
        if name is None or (not whole and not name.titled and " " not in name.text):
            return None
        tail = rest[name.end :].strip(" ,.'’")
        if tail.startswith("s "):
            return None
        if tail and not tail[0].isdigit():
            return None  # "Riverton council": a description, the name only qualifies it
        roles = self._names.roles(phrase)
        titled = name.titled or bool(roles)
        if self._names.is_surname(name.text):
            full = memory.by_surname(name.text)
            if full is None and (longer := memory.full_name(name.text, self._names)):
                full = Speaker(longer, person=not self._names.is_body(longer), named=True)
            if full is not None:
                full = replace(full, known=True, provenance=False, roles=full.roles | roles)
                memory.note(full)
                return full
            if not titled and not label and memory.is_common(name.text):
                return None  # "Study finds": a capital only because it opens the sentence
        body = self._names.is_body(name.text)
        person = not body and " and " not in name.text
        person = person and (titled or label or " " in name.text)
        speaker = Speaker(name.text, person=person, named=True, roles=roles)
        memory.note(speaker)
        return speaker

    def _described(
        self, plain: str, head: str, memory: Memory, *, qualified: bool, label: bool
    ) -> Speaker:
        words = re.findall(r"[\w'’-]+", head.lower())
        if not words:
            return NOBODY
        if words[-1] in ("two", "both") and (pair := memory.last_pair()):
            return pair
        role = "" if qualified else self._names.role(_ARTICLE.sub("", head))
        if role and (found := memory.by_role(role, first=label)):
            return found
        proper = any(w[:1].isupper() and not self._names.is_generic(w) for w in plain.split())
        if not proper:
            plain = "prime minister" if plain.lower() == "pm" else plain.lower()
        crowd = words[-1].endswith("s") and not words[-1].endswith("ss")
        crowd = crowd and words[-1] not in self._cues.bodies
        nameless = not proper and (crowd or bool(set(words) & self._cues.unnamed))
        return Speaker(plain, known=not nameless)
