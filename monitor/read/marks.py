"""A case as a network sees it: ids of pieces, with marks around the target and the holder.

The same function prepares training examples and cases, so that both look alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Cut = Callable[[str], Sequence[int]]
Span = tuple[int, int]

LONGEST = 128  # pieces of a case, frame and marks included
_NEAR = 500  # characters kept to either side of a span: more than LONGEST pieces hold
_SPAN = 24  # pieces kept of a marked span
_APOSTROPHES = "'’"


@dataclass(frozen=True, slots=True)
class Marks:
    """Ids of the frame and of the marks, by their names in a vocabulary."""

    start: int
    end: int
    target: Span  # opening, closing
    holder: Span


def marks(piece_id: Callable[[str], int], start: str = "[CLS]", end: str = "[SEP]") -> Marks:
    """Find the ids: the marks are pieces that the vocabulary keeps unused."""
    opening, closing, first, last = (piece_id(f"[unused{number}]") for number in range(4))
    return Marks(piece_id(start), piece_id(end), (opening, closing), (first, last))


def encode(cut: Cut, ids: Marks, text: str, target: Span, holder: Span | None) -> list[int]:
    """Give the ids of a case, at most LONGEST.

    Spans that end within a word grow to the word. A holder that overlaps the target is not
    marked. Of a longer text what stands around the marks is kept; where holder and target
    stand too far apart, the words between them are cut.
    """
    target = _whole(text, target)
    spans = [(target, ids.target)]
    if holder is not None:
        holder = _whole(text, holder)
        if holder[1] <= target[0] or target[1] <= holder[0]:
            spans.append((holder, ids.holder))
    spans.sort()
    found: list[int] = []
    places = []
    at = max(0, spans[0][0][0] - _NEAR)
    for (start, end), (opening, closing) in spans:
        between = text[at:start]
        if len(between) > 2 * _NEAR:
            between = between[:_NEAR] + " " + between[-_NEAR:]
        found += cut(between)
        places.append(len(found))
        found += [opening, *list(cut(text[start : min(end, start + _NEAR)]))[:_SPAN], closing]
        places.append(len(found))
        at = end
    found += cut(text[at : at + _NEAR])
    return [ids.start, *_window(found, places), ids.end]


def _whole(text: str, span: Span) -> Span:
    """Let a span grow to whole words, and lose the apostrophe of a genitive."""
    start, end = span
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    if end - start > 1 and text[end - 1] in _APOSTROPHES and text[end : end + 1] in ("s", "S"):
        end -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _window(found: list[int], places: list[int]) -> list[int]:
    """Cut pieces to the longest length, around the marks that lie between `places`."""
    room = LONGEST - 2
    if len(found) <= room:
        return found
    first, last = places[0], places[-1]
    if last - first <= room:
        start = max(0, min(first - (room - (last - first)) // 2, len(found) - room))
        return found[start : start + room]
    # Both spans and what follows the first and precedes the second.
    half = room // 2
    return found[first : first + half] + found[last - half : last]
