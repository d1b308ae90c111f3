"""Agreement and accuracy of labels, against numbers worked out elsewhere."""

import math
from typing import Any

import pandas as pd
import pytest

from monitor.report import agreement
from monitor.report.trends import wilson

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: the example of section C,
# four observers, twelve units; "." is a missing value.
PUBLISHED = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]


def label(unit: int, by: str, value: str, **more: Any) -> dict[str, Any]:
    return {
        **{"article_id": f"a{unit}", "revision": 1, "part": "text", "start": 0, "end": 4},
        **{"target_id": "nato", "question": "stance", "label": value, "annotator": by},
        **{"sample": "random", **more},
    }


def answers(*stances: str, sample: str = "random") -> pd.DataFrame:
    return pd.DataFrame(
        [label(unit, "", "", sample=sample) | {"stance": one} for unit, one in enumerate(stances)]
    )


def table(observers: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            label(unit, by=str(number), value=value)
            for number, row in enumerate(observers)
            for unit, value in enumerate(row.split())
            if value != "."
        ]
    )


def test_picked_mentions_count_for_nothing_and_hide_no_answer() -> None:
    asked = [label(0, "A", "oppose"), label(0, "B", "oppose"), label(1, "A", "support")]
    seen = [label(unit, by, "neutral", sample="picked") for unit in (0, 2) for by in "AB"]
    told = answers("oppose", "support", "oppose")
    for question in (agreement.accuracy, lambda rows, *rest: agreement.alpha(rows, rest[-1])):
        without = question(pd.DataFrame(asked), told, "stance")
        assert repr(question(pd.DataFrame(asked + seen), told, "stance")) == repr(without)
    assert agreement.accuracy(pd.DataFrame(asked + seen), told, "stance").right.n == 2


def test_alpha_is_the_published_one() -> None:
    found = agreement.alpha(table(PUBLISHED), "stance")
    assert found.value == pytest.approx(0.743, abs=0.0005)
    assert found.n == 11
    assert found.low < found.value < found.high <= 1


def test_alpha_of_two_observers_of_a_binary_is_the_published_one() -> None:
    # The same paper, section A.
    found = agreement.alpha(table(["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"]), "stance")
    assert found.value == pytest.approx(0.095, abs=0.0005)


def test_alpha_of_the_same_labels_is_one_and_of_one_label_unknown() -> None:
    assert agreement.alpha(table(["1 2 3", "1 2 3"]), "stance").value == 1
    assert math.isnan(agreement.alpha(table(["1 1 1", "1 1 1"]), "stance").value)
    alone = agreement.alpha(table(["1 2 3"]), "stance")
    assert (math.isnan(alone.value), alone.n) == (True, 0)
    none = agreement.alpha(table(PUBLISHED), "sentiment")
    assert (math.isnan(none.value), none.n) == (True, 0)


def test_the_last_answer_of_each_annotator_counts() -> None:
    given = pd.DataFrame(
        [
            label(1, "A", "oppose"),
            label(1, "B", "oppose"),
            label(1, "A", "support"),
            label(1, "A", "negative", question="sentiment"),
        ]
    )
    held = agreement.latest(given)
    assert held["label"].tolist() == ["oppose", "support", "negative"]


def test_precision_and_recall_are_those_of_the_labels() -> None:
    given = pd.DataFrame(
        [label(unit, "A", value) for unit, value in enumerate(["oppose"] * 4 + ["neutral"] * 2)]
    )
    told = answers("oppose", "oppose", "uncertain", "neutral", "neutral", "oppose", "support")
    found = agreement.accuracy(given, told, "stance")
    assert (found.asked, found.right.n, found.right.value) == (7, 6, pytest.approx(0.5))
    assert (found.precision["oppose"].value, found.precision["oppose"].n) == (
        pytest.approx(2 / 3),
        3,
    )
    assert (found.recall["oppose"].value, found.recall["oppose"].n) == (0.5, 4)
    assert (found.precision["oppose"].low, found.precision["oppose"].high) == wilson(2, 3)
    assert found.precision["support"].n == found.recall["support"].n == 0


def test_only_the_random_part_counts() -> None:
    given = pd.DataFrame(
        [
            label(0, "A", "oppose"),
            label(1, "A", "oppose", sample="uncertain"),  # drawn by now, but not asked as such
            label(9, "A", "oppose"),  # not in the queue any more
        ]
    )
    assert agreement.accuracy(given, answers("oppose", "support"), "stance").right.n == 1
    unsure = answers("oppose", sample="uncertain")
    assert agreement.accuracy(given, unsure, "stance").right.n == 0


def test_what_people_do_not_agree_on_is_counted_and_left_out() -> None:
    given = pd.DataFrame(
        [
            label(0, "A", "oppose"),
            label(0, "B", "support"),
            label(1, "A", "unclear"),
            label(2, "A", "support"),
            label(2, "B", "support"),
        ]
    )
    found = agreement.accuracy(given, answers("oppose", "oppose", "support"), "stance")
    assert (found.disputed, found.unclear, found.right.n, found.right.value) == (1, 1, 1, 1.0)


def test_no_labels_and_no_queue_are_no_error() -> None:
    empty = table(["."]).reindex(columns=list(label(0, "", "")))
    assert agreement.accuracy(empty, answers("oppose"), "stance").right.n == 0
    assert agreement.alpha(empty, "stance").n == 0
