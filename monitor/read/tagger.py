"""Runs the attribution model over a text of any length, window by window.

Every piece is read in the window in which it stands most centrally. A window is a batch of
its own: int8 models scale by batch, and the same text must get the same answer. A text of
many words is read in blocks, so that memory stays bounded.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from monitor.read import model
from monitor.read.stream import Cut, Integers, Stream, stream

WINDOW = 254  # pieces beside the marks at its ends
OVERLAP = 30  # pieces that two windows share, at least
BLOCK = 40_000  # characters after which a new block begins, with a paragraph
LONGEST = 20_000  # characters of one paragraph; a longer one is read in parts
CLS, SEP = 101, 102
SOURCE, CUE, CONTENT = 0, 1, 2

Floats = NDArray[np.float32]
Chars = tuple[int, int]
# (ids, shapes), [1, places] -> logits of tags [1, places, 9], of links [1, 2, places, places]
Forward = Callable[[Integers, Integers], tuple[Floats, Floats]]


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the model sees in a block of a text."""

    stream: Stream
    inside: Floats  # [3, pieces]: probability to stand in a source, cue, content
    begins: Floats  # [3, pieces]: probability to begin one
    windows: Integers  # [pieces]: the window that a piece was read in
    starts: list[int]  # by window: its first piece
    links: list[Floats]  # by window: [2, places, places], logits

    def pointer(self, first: int, last: int) -> Floats:
        """Give where pieces first to last point: [2, pieces + 1] for source and cue.

        Each row adds up to 1; its last entry is the probability of "nobody here".
        """
        total = np.zeros((2, len(self.stream) + 1), np.float32)
        for window in range(int(self.windows[first]), int(self.windows[last - 1]) + 1):
            start = self.starts[window]
            own = np.nonzero(self.windows[first:last] == window)[0] + first - start + 1
            if not len(own):
                continue
            chosen = _softmax(self.links[window][:, own, :-1]).sum(axis=1)
            total[:, start : start + chosen.shape[1] - 1] += chosen[:, 1:]
            total[:, -1] += chosen[:, 0]
        shares: Floats = total / np.float32(last - first)
        return shares


class Tagger:
    """The model with its vocabulary. `version` changes with the model."""

    def __init__(
        self, forward: Forward, cut: Cut, version: str = "", overlap: int = OVERLAP
    ) -> None:
        self.version = version
        self._forward = forward
        self._cut = cut
        self._overlap = overlap

    def read(self, text: str, paragraphs: Sequence[Chars]) -> Iterator[Tagged]:
        """Read the paragraphs of a text, block by block."""
        for block in _blocks(text, paragraphs):
            found = stream(text, block, self._cut)
            if len(found):
                yield self._block(found)

    def _block(self, text: Stream) -> Tagged:
        count = len(text)
        inside, begins = (np.zeros((3, count), np.float32) for _ in range(2))
        depth = np.full(count, -1, np.int64)
        home = np.zeros(count, np.int64)
        spans = windows(count, self._overlap)
        links: list[Floats] = []
        for number, (start, end) in enumerate(spans):
            places = end - start + 2
            ids = np.full((1, places), CLS, np.int64)
            ids[0, 1:-1], ids[0, -1] = text.ids[start:end], SEP
            shapes = np.zeros((1, places), np.int64)
            shapes[0, 1:-1] = text.shapes[start:end]
            tags, pointed = self._forward(ids, shapes)
            links.append(pointed[0])
            chances = _softmax(tags[0, 1:-1].reshape(-1, 3, 3))
            own = np.arange(start, end)
            left = own - start if start else np.full(end - start, count)
            right = end - 1 - own if end < count else np.full(end - start, count)
            central = np.minimum(left, right)
            better = central > depth[start:end]
            at = own[better]
            depth[at], home[at] = central[better], number
            inside[:, at] = 1 - chances[better, :, 0].T
            begins[:, at] = chances[better, :, 2].T
        return Tagged(text, inside, begins, home, [start for start, _ in spans], links)


def _blocks(text: str, paragraphs: Sequence[Chars]) -> Iterator[list[Chars]]:
    """Give the paragraphs in blocks; a very long one in parts that end at a space."""
    block: list[Chars] = []
    size = 0
    for part in (part for paragraph in paragraphs for part in _parts(text, *paragraph)):
        if block and size + part[1] - part[0] > BLOCK:
            yield block
            block, size = [], 0
        block.append(part)
        size += part[1] - part[0]
    if block:
        yield block


def _parts(text: str, start: int, end: int) -> Iterator[Chars]:
    while end - start > LONGEST:
        space = text.rfind(" ", start + 1, start + LONGEST)
        last = space if space > start else start + LONGEST
        yield start, last
        start = last
    yield start, end


def windows(count: int, overlap: int = OVERLAP) -> list[Chars]:
    """Give as few windows as will do, evenly spread. Full ones see more: shorter ones would
    save time, and cost half a point of F1."""
    number = max(1, -(-(count - overlap) // (WINDOW - overlap)))
    size = min(WINDOW, count)
    last = count - size
    starts = [last * step // (number - 1) for step in range(number)] if number > 1 else [0]
    return [(start, min(count, start + size)) for start in starts]


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares


@cache
def load(folder: Path = model.FOLDER) -> Tagger:
    """Load the shipped tagger, once a process. Raises ModelError."""
    network = model.load("tagger", folder)

    def forward(ids: Integers, shapes: Integers) -> tuple[Floats, Floats]:
        tags, links = network.run(ids=ids, shapes=shapes)
        return tags, links

    return Tagger(forward, network.pieces, network.version)
