"""PolNeAR -> labelled pieces, and the windows of them that one epoch reads.

Every source, cue and content is labelled, nested ones too. A piece of content points at the
source and the cue of the smallest attribution that it belongs to.
"""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from monitor.read.model import Pieces
from monitor.read.stream import Cut, Stream, stream
from monitor.read.text import paragraphs

LAYERS = ("source", "cue", "content")
WINDOW = 254  # pieces beside the two marks at its ends
SHORTEST = 24  # a window of fewer pieces teaches little
SEED = 11
OUT, IN, BEGINS = 0, 1, 2

# What stands in place of “ and ” in a part of the windows, and how often.
STYLES = ((0.27, '""'), (0.03, "«»"), (0.03, "„“"), (0.03, "‘’"))
PLAIN = 0.1  # the share of windows without shapes: texts in capitals or small letters only

Attribution = dict[str, Any]


@dataclass(frozen=True)
class Document:
    """A text with the labels of its pieces."""

    name: str
    text: str
    stream: Stream
    labels: NDArray[np.int8]  # [3, pieces]: OUT, IN or BEGINS of source, cue, content
    smallest: NDArray[np.int64]  # the attribution of a piece of content; -1 elsewhere
    sources: list[list[int]]  # by attribution: the pieces of its source
    cues: list[list[int]]
    attributions: list[Attribution]


def cutter(tokenizer: Tokenizer) -> Cut:
    """Give what cuts a paragraph into pieces, the same as at run time."""
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def cut(text: str) -> Pieces:
        found = tokenizer.encode(text, add_special_tokens=False)
        return Pieces(found.ids, found.offsets, found.word_ids)

    return cut


def load(folder: Path, split: str, cut: Cut) -> list[Document]:
    """Read the documents of "train" or "dev" and label them."""
    given = defaultdict(list)
    for attribution in _lines(folder, f"polnear_{split}_attr.jsonl"):
        given[attribution["doc"]].append(attribution)
    return [
        _label(row["doc"], row["text"], given[row["doc"]], cut)
        for row in _lines(folder, f"polnear_{split}_docs.jsonl")
    ]


def _lines(folder: Path, name: str) -> list[dict[str, Any]]:
    packed = folder / f"{name}.gz"
    if packed.is_file():
        text = gzip.decompress(packed.read_bytes()).decode("utf-8")
    else:
        text = (folder / name).read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def _label(name: str, text: str, given: list[Attribution], cut: Cut) -> Document:
    pieces = stream(text, paragraphs(text), cut)

    def over(span: Sequence[int]) -> NDArray[np.int64]:
        return np.nonzero((pieces.starts < span[1]) & (pieces.ends > span[0]))[0]

    labels = np.zeros((len(LAYERS), len(pieces)), np.int8)
    for row, layer in enumerate(LAYERS):
        spans = [over(span) for attribution in given for span in attribution[layer]]
        for found in spans:
            labels[row, found] = IN
        for found in spans:
            labels[row, found[:1]] = BEGINS
    smallest = np.full(len(pieces), -1, np.int64)
    sizes = np.full(len(pieces), np.iinfo(np.int64).max)
    for number, attribution in enumerate(given):
        content = [piece for span in attribution["content"] for piece in over(span)]
        for piece in content:
            if len(content) < sizes[piece]:
                sizes[piece], smallest[piece] = len(content), number

    def of(layer: str) -> list[list[int]]:
        return [[int(p) for span in a[layer] for p in over(span)] for a in given]

    return Document(name, text, pieces, labels, smallest, of("source"), of("cue"), given)


# --- one epoch -----------------------------------------------------------------------

Window = tuple[int, int, int]  # document, first piece, piece after the last


def epoch(documents: list[Document], number: int, size: int) -> list[list[Window]]:
    """Give the batches of an epoch: every piece once, windows cut at other places each time."""
    chance = random.Random(f"{SEED} epoch {number}")  # noqa: S311
    windows: list[Window] = []
    for index, document in enumerate(documents):
        end = len(document.stream)
        start = -chance.randrange(WINDOW) if end > WINDOW else 0
        while start < end:
            first, last = max(start, 0), min(end, start + WINDOW)
            if last - first >= SHORTEST:
                windows.append((index, first, last))
            start += WINDOW
    chance.shuffle(windows)
    batches: list[list[Window]] = []
    for first in range(0, len(windows), size * 16):  # batches of about the same length
        chunk = sorted(windows[first : first + size * 16], key=lambda window: window[2] - window[1])
        batches += [chunk[at : at + size] for at in range(0, len(chunk), size)]
    chance.shuffle(batches)
    return batches


@dataclass(frozen=True)
class Batch:
    """Arrays of one step; place 0 of a window is its opening mark, which stands for "nobody"."""

    ids: NDArray[np.int64]  # [batch, places]
    shapes: NDArray[np.int64]
    mask: NDArray[np.int64]
    labels: NDArray[np.int64]  # [batch, places, 3]; -1 where no loss is taken
    links: NDArray[np.bool_]  # [batch, 2, places, places]: content -> source, cue


class Batcher:
    """Fills batches, with other quotation marks in a part of the windows."""

    def __init__(self, documents: list[Document], cut: Cut, marks: tuple[int, int]) -> None:
        self._documents = documents
        self._opening, self._closing = marks

        def piece(mark: str) -> int:
            return cut(mark).ids[0]

        self._curly = (piece("“"), piece("”"))
        self._styles = [(share, (piece(pair[0]), piece(pair[1]))) for share, pair in STYLES]

    def __call__(self, windows: list[Window], step: int) -> Batch:
        """Give the arrays of a step."""
        chance = random.Random(f"{SEED} step {step}")  # noqa: S311
        places = 2 + max(last - first for _, first, last in windows)
        shape = (len(windows), places)
        ids, shapes, mask = (np.zeros(shape, np.int64) for _ in range(3))
        labels = np.full((*shape, len(LAYERS)), -1, np.int64)
        links = np.zeros((len(windows), 2, places, places), np.bool_)
        for row, (index, first, last) in enumerate(windows):
            document, end = self._documents[index], last - first + 1
            ids[row, 0], ids[row, end] = self._opening, self._closing
            ids[row, 1:end] = self._styled(document.stream.ids[first:last], chance.random())
            mask[row, : end + 1] = 1
            if chance.random() >= PLAIN:
                shapes[row, 1:end] = document.stream.shapes[first:last]
            labels[row, 1:end] = document.labels[:, first:last].T
            for piece in np.nonzero(document.smallest[first:last] >= 0)[0]:
                number = document.smallest[first + piece]
                for kind, pointed in enumerate((document.sources, document.cues)):
                    inside = [p - first + 1 for p in pointed[number] if first <= p < last]
                    links[row, kind, piece + 1, inside or [0]] = True
        return Batch(ids, shapes, mask, labels, links)

    def _styled(self, ids: NDArray[np.int64], chance: float) -> NDArray[np.int64]:
        for share, pair in self._styles:
            chance -= share
            if chance < 0:
                ids = np.where(ids == self._curly[0], pair[0], ids)
                return np.where(ids == self._curly[1], pair[1], ids)
        return ids
