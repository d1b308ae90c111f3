"""Which list of entities articles are read with, and when they are read anew."""

from pathlib import Path

from monitor.pipeline import scoring
from monitor.records import Filters
from monitor.settings import Settings
from monitor.store.lake import Lake
from monitor.store.query import Reader
from tests.conftest import Run

FERRY = '[[entity]]\nid = "ferry"\nname = "Ferry Board"\nkind = "organisation"\n'


def targets(store: Path) -> set[str]:
    return set(Reader(Lake(str(store))).entities(Filters())["target"])


def take_in(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "article.txt"
    text.write_text("NATO met the Ferry Board. The Ferry Board was late.\n", encoding="utf-8")
    run("import", text)


def test_the_list_beside_the_tables_is_in_force_and_read_when_it_changes(
    run: Run, store: Path, tmp_path: Path
) -> None:
    take_in(run, tmp_path)
    assert targets(store) == {"NATO"}
    settings = Settings(store=str(store), scorer="baseline")
    before = scoring.load_scorer(settings.catalogue, settings.scorer).version

    (store / "entities.toml").write_text(FERRY, encoding="utf-8")
    done = scoring.score(settings)
    assert (done.articles, done.statements) == (1, 3)
    assert done.scorer != before
    assert targets(store) == {"NATO", "Ferry Board"}
    assert scoring.score(settings).articles == 0

    (store / "entities.toml").write_text(f"{FERRY}aliases = ['NATO met']\n", encoding="utf-8")
    assert scoring.score(settings).articles == 1


def test_a_list_that_comes_back_is_read_with_anew(run: Run, store: Path, tmp_path: Path) -> None:
    take_in(run, tmp_path)
    own = store / "entities.toml"
    own.write_text(FERRY, encoding="utf-8")
    run("score")
    own.unlink()
    assert run("score")["articles"] == 1
    assert targets(store) == {"NATO"}


def test_a_named_list_goes_before_the_one_beside_the_tables(tmp_path: Path) -> None:
    named = tmp_path / "named.toml"
    settings = Settings(store=str(tmp_path), entities=named)
    assert settings.own_entities == named
    assert Settings(store="s3://bucket/news").own_entities is None
    assert Settings(store="s3://bucket/news").catalogue == Settings.entities
