"""The shipped judge: what it has to get right, and what a damaged one says."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import measures, seed_article, sets, systems
from benchmarks.sets import Gold
from monitor.errors import ModelError
from monitor.read import judge, model
from monitor.read import scorer as reading
from monitor.read.scorer import Scorer
from monitor.read.stance import STANCES, Case, likeliest

SHARED = Path(__file__).parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
FEW = 400  # cases of a set that a floor is held on; `make evaluate` asks them all


@pytest.fixture(scope="session")
def trained() -> Scorer:
    return reading.load(name="trained")


def cases(*marked: str) -> list[Case]:
    """Case of texts with [target] and {holder} marked."""
    return [_case(text) for text in marked]


def _case(marked: str) -> Case:
    text, spans = "", {}
    opened = ("", 0)
    for letter in marked:
        if letter in "[{":
            opened = (letter, len(text))
        elif letter in "]}":
            spans[opened[0]] = (opened[1], len(text))
        else:
            text += letter
    return Case(text, spans["["], spans.get("{"))


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("{Norway} backs [NATO] without reservation.", "support"),
        ("{The senator} accused [NATO] of provoking the war.", "oppose"),
        ("[NATO] foreign ministers meet in Riga on Tuesday.", "neutral"),
    ],
)
def test_plain_cases(marked: str, expected: str) -> None:
    ((stance, _),) = judge.load().judge(cases(marked))
    assert likeliest(stance, STANCES) == expected


def test_an_answer_does_not_depend_on_its_company() -> None:
    asked = cases("{Oslo} backs [NATO].", "[NATO] meets.", "Rain fell on [Madrid] all day long.")
    one_by_one = [answer for case in asked for answer in judge.load().judge([case])]
    assert judge.load().judge(asked) == one_by_one
    assert judge.load().judge(asked[::-1]) == one_by_one[::-1]


@needs_shared
def test_the_seed_article_is_read_as_an_expert_reads_it(trained: Scorer) -> None:
    text = (SHARED / "nato" / "seed_article.txt").read_text("utf-8")
    assert [case for case, right in seed_article.held(trained, text).items() if not right] == []


def floors() -> Iterator[tuple[Gold, float]]:
    for gold in sets.own():
        if gold.task != "attribution":  # tests/read/test_reported.py
            yield gold, OWN[gold.task]
    for gold in sets.shared(SHARED):
        if gold.task != "attribution":
            step = max(1, len(gold.lines) // FEW)
            few = Gold(gold.task, gold.name, gold.lines[::step])
            yield few, PUBLIC[gold.name, gold.task]


OWN = {"sentiment": 88.0, "stance": 90.0}
PUBLIC = {
    ("NewsMTSC mt", "sentiment"): 78.0,
    ("DSE valid, leak-free", "stance"): 62.0,
    ("NATO dev", "stance"): 65.0,
    ("NATO dev", "sentiment"): 65.0,
}


@pytest.mark.parametrize(
    ("gold", "floor"),
    [pytest.param(gold, floor, id=f"{gold.name}, {gold.task}") for gold, floor in floors()],
)
def test_floors(trained: Scorer, gold: Gold, floor: float) -> None:
    (found,) = measures.measure(gold, systems.by(trained)(gold))
    assert found.value >= floor


@pytest.mark.parametrize(
    ("name", "damage", "says"),
    [
        (
            "judge_high.onnx",
            lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?"),
            "damaged",
        ),
        ("judge_low.onnx", Path.unlink, "can't be read"),
        ("judge_low.json", lambda path: path.write_text("[]"), "can't be used"),
        ("judge_low.json", lambda path: path.write_text("{}"), "does not state"),
    ],
)
def test_a_model_that_can_not_be_used_says_what_to_do(
    tmp_path: Path, name: str, damage: object, says: str
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model.FOLDER, folder)
    assert callable(damage)
    damage(folder / name)
    # The upper layers are read when a case asks for them.
    hard = cases("She is against a [NATO] that treats {its soldiers} as pawns.")
    with pytest.raises(ModelError, match=says) as raised:
        judge.load(folder).judge(hard)
    assert "--scorer baseline" in raised.value.remedy
