"""`predict`: a line in, a line out, whatever the line is, with either scorer."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run

TEXT = "Rain fell all day. Norway backs NATO without reservation, the minister said."
NORWAY = (TEXT.index("Norway"), TEXT.index(" backs"))
NATO = (TEXT.index("NATO"), TEXT.index(" without"))
ASKED: dict[str, dict[str, Any]] = {
    "sentiment": {"text": TEXT, "start": NATO[0], "end": NATO[1]},
    "stance": {
        "text": TEXT,
        "holder_start": NORWAY[0],
        "holder_end": NORWAY[1],
        "target_start": NATO[0],
        "target_end": NATO[1],
    },
    "attribution": {"text": TEXT},
    "statements": {"title": "Oslo speaks", "text": TEXT},
}
KEYS = {
    "sentiment": {"label", "p_negative", "p_neutral", "p_positive"},
    "stance": {"label", "p_oppose", "p_neutral", "p_support"},
    "attribution": {"attributions"},
    "statements": {"statements"},
}
# Lines that can't be answered, by task: all are wrong in the middle of good ones.
WRONG = {
    "sentiment": {"text": TEXT, "start": 70, "end": 999},
    "stance": {"text": TEXT, "holder_start": None, "holder_end": None, "target_start": 5},
    "attribution": {"words": TEXT},
    "statements": {"title": 3, "text": TEXT},
}
ODD = [
    "",
    "word",
    "🙂 " * 50,
    'No “end of "any ‘quote «here',
    "a\x00b \u202eNATO\u202c",
    "Жди НАТО",
]


@pytest.mark.parametrize("scorer", ["baseline", "trained"])
@pytest.mark.parametrize("task", ASKED)
def test_a_line_in_error_stands_between_answers(
    run: Run, tmp_path: Path, task: str, scorer: str
) -> None:
    lines = [{"id": 1, **ASKED[task]}, {"id": 2, **WRONG[task]}, {"id": 3, **ASKED[task]}]
    text = "\n".join(json.dumps(line) for line in lines[:2]) + "\nnot json\n"
    found = predicted(run, tmp_path, task, scorer, text + json.dumps(lines[2]) + "\n")
    assert [line.get("id") for line in found] == [1, 2, None, 3]
    first, wrong, broken, last = found
    assert set(first) == {"id", *KEYS[task]}
    assert {k: v for k, v in first.items() if k != "id"} == {
        k: v for k, v in last.items() if k != "id"
    }
    assert set(wrong) == {"id", "error"}
    assert broken["error"]
    if task in ("sentiment", "stance"):
        assert sum(first[name] for name in KEYS[task] - {"label"}) == pytest.approx(1, abs=1e-3)


def test_odd_texts_are_read(run: Run, tmp_path: Path) -> None:
    asked = "".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(ODD))
    for task in ("attribution", "statements"):
        found = predicted(run, tmp_path, task, "trained", asked)
        assert [set(line) for line in found] == [{"id", *KEYS[task]}] * len(ODD)


def predicted(run: Run, place: Path, task: str, scorer: str, text: str) -> list[dict[str, Any]]:
    asked, answers = place / "in.jsonl", place / "out.jsonl"
    asked.write_text(text, encoding="utf-8")
    run("--scorer", scorer, "predict", task, asked, answers)
    return [json.loads(line) for line in answers.read_text("utf-8").splitlines()]
