"""Aliases in texts: whole words, case, context, places, offices, exclusions."""

from datetime import date

import pytest

from monitor.read import entities
from monitor.read.matching import Matcher, Seen
from monitor.read.text import view


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(entities.load())


FOUND = {
    "NATO-led forces and a non-NATO state": ["nato", "nato"],
    "NATO’s chief of staff, NATO's fleet": ["nato", "nato"],
    "SENATORS and the NATOISTS": [],
    "Write to nato@example.org or see NATO.int": [],
    "The U.S. and the US met; give us time": ["us", "us"],
    "THEY TOLD US TO GO HOME NOW": [],
    "NATO HEADS FOR RUSSIA": ["nato", "russia"],
    "a roast turkey, then Turkey and TÜRKIYE": ["turkey", "turkey"],
    "Erdogan met Erdoğan and ERDOĞAN": ["recep-tayyip-erdogan"] * 3,
    "Latin America is not America": ["us"],
    "the NATO phonetic alphabet": [],
    "the Warsaw Pact fell. Warsaw rejoiced": ["poland"],
    "The North Atlantic\nTreaty Organization met": ["nato"],
    "Donald Trump and Ivanka Trump": ["donald-trump"],
    "the NATO-Russia Council": ["nato-russia-council"],
    "the Franco-German alliance": [],
}


@pytest.mark.parametrize(("text", "ids"), FOUND.items(), ids=FOUND)
def test_what_is_a_mention(matcher: Matcher, text: str, ids: list[str]) -> None:
    shown = view(text).text
    mentions = matcher.find(shown, Seen())
    assert [m.entity_id for m in mentions] == ids
    assert all(shown[m.start : m.end] == m.surface for m in mentions)


def test_a_context_alias_counts_only_after_a_full_name(matcher: Matcher) -> None:
    seen = Seen()
    assert matcher.find("The alliance met.", seen) == []
    text = (
        "NATO met. The alliance and the military organisation agreed; the alliance of bees did not."
    )
    found = matcher.find(text, seen)
    assert [m.surface for m in found] == ["NATO", "The alliance", "the military organisation"]
    assert [m.entity_id for m in matcher.find("The alliance again.", seen)] == ["nato"]


def test_a_shared_context_alias_means_whoever_was_named_last(matcher: Matcher) -> None:
    found = matcher.find("NATO spoke. The bloc. The EU spoke. The bloc.", Seen())
    assert [m.entity_id for m in found] == ["nato", "nato", "eu", "eu"]


@pytest.mark.parametrize(
    ("text", "government"),
    [
        ("Moscow accused them", True),
        ("talks between Moscow and Kyiv", True),
        ("a meeting in Moscow", False),
        ("He arrived at Moscow", False),
        ("MOSCOW, April 3", False),
    ],
)
def test_a_city_stands_for_a_government_only_where_it_is_no_place(
    matcher: Matcher, text: str, government: bool
) -> None:
    found = [m.entity_id for m in matcher.find(text, Seen())]
    assert ("russia" in found) is government


def test_an_office_means_its_holder_of_the_day(matcher: Matcher) -> None:
    text = "The NATO chief spoke."
    (late,) = matcher.find(text, Seen(), date(2025, 5, 1))
    (early,) = matcher.find(text, Seen(), date(2010, 5, 1))
    assert (late.entity_id, early.entity_id) == ("mark-rutte", "anders-fogh-rasmussen")
    assert late.surface == "NATO chief"
    (undated,) = matcher.find(text, Seen())
    assert undated.entity_id == "nato"


def test_an_office_and_the_name_after_it_are_one_mention(matcher: Matcher) -> None:
    (one,) = matcher.find("US Secretary of State Marco Rubio", Seen(), date(2025, 4, 3))
    assert one.surface == "US Secretary of State Marco Rubio"
