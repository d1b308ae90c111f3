"""Answers are checked before they are kept, and exported whole."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import StoreError
from monitor.pipeline import labelling
from monitor.settings import Settings
from monitor.store.lake import Lake
from monitor.store.query import Reader
from tests.conftest import Run
from tests.ui import builders

NOW = datetime(2026, 4, 1, tzinfo=UTC)


def test_answers_are_exported_with_those_that_were_corrected(
    run: Run, store: Path, tmp_path: Path
) -> None:
    builders.fill(store)
    settings = Settings(store=str(store))
    mention = Reader(Lake(str(store))).to_label().iloc[0].to_dict()
    given = [("stance", "oppose"), ("stance", "unclear"), ("sentiment", "neutral")]
    for minute, (question, label) in enumerate(given):
        now = NOW.replace(minute=minute)
        labelling.label(settings, mention, question, label, " =A\u200b ", now=now)
    out = tmp_path / "labels.csv"
    assert run("export", "labels", "--out", out)["rows"] == 3
    with out.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["label"] for row in rows] == ["oppose", "unclear", "neutral"]
    assert {row["annotator"] for row in rows} == {"'=A"}
    assert {row["sentence"] for row in rows} == {mention["sentence"]}


@pytest.mark.parametrize(
    ("question", "label", "annotator"),
    [
        ("stance", "negative", "A"),
        ("sentiment", "oppose", "A"),
        ("tone", "oppose", "A"),
        ("stance", "oppose", " \u200b"),
    ],
)
def test_what_is_no_answer_is_refused(
    store: Path, question: str, label: str, annotator: str
) -> None:
    builders.fill(store)
    mention = Reader(Lake(str(store))).to_label().iloc[0].to_dict()
    with pytest.raises(StoreError):
        labelling.label(Settings(store=str(store)), mention, question, label, annotator, now=NOW)
    assert Reader(Lake(str(store))).labels().empty
