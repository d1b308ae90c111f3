"""One sentence as tokens: where a verb that attributes stands, who its subject is, what it says.

No tagger: a noun phrase is taken to reach from the verb back to the next word that can't be
part of it. The word lists are data/cues.toml.
"""

import re
from typing import NamedTuple

from monitor.read.words import Cues

_TOKEN = re.compile(
    r"[^\W\d_](?:[\w&]|[-/](?=\w)|[’'](?=\w)|\.(?=\w)|(?<=\b[A-Z])\.|(?<=[A-Z]\.[A-Z])\.)*"
    r"|\d[\d.,]*\d|\d|[^\w\s]|_"
)
_TITLES = frozenset(
    "mr mrs ms dr gen sen rep gov lt col maj sgt prof rev hon st jr sr capt adm".split()
)
_QUOTES = frozenset("\"“”„«»‘’'‹›")
_DETERMINERS = frozenset("the a an his her its their our my your this that these those".split())
_PREPOSITIONS = frozenset(
    "of for in at from on over under between against into about near inside outside across".split()
)
_PRONOUNS = frozenset("i we you he she they it who which".split())
_MODALS = frozenset(
    "will would could may might must shall should can cannot do does did not to didn't doesn't "
    "don't won't wouldn't can't couldn't never".split()
)
_BE = frozenset("is are was were be been being isn't aren't wasn't weren't".split())
_STATES = _BE | {"remain", "remains", "remained", "feel", "feels", "felt", "seems", "seem"}
_MAX_SUBJECT = 16


class Token(NamedTuple):
    text: str
    low: str
    start: int
    end: int


class Cue(NamedTuple):
    """A verb or predicate at tokens[first:after], of a class and in a form."""

    first: int
    after: int
    group: str  # say, tell, think, judge, predicate, according
    kind: str


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Give the tokens of text[start:end]; a possessive or a clitic is a token of its own."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text, start, end):
        word, first, last = match.group(), match.start(), match.end()
        low = word.lower().replace("’", "'")
        if "." in word and len(word) > 2 and low.rstrip(".") in _TITLES:
            low = low.rstrip(".")
        for clitic in ("'s", "'d", "'ll", "'ve", "'re"):
            if low.endswith(clitic) and len(low) > len(clitic):
                cut = last - len(clitic)
                found.append(Token(text[first:cut], low[: -len(clitic)], first, cut))
                word, low, first = text[cut:last], clitic, cut
                break
        found.append(Token(word, low, first, last))
    return found


def find_cues(sentence: list[Token], cues: Cues) -> list[Cue]:
    """Give the cues of a sentence, in order. Nouns that look like a verb are left out."""
    found: list[Cue] = []
    size = len(sentence)
    at = 0
    while at < size:
        low = sentence[at].low
        if low == "according" and at + 1 < size and sentence[at + 1].low == "to":
            found.append(Cue(at, at + 2, "according", "past"))
            at += 2
            continue
        form = cues.forms.get(low)
        if form is not None and _is_verb(sentence, at, form.kind, cues):
            for tail, group in form.tails:
                after = at + 1 + len(tail)
                if all(
                    at + 1 + n < size and sentence[at + 1 + n].low == t for n, t in enumerate(tail)
                ):
                    found.append(Cue(at, after, group, form.kind))
                    at = after - 1
                    break
        elif low in _STATES:
            after = _predicate_end(sentence, at, cues)
            if after:
                found.append(Cue(at, after, "predicate", "past"))
                at = after - 1
        at += 1
    return found


def _predicate_end(sentence: list[Token], at: int, cues: Cues) -> int:
    place = at + 1
    while place < len(sentence) and (
        sentence[place].low in cues.adverbs
        or sentence[place].low in ("not", "never", "very", "so", "deeply")
        or sentence[place].low.endswith("ly")
    ):
        place += 1
    for words in cues.predicates:
        if all(
            place + n < len(sentence) and sentence[place + n].low == w for n, w in enumerate(words)
        ):
            return place + len(words)
    return 0


def _is_verb(sentence: list[Token], at: int, kind: str, cues: Cues) -> bool:
    before = at - 1
    while before >= 0 and (
        sentence[before].low in cues.adverbs or sentence[before].low.endswith("ly")
    ):
        before -= 1
    if before < 0:
        return kind in ("ing", "past")
    previous = sentence[before]
    low = previous.low
    following = sentence[at + 1].low if at + 1 < len(sentence) else ""
    if low in _DETERMINERS and low not in ("that", "this", "these", "those"):
        return False
    if kind == "base":
        if low in _MODALS or low in ("i", "we", "you", "they", "who"):
            return True
        return (
            following != "of"
            and low not in _PREPOSITIONS
            and (
                (low.endswith("s") and not low.endswith(("ss", "'s", "us")))
                or previous.text[:1].isupper()
                or low in ("people", "media", "many", "some", "most", "others")
            )
        )
    if low in _PREPOSITIONS or low == "'s":
        return kind == "past" and low == "'s"
    if kind == "third":
        return following != "of" and (
            previous.text[:1].isupper()
            or low in _PRONOUNS
            or low in _QUOTES
            or low in (",", ")", "and")
            or (
                low.isalpha()
                and not low.endswith(("al", "ive", "ous", "ful", "ic", "ed", "ing", "s"))
            )
        )
    if kind == "ing":
        return (
            low in _QUOTES
            or low in (",", "and", ";", "—", "–", "-")
            or low in _BE
            or (sentence[before].low in ("while", "by"))
        )
    return True


