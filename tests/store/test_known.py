from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.records import Article, Feed
from monitor.store import known, rows
from monitor.store.lake import Lake
from tests.builders import POST, RADIO, article, at, fetch, fill, statement


@pytest.fixture
def lake(store: Path) -> Lake:
    return Lake(str(store))


def unscored(lake: Lake, scorer: str, *, everything: bool = False) -> list[Article]:
    found = known.Unscored(lake, scorer, everything=everything)
    texts = [text for chunk in found.chunks() for text in chunk]
    assert found.count == len(texts)
    return texts


def test_the_last_poll_of_each_feed_comes_back_whole(lake: Lake) -> None:
    last = fetch(
        "2026-03-03",
        "soft",
        reason="timeout",
        status=504,
        etag='"x"',
        failing_since=at("2026-03-02"),
        next_poll_at=at("2026-03-04"),
    )
    other = fetch("2026-03-01", feed="https://radio.example/feed", outlet=RADIO)
    fill(lake, fetches=[last, other])
    fill(lake, fetches=[fetch("2026-03-02")])  # came in later, but is older
    assert known.last_fetches(lake) == {last.feed: last, other.feed: other}


def test_changes_of_the_list_come_oldest_first(lake: Lake) -> None:
    feed = Feed("https://post.example/feed", POST, country="FI")
    for number, action in enumerate(("add", "pause", "resume"), start=1):
        with lake.writing() as batch:
            row = rows.feed_row(feed, action, at(f"2026-03-0{number}"))
            lake.append("feeds", [row], batch)
    changes = known.feed_changes(lake)
    assert [change["action"] for change in changes] == ["add", "pause", "resume"]
    assert changes[0]["country"] == "FI"


def found(lake: Lake, *articles: Article, ids: tuple[str, ...] = ()) -> list[tuple[str, int]]:
    with known.Archive(lake) as archive:
        rows = archive.revisions(articles, ids)
        return [(row["article_id"], row["revision"]) for row in rows]


def test_all_revisions_of_what_an_article_may_be(lake: Lake) -> None:
    feed = {"feed": "https://post.example/feed"}
    text = article("a", **feed)
    other = article("b", outlet=RADIO, guid="a", comparison_key=text.comparison_key)
    fill(lake, [text, other, article("c", guid="", comparison_key="", content_hash="x")])
    fill(lake, [replace(text, revision=2, guid="new", content_hash="y")])
    stranger = article("s", guid="s", comparison_key="s", content_hash="s")
    whole = [("a", 1), ("a", 2)]
    assert found(lake, stranger) == []
    assert found(lake, replace(stranger, guid="new", **feed)) == whole
    assert found(lake, replace(stranger, guid="new")) == []  # of another feed
    assert found(lake, replace(stranger, comparison_key=text.comparison_key)) == whole
    assert found(lake, replace(stranger, content_hash=text.content_hash)) == whole
    assert found(lake, replace(stranger, content_hash="x")) == [("c", 1)]
    assert found(lake, stranger, ids=("c", "nothing")) == [("c", 1)]
    # Neither an empty guid nor an empty address says anything.
    assert found(lake, replace(stranger, guid="", comparison_key="")) == []


def test_texts_are_the_latest(lake: Lake) -> None:
    text = article("a", text="First words.")
    fill(lake, [text, article("b")])
    fill(lake, [replace(text, revision=2, text="Second words.")])
    with known.Archive(lake) as archive:
        assert archive.texts(["a", "nothing"]) == {"a": "Second words."}


def test_what_a_scorer_has_not_read_is_the_latest_revision(lake: Lake) -> None:
    text = article("a")
    fill(lake, {text: [statement()], article("b"): []}, scorer="one")
    assert unscored(lake, "one") == []
    edited = replace(text, revision=2)
    fill(lake, [edited])
    assert unscored(lake, "one") == [edited]
    assert [text.article_id for text in unscored(lake, "two")] == ["a", "b"]
    assert [text.revision for text in unscored(lake, "one", everything=True)] == [2, 1]


def test_many_articles_come_in_chunks(lake: Lake) -> None:
    fill(lake, [article(f"a{number:04}") for number in range(450)])
    sizes = [len(chunk) for chunk in known.Unscored(lake, "any").chunks()]
    assert sizes == [200, 200, 50]


def test_texts_near_a_time_with_the_story_that_they_are_in(lake: Lake) -> None:
    near = article("near", "2026-03-02T12:00")
    undated = article("undated", None, seen_at=at("2026-03-04T12:00"))
    far = article("far", "2026-03-20T12:00")
    fill(lake, [near, undated, far], stories={"near": "near", "undated": "near", "far": "far"})
    fill(lake, [article("new", "2026-03-03")])
    window = timedelta(days=2)

    def around(*times: str) -> list[str]:
        found = known.StoryTexts(lake).around([at(time) for time in times], window)
        return [article_id for article_id, *_ in found]

    assert around("2026-03-03T12:00") == ["near", "undated"]
    assert around("2026-03-01", "2026-03-19") == ["far", "near"]
    assert around("2026-03-10") == []
    assert around() == []
    [row] = known.StoryTexts(lake).around([at("2026-03-05")], timedelta(days=1))
    assert row == ("undated", undated.title, undated.text, undated.seen_at, "near")


def test_whether_anything_but_the_demonstration_is_there(lake: Lake) -> None:
    assert not known.collected(lake)
    fill(lake, [article("demo", demo=True)])
    assert not known.collected(lake)
    fill(lake, [article("mine")])
    assert known.collected(lake)


def test_rows_of_each_table_are_counted(lake: Lake) -> None:
    fill(lake, {article("a"): [statement(), statement(start=9)]}, [fetch("2026-03-02")])
    assert known.counts(lake) == {
        "feeds": 0,
        "fetches": 1,
        "articles": 1,
        "stories": 0,
        "scorings": 1,
        "statements": 2,
        "labels": 0,
    }
