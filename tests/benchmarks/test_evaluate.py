"""The table of accuracy: measured, printed, written, and read again by the method page."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks import evaluate, measures, sets, systems
from benchmarks.sets import Gold
from monitor.read import scorer as reading
from monitor.report import evaluation

LABELS = ("negative", "neutral", "positive", "neutral")
LINES = [
    {"id": n, "text": f"Text {n // 2} on Oda", "start": 10, "end": 13, "label": label}
    for n, label in enumerate(LABELS)
]


def test_macro_f1_and_its_interval() -> None:
    gold = Gold("sentiment", "four", LINES)
    right = [{"label": line["label"]} for line in LINES]
    (perfect,) = measures.measure(gold, right)
    assert (perfect.value, perfect.n, perfect.texts) == (100, 4, 2)
    (found,) = measures.measure(gold, [*right[:2], {"label": "neutral"}, {"error": "span"}])
    # negative 1, neutral 2/4, positive 0
    assert found.value == pytest.approx(100 * (1 + 0.5 + 0) / 3)
    assert found.low < found.value < found.high


def test_attribution_counts_tokens_of_content_and_of_right_holders() -> None:
    line = {
        "text": "Oda said it rains",
        "attributions": [{"holder": [0, 3], "content": [[9, 17]]}],
    }
    gold = Gold("attribution", "one", [line])
    nobody = [{"attributions": [{"holder": None, "content": [[9, 17]]}]}]
    content, holder = measures.measure(gold, nobody)
    assert (content.value, holder.value) == (100, 0)


def test_vader_judges_the_words_near_a_target_or_between_two() -> None:
    kind = {"id": 1, "text": "A wonderful Oda. " + "Then it rained. " * 9 + "Hate!", "label": ""}
    near = {**kind, "start": 12, "end": 15}
    assert systems.vader(Gold("sentiment", "", [near])) == [{"label": "positive"}]
    pair = {
        "text": "Great! Oda hates Bo. Great!",
        "holder_start": 7,
        "holder_end": 10,
        "target_start": 17,
        "target_end": 19,
    }
    assert systems.vader(Gold("stance", "", [pair])) == [{"label": "oppose"}]


def test_the_table_of_our_own_sets_reaches_the_method_page(tmp_path: Path) -> None:
    golds = sets.own()
    assert {gold.task for gold in golds} == {"sentiment", "stance", "attribution"}
    rules = reading.load(name="baseline")
    rows = list(evaluate.accuracy(golds, {"trained": rules, "rules": rules}))
    assert all(row.low <= row.value <= row.high for row in rows)
    printed = evaluate.text(rows)
    assert len(printed.splitlines()) == len(rows) + 1
    path = tmp_path / "evaluation.json"
    found = {"date": "2026-06-01", "scorer": "x", "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(found), encoding="utf-8")
    read = evaluation.load(path)
    assert read is not None
    assert (read.date, read.scorer) == ("2026-06-01", "x")
    assert len(read.table) == 4
    sentiment = read.table.iloc[0]
    assert sentiment["simple"].startswith("VADER ")
    assert sentiment["ours"].startswith(sentiment["rules"])  # the same scorer, in this test
    assert sentiment["ours"].count("to") == 1


@pytest.mark.parametrize("content", ["", "{}", '{"rows": [1]}', "[]"])
def test_a_damaged_table_is_no_table(tmp_path: Path, content: str) -> None:
    path = tmp_path / "evaluation.json"
    path.write_text(content, encoding="utf-8")
    assert evaluation.load(path) is None
    assert evaluation.load(tmp_path / "none.json") is None


def test_the_table_and_the_card_are_of_the_model_that_ships() -> None:
    found = json.loads(evaluate.OUT.read_text("utf-8"))
    model, _, _ = reading.load(name="trained").version.partition("+")
    assert found["scorer"].partition("+")[0] == model
    card = evaluate.CARD.read_text("utf-8")
    assert evaluate.into_card(card, found) == card
