"""A user's file is changed where it has to be, and nowhere else."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from monitor.errors import CatalogueError
from monitor.read import drafts, editing, entities
from monitor.read.drafts import Draft, Held
from monitor.read.entities import Alias

FILE = """# Harbour matters.

# The board of 1987.
[[entity]]
id = "board" # never change it
name = "Ferry Board"
kind = "organisation"
aliases = [
  "Ferries", # as the papers say
  "FB",
]

# The person.
[[entity]]
id = "ada"
name = "Ada Wren"
kind = "person"

# Who chairs it.
[[office]]
names = ["Chair of the Ferry Board"]
terms = [
  { entity = "ada", from = 2020-01-01, to = 2021-12-31 }, # the first
  { entity = "nato", from = 2022-01-01 },
]
# The end.
"""
CHAIR = Held(("Chair of the Ferry Board",), date(2020, 1, 1), date(2021, 12, 31))
BOARD = Draft("Ferry Board", "organisation", (Alias("Ferries"), Alias("FB")))


def comments(text: str) -> list[str]:
    return [line[line.index("#") :] for line in text.splitlines() if "#" in line]


def loaded(text: str, tmp_path: Path) -> entities.Catalogue:
    return entities.loads(text, tmp_path / "own.toml")


def test_writing_down_what_stands_there_changes_nothing_that_is_said() -> None:
    text = editing.with_draft(FILE, "board", BOARD)
    assert tomllib.loads(text) == tomllib.loads(FILE)
    assert comments(text) == comments(FILE)


def test_an_entity_is_changed_in_its_place_and_comments_stay(tmp_path: Path) -> None:
    draft = Draft(
        "Ferry Authority",
        "institution",
        (Alias("Ferries"), Alias("FA", "exact")),
        context_aliases=(Alias("the board"),),
        exclusions=("Ferry Board game",),
    )
    text = editing.with_draft(FILE, "board", draft)
    assert comments(text) == comments(FILE)
    assert drafts.draft_of(loaded(text, tmp_path).entities["board"]) == draft
    assert text.index("context_aliases") < text.index("# The person.")
    assert text.endswith(FILE[FILE.index("\n# The person.") :])
    assert text.startswith(FILE[: FILE.index("name")])


def test_a_new_entity_stands_at_the_end_and_can_be_read_back(tmp_path: Path) -> None:
    draft = Draft(
        'Quay "Q" \\ Ünion\u2028',
        "organisation",
        (Alias("<b>Quay</b>"), Alias("QU", "word")),
        offices=(Held(("Harbour master", "master of the harbour"), None, date(2024, 5, 1)),),
    )
    text = editing.with_draft(FILE, "quay", draft)
    assert text.startswith(FILE[: FILE.index("terms")])
    assert comments(text) == comments(FILE)
    found = loaded(text, tmp_path)
    assert drafts.draft_of(found.entities["quay"], editing.held_in(text, "quay")) == draft
    assert loaded(editing.with_draft("", "quay", draft), tmp_path).entities["quay"].name == (
        draft.name
    )


def test_offices_are_those_of_the_draft_and_those_of_others_stay() -> None:
    later = Held(("Harbour master",), date(2023, 1, 1))
    draft = Draft("Ada Wren", "person", offices=(later,))
    text = editing.with_draft(FILE, "ada", draft)
    assert editing.held_in(text, "ada") == (later,)
    assert editing.held_in(text, "nato") == (Held(CHAIR.names, date(2022, 1, 1)),)
    again = editing.with_draft(text, "ada", Draft("Ada Wren", "person", offices=(CHAIR,)))
    assert editing.held_in(again, "ada") == (CHAIR,)
    assert "Harbour master" not in again


def test_a_removed_entity_takes_its_terms_and_its_own_comment_along(tmp_path: Path) -> None:
    text = editing.without_entity(FILE, "ada", packaged=False)
    assert editing.written(text) == ("board",)
    assert editing.held_in(text, "ada") == ()
    left = ["# The person.", "# the first"]
    assert comments(text) == [one for one in comments(FILE) if one not in left]
    assert "ada" not in loaded(text, tmp_path).entities
    empty = editing.without_entity(editing.with_draft("", "x", BOARD), "x", packaged=False)
    assert empty.strip() == ""


def test_a_packaged_entity_is_left_out_and_brought_back(tmp_path: Path) -> None:
    text = editing.without_entity(FILE, "eu", packaged=True)
    text = editing.without_entity(text, "un", packaged=True)
    assert editing.left_out(text) == ("eu", "un")
    assert not {"eu", "un"} & loaded(text, tmp_path).entities.keys()
    text = editing.restored(text, "eu")
    assert editing.left_out(text) == ("un",)
    text = editing.restored(text, "un")
    assert tomllib.loads(text) == tomllib.loads(FILE)
    assert comments(text) == comments(FILE)


def test_a_changed_packaged_entity_is_as_packaged_again(tmp_path: Path) -> None:
    text = editing.with_draft(FILE, "eu", Draft("The Union", "organisation"))
    assert loaded(text, tmp_path).entities["eu"].name == "The Union"
    assert tomllib.loads(editing.restored(text, "eu")) == tomllib.loads(FILE)


def test_tables_that_stand_in_any_order_stay_in_it() -> None:
    mixed = FILE + '\n# Last.\n[[entity]]\nid = "quay"\nname = "Quay"\nkind = "organisation"\n'
    text = editing.with_draft(mixed, "quay", Draft("Quay", "organisation", (Alias("Pier"),)))
    assert text == mixed + 'aliases = ["Pier"]\n'
    assert editing.without_entity(text, "quay", packaged=False) == FILE


def test_what_is_written_in_another_way_is_left_to_a_text_editor() -> None:
    with pytest.raises(CatalogueError, match="text editor"):
        editing.with_draft('entity = [{ id = "a", name = "A", kind = "person" }]', "b", BOARD)
