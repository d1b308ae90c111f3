"""What became of the quotes of a text in a copy of it: cut, reworded, gone, another verb. Pure.

Quotes are found by the rules of quotes.py alone, so that nothing but the texts is needed.
Who says them is left to the words: a pronoun means the same speaker in both texts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from monitor.read.clauses import QUOTE_MARKS
from monitor.read.quotes import Attributor
from monitor.read.speakers import Memory, Namer
from monitor.read.text import fold, sentences, view
from monitor.read.words import cues, lemmas
from monitor.records import Attribution, Sentence

LONGEST_TEXT = 60_000  # characters that are compared; no article is longer
_MOST = 150  # quotes of a text that are compared; no article has more
_SHORTEST = 4  # words: a shorter quotation without a verb is a name or a term
_ALIKE = 0.75  # of the shorter quote's words: two with so many in common are one
_ANCHOR = 5  # words in a row that say where a text is in another one
_NEAR = 8  # words beside a quote in which its verb may stand
_SPEECH = ("say", "tell")  # lists of cues.toml

_WORD = re.compile(r"\w+")
_DATELINE = re.compile(r"\A\s*[^\W\d_a-z][^\n.!?()]{1,40}\([^)\n]{2,40}\)\s*[–—-]+\s+")


class Fate(StrEnum):
    """What a copy did to a quote. Several can be true of one quote."""

    VERB = "verb"  # another verb attributes it
    CUT = "cut"  # words of it are gone
    LONGER = "longer"  # words were added to it
    REWORDED = "reworded"  # words of it were replaced
    UNQUOTED = "unquoted"  # it lost its quotation marks
    OWN = "own"  # its words stand there, but nobody is said to say them
    GONE = "gone"  # nothing of it is there
    AFTER_END = "after the end"  # the same, and the copy ends before its place


@dataclass(frozen=True, slots=True)
class Saying:
    """Somebody's words in a text, with the sentences that they stand in."""

    context: str  # whole sentences, nothing invisible in them
    words: tuple[str, ...]  # what is said: folded, lower-case
    verb: str  # as written; empty where the quotation stands alone
    verb_at: tuple[int, int] | None  # its span in context
    direct: bool
    place: int  # in words from the start of the text


@dataclass(frozen=True, slots=True)
class Change:
    """A quote of the first text, and what the copy made of it."""

    fates: tuple[Fate, ...]
    first: Saying
    copy: Saying | None  # null where no quote of the copy answers to it


def compare(first: str, copy: str) -> tuple[Change, ...]:
    """Give the quotes of `first` that differ in `copy`, in the order of `first`."""
    old, new = sayings(first), sayings(copy)
    pairs = _pairs(old, new)
    words = _words(_plain(copy))
    running = f" {' '.join(words)} "
    end = _end(_words(_plain(first)), words)
    found = []
    for number, saying in enumerate(old):
        other = new[pairs[number]] if number in pairs else None
        if other is not None:
            fates = _fates(saying, other)
        elif (at := running.find(f" {' '.join(saying.words)} ")) >= 0:
            # Where a verb of saying is near, the rules only failed to see that it attributes.
            fates = () if _speech_near(running, at, saying.words) else (Fate.OWN,)
        else:
            fates = (Fate.AFTER_END if saying.place >= end else Fate.GONE,)
        if fates:
            found.append(Change(fates, saying, other))
    return tuple(found)


def sayings(text: str) -> tuple[Saying, ...]:
    """Give what is said in a text: quotations, and what verbs of saying introduce.

    A quotation that goes on with a speech belongs to it: “A,” she said. “B.” is one quote.
    """
    shown = _plain(text)
    split = sentences(shown)
    lists = cues()
    attributor = Attributor(lists, Namer(lists, {}, {}))
    given = [one for one in attributor.find(shown, split, [], Memory()) if _is_speech(shown, one)]
    quoted = [span for one in given for span in one.content if _is_direct(shown, span)]
    grouped: list[list[Attribution]] = []
    for one in given:
        if one.cue and any(start < one.cue[0] < end for start, end in quoted):
            continue  # what a speaker says that others say is part of the quote
        goes_on = one.cue is None and one.holder is not None
        if goes_on and grouped and grouped[-1][0].holder == one.holder:
            grouped[-1].append(one)
        elif one.cue or sum(len(_words(shown[slice(*span)])) for span in one.content) >= _SHORTEST:
            grouped.append([one])
    return tuple(_saying(shown, split, group) for group in grouped[:_MOST])


