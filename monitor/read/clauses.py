"""One sentence as tokens: which verbs attribute, who their subject is, where phrases end.

No tagger: a noun phrase is taken to reach from the verb back to the next word that can't be
part of it. The word lists are data/cues.toml.
"""

import re
from typing import NamedTuple

from monitor.read.words import Cues, Form

_TOKEN = re.compile(
    r"[^\W\d_](?:[\w&]|[-/](?=\w)|[’'](?=\w)|\.(?=\w)|(?<=\b[A-Z])\.|(?<=[A-Z]\.[A-Z])\.)*"
    r"|\d[\d.,]*\d|\d|[^\w\s]|_"
)
_CLITICS = ("'s", "'d", "'ll", "'ve", "'re")
QUOTE_MARKS = frozenset("\"“”„‟«»‘’‚'‹›`")
DASHES = frozenset("—–-―")
_LONGEST_PHRASE = 16  # tokens
_LONGEST_DATELINE = 10  # tokens
_LONGEST_APPOSITION = 24  # tokens: "X, who ..., said"
SAME = (-1, -1)  # the subject is that of the verb before


class Token(NamedTuple):
    text: str
    low: str  # lower case, straight apostrophes
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a number, not a mark."""
        return self.low[0].isalnum()

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()


class Cue(NamedTuple):
    """A verb or predicate at tokens[first:after]; `group` is its list in cues.toml."""

    first: int
    after: int
    group: str  # say, tell, think, judge, predicate, according
    kind: str  # base, third, past, participle, ing


Span = tuple[int, int]  # of tokens


class Clause:
    """The tokens of one sentence and the cues in it."""

    def __init__(self, text: str, start: int, end: int, cues: Cues, closed: list[Span]) -> None:
        """Read text[start:end]; `closed` are spans of text in which no verb stands: names."""
        self._cues = cues
        self.start, self.end = start, end
        self.tokens = _tokens(text, start, end, cues)
        words = [token for token in self.tokens if token.is_word]
        self._titled = 2 * sum(token.is_capital for token in words) > len(words)
        names = {
            p for first, last in closed if first < end and start < last for p in range(first, last)
        }
        self.cues = [cue for cue in self._find() if self.tokens[cue.first].start not in names]
        self._verbs = frozenset(n for cue in self.cues for n in range(cue.first, cue.after))

    def low(self, at: int) -> str:
        """Give the word at a place; empty outside the sentence."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def span(self, first: int, after: int) -> tuple[int, int]:
        """Give the characters of tokens[first:after]."""
        return self.tokens[first].start, self.tokens[after - 1].end

    # --- cues ------------------------------------------------------------------------

    def _find(self) -> list[Cue]:
        found: list[Cue] = []
        at = 0
        while at < len(self.tokens):
            cue = self._cue_at(at)
            if cue is not None:
                found.append(cue)
                at = cue.after
            else:
                at += 1
        return found

    def _cue_at(self, at: int) -> Cue | None:
        low = self.low(at)
        if low == "according" and self.low(at + 1) == "to":
            return Cue(at, at + 2, "according", "past")
        form = self._cues.forms.get(low)
        if form is not None and not self._in_name(at) and self._is_verb(at, form):
            for tail, group in form.tails:
                if all(self.low(at + 1 + n) == word for n, word in enumerate(tail)):
                    return Cue(at, at + 1 + len(tail), group, form.kind)
        if low in self._cues.be or low in self._cues.states:
            place = self._over_adverbs(at + 1, 1)
            for words in self._cues.predicates:
                if all(self.low(place + n) == word for n, word in enumerate(words)):
                    return Cue(at, place + len(words), "predicate", "past")
        return None

    def _in_name(self, at: int) -> bool:
        """Whether a capital makes a word part of a name: "the Morning Echo"; not in headlines."""
        before = self.tokens[at - 1] if at else None
        if self._titled or before is None or not self.tokens[at].is_capital:
            return False
        return before.is_capital or before.low in self._cues.determiners

    def _over_adverbs(self, at: int, step: int) -> int:
        while (low := self.low(at)) and (
            low in self._cues.adverbs or low in ("not", "never", "very") or low.endswith("ly")
        ):
            at += step
        return at

    def _is_verb(self, at: int, form: Form) -> bool:
        """Whether a form that may be a noun, an adjective or a gerund is a verb here."""
        before = self._over_adverbs(at - 1, -1)
        low = self.low(before)
        if not low:
            return form.kind in ("ing", "past")
        if low in self._cues.determiners:
            return False
        if form.kind == "base":
            return self._is_base(before, at, form)
        if form.kind == "third":
            return self._is_third(before, at, form)
        if form.kind == "ing":
            return (
                low in QUOTE_MARKS
                or low in DASHES
                or low in (",", "and", ";", "while", "by")
                or low in self._cues.be
            )
        return low not in self._cues.prepositions

    def _is_base(self, before: int, at: int, form: Form) -> bool:
        low = self.low(before)
        if low in self._cues.modals or low in ("i", "we", "you", "they", "who"):
            return True
        if low in self._cues.prepositions or low == "'s" or self.low(at + 1) == "of":
            return False
        plural = low.endswith("s") and not low.endswith(("ss", "us", "is"))
        named = self.tokens[before].is_capital and not self._titled
        return plural or named or not form.noun

    def _is_third(self, before: int, at: int, form: Form) -> bool:
        low = self.low(before)
        if self.low(at + 1) == "of" or low == "'s" or low in self._cues.prepositions:
            return False
        if self.tokens[before].is_capital or low in self._cues.pronouns:
            return True
        if low in QUOTE_MARKS or low in (",", ")", "and"):
            return not form.noun
        adjective = low.endswith(("al", "ive", "ous", "ful", "ic", "ed", "ing", "s"))
        return low.isalpha() and not adjective and not form.noun

    def is_passive(self, cue: Cue) -> bool:
        """Whether the cue is "was told", "is expected", "been accused"."""
        if cue.kind not in ("past", "participle") or cue.group in ("predicate", "according"):
            return False
        return self.low(self._over_adverbs(cue.first - 1, -1)) in self._cues.be - {"'s"}

    # --- phrases ---------------------------------------------------------------------

    def subject(self, cue: Cue) -> Span | None:
        """Give the tokens of a cue's subject; SAME for the one of the verb before; or null."""
        at = self._over_links(cue.first - 1)
        low = self.low(at)
        if not low or (cue.kind == "ing" and (low in (",", ";", "while", "by") or low in DASHES)):
            return SAME if cue.kind == "ing" else None
        if low in ("to", "and", "but", "or", "then"):
            return SAME
        if low in ("who", "which", "that"):
            at -= 1
            if self.low(at) in self._cues.prepositions:
                return None  # "the question of who said it"
            return self.phrase_before(at - 1 if self.low(at) == "," else at)
        if low == "," or low in DASHES:
            return self._before_apposition(at)
        return self.phrase_before(at)

    def _over_links(self, at: int) -> int:
        """Step back over auxiliaries, adverbs, marks of quotation, "on Thursday", "in April"."""
        while (low := self.low(at)) and (
            low in self._cues.auxiliaries
            or low in self._cues.adverbs
            or low in QUOTE_MARKS
            or low.endswith("ly")
        ):
            at -= 1
        timed = at
        while (low := self.low(timed)) and (low in self._cues.days or low[0].isdigit()):
            timed -= 1
        return timed if timed >= 0 else at

    def _before_apposition(self, at: int) -> Span | None:
        mark = self.low(at)
        opened = at - 1
        while opened >= 0 and self.low(opened) != mark:
            opened -= 1
        if opened < 0 or at - opened > _LONGEST_APPOSITION:
            return None
        return self.phrase_before(opened - 1)

    def phrase_before(self, last: int) -> Span | None:
        """Give the noun phrase whose last token is at `last`."""
        if self.low(last) == ")":
            while last >= 0 and self.low(last) != "(":
                last -= 1
            last -= 1
        if last < 0:
            return None
        if self.low(last) in self._cues.pronouns:
            return last, last + 1
        at = last
        while at >= 0 and last - at < _LONGEST_PHRASE and self._in_phrase(at):
            at -= 1
        first = at + 1
        while first <= last and self._cant_open(first):
            first += 1
        return (first, last + 1) if first <= last and self.tokens[last].is_word else None

    def _in_phrase(self, at: int) -> bool:
        token = self.tokens[at]
        if at in self._verbs and not token.is_capital:
            return False
        if token.low in self._cues.breaks or token.low in (
            "is",
            "are",
            "was",
            "has",
            "have",
            "had",
        ):
            return False
        if token.low in self._cues.auxiliaries - {"'s"} and (at == 0 or not token.is_capital):
            return False
        if token.low == "and":
            following = at + 2 if self.low(at + 1) == "the" else at + 1
            capitals = at > 0 and self.tokens[at - 1].is_capital and following < len(self.tokens)
            return capitals and self.tokens[following].is_capital
        if token.low == ",":
            return self.low(at + 1) in ("jr", "sr")
        return token.is_word or token.low in ("'s", "&", ".", "'", "-", "’")

    def _cant_open(self, at: int) -> bool:
        low = self.low(at)
        adverb = low in self._cues.adverbs and low not in ("all", "both")
        return adverb or low in self._cues.prepositions or low in (*"&.'’-,", "and", "'s")

    def phrase_after(self, first: int) -> Span | None:
        """Give the noun phrase that begins at `first`: up to a mark, a link or a verb."""
        if self.low(first) in self._cues.prepositions:
            return None
        at = first
        while at < len(self.tokens) and at - first < _LONGEST_PHRASE:
            token = self.tokens[at]
            low = token.low
            if low in self._cues.breaks or low in self._cues.auxiliaries - {"'s"}:
                break
            if at > first and (
                low in ("in", "on", "at", "during", "from", "last")
                or (low in self._cues.days and token.is_capital)
            ):
                break
            if at in self._verbs and not token.is_capital:
                break
            if not (token.is_word or low in ("'s", "&", ".", "-")):
                break
            at += 1
        while at > first and not self.tokens[at - 1].is_word:
            at -= 1
        return (first, at) if at > first else None

    def is_determiner(self, at: int) -> bool:
        """Whether "the", "a", "her" stands there."""
        return self.low(at) in self._cues.determiners

    def is_pronoun(self, at: int) -> bool:
        """Whether "I", "she", "they" stands there."""
        return self.low(at) in self._cues.first_person | self._cues.singular | self._cues.plural

    def is_link(self, at: int) -> bool:
        """Whether "and", "but", "so" stands there: it opens a sentence without a comma."""
        return self.low(at) in ("and", "but", "so", "or", "yet", "nor")

    def is_opener(self, at: int) -> bool:
        """Whether what stands there can't begin a subject: "with", "today", "on", "while"."""
        low = self.low(at)
        return (
            low in self._cues.openers
            or low in self._cues.breaks
            or low in self._cues.adverbs
            or low in self._cues.prepositions
            or low in self._cues.days
            or low.endswith("ly")
        )

    def after_dateline(self) -> int:
        """Give the token after "KESTERPORT (Wire) –" at the start of a sentence; 0 without."""
        for at in range(1, min(_LONGEST_DATELINE, len(self.tokens))):
            if self.low(at) in DASHES and self.tokens[0].text.isupper():
                return at + 1
        return 0

    def is_role(self, at: int) -> bool:
        """Whether a role stands there, such as "minister"."""
        return self.low(at) in self._cues.roles

    def form(self, at: int) -> str:
        """Give the form of the attributing verb at a place; empty where none stands."""
        form = self._cues.forms.get(self.low(at))
        return form.kind if form else ""

    def opens_adjunct(self, at: int) -> bool:
        """Whether what stands there is when or where it was said, or nothing at all."""
        if at >= len(self.tokens):
            return True
        token = self.tokens[at]
        return token.low in self._cues.adjuncts or not (
            token.is_word or token.low in QUOTE_MARKS or token.low in ("$", "(", "[", "#")
        )

    def after_adjunct(self, first: int) -> int:
        """Skip "on Tuesday" or "in a statement" after a verb, where "that" or a quote follows."""
        if self.low(first) in self._cues.adjuncts:
            for at in range(first, min(first + 10, len(self.tokens))):
                low = self.low(at)
                if low in ("that", ":") or (low in QUOTE_MARKS and self.low(at - 1) in (",", ":")):
                    return at
                if low in (";", "."):
                    break
        while self.low(first) in self._cues.days and (
            self.tokens[first].is_capital or self.low(first) == "on"
        ):
            first += 1
        return first

    def clause_end(self, first: int) -> int:
        """Give the token after the clause that begins at `first`."""
        for at in range(first, len(self.tokens)):
            low, following = self.low(at), self.low(at + 1)
            if low in (";", "—", "–"):
                return at
            if low == "," and (following in self._cues.breaks or following in ("and", "adding")):
                return at
            if low == "," and self.form(at + 1) == "ing":
                return at
        return len(self.tokens)

    def narration(self, first: int) -> int:
        """Give the token at which the narrator speaks again: ", amid concerns over ..."."""
        quoted = False
        for at in range(first, len(self.tokens) - 1):
            quoted ^= self.low(at) in ("“", "”", '"')
            if not quoted and self.low(at) in (",", "”", '"') and self.low(at + 1) == "amid":
                return at
        return len(self.tokens)


def _tokens(text: str, start: int, end: int, cues: Cues) -> list[Token]:
    """Give the tokens of text[start:end]; a possessive or a clitic is a token of its own."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text, start, end):
        word, first, last = match.group(), match.start(), match.end()
        low = word.lower().replace("’", "'")
        if low[-1] == "." and low[:-1] in cues.titles:
            low = low[:-1]
        if "'" in low:
            for clitic in _CLITICS:
                if low.endswith(clitic) and len(low) > len(clitic):
                    cut = last - len(clitic)
                    found.append(Token(text[first:cut], low[: -len(clitic)], first, cut))
                    word, low, first = text[cut:last], clitic, cut
                    break
        found.append(Token(word, low, first, last))
    return found
