"""Copies become one story; templates, far dates and short texts don't."""

import random
from datetime import UTC, datetime, timedelta

from monitor.read.stories import StoryText, assign

DAY = datetime(2025, 6, 2, tzinfo=UTC)
NOUNS = ["harbour", "ferry", "council", "vote", "winter", "road", "school", "bridge", "letter"]
WORDS = random.Random(3).choices(NOUNS, k=300)  # noqa: S311


def text(key: str, words: list[str], *, days: int = 0, story: str = "") -> StoryText:
    return StoryText(key, " ".join(words), DAY + timedelta(days=days), story)


def changed(words: list[str], every: int) -> list[str]:
    return [f"new{n}" if n % every == 0 else word for n, word in enumerate(words)]


def test_a_wire_text_in_many_outlets_is_one_story_named_by_its_earliest() -> None:
    found = assign(
        [
            text("c", [*WORDS, "Agency"], days=1),
            text("b", WORDS),
            text("a", [word.upper() for word in WORDS], days=2),
            text("x", WORDS[::-1]),
        ]
    )
    assert found == {"a": "b", "b": "b", "c": "b", "x": "x"}


def test_a_text_cut_short_is_a_copy() -> None:
    assert assign([text("a", WORDS), text("b", WORDS[:190])])["b"] == "a"


def test_a_template_filled_in_anew_is_another_story() -> None:
    found = assign([text("a", WORDS), text("b", changed(WORDS, 20))])
    assert found == {"a": "a", "b": "b"}


def test_the_same_text_months_later_is_another_story() -> None:
    assert assign([text("a", WORDS), text("b", WORDS, days=60)])["b"] == "b"


def test_texts_of_a_few_words_are_nobodys_copy() -> None:
    short = ["press", "briefing", "on", "monday"]
    assert assign([text("a", short), text("b", short), text("c", [])]) == {
        "a": "a",
        "b": "b",
        "c": "c",
    }


def test_the_result_depends_on_neither_order_nor_batches() -> None:
    chance = random.Random(5)  # noqa: S311
    texts = [
        text(f"t{n:02}", changed(WORDS, chance.choice([7, 90, 120])), days=n % 5) for n in range(24)
    ]
    whole = assign(texts)
    chance.shuffle(texts)
    assert assign(texts) == whole
    stories: dict[str, str] = {}
    for at in range(0, len(texts), 5):
        known = [StoryText(t.article_id, t.text, t.at, stories[t.article_id]) for t in texts[:at]]
        stories |= assign(texts[at : at + 5], known)
    assert stories == whole


def test_an_older_article_that_comes_late_renames_the_story() -> None:
    found = assign([text("z", WORDS, days=-1)], [text("a", WORDS, story="a")])
    assert found == {"z": "z", "a": "z"}


def test_a_late_copy_can_join_two_stories() -> None:
    left, right = WORDS[:200], WORDS[100:]
    known = [text("a", left, story="a"), text("b", right, days=1, story="b")]
    assert assign([text("c", WORDS, days=2)], known) == {"c": "a", "b": "a"}


def test_a_story_whose_first_article_is_not_given_keeps_its_id() -> None:
    found = assign([text("n", WORDS, days=3)], [text("m", WORDS, story="long-ago")])
    assert found == {"n": "long-ago"}
