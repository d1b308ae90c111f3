"""The list of entities: changed, tried on the store, undone; and its commands."""

from pathlib import Path

import pytest

from monitor.errors import CatalogueError
from monitor.pipeline import entitylist
from monitor.read.drafts import Draft
from monitor.read.entities import Alias
from monitor.settings import Settings
from monitor.store.lake import Lake
from monitor.store.query import Reader
from tests.conftest import Run

FERRY = Draft("Ferry Board", "organisation", (Alias("Ferries"),))


@pytest.fixture
def settings(store: Path) -> Settings:
    return Settings(store=str(store))


def names(settings: Settings) -> dict[str, str]:
    return {one.id: one.name for one in entitylist.in_force(settings).catalogue.entities.values()}


def test_an_entity_is_saved_changed_and_removed(settings: Settings, store: Path) -> None:
    chosen = entitylist.save(settings, "", FERRY)
    assert chosen == "ferry-board"
    assert names(settings)[chosen] == "Ferry Board"
    assert entitylist.in_force(settings).origin(chosen) == "yours"
    assert (store / "entities.toml").is_file()

    assert entitylist.save(settings, chosen, Draft("Ferry Authority", "institution")) == chosen
    assert names(settings)[chosen] == "Ferry Authority"
    entitylist.remove(settings, chosen)
    assert chosen not in names(settings)


def test_a_change_is_undone_and_done_again(settings: Settings) -> None:
    assert not entitylist.can_undo(settings)
    with pytest.raises(CatalogueError):
        entitylist.undo(settings)
    before = entitylist.in_force(settings).catalogue.fingerprint
    entitylist.save(settings, "", FERRY)
    entitylist.undo(settings)
    assert entitylist.in_force(settings).catalogue.fingerprint == before
    entitylist.undo(settings)
    assert "ferry-board" in names(settings)


def test_packaged_entities_are_changed_left_out_and_brought_back(settings: Settings) -> None:
    entitylist.save(settings, "eu", Draft("The Union", "organisation"))
    listed = entitylist.in_force(settings)
    assert (listed.origin("eu"), names(settings)["eu"]) == ("changed", "The Union")
    entitylist.remove(settings, "eu")
    assert entitylist.in_force(settings).origin("eu") == "left out"
    assert "eu" not in names(settings)
    entitylist.restore(settings, "eu")
    assert names(settings)["eu"] == "European Union"
    assert entitylist.in_force(settings).origin("eu") == "packaged"


def test_a_draft_with_a_problem_is_not_saved(settings: Settings, store: Path) -> None:
    with pytest.raises(CatalogueError, match=r"aliases.*NATO"):
        entitylist.save(settings, "", Draft("Ferry Board", "organisation", (Alias("NATO"),)))
    assert not (store / "entities.toml").exists()
    with pytest.raises(CatalogueError, match="no-such"):
        entitylist.remove(settings, "no-such")


def test_a_new_entity_never_takes_the_id_of_one_that_is_left_out(settings: Settings) -> None:
    entitylist.remove(settings, "aukus")
    assert entitylist.save(settings, "", Draft("AUKUS", "organisation")) == "aukus-2"


def test_a_store_in_a_bucket_asks_for_a_file(tmp_path: Path) -> None:
    bucket = Settings(store="s3://bucket/news")
    assert "nato" in names(bucket)
    with pytest.raises(CatalogueError, match="MONITOR_ENTITIES"):
        entitylist.save(bucket, "", FERRY)
    named = tmp_path / "mine.toml"
    named.write_text("# mine\n", encoding="utf-8")
    entitylist.save(Settings(store="s3://bucket/news", entities=named), "", FERRY)
    assert named.read_text(encoding="utf-8").startswith("# mine\n")


def test_a_folder_that_can_not_be_made_is_a_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CatalogueError, match="MONITOR_ENTITIES"):
        entitylist.save(Settings(store=str(tmp_path / "file" / "store")), "", FERRY)


def test_a_preview_says_what_scoring_will_find(
    run: Run, settings: Settings, store: Path, tmp_path: Path
) -> None:
    text = tmp_path / "article.txt"
    text.write_text("NATO met the Ferry Board. Ferries were late.\n", encoding="utf-8")
    run("import", text)
    reader = Reader(Lake(str(store)))
    found = entitylist.preview(settings, reader, "", FERRY)
    assert found.whole
    assert (found.findings.before.mentions, found.findings.after.mentions) == (0, 2)
    assert not (store / "entities.toml").exists()

    before = run("status")["tables"]["statements"]
    entitylist.save(settings, "", FERRY)
    run("score")
    statements = run("status")["tables"]["statements"]
    assert statements == before + before + found.findings.after.mentions
    again = entitylist.preview(settings, reader, "ferry-board", FERRY).findings
    assert (again.before.mentions, again.after.mentions) == (2, 2)


def test_a_preview_that_has_no_time_says_how_far_it_came(
    run: Run, settings: Settings, store: Path, tmp_path: Path
) -> None:
    lines = [f'{{"title": "{n}", "text": "The Ferry Board met {n}."}}' for n in range(150)]
    (tmp_path / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run("import", tmp_path / "many.jsonl", "--no-score")
    found = entitylist.preview(settings, Reader(Lake(str(store))), "", FERRY, seconds=-1.0)
    assert not found.whole
    assert (found.findings.articles, found.collected) == (0, 150)


def test_the_commands_list_and_check(run: Run, settings: Settings, tmp_path: Path) -> None:
    entitylist.save(settings, "", FERRY)
    rows = {row["id"]: row for row in run("entities", "list")["entities"]}
    assert rows["ferry-board"]["origin"] == "yours"
    assert rows["nato"]["origin"] == "packaged"
    assert run("entities", "check")["entities"] == len(rows)
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[[entity]]\nid = 3\n", encoding="utf-8")
    run("entities", "check", wrong, code=1)
