"""Who says what: direct and indirect speech in every order, style of marks and kind of text."""

import pytest

from monitor.read.predict import predict_attribution
from monitor.read.scorer import Scorer
from monitor.records import Attribution, HolderKind, QuoteKind


def said(scorer: Scorer, text: str, part: str) -> Attribution:
    """Give the innermost attribution whose content holds a part of the text."""
    place = text.index(part)
    covering = [
        (end - start, number, attribution)
        for number, attribution in enumerate(predict_attribution(scorer, text))
        for start, end in attribution.content
        if start <= place and place + len(part) <= end
    ]
    assert covering, f"nobody says {part!r}"
    return min(covering)[2]


HOLDERS = {
    # after the verb
    "that": ("Oda Renn said that the harbour is closed.", "harbour", "Oda Renn"),
    "no that": ("Oda Renn said the harbour is closed.", "harbour", "Oda Renn"),
    "in a statement": ("Oda Renn said in a statement that trade fell.", "trade fell", "Oda Renn"),
    "tell": ("Oda Renn told the Morning Echo that trade fell.", "trade fell", "Oda Renn"),
    "apposition": ("Oda Renn, the mayor of Lund, said trade fell.", "trade fell", "Oda Renn"),
    "relative": ("Oda Renn, who denied all charges, left.", "all charges", "Oda Renn"),
    "adverbs": ("Oda Renn has repeatedly warned that trade fell.", "trade fell", "Oda Renn"),
    "time": ("Oda Renn on Tuesday accused Bo Lind of fraud.", "Bo Lind", "Oda Renn"),
    "and": ("Oda Renn came early and said trade fell.", "trade fell", "Oda Renn"),
    "participle": ("Oda Renn praised the plan, adding that it works.", "it works", "Oda Renn"),
    "colon": ("Oda Renn added:\n\nWe will not give in.", "not give in", "Oda Renn"),
    # before the verb
    "comma": ("The harbour is closed, Oda Renn said.", "harbour", "Oda Renn"),
    "according": ("Trade fell, according to Oda Renn.", "Trade fell", "Oda Renn"),
    "according first": ("According to Oda Renn, trade fell.", "trade fell", "Oda Renn"),
    "both sides": ("The park, Oda Renn said, is full of bees.", "full of bees", "Oda Renn"),
    # quotations
    "curly": ("“It is closed,” Oda Renn said.", "closed", "Oda Renn"),
    "straight": ('"It is closed," said Oda Renn.', "closed", "Oda Renn"),
    "guillemets": ("« It is closed », said Oda Renn.", "closed", "Oda Renn"),
    "german": ("„It is closed“, said Oda Renn.", "closed", "Oda Renn"),
    "single": ("‘It is closed,’ said Oda Renn.", "closed", "Oda Renn"),
    "nested": ("“It was ‘dead wood’ and fell,” Oda Renn said.", "and fell", "Oda Renn"),
    "question": ("“Why now?” Oda Renn asked.", "Why now", "Oda Renn"),
    "unbalanced": ("Oda Renn said: “It is closed and will stay so.", "stay so", "Oda Renn"),
    "many sentences": ("“It is shut. It stays shut,” Oda Renn said.", "It is shut", "Oda Renn"),
    "goes on": ("“It is shut,” Oda Renn said. “It stays shut.”", "stays", "Oda Renn"),
    "next paragraph": ("“It is shut,” Oda Renn said.\n\n“Go home now.”", "Go home", "Oda Renn"),
    "reopened": ("Oda Renn said: “It is shut.\n\n“It stays shut.”", "stays", "Oda Renn"),
    # who it is
    "surname": ("Oda Renn came. Oda Renn said no. Renn said trade fell.", "trade fell", "Oda Renn"),
    "pronoun": ("Oda Renn said no. She added that trade fell.", "trade fell", "Oda Renn"),
    "role": ("Minister Oda Renn said no. The minister said trade fell.", "trade fell", "Oda Renn"),
    "passive": ("The plan was praised by Oda Renn.", "The plan", "Oda Renn"),
    "in the catalogue": ("The Kremlin said trade fell.", "trade fell", "Russia"),
    "described": ("The harbour office said trade fell.", "trade fell", "harbour office"),
    # whose attitude it is
    "inner holder": ("Oda Renn said Bo Lind supports the ferry.", "the ferry", "Bo Lind"),
    "quoted predicate": ("Bo Lind “is not against ferries,” Oda Renn said.", "ferries", "Bo Lind"),
    "he in a quote": (
        "Oda Renn met Emmanuel Macron. “He opposes the ferry,” Oda Renn said.",
        "the ferry",
        "Emmanuel Macron",
    ),
}


