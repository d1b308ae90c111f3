"""A text as one stream of the vocabulary's pieces, each with its place in the text.

The vocabulary knows no capitals, and a straight quotation mark does not say whether it opens
or closes; `shapes` tells both: how the word is written, and whether a space stands before it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

PARAGRAPH = 7  # an unused entry of the vocabulary: here a paragraph ends
SHAPES = 6
_CAPITAL, _CAPITALS, _SPACED = 1, 2, 3

Integers = NDArray[np.int64]


class Pieces(Protocol):
    """A paragraph cut into pieces: their ids, half-open spans, and the numbers of their words."""

    @property
    def ids(self) -> list[int]: ...  # noqa: D102
    @property
    def spans(self) -> list[tuple[int, int]]: ...  # noqa: D102
    @property
    def words(self) -> list[int | None]: ...  # noqa: D102


Cut = Callable[[str], Pieces]


@dataclass(frozen=True, slots=True)
class Stream:
    """Parallel arrays, one entry a piece; between two paragraphs stands PARAGRAPH."""

    ids: Integers
    starts: Integers  # character offsets, half-open
    ends: Integers
    first: NDArray[np.bool_]  # whether the piece begins a word
    shapes: Integers  # below SHAPES

    def __len__(self) -> int:
        return len(self.ids)


def stream(text: str, paragraphs: Sequence[tuple[int, int]], cut: Cut) -> Stream:
    """Cut the paragraphs of a text into pieces."""
    ids: list[int] = []
    spans: list[tuple[int, int]] = []
    first: list[bool] = []
    shapes: list[int] = []
    for start, end in paragraphs:
        found = cut(text[start:end])
        if not found.ids:
            continue
        if ids:
            ids.append(PARAGRAPH)
            spans.append((start, start))
            first.append(True)
            shapes.append(0)
        ids += found.ids
        last, case = None, 0
        for (begin, stop), word in zip(found.spans, found.words, strict=True):
            begins = word is None or word != last
            if begins:
                case = _case(text, start + begin, start + stop)
            spaced = begin == 0 or text[start + begin - 1].isspace()
            spans.append((start + begin, start + stop))
            first.append(begins)
            shapes.append(case + _SPACED * spaced)
            last = word
    places = np.array(spans, dtype=np.int64).reshape(-1, 2)
    return Stream(
        np.array(ids, dtype=np.int64),
        places[:, 0],
        places[:, 1],
        np.array(first, dtype=np.bool_),
        np.array(shapes, dtype=np.int64),
    )


def _case(text: str, start: int, end: int) -> int:
    """Give how the word that begins with text[start:end] is written."""
    if not text[start].isupper():
        return 0
    following = text[start + 1 : max(end, start + 2)]
    return _CAPITALS if following.isupper() else _CAPITAL
