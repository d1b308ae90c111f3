"""Metrics against values worked out by hand."""

import pytest

from monitor.errors import ReadError
from monitor.read.evaluate import evaluate

GOLD = [
    {"id": n, "label": name} for n, name in enumerate(["oppose", "neutral", "support", "neutral"])
]


def test_labels_are_scored_by_class() -> None:
    answers = [{"label": name} for name in ("oppose", "neutral", "neutral", "neutral")]
    report = evaluate("stance", GOLD, answers)
    assert report.accuracy == 0.75
    assert report.per_class["oppose"].f1 == 1
    assert report.per_class["neutral"].precision == pytest.approx(2 / 3)
    assert report.per_class["neutral"].recall == 1
    assert report.per_class["support"].f1 == 0
    assert report.macro_f1 == pytest.approx((1 + 0.8 + 0) / 3)
    assert report.n == 4
    assert report.low <= report.macro_f1 <= report.high


def test_a_line_in_error_counts_as_wrong() -> None:
    report = evaluate("stance", GOLD[:1], [{"id": 0, "error": "bad span"}])
    assert report.accuracy == 0


def test_attribution_is_scored_by_token() -> None:
    text = "one two three four . She said so"
    wanted = {"holder": [21, 24], "content": [[0, 18]]}
    gold = [{"id": 1, "text": text, "attributions": [wanted]}]
    half = {"holder": [21, 24], "content": [[0, 7]]}
    wrong = {"holder": [25, 29], "content": [[8, 13]]}
    report = evaluate("attribution", gold, [{"attributions": [half, wrong]}])
    assert report.per_class["content"].precision == 1
    assert report.per_class["content"].recall == pytest.approx(3 / 4)
    assert report.per_class["content_holder"].f1 == pytest.approx(
        2 * (2 / 3) * (2 / 4) / (2 / 3 + 2 / 4)
    )
    assert report.accuracy == pytest.approx(2 / 3)
    nobody = {"holder": None, "content": [[0, 18]]}
    gold = [{"id": 1, "text": text, "attributions": [nobody]}]
    assert evaluate("attribution", gold, [{"attributions": [nobody]}]).macro_f1 == 1


def test_statements_need_the_right_holder_where_gold_names_one() -> None:
    wanted = {"target_id": "nato", "start": 3, "end": 7, "holder": "Oda Renn", "stance": "oppose"}
    gold = [{"id": 1, "statements": [wanted]}]
    right = evaluate("statements", gold, [{"statements": [{**wanted, "tone": 0.1}]}])
    other = evaluate("statements", gold, [{"statements": [{**wanted, "holder": "Bo Lind"}]}])
    assert (right.accuracy, other.accuracy) == (1, 0)


@pytest.mark.parametrize(
    ("task", "gold", "answers"),
    [
        ("mood", GOLD, GOLD),
        ("stance", [], []),
        ("stance", GOLD, GOLD[:1]),
        ("stance", [{"id": 1}], [{"label": "oppose"}]),
        ("stance", [{"id": 1, "label": "positive"}], [{"label": "oppose"}]),
        ("attribution", [{"id": 1, "text": "x"}], [{}]),
    ],
)
def test_what_can_not_be_compared_is_refused(task: str, gold: list, answers: list) -> None:
    with pytest.raises(ReadError):
        evaluate(task, gold, answers)
