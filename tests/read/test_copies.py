"""What a copy makes of the quotes of a first text."""

import pytest

from monitor.read.copies import Fate, compare, sayings

LEAD = "The bill passed on Monday, and the chamber emptied soon after the vote was read out."
WREN = '"NATO is weak, and it will stay weak for years," said Ada Wren, a deputy.'
TARN = '"We will come back with a better plan in the spring," Bela Tarn told reporters.'
CLOSE = "Eleven ships lay at anchor in the bay, and nobody on the quay counted them."


def text(*paragraphs: str) -> str:
    return "\n\n".join((LEAD, *paragraphs))


def fates(first: str, copy: str) -> list[tuple[Fate, ...]]:
    return [change.fates for change in compare(first, copy)]


@pytest.mark.parametrize(
    ("copied", "expected"),
    [
        (WREN, []),
        (WREN.replace("said", "claimed"), [(Fate.VERB,)]),
        (WREN.replace("said", "says"), []),
        (WREN.replace(", and it will stay weak for years", ""), [(Fate.CUT,)]),
        (WREN.replace("weak for", "very weak for"), [(Fate.LONGER,)]),
        (WREN.replace("for years", "for ever"), [(Fate.REWORDED,)]),
        (f"Ada Wren said {WREN[1:47]}.", [(Fate.UNQUOTED,)]),
        (WREN.replace('"', ""), []),  # the rules don't see who says it, but a verb is there
        ("“NATO is weak,” claimed Ada Wren, a deputy.", [(Fate.VERB, Fate.CUT)]),
        ("NATO is weak, and it will stay weak for years.", [(Fate.OWN,)]),
        ("", [(Fate.GONE,)]),
    ],
)
def test_what_became_of_a_quote(copied: str, expected: list[tuple[Fate, ...]]) -> None:
    assert fates(text(WREN, CLOSE), text(copied, CLOSE)) == expected


def test_both_sides_are_given_with_their_verbs() -> None:
    (change,) = compare(text(WREN), text(WREN.replace("said", "claimed")))
    assert change.first.context == WREN
    assert change.copy is not None
    assert (change.first.verb, change.copy.verb) == ("said", "claimed")
    assert change.copy.verb_at is not None
    assert change.copy.context[slice(*change.copy.verb_at)] == "claimed"


def test_a_sentence_that_goes_on_with_a_quote_is_part_of_it() -> None:
    longer = f'{WREN} "Nobody in this room can say otherwise with a straight face."'
    (change,) = compare(text(longer, CLOSE), text(WREN, CLOSE))
    assert change.fates == (Fate.CUT,)
    assert "straight" in change.first.words


def test_quotes_beyond_the_end_of_a_copy_are_told_apart_from_those_left_out() -> None:
    assert fates(text(WREN, CLOSE, TARN), text(CLOSE)) == [(Fate.GONE,), (Fate.AFTER_END,)]


def test_indirect_speech_counts_as_well() -> None:
    first = "The minister said that the talks had gone well and would go on in May."
    assert fates(text(first, CLOSE), text(first.replace("said", "insisted"), CLOSE)) == [
        (Fate.VERB,)
    ]


def test_a_place_and_an_agency_in_front_are_no_part_of_a_quote() -> None:
    lead = "Nets will be paid for, the harbour office said on Friday, and soon after it did so."
    assert fates(f"LINDHAVEN (Harbour Wire) – {lead}", lead) == []


def test_style_case_and_what_can_not_be_seen_do_not_count() -> None:
    styled = WREN.replace('"', "“", 1).replace('"', "”").replace("NATO", "NA\u200bTO")
    assert fates(text(WREN), text(styled)) == []


@pytest.mark.parametrize(
    "hostile",
    ["", '"' * 5_000, "“a b c d” said X. " * 2_000, "said " * 20_000, "\u202e<b>\x00</b>" * 900],
    ids=["empty", "marks", "quotes", "verbs", "bidi"],
)
def test_hostile_texts_are_compared_without_harm(hostile: str) -> None:
    assert len(sayings(hostile)) <= 150
    compare(hostile, text(WREN))
    compare(text(WREN), hostile)
