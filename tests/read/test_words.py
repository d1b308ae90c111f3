"""Word lists are data: a damaged list is refused with its file and line."""

from pathlib import Path

import pytest

from monitor.errors import CatalogueError
from monitor.read import words

SHAPE = {"verbs": {"say": list}}
BAD = {
    "unknown key": ('[verbs]\nsay = ["say"]\nsing = ["sing"]\n', 3),
    "unknown table": ('[verbs]\nsay = ["say"]\n[nouns]\n', 3),
    "missing key": ("[verbs]\n", 1),
    "not a list": ('[verbs]\nsay = "say"\n', 2),
    "empty": ('[verbs]\nsay = ["say", ""]\n', 2),
    "twice": ('[verbs]\nsay = [\n  "say", "add",\n  "say",\n]\n', 3),
}


@pytest.mark.parametrize(("text", "line"), BAD.values(), ids=BAD)
def test_a_damaged_list_is_refused(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "words.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=rf"words\.toml, line {line}:"):
        words.read(path, SHAPE)


def test_a_verb_in_two_lists_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cues.toml"
    text = words.CUES.read_text(encoding="utf-8")
    path.write_text(text.replace("judge = [", 'judge = [\n  "tell",', 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match="two lists"):
        words.cues(path)


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("claim", {"claim", "claims", "claimed", "claiming"}),
        ("announce", {"announce", "announces", "announced", "announcing"}),
        ("deny", {"deny", "denies", "denied", "denying"}),
        ("stress", {"stress", "stresses", "stressed", "stressing"}),
        ("agree", {"agree", "agrees", "agreed", "agreeing"}),
        ("say", {"say", "says", "said", "saying"}),
    ],
)
def test_verbs_are_inflected(lemma: str, forms: set[str]) -> None:
    assert words.inflect(lemma, words.irregular()).keys() == forms


def test_the_fingerprint_follows_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text("a")
    before = words.fingerprint(path)
    path.write_text("b")
    assert words.fingerprint(path) != before
