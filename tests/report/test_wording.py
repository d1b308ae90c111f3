import random

import pytest

from monitor.report import wording
from monitor.report.wording import Piece

PAIRS = [
    ("Patrol ends", "Patrol goes on"),
    ("a b c", "a b c d"),
    ("", "x y"),
    ("x y", ""),
    ("one, two; three", "one two three"),
    ("naïve café – №5", "naive cafe - no 5"),
]


def side(pieces: tuple[Piece, ...], without: str) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != without)


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_both_wordings_can_be_read_off(old: str, new: str) -> None:
    pieces = wording.differences(old, new)
    assert side(pieces, "new") == old
    assert side(pieces, "gone") == new.replace(" - ", " – ")


def test_words_and_not_letters_differ() -> None:
    assert wording.differences("He said no.", "He claimed no.") == (
        Piece("same", "He "),
        Piece("gone", "said"),
        Piece("new", "claimed"),
        Piece("same", " no."),
    )


def test_words_in_a_row_are_one_change() -> None:
    kinds = [piece.kind for piece in wording.differences("a big red barn", "a small blue barn")]
    assert kinds == ["same", "gone", "new", "same"]


def test_how_marks_are_set_is_no_change() -> None:
    pieces = wording.differences('"It\'s late" - he said', "“It’s late” – he said")
    assert {piece.kind for piece in pieces} == {"same"}


def test_the_same_text_has_no_difference() -> None:
    assert all(block.same for block in wording.blocks("One.\n\nTwo.", "One.\n\nTwo."))
    assert wording.kept("One two.", "One two.") == 1.0
    assert wording.blocks("", "") == ()


def test_paragraphs_that_are_the_same_stay_whole() -> None:
    found = wording.blocks("One.\n\nTwo is here.\n\nThree.", "One.\n\nTwo was here.\n\nThree.")
    assert [block.same for block in found] == [True, False, True]
    assert [p.text for p in found[1].pieces if p.kind != "same"] == ["is", "was"]


def test_the_part_of_the_words_that_was_kept() -> None:
    assert wording.kept("one two three four", "one two five four") == 0.75
    assert wording.kept("one two three four", "") == 0.0
    assert wording.kept("", "anything") == 1.0


def test_repetitive_texts_are_compared() -> None:
    """Quadratic work on these would not end while the test is waited for."""
    letters = random.Random(1)  # noqa: S311  no secret
    for old, new in (
        ("word " * 30_000, "word " * 29_999),
        (" ".join(letters.choices("abcdef", k=30_000)), " ".join(letters.choices("abc", k=30_000))),
        ("x\n" * 30_000, "y\n" * 30_000),
    ):
        assert wording.blocks(old, new)