def is_passive(sentence: list[Token], cue: Cue, cues: Cues) -> bool:
    """Whether the cue is "was said", "is expected", "been accused"."""
    if cue.kind not in ("past", "participle") or cue.group in ("predicate", "according"):
        return False
    before = cue.first - 1
    while before >= 0 and (
        sentence[before].low in cues.adverbs
        or sentence[before].low == "not"
        or sentence[before].low.endswith("ly")
    ):
        before -= 1
    return before >= 0 and sentence[before].low in _BE


def subject(
    sentence: list[Token], cue: Cue, cues: Cues, verbs: frozenset[int]
) -> tuple[int, int] | str | None:
    """Give the tokens (first, after) of the cue's subject; "same" for that of the verb before.

    `verbs` are the positions of tokens that belong to a cue. Null where nobody stands there.
    """
    at = cue.first - 1
    while at >= 0 and (
        sentence[at].low in cues.auxiliaries
        or sentence[at].low in cues.adverbs
        or sentence[at].low.endswith("ly")
        or sentence[at].low in _QUOTES
    ):
        at -= 1
    at = _over_time(sentence, at, cues)
    if at < 0:
        return "same" if cue.kind == "ing" else None
    low = sentence[at].low
    if low == "to":
        return "same" if at >= 1 else None
    if low in ("and", "but", "or", "then") and cue.kind != "base":
        return "same"
    if low == "and":
        return "same"
    if cue.kind == "ing" and low in (",", ";", "—", "–", "-", "while", "by"):
        return "same"
    if low in ("who", "which", "that"):
        at -= 1
        if at >= 0 and sentence[at].low == ",":
            at -= 1
        return _phrase(sentence, at, cues, verbs)
    if low == ")":
        while at >= 0 and sentence[at].low != "(":
            at -= 1
        return _phrase(sentence, at - 1, cues, verbs)
    if low in (",", "—", "–"):
        opened = at - 1
        while opened >= 0 and sentence[opened].low != low:
            opened -= 1
        if 0 <= opened and at - opened < 24:
            return _phrase(sentence, opened - 1, cues, verbs)
        return None
    return _phrase(sentence, at, cues, verbs)


def _over_time(sentence: list[Token], at: int, cues: Cues) -> int:
    """Step back over "on Thursday", "last week", "in April"."""
    start = at
    while at >= 0 and (sentence[at].low in cues.days or sentence[at].text[0].isdigit()):
        at -= 1
    return at if at >= 0 else start


def _phrase(
    sentence: list[Token], last: int, cues: Cues, verbs: frozenset[int]
) -> tuple[int, int] | None:
    """Give the noun phrase that ends at `last`."""
    if last < 0:
        return None
    if sentence[last].low in _PRONOUNS:
        return last, last + 1
    at = last
    while at >= 0 and last - at < _MAX_SUBJECT:
        token = sentence[at]
        low = token.low
        if at in verbs and not token.text[0].isupper():
            break
        if low in cues.breaks or low in ("is", "are", "was", "has", "have", "had", "will", "would"):
            break
        if low == "and" and not (
            sentence[at + 1].text[0].isupper() and at and sentence[at - 1].text[0].isupper()
        ):
            break
        if not (low[0].isalnum() or low in ("'s", "&", ".", "'", "-", "’")):
            if not (low == "," and _goes_on(sentence, at)):
                break
        at -= 1
    first = at + 1
    while first <= last and (
        sentence[first].low in _PREPOSITIONS
        or sentence[first].low in ("and", ".", "'s", "'", "’", "-", ",")
        or (sentence[first].low in cues.adverbs and sentence[first].low not in ("all", "both"))
    ):
        first += 1
    return (first, last + 1) if first <= last and sentence[last].low[0].isalnum() else None


def _goes_on(sentence: list[Token], at: int) -> bool:
    """Whether the comma stands inside a name: "Biden, Jr.", "R, Ohio" don't end a phrase."""
    return at + 1 < len(sentence) and sentence[at + 1].low in ("jr", "jr.", "sr", "sr.")


def phrase_after(
    sentence: list[Token], first: int, cues: Cues, verbs: frozenset[int] = frozenset()
) -> tuple[int, int] | None:
    """Give the noun phrase that begins at `first`: up to a mark, a link or a verb."""
    at = first
    while at < len(sentence) and at - first < _MAX_SUBJECT:
        token = sentence[at]
        low = token.low
        if low in cues.breaks or low in cues.auxiliaries or low in _QUOTES:
            break
        if low in ("in", "on", "at", "during", "from", "last", "in") and at > first:
            break
        if low in cues.days and at > first and token.text[0].isupper():
            break
        if at in verbs and not token.text[0].isupper():
            break
        if not (low[0].isalnum() or low in ("'s", "&", ".", "-")):
            break
        at += 1
    while at > first and not sentence[at - 1].low[0].isalnum():
        at -= 1
    return (first, at) if at > first else None


def opens_adjunct(sentence: list[Token], at: int, cues: Cues) -> bool:
    """Whether what follows a verb is when or where it was said, or nothing at all."""
    return (
        at >= len(sentence)
        or sentence[at].low in cues.adjuncts
        or not (sentence[at].low[0].isalnum() or sentence[at].low in _QUOTES | {"$", "(", "[", "#"})
    )


def clause_end(sentence: list[Token], first: int, cues: Cues) -> int:
    """Give the token after the clause that begins at `first`: a new subject or an adjunct ends it."""
    at = first
    while at < len(sentence):
        low = sentence[at].low
        following = sentence[at + 1].low if at + 1 < len(sentence) else ""
        if low in (";", "—", "–") or (
            low == ","
            and (
                following in cues.breaks
                or following in ("and", "adding")
                or (following in cues.forms and cues.forms[following].kind == "ing")
            )
        ):
            return at
        at += 1
    return at
