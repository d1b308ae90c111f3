"""What can be written down as an entity, and what is said of what can't."""

from datetime import date

import pytest

from monitor.read import drafts, entities
from monitor.read.drafts import Draft, Held
from monitor.read.entities import Alias

BACKWARDS = date(2021, 1, 2), date(2021, 1, 1)
GOOD = Draft("Ferry Board", "organisation", (Alias("Ferries"),))


def fields(draft: Draft, entity_id: str = "") -> list[str]:
    return [one.field for one in drafts.problems(draft, entity_id, entities.load())]


def test_a_sound_draft_has_no_problem() -> None:
    assert fields(GOOD) == []
    assert fields(Draft("Совет паромов", "organisation")) == []


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (Draft("", "person"), "name"),
        (Draft("!?", "person"), "name"),
        (Draft("x" * 300, "person"), "name"),
        (Draft("Ada Wren", "boat"), "kind"),
        (Draft("Ada Wren", "person", (Alias("Kremlin"),)), "aliases"),
        (Draft("Ada Wren", "person", (Alias("Ada"), Alias("Ada"))), "aliases"),
        (Draft("Ada Wren", "person", (Alias("Ada", "loud"),)), "aliases"),
        (Draft("Ada Wren", "person", context_aliases=(Alias("—"),)), "context_aliases"),
        (Draft("Ada Wren", "person", metonyms=("Moscow",)), "metonyms"),
        (Draft("Ada Wren", "person", exclusions=("...",)), "exclusions"),
        (Draft("Ada Wren", "person", offices=(Held(("Chair",), *BACKWARDS),)), "offices"),
        (Draft("Ada Wren", "person", offices=(Held(()),)), "offices"),
    ],
)  # fmt: skip
def test_a_problem_names_its_field(draft: Draft, field: str) -> None:
    assert set(fields(draft)) == {field}


def test_the_owner_of_a_name_is_named_and_may_keep_it() -> None:
    draft = drafts.draft_of(entities.load().entities["nato"])
    assert fields(draft, "nato") == []
    found = drafts.problems(draft, "", entities.load())
    assert found[0].field == "name"
    assert "NATO already" in found[0].message


def test_a_draft_of_an_entity_leaves_its_own_name_out() -> None:
    entity = entities.load().entities["nato"]
    draft = drafts.draft_of(entity, [Held(("Chair",))])
    assert Alias("NATO") not in draft.aliases
    assert Alias("Nato", "exact") in draft.aliases
    assert draft.offices == (Held(("Chair",)),)


def test_names_lose_what_can_not_be_seen() -> None:
    assert drafts.clean("  Ada\u200b \u202eWren\x00 \n Ltd ") == "Ada Wren Ltd"
    assert drafts.clean("broken \ud800 half") == "broken ? half"


def test_ids_are_made_of_names_and_never_given_twice() -> None:
    assert drafts.slug("Ada O’Wren-Løv, Jr.", []) == "ada-owren-lov-jr"
    assert drafts.slug("Ada Wren", ["ada-wren", "ada-wren-2"]) == "ada-wren-3"
    assert drafts.slug("<b>!</b>", []) == "b-b"
    assert drafts.slug("Совет", []) == "совет"
    assert drafts.slug("???", []) == "entity"
