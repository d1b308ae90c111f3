"""Our training sentences are well-formed, and none of them is a test sentence."""

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not here: pip install -r requirements-train.txt")

from training import judge_data

SETS = Path(__file__).parents[1] / "sets"


def lines() -> list[str]:
    return [
        line
        for line in judge_data.OWN.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]


def test_every_line_marks_a_target() -> None:
    for line in lines():
        text, targets, _ = judge_data.unmark(line)
        assert targets, line
        assert not set("[]{}") & set(text), line


def test_a_line_is_unmarked_with_its_spans() -> None:
    text, targets, holder = judge_data.unmark("{Oslo} backs [NATO:0s], not [them:-o].")
    assert text == "Oslo backs NATO, not them."
    assert holder == (0, 4)
    assert [(text[slice(*span)], code) for span, code in targets] == [
        ("NATO", "0s"),
        ("them", "-o"),
    ]


def test_no_test_sentence_is_trained_on() -> None:
    trained = {judge_data.unmark(line)[0] for line in lines()}
    for task in ("sentiment", "stance"):
        for row in (SETS / f"{task}.jsonl").read_text("utf-8").splitlines():
            assert json.loads(row)["text"] not in trained
