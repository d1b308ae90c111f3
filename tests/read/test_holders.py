"""One person, one holder: titles, surnames, roles and pronouns lead to one name."""

import pytest

from monitor.read.scorer import Scorer
from monitor.records import HolderKind, Statement
from tests.read.conftest import Read


def holder(read: Read, text: str, words: str, title: str = "", target: str = "nato") -> Statement:
    found = read(text, title=title)
    return next(s for s in found if s.target_id == target and words in s.sentence)


NAMES = {
    "title": ("Foreign Minister Oda Renn said NATO pays.", "Oda Renn"),
    "acting": ("Acting Deputy Prime Minister Oda Renn said NATO pays.", "Oda Renn"),
    "accent": ("Trade attaché Oda Renn said NATO pays.", "Oda Renn"),
    "profession": ("Economist Oda Renn praised NATO.", "Oda Renn"),
    "body's officer": ("Harbour Board Secretary General Oda Renn praised NATO.", "Oda Renn"),
    "capital with an accent": ("Édith Ørn praised NATO.", "Édith Ørn"),
    "particle": ("Minister Oda van der Renn praised NATO.", "Oda van der Renn"),
    "crowned": ("King Oda praised NATO.", "King Oda"),
    "surname": ("Oda Renn came. On Monday Minister Renn praised NATO.", "Oda Renn"),
    "surname first": ("Renn praised NATO.\n\nMinister Oda Renn is new.", "Oda Renn"),
    "weekday": ("Oda Renn came. On Thursday Renn praised NATO.", "Oda Renn"),
    "body after a day": ("On Thursday parliament praised NATO.", "parliament"),
    "dateline": ("KESTERPORT (Wire) – Oda Renn came by boat and praised NATO.", "Oda Renn"),
    "body": ("The Food and Fuel Administration praised NATO.", "Food and Fuel Administration"),
    "two": ("Russia and China condemned NATO.", "Russia and China"),
    "two persons": ("Oda Renn and Bo Lind condemned NATO.", "Oda Renn and Bo Lind"),
    "foreign minister": (
        "Foreign Minister Oda Renn said yes. Prime Minister Bo Lind said no. "
        "The foreign minister said NATO pays.",
        "Oda Renn",
    ),
    "no vice president": (
        "President Oda Renn said yes. Vice President Bo Lind said no. "
        "The president said NATO pays.",
        "Oda Renn",
    ),
    "he in his own words": ("Bo Lind came. Oda Renn said he supports NATO.", "Oda Renn"),
    "after a country": ("Oda Renn said yes. Russia said no. She said NATO pays.", "Oda Renn"),
    "we after and": ("“And we need to pay and defend NATO,” Oda Renn said.", "Oda Renn"),
    "let me": ("“Let me say that NATO pays,” Oda Renn said.", "Oda Renn"),
    "you": ("“As you know NATO pays,” Oda Renn said.", "Oda Renn"),
}


@pytest.mark.parametrize(("text", "name"), NAMES.values(), ids=NAMES)
def test_the_holder_has_one_name(read: Read, text: str, name: str) -> None:
    found = holder(read, text, "NATO")
    assert (found.holder, found.holder_kind) == (name, HolderKind.SPEAKER)


@pytest.mark.parametrize(
    "text",
    [
        "Study finds NATO sonar moved fish. The study is new.",
        "To support NATO, the ship sailed.",
        "With regard to NATO, all is well.",
        "Today, the ship sailed to support NATO.",
        "About three hundred boats came to protest against NATO.",
        "The Harbour Wire reports NATO ships.",
        "The ferry met NATO, the Northgate Courier reported.",
        "On Monday this station reported that NATO paid.",
        "They turned to the question of who had seen NATO.",
    ],
)
def test_words_that_name_nobody_leave_the_outlet_its_voice(read: Read, text: str) -> None:
    assert holder(read, text, "NATO").holder_kind is HolderKind.OUTLET


@pytest.mark.parametrize(
    "text",
    [
        "The leaders said NATO pays.",
        "Both sides said NATO pays.",
        "SENIOR ADMINISTRATION OFFICIAL: NATO pays.\n\nQUESTION: Thank you.",
    ],
)
def test_a_crowd_or_an_official_without_a_name_is_unresolved(read: Read, text: str) -> None:
    assert holder(read, text, "NATO").holder_kind is HolderKind.UNRESOLVED


def test_a_surname_in_a_headline_is_the_person_of_the_text(read: Read) -> None:
    text = "Minister Oda Renn came to Riga."
    assert holder(read, text, "backs", title="Renn backs NATO").holder == "Oda Renn"
    assert holder(read, "Rain fell.", "Backs", title="Lund: Renn Backs NATO").holder == "Renn"


def test_a_label_of_a_transcript_finds_the_name_in_the_headline(read: Read) -> None:
    text = "RENN: NATO pays.\n\nHOST: Does NATO pay?\n\nRENN: Yes."
    title = "Interview with Oda Renn, Radio Lund"
    assert holder(read, text, "NATO pays", title=title).holder == "Oda Renn"
    assert holder(read, text, "Does", title=title).holder_kind is HolderKind.UNRESOLVED


def test_the_office_that_publishes_is_the_one_that_speaks(scorer: Scorer, read: Read) -> None:
    text = "PRIME MINISTER: NATO pays.\n\nJOURNALIST: Prime Minister Tony Blair asked."
    found = read(text, day="2004-03-01", outlet="Prime Minister of Australia (Transcripts)")
    assert next(s for s in found if s.target_id == "nato").holder_id == "john-howard"
    assert next(s for s in read(text) if s.target_id == "nato").holder_id != "john-howard"


def test_two_who_spoke_together_are_the_two(read: Read) -> None:
    text = "Oda Renn and Bo Lind said yes. The two said NATO pays."
    assert holder(read, text, "pays").holder == "Oda Renn and Bo Lind"
    text = "Oda Renn said yes. Defence Minister Renn and the Foreign Minister said NATO pays."
    assert holder(read, text, "pays").holder == "Oda Renn and foreign minister"


def test_a_heading_in_capitals_is_no_speaker(read: Read) -> None:
    text = (
        "NAMES SENT TO THE BOARD: Bo Lind, to NATO.\n\nNAMES SENT TO THE PORT: Oda Renn, to NATO."
    )
    assert {s.holder_kind for s in read(text) if s.target_id == "nato"} == {HolderKind.OUTLET}
