"""The judge by rules: direction, negation, conditions; probabilities; the threshold."""

import pytest

from monitor.read.baseline import Baseline
from monitor.read.stance import SENTIMENTS, STANCES, Case, label, likeliest
from monitor.records import Scores


def judge(marked: str) -> tuple[Scores, Scores]:
    """Judge a sentence in which the target stands in [brackets]."""
    start = marked.index("[")
    text = marked.replace("[", "").replace("]", "")
    ((stance, sentiment),) = Baseline().judge([Case(text, (start, marked.index("]") - 1))])
    return stance, sentiment


STANCE = {
    "He praised [NATO] for its patience.": "support",
    "They remain committed to [NATO].": "support",
    "Our [NATO] allies came.": "support",
    "Their commitment to [NATO] is known.": "support",
    "He is not against [NATO].": "support",
    "She accused [NATO] of lying.": "oppose",
    "They condemned [NATO] on Friday.": "oppose",
    "[NATO] is an enemy.": "oppose",
    "[NATO] has provoked them.": "oppose",
    "He did not praise [NATO].": "oppose",
    "The meeting of [NATO] is on Monday.": "neutral",
    "The hysteria surrounding [NATO] goes on.": "neutral",
    "He is against a [NATO] that can’t defend itself.": "neutral",
    "They condemned the flood; [NATO] sent boats.": "neutral",
}


@pytest.mark.parametrize(("marked", "expected"), STANCE.items(), ids=STANCE)
def test_stance_follows_the_words_that_govern_the_target(marked: str, expected: str) -> None:
    assert likeliest(judge(marked)[0], STANCES) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[NATO] saved the town, a great success.", "positive"),
        ("[NATO] failed and the town was lost.", "negative"),
        ("[NATO] has an office in the town.", "neutral"),
    ],
)
def test_sentiment_follows_what_the_target_does(marked: str, expected: str) -> None:
    assert likeliest(judge(marked)[1], SENTIMENTS) == expected


def test_the_attitude_is_toward_its_object_not_its_subject() -> None:
    praised = judge("The fleet praised [NATO].")[0]
    praising = judge("[NATO] praised the fleet.")[0]
    assert praised.score > praising.score


@pytest.mark.parametrize("text", ["[NATO]", " [ ] ", "[…]", "praised [x] " + "word " * 400])
def test_probabilities_add_up_to_one(text: str) -> None:
    for scores in judge(text):
        assert scores.low + scores.neutral + scores.high == pytest.approx(1)
        assert -1 <= scores.score <= 1


def test_a_case_gets_the_same_answer_in_any_company() -> None:
    first, second = Case("They back NATO.", (10, 14)), Case("NATO lies.", (0, 4))
    model = Baseline()
    assert model.judge([first, second]) == [*model.judge([first]), *model.judge([second])]
    assert model.judge([]) == []


def test_below_the_threshold_the_answer_is_uncertain() -> None:
    assert label(Scores(0.34, 0.33, 0.33), STANCES, 0.45) == "uncertain"
    assert label(Scores(0.6, 0.3, 0.1), STANCES, 0.45) == "oppose"
    assert label(Scores(0.1, 0.3, 0.6), SENTIMENTS, 0.45) == "positive"
    assert likeliest(Scores(0.4, 0.4, 0.2), STANCES) == "neutral"
