"""Authored material is checked when it is loaded."""

import shutil
from pathlib import Path

import pytest

from monitor.demo.material import load
from monitor.errors import CatalogueError
from monitor.settings import DATA


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA / "demo", tmp_path / "demo"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("quotes.toml", 'speaker = "roke"', 'speaker = "rook"', "unknown 'rook'"),
        ("quotes.toml", 'nato = "support"', 'nato = "for"', "unknown 'for'"),
        ("quotes.toml", 'topic = "spending"', 'topic = "spendings"', "unknown 'spendings'"),
        ("quotes.toml", "said Anselm Roke", "said somebody", "does not name its speaker"),
        ("quotes.toml", "fits = [2, 47, 97, 161]", "fits = [2, 48]", "unknown '48'"),
        ("opinions.toml", 'stance = "support"', 'stance = "neutral"', "never holds that stance"),
        ("events.toml", "day = 2\n", "day = 179\n", "after the last day"),
        ("events.toml", "headlines = [", "headlines = []\nspare = [", "spare"),
        ("outlets.toml", '"closing"]', '"ending"]', "unknown 'ending'"),
        ("outlets.toml", "agency = true\n", "", "one outlet must be the agency"),
        ("topics.toml", "[[topic]]", "[topic", "topics.toml can't be used"),
    ],
)
def test_a_slip_is_named(copied: Path, name: str, old: str, new: str, complaint: str) -> None:
    change(copied / name, old, new)
    with pytest.raises(CatalogueError) as caught:
        load(copied)
    assert complaint in str(caught.value)
    assert caught.value.reason == "demo_material"


def test_all_slips_are_named_at_once(copied: Path) -> None:
    change(copied / "quotes.toml", 'speaker = "roke"', 'speaker = "rook"')
    change(copied / "outlets.toml", '"closing"]', '"ending"]')
    with pytest.raises(CatalogueError) as caught:
        load(copied)
    assert "rook" in str(caught.value)
    assert "ending" in str(caught.value)


def test_a_missing_file_is_named(copied: Path) -> None:
    (copied / "events.toml").unlink()
    with pytest.raises(CatalogueError, match=r"events\.toml"):
        load(copied)
