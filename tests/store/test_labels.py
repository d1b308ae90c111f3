"""Which mentions people are asked about, and that no answer is lost."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from monitor.store import labels, rows
from monitor.store.lake import Lake
from monitor.store.query import Reader
from tests.ui import builders

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)


@pytest.fixture
def lake(store: Path) -> Lake:
    builders.fill(store)
    return Lake(str(store))


def first(lake: Lake) -> dict[str, Any]:
    item: dict[str, Any] = Reader(lake).to_label().iloc[0].to_dict()
    return item


def answer(lake: Lake, mention: dict[str, Any], label: str, by: str = "A", minute: int = 0) -> None:
    at = NOW.replace(minute=minute)
    labels.add(lake, labels.row(mention, "stance", label, by, at))


def mentions(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(frame[labels.MENTION].itertuples(index=False, name=None))


def test_a_small_store_is_asked_about_whole(lake: Lake) -> None:
    queue = Reader(lake).to_label()
    assert len(queue) == builders.ARTICLES
    assert set(queue["sample"]) == {"random"}
    assert queue["statement_id"].is_unique


def test_the_draw_is_the_same_again_and_for_another_scorer(lake: Lake) -> None:
    before = mentions(Reader(lake).to_label())
    assert mentions(Reader(lake).to_label()) == before
    articles = [builders.article(number) for number in range(builders.ARTICLES)]
    with lake.writing() as batch:
        said = [
            row
            for number, one in enumerate(articles)
            for row in rows.statement_rows(one, [builders.statement(number)], scorer="test-2")
        ]
        scored = [
            rows.scoring_row(
                one, scorer="test-2", scored_at=NOW, outcome="scored", sentences=1, statements=1
            )
            for one in articles
        ]
        lake.append("statements", said, batch)
        lake.append("scorings", scored, batch)
    queue = Reader(lake).to_label()
    assert set(queue["scorer"]) == {"test-2"}
    assert mentions(queue) == before


def test_the_parts_of_a_larger_store_do_not_overlap(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = mentions(Reader(lake).to_label())
    monkeypatch.setitem(labels.SIZES, labels.RANDOM, 10)
    monkeypatch.setitem(labels.SIZES, labels.UNCERTAIN, 6)
    queue = Reader(lake).to_label()
    parts = dict(list(queue.groupby("sample")))
    assert mentions(parts["random"]) == whole[:10]
    assert len(parts["uncertain"]) == 6
    assert not {*mentions(parts["random"])} & {*mentions(parts["uncertain"])}
    assert parts["uncertain"]["story_id"].is_unique
    sure = parts["uncertain"][["p_oppose", "p_neutral", "p_support"]].max(axis=1)
    assert sure.is_monotonic_increasing
    assert sure.iloc[0] == pytest.approx(0.7)


def test_a_store_without_answers_has_the_columns_of_the_table(store: Path) -> None:
    found = labels.given(Lake(str(store)))
    assert found.empty
    assert "annotator" in found
    assert Reader(Lake(str(store))).to_label().empty


def test_answers_are_kept_in_their_order_with_what_was_seen(lake: Lake) -> None:
    mention = first(lake)
    answer(lake, mention, "oppose", minute=2)
    answer(lake, mention, "support", minute=1)
    found = labels.given(lake)
    assert found["label"].tolist() == ["support", "oppose"]
    assert mentions(found)[0] == mentions(Reader(lake).to_label())[0]
    assert found.loc[0, "scorer_label"] == mention["stance"]
    assert found.loc[0, "sentence"] == mention["sentence"]
    assert found.loc[0, "batch"] == lake.batch()
    assert found.loc[0, "labelled_at"] == NOW.replace(minute=1)


def test_an_answer_changes_no_figure_and_waits_for_no_writer(lake: Lake) -> None:
    mention, before, batch = first(lake), lake.version(), lake.batch()
    with lake.writing():
        answer(lake, mention, "oppose")
    assert len(labels.given(lake)) == 1
    assert lake.version() == before
    assert lake.batch() == batch


def test_people_who_answer_at_once_lose_nothing(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels, "FILES", 5)  # so that files are joined all the time
    mention = first(lake)
    errors: list[BaseException] = []

    def many(by: str) -> None:
        try:
            for minute in range(12):
                answer(Lake(lake.root), mention, "oppose", by, minute)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=many, args=(by,)) for by in "ABC"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert labels.given(lake)["annotator"].value_counts().to_dict() == {"A": 12, "B": 12, "C": 12}
    answer(lake, mention, "oppose", "A")
    assert len(lake.files("labels")) <= 5
    assert len(labels.given(lake)) == 37


def test_labels_of_the_demonstration_go_with_it(lake: Lake) -> None:
    mention = first(lake)
    answer(lake, mention, "oppose")
    answer(lake, mention | {"demo": True}, "support")
    lake.remove_demo()
    assert labels.given(lake)["label"].tolist() == ["oppose"]