def _saying(text: str, split: Sequence[Sentence], group: Sequence[Attribution]) -> Saying:
    opening, cue = group[0], group[0].cue
    content = [span for one in group for span in one.content]
    if _is_direct(text, content[0]):  # what stands beside the marks is not the speaker's
        content = [span for span in content if _is_direct(text, span)]
    spans = [*content, *(span for span in (cue, opening.holder) if span)]
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    start = max((s.start for s in split if s.start <= first), default=first)
    end = min((s.end for s in split if s.end >= last), default=last)
    return Saying(
        context=text[start:end],
        words=tuple(word for span in content for word in _words(text[slice(*span)])),
        verb=text[slice(*cue)] if cue else "",
        verb_at=(cue[0] - start, cue[1] - start) if cue else None,
        direct=_is_direct(text, content[0]),
        place=len(_words(text[: content[0][0]])),
    )


def same_verb(left: str, right: str) -> bool:
    """Whether two verbs are forms of one: "said" and "says", but not "said" and "claimed"."""
    return _lemma(left) == _lemma(right)


def _is_speech(text: str, one: Attribution) -> bool:
    """Whether somebody speaks; what is thought, wanted or praised is not a quote."""
    if _is_direct(text, one.content[0]):
        return True
    if one.cue is None:
        return False
    head, *_ = text[slice(*one.cue)].lower().split() or [""]
    return _is_speech_verb(head)


def _is_direct(text: str, span: tuple[int, int]) -> bool:
    return text[span[0]] in QUOTE_MARKS


def _speech_near(running: str, at: int, said: Sequence[str]) -> bool:
    before = running[:at].split()[-_NEAR:]
    after = running[at:].split()[len(said) :][:_NEAR]
    return any(_is_speech_verb(word) for word in (*before, *after))


def _is_speech_verb(word: str) -> bool:
    form = cues().forms.get(word)
    if form is None:
        return word == "according"
    return any(group in _SPEECH for _, group in form.tails)


def _fates(old: Saying, new: Saying) -> tuple[Fate, ...]:
    fates = []
    if old.verb and new.verb and not same_verb(old.verb, new.verb):
        fates.append(Fate.VERB)
    if old.words != new.words:
        before, after = Counter(old.words), Counter(new.words)
        gone, added = before - after, after - before
        if gone and not added:
            fates.append(Fate.CUT)
        elif added and not gone:
            fates.append(Fate.LONGER)
        else:
            fates.append(Fate.REWORDED)
    if old.direct and not new.direct:
        fates.append(Fate.UNQUOTED)
    return tuple(fates)


def _pairs(old: Sequence[Saying], new: Sequence[Saying]) -> dict[int, int]:
    """Which quotes answer to each other: equal ones first, then those with most in common."""
    waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number in reversed(range(len(new))):
        waiting[new[number].words].append(number)
    pairs = {
        number: waiting[saying.words].pop()
        for number, saying in enumerate(old)
        if waiting.get(saying.words)
    }
    free = set(range(len(new))) - set(pairs.values())
    counts = {number: Counter(new[number].words) for number in free}
    close = []
    for number, saying in enumerate(old):
        if number in pairs:
            continue
        mine = Counter(saying.words)
        for other in free:
            shared = (mine & counts[other]).total()
            if shared > 1 and shared >= _ALIKE * min(len(saying.words), len(new[other].words)):
                close.append((-shared, abs(saying.place - new[other].place), number, other))
    for _, _, number, other in sorted(close):
        if number not in pairs and other in free:
            pairs[number] = other
            free.discard(other)
    return pairs


def _end(first: Sequence[str], copy: Sequence[str]) -> int:
    """The place in `first`, in words, after which nothing of the copy is found."""
    places = {tuple(first[at : at + _ANCHOR]): at for at in range(len(first) - _ANCHOR + 1)}
    found = (places.get(tuple(copy[at : at + _ANCHOR])) for at in range(len(copy)))
    return max((at + _ANCHOR for at in found if at is not None), default=len(first))


def _plain(text: str) -> str:
    """A text without what can't be seen and without the place that an agency opens with."""
    return _DATELINE.sub("", view(text[:LONGEST_TEXT]).text)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text).lower())


@cache
def _lemma(verb: str) -> str:
    head, *tail = verb.lower().split() or [""]
    return " ".join([lemmas().get(head, head), *tail])
