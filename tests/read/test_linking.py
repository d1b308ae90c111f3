"""From what a tagger sees to spans with sources; what it sees is written by hand here."""

import re

import numpy as np

from monitor.read import linking
from monitor.read.linking import LIMITS
from monitor.read.model import Pieces
from monitor.read.stream import PARAGRAPH, stream
from monitor.read.tagger import CONTENT, CUE, SOURCE, WINDOW, Floats, Integers, Tagged, Tagger
from monitor.read.text import paragraphs, sentences

WORDS = re.compile(r"\w+|[^\w\s]")


def cut(text: str) -> Pieces:
    """One piece a word or mark."""
    found = list(WORDS.finditer(text))
    return Pieces([1000] * len(found), [m.span() for m in found], list(range(len(found))))


def seen(text: str, spans: dict[int, list[str]], points: dict[str, tuple[str, float]]) -> Tagged:
    """Give what a sure tagger sees: spans by layer, and where contents point, how surely."""
    pieces = stream(text, paragraphs(text), cut)
    count = len(pieces)
    inside, begins = np.full((3, count), 0.02, np.float32), np.zeros((3, count), np.float32)
    links = np.full((2, count + 2, count + 2), -20, np.float32)
    links[:, :, 0] = 0  # nobody, unless something else is said

    def places(part: str) -> Integers:
        start = text.index(part)
        return np.nonzero((pieces.starts < start + len(part)) & (pieces.ends > start))[0]

    for layer, parts in spans.items():
        for part in parts:
            inside[layer, places(part)] = 0.95
            begins[layer, places(part)[0]] = 0.9
    for content, (source, chance) in points.items():
        rows = places(content) + 1
        links[SOURCE, rows, 0] = np.log((1 - chance) / 2)
        links[SOURCE, rows, count + 1] = np.log((1 - chance) / 2)
        links[SOURCE, rows, places(source)[0] + 1] = np.log(chance)
    return Tagged(pieces, inside, begins, np.zeros(count, np.int64), [0], [links])


def found(text: str, tagged: Tagged) -> list[tuple[str, str | None, str | None]]:
    def words(span: tuple[int, int] | None) -> str | None:
        return text[slice(*span)] if span else None

    links = linking.links(text, sentences(text), tagged, LIMITS)
    return [(text[slice(*link.content)], words(link.source), words(link.cue)) for link in links]


def test_a_sure_pointer_names_the_source() -> None:
    text = "Ada met Bo. The dam is safe, she said."
    tagged = seen(
        text,
        {SOURCE: ["Ada", "she"], CUE: ["said"], CONTENT: ["The dam is safe"]},
        {"The dam is safe": ("Ada", 0.9)},
    )
    assert found(text, tagged) == [("The dam is safe", "Ada", "said")]


def test_an_unsure_pointer_gives_way_to_the_nearest_cue_and_source() -> None:
    text = "Ada met Bo. The dam is safe, Cy said. It rained on Di."
    tagged = seen(
        text,
        {SOURCE: ["Ada", "Cy", "Di"], CUE: ["said"], CONTENT: ["The dam is safe"]},
        {"The dam is safe": ("Ada", 0.2)},
    )
    assert found(text, tagged) == [("The dam is safe", "Cy", "said")]


def test_speech_that_runs_on_belongs_to_who_spoke_before() -> None:
    text = "The dam is safe, Cy said.\n\nNobody need go. It holds."
    tagged = seen(
        text,
        {SOURCE: ["Cy"], CUE: ["said"], CONTENT: ["The dam is safe", "Nobody need go. It holds."]},
        {"The dam is safe": ("Cy", 0.9), "Nobody need go. It holds.": ("Cy", 0.2)},
    )
    links = linking.links(text, sentences(text), tagged, LIMITS)
    assert [link.again for link in links] == [False, True]
    assert links[1].source == links[0].source


def test_nobody_is_an_answer() -> None:
    text = "It is feared that the dam is weak. Cy came."
    tagged = seen(text, {SOURCE: ["Cy"], CUE: ["feared"], CONTENT: ["that the dam is weak"]}, {})
    assert found(text, tagged) == [("that the dam is weak", None, "feared")]


def test_one_doubtful_word_breaks_no_span_and_a_paragraph_does() -> None:
    text = "Cy said the old dam near Lund is quite safe today.\n\nIt is."
    tagged = seen(text, {SOURCE: ["Cy"], CUE: ["said"], CONTENT: [text[8:]]}, {})
    doubtful = int(np.nonzero(tagged.stream.starts == text.index("Lund"))[0][0])
    tagged.inside[CONTENT, doubtful] = 0.4
    assert PARAGRAPH in tagged.stream.ids
    spans = [
        text[slice(*link.content)] for link in linking.links(text, sentences(text), tagged, LIMITS)
    ]
    assert spans == ["the old dam near Lund is quite safe today.", "It is."]


def test_every_piece_of_a_long_text_is_read_in_windows_of_bounded_size() -> None:
    sizes = []

    def forward(ids: Integers, shapes: Integers) -> tuple[Floats, Floats]:
        assert ids.shape == shapes.shape
        places = ids.shape[1]
        sizes.append(places)
        return np.zeros((1, places, 9), np.float32), np.zeros((1, 2, places, places), np.float32)

    text = "word " * 100_000
    blocks = list(Tagger(forward, cut).read(text, paragraphs(text)))
    assert sum((block.stream.ids != PARAGRAPH).sum() for block in blocks) == 100_000
    assert max(sizes) == WINDOW + 2
    assert all(len(block.links) < 60 for block in blocks)
    assert all((block.inside > 0.6).all() for block in blocks)  # no piece was left out
    assert list(Tagger(forward, cut).read("", [])) == []
