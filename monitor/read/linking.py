"""What the tagger sees -> spans of content, each with its source and its cue.

Labels are smoothed (two-state Viterbi: a switch between inside and outside costs something),
so that single doubtful words don't break a span. Content is linked by the model's pointer
where that is sure, else to the nearest cue and source: in the sentence, in the paragraph,
else to whoever spoke last.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from monitor.read.stream import PARAGRAPH, Stream
from monitor.read.tagger import CONTENT, CUE, SOURCE, Floats, Tagged
from monitor.records import Sentence

Chars = tuple[int, int]
_FAR_FROM_CUE = 80  # characters that a source without a cue beside it counts as farther away
_BESIDE = 60  # characters
_CERTAIN = 1e-4  # no label is surer than this


class Limits(NamedTuple):
    """Chosen on PolNeAR's development part; training/export_tagger.py prints the grid."""

    inside: tuple[float, float, float] = (0.3, 0.5, 0.55)  # source, cue, content
    begins: float = 0.7  # a new span begins inside another
    switch: tuple[float, float, float] = (0.75, 0.75, 1.5)  # cost of a switch, in log-odds
    pointer: float = 0.4  # a pointer below this is not sure
    nobody: float = 0.7  # above this, content without a source has none at all


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Link:
    """One span of content; `again` where its source is only that of the speech before."""

    content: Chars
    source: Chars | None
    cue: Chars | None
    again: bool = False


Run = tuple[int, int]  # of pieces


def runs(tagged: Tagged, layer: int, limits: Limits) -> list[Run]:
    """Give the spans of a layer, in pieces; the first piece of a word decides for it."""
    cut = tagged.stream
    on = _smooth(tagged.inside[layer], cut, limits.inside[layer], limits.switch[layer])
    begins = tagged.begins[layer]
    found: list[list[int]] = []
    current: list[int] | None = None
    inside = False
    for at in range(len(cut)):
        if cut.ids[at] == PARAGRAPH:
            inside, current = False, None
        elif cut.first[at]:
            inside = bool(on[at])
            if not inside:
                current = None
            elif current is None or begins[at] > limits.begins:
                current = [at, at + 1]
                found.append(current)
            else:
                current[1] = at + 1
        elif inside and current is not None:
            current[1] = at + 1
    return [(first, last) for first, last in found]


def _smooth(inside: Floats, cut: Stream, limit: float, switch: float) -> NDArray[np.bool_]:
    """Give the likeliest sequence of inside and outside over the words; free at paragraphs."""
    chances = np.clip(inside, _CERTAIN, 1 - _CERTAIN)
    odds = np.log(chances / (1 - chances)) - np.log(limit / (1 - limit))
    at = np.nonzero(cut.first)[0]
    gain = np.where(cut.ids[at] == PARAGRAPH, 0.0, odds[at] / 2).tolist()
    cost = np.where(cut.ids[at] == PARAGRAPH, 0.0, switch).tolist()
    outside = within = 0.0
    back: list[tuple[bool, bool]] = []  # whether (outside, inside) came from inside
    for plus, price in zip(gain, cost, strict=True):
        from_within, from_outside = within - price > outside, outside - price >= within
        back.append((from_within, not from_outside))
        outside, within = (
            (within - price if from_within else outside) - plus,
            (outside - price if from_outside else within) + plus,
        )
    on = np.zeros(len(cut), np.bool_)
    state = within > outside
    for place, came in zip(reversed(at.tolist()), reversed(back), strict=True):
        on[place] = state
        state = came[state]
    return on


def links(text: str, sentences: Sequence[Sentence], tagged: Tagged, limits: Limits) -> list[Link]:
    """Give the contents of a block in order, each with its source and cue where it has them."""
    return _Linker(text, sentences, tagged, limits).links()


