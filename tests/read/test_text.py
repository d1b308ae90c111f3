"""Sentences and the view that is matched: offsets are exact whatever the text."""

import pytest

from monitor.read.text import LONGEST_SENTENCE, sentences, view

SPLIT = {
    "plain": ["We left.", "They stayed."],
    "titles": ["Mr. Price met Gen. Lee.", "They spoke."],
    "initials": ["J. R. Vale of the U.S. Navy spoke.", "He left."],
    "acronym at the end": ["He flew to the U.S.", "The visit was short."],
    "decimals": ["It cost 2.5 per cent of GDP.", "That is much."],
    "ellipsis": ["It may work... or not.", "Nobody knows…", "The end."],
    "quote closes after the stop": ["“It works.”", "He left."],
    "quote goes on": ["“Really?” she asked.", "“Yes!” he said."],
    "inside a quote": ["“It works.", "It is good,” she said."],
    "number": ["Art. 5 and No. 10 are names.", "No.", "We agree."],
    "list": ["3. Point three is short.", "It ends."],
    "month": ["It began on Jan. 6 in the north.", "It ended in Dec.", "Nobody came."],
    "clock": ["It starts at 10 a.m. Monday.", "Bring a pen."],
    "brackets": ["He agreed (in part).", "She did not."],
}


@pytest.mark.parametrize("expected", SPLIT.values(), ids=SPLIT)
def test_sentences_end_where_a_reader_ends_them(expected: list[str]) -> None:
    text = " ".join(expected)
    assert [s.text for s in sentences(text)] == expected


def test_a_missing_space_after_the_stop_still_ends_a_sentence() -> None:
    assert [s.text for s in sentences("They agreed.We did not like it.")] == [
        "They agreed.",
        "We did not like it.",
    ]


def test_headlines_and_bullets_stand_for_themselves() -> None:
    text = "Summit opens in the rain\n\nIt was a long\nday and then\n• first point\n• second point"
    found = sentences(text)
    assert [s.text for s in found] == [
        "Summit opens in the rain",
        "It was a long\nday and then",
        "• first point",
        "• second point",
    ]
    assert found[0].paragraph == 0
    assert found[1].paragraph == 1


def test_a_sentence_broken_by_a_blank_line_is_one() -> None:
    (only,) = sentences("He spoke of a very close bilateral\n\nrelationship with them.")
    assert only.paragraph == 0


@pytest.mark.parametrize(
    "text",
    ["", " \n\n ", "word " * 20_000, "x" * 50_000, "a, b; " * 5_000, "“" * 999, "…\n\n…", "\u200b"],
)
def test_offsets_hold_and_length_is_capped(text: str) -> None:
    reached = 0
    for sentence in sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.start >= reached
        assert 0 < len(sentence.text) <= LONGEST_SENTENCE
        reached = sentence.end


def test_no_word_is_lost() -> None:
    text = "One two. “Three four.” Five\n\nsix. SEVEN: eight… nine (ten.) " * 50
    kept = "".join(s.text for s in sentences(text))
    assert "".join(kept.split()) == "".join(text.split())


def test_the_view_hides_marks_and_gives_back_the_origin() -> None:
    text = "\u202eThe N\u200bA\u200dTO\u00a0summit cafe\u0301\ufeff"
    shown = view(text)
    assert shown.text == "The NATO summit cafe"
    start = shown.text.index("NATO")
    assert text[slice(*shown.origin(start, start + 4))] == "N\u200bA\u200dTO"
    first = shown.text.index("summit")
    assert text[slice(*shown.origin(first, first + 6))] == "summit"
    assert text[slice(*shown.origin(0, 3))] == "The"
