"""Two wordings of a text held against each other, word by word. Pure.

difflib of the standard library (Ratcliff and Obershelp) on paragraphs first and on words
inside those that differ, so that a long text stays cheap.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

LONGEST = 4_000  # words of one comparison; what comes after them is not compared
_TOKEN = re.compile(r"\w+(?:['’-]\w+)*|\s+|.", re.DOTALL)
_PARAGRAPH = re.compile(r"\s*\n\s*")

# How marks are set is up to a house's style, and no change of wording.
_STYLE = str.maketrans("“”„‟«»‘’‚‹›–—\u2011\u00a0\u202f", '"' * 6 + "'" * 5 + "---  ")

Kind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that both wordings have, or only the old one, or only the new one."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraphs in a row: all the same, or with differences inside."""

    pieces: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return all(piece.kind == "same" for piece in self.pieces)


def differences(old: str, new: str) -> tuple[Piece, ...]:
    """Give the pieces in order: those "same" or "gone" make up `old`.

    Those "same" or "new" make up `new`, but for its style of quotation marks and dashes. At
    most LONGEST words and marks of each are looked at.
    """
    before, after = (_TOKEN.findall(text)[: 2 * LONGEST] for text in (old, new))
    pieces: list[Piece] = []
    for tag, first, last, start, end in _matcher(before, after).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[first:last])))
            continue
        if first < last:
            pieces.append(Piece("gone", "".join(before[first:last])))
        if start < end:
            pieces.append(Piece("new", "".join(after[start:end])))
    return _joined(pieces)


def blocks(old: str, new: str) -> tuple[Block, ...]:
    """Give the paragraphs of two texts, those that differ word by word."""
    before, after = ([p for p in _PARAGRAPH.split(text.strip()) if p] for text in (old, new))
    found: list[Block] = []
    for tag, first, last, start, end in _matcher(before, after).get_opcodes():
        left, right = "\n\n".join(before[first:last]), "\n\n".join(after[start:end])
        same = (Piece("same", left),)
        found.append(Block(same if tag == "equal" else differences(left, right)))
    return tuple(found)


def kept(old: str, new: str) -> float:
    """The part of the words of `old` that stand in `new` in the same order, in [0, 1]."""
    whole = len(re.findall(r"\w+", old))
    if not whole:
        return 1.0
    same = sum(
        len(re.findall(r"\w+", piece.text))
        for block in blocks(old, new)
        for piece in block.pieces
        if piece.kind == "same"
    )
    return min(1.0, same / whole)


def _matcher(before: Sequence[str], after: Sequence[str]) -> "SequenceMatcher[str]":
    # Its rule on popular elements keeps a long text of few different words cheap.
    left, right = ([one.translate(_STYLE) for one in tokens] for tokens in (before, after))
    return SequenceMatcher(None, left, right, autojunk=len(before) + len(after) > 800)


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Make one change of changes that only a space or a mark divides."""
    joined: list[Piece] = []
    run: list[Piece] = []
    for number, piece in enumerate(pieces):
        inside = 0 < number < len(pieces) - 1 and bool(run)
        if piece.kind != "same" or (inside and not re.search(r"\w", piece.text)):
            run.append(piece)
            continue
        joined += _merged(run)
        run = []
        joined.append(piece)
    return (*joined, *_merged(run))


def _merged(run: Sequence[Piece]) -> list[Piece]:
    gone = "".join(piece.text for piece in run if piece.kind != "new")
    new = "".join(piece.text for piece in run if piece.kind != "gone")
    if all(piece.kind == "gone" for piece in run):
        new = ""
    if all(piece.kind == "new" for piece in run):
        gone = ""
    kinds: tuple[tuple[Kind, str], ...] = (("gone", gone), ("new", new))
    return [Piece(kind, text) for kind, text in kinds if text]
