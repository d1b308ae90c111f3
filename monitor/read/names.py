"""Names and roles in a noun phrase: "Foreign Minister Dara Quillon" is a role and a name."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.read.text import fold
from monitor.read.words import Cues

_WORD = re.compile(r"[^\W\d_][\w.’'-]*|&")
_PARTICLES = frozenset(
    [
        *("de", "van", "von", "der", "den", "ter", "al", "el", "bin", "ibn", "ben"),
        *("la", "le", "da", "di", "del", "dos", "du"),
    ]
)
_LINKS = _PARTICLES | {"and"}  # "Oda Renn and Bo Lind", "Food and Drug Administration"
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
_CROWNED = frozenset(["king", "queen", "pope", "prince", "princess", "emperor"])  # part of a name
_POSSESSIVE = re.compile(r"['’]s?$")
_GIVEN = 2  # given names or initials before a surname
_LONGEST_GAP = 120  # characters before a surname in which they stand


@dataclass(frozen=True, slots=True)
class Name:
    """A name at phrase[start:end] without the roles before it, and these roles."""

    text: str
    start: int
    end: int
    titled: bool = False


class Names:
    """Reads names and roles with the word lists of cues.toml."""

    def __init__(self, cues: Cues) -> None:
        self._cues = cues
        self._modifiers = cues.modifiers
        self._generic = cues.roles | cues.unnamed | cues.modifiers | cues.bodies
        self._before_roles = cues.roles | cues.modifiers
        self._opening = (
            cues.breaks | cues.adverbs | cues.prepositions | cues.openers | cues.auxiliaries
        ) - {"'s"}

    def opening(self, phrase: str) -> int:
        """Give where a phrase begins after words that can't open one: "And on Thursday X"."""
        at = 0
        for match in re.finditer(r"\S+\s*", phrase):
            word = match.group().strip(" ,\n").lower()
            if word not in self._opening and word not in self._cues.days:
                break
            at = match.end()
        return at

    def last_name(self, phrase: str) -> Name | None:
        """Give the last name in a phrase, or null where all capitals are roles and bodies."""
        last: list[re.Match[str]] = []  # words of the name
        held: list[re.Match[str]] = []  # "van der", which belong to it if a capital follows
        open_ = False
        for match in _WORD.finditer(phrase):
            word = match.group()
            end = (held or last)[-1].end() if last else 0
            adjacent = open_ and not phrase[end : match.start()].strip()
            if word[0].isupper() or (word == "&" and adjacent):
                last = [*last, *held, match] if adjacent else [match]
                held, open_ = [], True
            elif adjacent and word in _LINKS:
                held.append(match)
            else:
                held, open_ = [], False
        return self._without_titles(phrase, last) if last else None

    def _without_titles(self, phrase: str, run: Sequence[re.Match[str]]) -> Name | None:
        low = [fold(m.group()).lower().rstrip(".") for m in run]
        first = 0
        for at, word in enumerate(low):
            rest = [w for w in low[at + 1 :] if w not in _SUFFIXES]
            body = any(w in self._cues.bodies for w in rest)  # "General Council" is no general
            title = word in self._cues.titles or (word in self._cues.roles and not body)
            if title and rest and word not in _CROWNED:
                first = at + 1
        while first < len(run) - 1 and low[first] in self._modifiers:
            first += 1
        if all(self.is_generic(m.group()) for m in run[first:] if m.group() != "and"):
            return None
        start, end = run[first].start(), run[-1].end()
        text = _POSSESSIVE.sub("", phrase[start:end]).strip(" .'’")
        return Name(text, start, start + len(text), first > 0) if text else None

    def roles(self, phrase: str) -> frozenset[str]:
        """Give the roles that a phrase names, with what they are: "prime minister"."""
        words = [fold(w).lower() for w in re.findall(r"[^\W\d_][^\W_’'-]*", phrase)]
        found = set()
        for at, word in enumerate(words):
            if word not in self._cues.roles or self._is_role(words[at + 1 : at + 2]):
                continue
            first = at
            while first and words[first - 1] in self._before_roles:
                first -= 1
            role = "prime minister" if word == "pm" else word
            found.add(" ".join([*words[first:at], role]))
        return frozenset(found)

    def _is_role(self, words: list[str]) -> bool:
        return bool(words) and words[0] in self._cues.roles

    def role(self, phrase: str) -> str:
        """Give the role that is all a phrase says, or nothing: "the outgoing minister"."""
        words = [fold(w).lower() for w in re.findall(r"[^\W\d_][^\W_’'-]*", phrase)]
        last = words[-1] if words else ""
        if last not in self._cues.roles:
            return ""
        if any(w[:1].isupper() and fold(w).lower() not in self._generic for w in phrase.split()):
            return ""
        return next(iter(r for r in self.roles(phrase) if r.endswith(last) or last == "pm"), "")

    def title_at_end(self, before: str) -> str:
        """Give the role that ends a text: "foreign minister" of "met Foreign Minister "."""
        words = before.split()
        at = len(words)
        while at and self.is_generic(words[at - 1]):
            at -= 1
        return " ".join(words[at:])

    def is_surname(self, name: str) -> bool:
        """Whether a name is one word, or has a particle before it: "Di Maio"."""
        first, _, rest = name.partition(" ")
        return not rest or (first.lower() in _PARTICLES and " " not in rest)

    def is_body(self, name: str) -> bool:
        """Whether a name is one of a body: "Harris Administration", "Harbour Board"."""
        words = {word.lower() for word in name.split()}
        return bool(words & self._cues.bodies)

    def is_generic(self, word: str) -> bool:
        """Whether a word names roles, people without a name, or bodies."""
        parts = fold(word).lower().strip(".,").split("-")
        return all(p in self._generic or p.removesuffix("s") in self._generic for p in parts)

    def full(self, surname: str, title: str, text: str) -> str:
        """Give the name under which a surname stands in full in an article, or nothing.

        In a headline every word may have a capital: there a role must stand before the name.
        """
        found: Counter[str] = Counter()
        for source, headline in ((text, False), (title, True)):
            for match in re.finditer(rf"(?<![\w.-]){re.escape(surname)}(?![\w-])", source):
                before = source[max(0, match.start() - _LONGEST_GAP) : match.start()]
                words = self._given(before, headline=headline)
                if words:
                    found[" ".join([*words, surname])] += 1
        return found.most_common(1)[0][0] if found else ""

    def _given(self, before: str, *, headline: bool) -> list[str]:
        """Give the given names, with initials, that end a text.

        A second given name must follow a word that is none: "the Western Region Juan" is
        Juan.
        """
        words: list[str] = []
        bounded = True
        for word in reversed(before.split()[-_GIVEN - 1 :]):
            plain = word.strip("(“‘’'").strip('"')
            low = fold(plain).lower().rstrip(".,:;")
            if not low or self._no_given(plain, low):
                bounded = not plain[:1].isupper() or self.is_generic(low) or low in self._opening
                break
            words.insert(0, plain)
        else:
            bounded = len(words) <= _GIVEN and len(before.split()) <= _GIVEN
        long = [n for n, word in enumerate(words) if len(word) > 2]
        apart = not before or not before[-1].isspace() or "\n" in before[-2:]
        if apart or not long or (headline and (not bounded or len(long) > 1)):
            return []
        return words if bounded and len(words) <= _GIVEN else words[long[-1] :]

    def _no_given(self, word: str, low: str) -> bool:
        return (
            not word[:1].isupper()
            or (word.isupper() and len(low) > 2)
            or word[-1] in ",:;)”\"!?’'"
            or (word[-1] == "." and len(low) > 1 and "." not in low)
            or low.endswith(("'s", "ly"))
            or low in self._generic
            or low in self._opening
            or low in self._cues.days
            or low in self._cues.titles
            or low in self._cues.determiners
            or re.split("['’]", low)[0] in self._cues.pronouns
        )
