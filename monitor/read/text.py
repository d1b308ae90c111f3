"""Plain text -> a view that can be matched, and sentences with offsets.

The rules are our own. Of the maintained splitters tried on news (see docs/decisions), those
that give exact offsets keep a quotation of ten sentences as one, or split "10 a.m. Monday",
"Mr. Price" and a curly double quote; judging needs the sentences inside a quotation.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from monitor.read.words import cues
from monitor.records import Sentence

LONGEST_SENTENCE = 1200  # characters; a longer one is cut at a clause or at a space

# --- the view ----------------------------------------------------------------------

# Soft hyphen, zero-width and bidi marks, variation selectors, combining accents: they change
# how a text looks and would hide a name from any match.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff\u0300-\u036f]+"
)
_SPACES = dict.fromkeys([*range(0x2000, 0x200B), 0xA0, 0x202F, 0x205F, 0x3000, 9], " ") | {
    0x0D: "\n",
    0x2028: "\n",
    0x2029: "\n",
    0x85: "\n",
    0x2010: "-",
    0x2011: "-",
}


@dataclass(frozen=True, slots=True)
class View:
    """A text as it is matched: nothing invisible in it, plain spaces and hyphens."""

    text: str
    removed: tuple[tuple[int, int], ...] = ()  # (place in the view, characters gone up to there)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the original text that a span of the view came from."""
        if not self.removed:
            return start, end
        return start + self._shift(start), end - 1 + self._shift(end - 1) + 1

    def _shift(self, position: int) -> int:
        at = bisect_right(self.removed, (position, len(self.text) + self.removed[-1][1]))
        return self.removed[at - 1][1] if at else 0


def view(text: str) -> View:
    """Drop what can't be seen and make spaces and hyphens plain; offsets stay recoverable."""
    plain = text.translate(_SPACES)
    if plain.isascii() or not _INVISIBLE.search(plain):
        return View(plain)
    pieces: list[str] = []
    removed: list[tuple[int, int]] = []
    last = length = gone = 0
    for match in _INVISIBLE.finditer(plain):
        pieces.append(plain[last : match.start()])
        length += match.start() - last
        gone += match.end() - match.start()
        removed.append((length, gone))
        last = match.end()
    pieces.append(plain[last:])
    return View("".join(pieces), tuple(removed))


_LATIN = {
    code: base
    for code in range(0xC0, 0x250)
    if len(base := unicodedata.normalize("NFD", chr(code))[0]) == 1 and base.isascii()
}
_FOLD = {
    **_LATIN,
    **{ord(mark): letter for mark, letter in zip("øØłŁđĐıß", "oOlLdDis", strict=True)},
    **dict.fromkeys(map(ord, "’‘ʼ`´′"), "'"),
    **dict.fromkeys(map(ord, "–—\u2212"), "-"),
    ord("\n"): " ",
}


def fold(text: str) -> str:
    """Text for comparing names: no accents, straight apostrophes; the same length."""
    return text if text.isascii() and "\n" not in text else text.translate(_FOLD)


def lower(text: str) -> str:
    """Lower-case with the length kept (a few letters grow when lowered)."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower()[0] for c in text)


# --- sentences ---------------------------------------------------------------------

_PARAGRAPH = re.compile(r"\n[ \n]*\n\s*|\n")
_END = re.compile(r"(?:[.!?]+|…)[\"'”’»“)\]]*(?= |\n|$)|(?<=[a-z]{3})[.!?][\"”»]?(?=[A-Z][a-z]+ )")
_BULLET = re.compile(r"(?:[•▪◦●‣*·–—-]|\d{1,2}[.)])\s")
_OPENING = " \n\"'“”‘’«»„‚([—–-•*"
_WORD_BEFORE = re.compile(r"[\w.&'’-]+$")


def sentences(text: str) -> tuple[Sentence, ...]:
    """Split a text into sentences; `text[s.start:s.end] == s.text`, in order, no overlap.

    A blank line ends a sentence, unless the next line goes on in lower case; so does a line
    break before a bullet or after a short line. No sentence is longer than
    LONGEST_SENTENCE characters.
    """
    found: list[Sentence] = []
    for number, (start, end) in enumerate(paragraphs(text)):
        for first, last in _within(text, start, end):
            found.append(Sentence(text[first:last], first, last, number))
    return tuple(found)


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Give the spans of paragraphs and of lines that stand for themselves."""
    spans: list[tuple[int, int]] = []
    start = line = 0
    for match in _PARAGRAPH.finditer(text):
        if not _breaks(text, line, match):
            line = match.end()
            continue
        _keep(spans, text, start, match.start())
        start = line = match.end()
    _keep(spans, text, start, len(text))
    return spans


def _breaks(text: str, line: int, gap: re.Match[str]) -> bool:
    before = text[line : gap.start()].rstrip()
    after = text[gap.end() : gap.end() + 4]
    if not before or not after:
        return True
    finished = before[-1] in '.!?:;…"”»)'
    if after[0].islower() and not finished:
        return False
    if gap.group().count("\n") > 1:
        return True
    return finished or len(before) < 60 or _BULLET.match(after) is not None


def _keep(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def _within(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    first = start
    for match in _END.finditer(text, start, end):
        if match.end() >= end or not _is_end(text, first, match, end):
            continue
        _cut(spans, text, first, match.end())
        first = match.end()
    _cut(spans, text, first, end)
    return spans


def _is_end(text: str, first: int, match: re.Match[str], limit: int) -> bool:
    at = match.end()
    while at < limit and text[at] in _OPENING:
        at += 1
    if at >= limit or text[at].islower():
        return False  # only marks are left, or the sentence goes on: “Why?” she asked
    mark = match.group()
    if mark[0] != "." or mark[1:2] == ".":
        return True
    before = _WORD_BEFORE.search(text, max(first, match.start() - 30), match.start())
    if before is None:
        return True
    following = text[at : at + 12].split(maxsplit=1)[0].rstrip(".,:;").lower()
    if before.group().isdigit() and before.start() <= first + 2:
        return False  # "3." at the start numbers a list
    return len(mark) > 1 or _may_end(before.group().lower(), following)


def _may_end(word: str, following: str) -> bool:
    """Whether a full stop after a word can end a sentence, given the word that follows."""
    lists = cues()
    if word in lists.never_end or (len(word) == 1 and word.isalpha()):
        return False
    if word in lists.before_numbers:
        return not following[:1].isdigit()
    if "." in word or word in lists.maybe_end:
        return following in lists.starters
    return True


def _cut(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while end - start > LONGEST_SENTENCE:
        limit = start + LONGEST_SENTENCE
        at = max(text.rfind("; ", start + 1, limit), text.rfind(", ", start + 1, limit)) + 1
        at = at or text.rfind(" ", start + 1, limit)
        at = at if at > start else limit
        _keep(spans, text, start, at)
        start = at
    _keep(spans, text, start, end)