class _Linker:
    def __init__(
        self, text: str, sentences: Sequence[Sentence], tagged: Tagged, limits: Limits
    ) -> None:
        self._tagged = tagged
        self._limits = limits
        self._sentences = sentences
        self._starts = [sentence.start for sentence in sentences]
        self._runs = [runs(tagged, layer, limits) for layer in (SOURCE, CUE, CONTENT)]
        self._spans = [[self._chars(run) for run in layer] for layer in self._runs]
        self._text = text

    def links(self) -> list[Link]:
        found: list[Link] = []
        previous: Chars | None = None
        for run, content in zip(self._runs[CONTENT], self._spans[CONTENT], strict=True):
            pointed = self._tagged.pointer(*run)
            source = self._pointed(SOURCE, pointed[SOURCE])
            cue = self._pointed(CUE, pointed[CUE])
            again = False
            if source is None and pointed[SOURCE, -1] < self._limits.nobody:
                source, near = self._near(content)
                cue = cue or near
                again = source is None and previous is not None
                source = source or previous
            if cue is None and not again:
                cue = self._closest(content, self._in_sentences(content, self._spans[CUE]))
            previous = source or previous
            found.append(Link(content, source, cue, again))
        return found

    def _chars(self, run: Run) -> Chars:
        return int(self._tagged.stream.starts[run[0]]), int(self._tagged.stream.ends[run[1] - 1])

    def _pointed(self, layer: int, pointed: Floats) -> Chars | None:
        """Give the span that a pointer means, or null where it is not sure of one."""
        sums = np.concatenate(([0.0], np.cumsum(pointed[:-1])))
        masses = [float(sums[last] - sums[first]) for first, last in self._runs[layer]]
        best = max(range(len(masses)), key=masses.__getitem__, default=None)
        peak = int(pointed[:-1].argmax())
        if best is not None and masses[best] >= max(
            self._limits.pointer, pointed[-1], 0.8 * pointed[peak]
        ):
            return self._spans[layer][best]
        if pointed[peak] < max(self._limits.pointer, pointed[-1]):
            return None
        return self._chars(self._around(layer, peak))

    def _around(self, layer: int, peak: int) -> Run:
        """Give the span around a piece that was pointed at though its label is faint."""
        cut, inside = self._tagged.stream, self._tagged.inside[layer]

        def belongs(at: int) -> bool:
            faint = inside[at] > 0.15 or not cut.first[at]
            return bool(cut.ids[at] != PARAGRAPH and faint)

        first, last = peak, peak + 1
        while first > 0 and belongs(first - 1):
            first -= 1
        while last < len(cut) and belongs(last):
            last += 1
        return first, last

    # --- where the pointer is not sure -------------------------------------------------

    def _near(self, content: Chars) -> tuple[Chars | None, Chars | None]:
        """Give (source, cue): of the content's sentences, else of its paragraph."""
        sources = self._in_sentences(content, self._spans[SOURCE])
        cues = self._in_sentences(content, self._spans[CUE])
        pairs = [(_gap(content, c) + _gap(c, s), s, c) for c in cues for s in sources]
        if pairs:
            _, source, cue = min(pairs)
            return source, cue
        if sources:
            return self._closest(content, sources), None
        paragraph = self._home(content[0]).paragraph
        same = [
            span
            for span in self._spans[SOURCE]
            if self._home(span[0]).paragraph == paragraph and not _holds(content, span)
        ]
        return self._closest(content, same), None

    def _in_sentences(self, content: Chars, spans: Sequence[Chars]) -> list[Chars]:
        """Give the spans in the sentences of a content, but not in it."""
        start, end = self._home(content[0]).start, self._home(content[1] - 1).end
        return [s for s in spans if s[0] < end and s[1] > start and not _holds(content, s)]

    def _closest(self, content: Chars, spans: Sequence[Chars]) -> Chars | None:
        def far(span: Chars) -> int:
            cued = any(_gap(cue, span) < _BESIDE for cue in self._spans[CUE])
            return _gap(content, span) + (0 if cued else _FAR_FROM_CUE)

        return min(spans, key=far, default=None)

    def _home(self, place: int) -> Sentence:
        return self._sentences[max(0, bisect_right(self._starts, place) - 1)]


def _gap(one: Chars, other: Chars) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


def _holds(outer: Chars, inner: Chars) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
