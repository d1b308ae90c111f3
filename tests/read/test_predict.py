"""The functions behind `predict`, and the gate that holds their quality on public data."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import ReadError
from monitor.read import evaluate, predict
from monitor.read.scorer import Scorer

SHARED = Path(__file__).parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")


def test_stance_and_sentiment_of_spans(scorer: Scorer) -> None:
    text = "Bo Lind condemned the ferry board."
    target = (18, 33)
    assert predict.predict_stance(scorer, text, (0, 7), target).label == "oppose"
    assert predict.predict_stance(scorer, text, None, target).label == "oppose"
    assert predict.predict_sentiment(scorer, text, *target).label == "negative"


@pytest.mark.parametrize("span", [(-1, 2), (2, 2), (3, 2), (0, 99)])
def test_a_span_outside_the_text_is_refused(scorer: Scorer, span: tuple[int, int]) -> None:
    with pytest.raises(ReadError):
        predict.predict_sentiment(scorer, "Ferries", *span)
    with pytest.raises(ReadError):
        predict.predict_stance(scorer, "Ferries", span, (0, 2))


def test_entities_given_with_a_line_replace_the_catalogue(scorer: Scorer) -> None:
    given = [{"id": "ferry", "name": "Ferry Board", "aliases": ["the Board"]}]
    found = predict.predict_statements(scorer, "", "NATO and the Board met.", given)
    assert [s.target_id for s in found.statements] == ["ferry"]
    usual = predict.predict_statements(scorer, "", "NATO and the Board met.")
    assert [s.target_id for s in usual.statements] == ["nato"]


@pytest.mark.parametrize("given", [[{}], [{"id": "x", "name": ""}], [{"id": 1, "name": "X"}]])
def test_unusable_entities_are_refused(scorer: Scorer, given: list[dict[str, Any]]) -> None:
    with pytest.raises(ReadError):
        predict.predict_statements(scorer, "", "x", given)


def rows(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SHARED / path).read_text("utf-8").splitlines()]


# Floors lie just below what was measured; lowering one is a decision to record.
@needs_shared
def test_quality_of_attribution_holds(scorer: Scorer) -> None:
    gold: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows("attribution/polnear_dev_attr.jsonl"):
        holder = row["source"][0] if row["source"] else None
        gold[row["doc"]].append({"holder": holder, "content": row["content"]})
    lines, answers = [], []
    for row in rows("attribution/polnear_dev_docs.jsonl"):
        lines.append({"id": row["doc"], "text": row["text"], "attributions": gold[row["doc"]]})
        found = predict.predict_attribution(scorer, row["text"])
        answers.append(
            {"attributions": [{"holder": a.holder, "content": a.content} for a in found]}
        )
    report = evaluate.evaluate("attribution", lines, answers)
    assert report.n == 84
    assert report.per_class["content"].f1 >= 0.83
    assert report.per_class["content_holder"].f1 >= 0.73


@needs_shared
def test_quality_of_stance_and_sentiment_holds(scorer: Scorer) -> None:
    items = {row["id"]: row for row in rows("nato/items.jsonl")}
    labels = rows("nato/labels_dev.jsonl")
    spans = [items[row["id"]] for row in labels]
    for task, floor in (("stance", 0.62), ("sentiment", 0.55)):
        gold = [{"id": row["id"], "label": row[task]} for row in labels]
        answers = [
            {
                "label": predict.predict_stance(
                    scorer, row["text"], None, (row["start"], row["end"])
                ).label
                if task == "stance"
                else predict.predict_sentiment(scorer, row["text"], row["start"], row["end"]).label
            }
            for row in spans
        ]
        assert evaluate.evaluate(task, gold, answers).macro_f1 >= floor