@pytest.mark.parametrize(("text", "part", "holder"), HOLDERS.values(), ids=HOLDERS)
def test_the_holder_is_found(scorer: Scorer, text: str, part: str, holder: str) -> None:
    found = said(scorer, text, part)
    assert found.holder_name == holder
    assert found.holder_kind is HolderKind.SPEAKER


@pytest.mark.parametrize(
    "text",
    [
        "Critics said the ferry is late.",
        "Officials told reporters that the ferry is late.",
        "People familiar with the matter said the ferry is late.",
        "They said the ferry is late.",
    ],
)
def test_somebody_without_a_name_stays_unresolved(scorer: Scorer, text: str) -> None:
    assert said(scorer, text, "ferry is late").holder_kind is HolderKind.UNRESOLVED


@pytest.mark.parametrize(
    "text",
    [
        "The ferry is late, Reuters reported.",
        "The ferry is late, foreign media reported.",
        "The ferry is late, according to the Harbour Gazette.",
        "The move threatens the ferry, which is late.",
    ],
)
def test_a_reporter_or_a_thing_is_no_holder(scorer: Scorer, text: str) -> None:
    assert said(scorer, text, "ferry").holder_kind is HolderKind.OUTLET


def test_the_named_speaker_wins_over_the_reporter(scorer: Scorer) -> None:
    text = "“It is closed,” Oda Renn said while leaving, the Guardian reported."
    assert said(scorer, text, "closed").holder_name == "Oda Renn"


@pytest.mark.parametrize(
    "text",
    [
        "Her claims of success were false.",
        "The states of the north are large.",
        "The accused man left the room.",
        "It was a reported crime in the north.",
        "The ferry left on Monday.",
    ],
)
def test_a_noun_or_an_adjective_is_no_cue(scorer: Scorer, text: str) -> None:
    assert predict_attribution(scorer, text) == ()


def test_what_the_narrator_adds_is_not_the_speakers(scorer: Scorer) -> None:
    text = "Oda Renn said the ferry is safe, amid doubts over the harbour."
    (found,) = predict_attribution(scorer, text)
    assert [text[start:end] for start, end in found.content] == ["the ferry is safe"]


def test_spans_name_holder_cue_and_content(scorer: Scorer) -> None:
    text = "\u202a“It is\u200b closed,” Oda Renn said on Friday."
    (found,) = predict_attribution(scorer, text)
    assert found.kind is QuoteKind.DIRECT
    assert found.holder is not None
    assert found.cue is not None
    assert text[slice(*found.holder)] == "Oda Renn"
    assert text[slice(*found.cue)] == "said"
    assert [text[start:end] for start, end in found.content] == ["“It is\u200b closed,”"]


def test_a_transcript_gives_its_turns(scorer: Scorer) -> None:
    text = "QUESTION: Is it shut?\n\nMR RENN: It is.\n\nIt stays shut.\n\nQUESTION: Thank you."
    assert said(scorer, text, "stays shut").holder_name == "Renn"
    assert said(scorer, text, "Is it shut").holder_kind is HolderKind.UNRESOLVED
    assert said(scorer, text, "Thank you").kind is QuoteKind.DIRECT


def test_a_single_label_is_no_transcript(scorer: Scorer) -> None:
    assert predict_attribution(scorer, "BACKGROUND: The ferry is old.") == ()
