"""Entries against what a store holds of them: the same answers as if all were in memory."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.collect.articles import Known, Resolution, prepare, resolve
from monitor.records import Entry
from monitor.store import known, rows
from monitor.store.lake import Lake

POST, FEED = "Lindhaven Post", "https://post.example/feed"
SEEN = datetime(2026, 3, 2, 12, tzinfo=UTC)
HARBOUR = "The harbour of Lindhaven opened on Monday after months of work on its northern pier."
BUDGET = "Ministers argued about next year's budget until late, and adjourned without a result."


def entry(**fields: Any) -> Entry:
    given = {"title": "Harbour opens", "content": HARBOUR, "url": "https://post.example/harbour"}
    return Entry(**(given | {"published_raw": "Mon, 02 Mar 2026 09:00:00 GMT"} | fields))


def take(lake: Lake, items: Sequence[Entry], feed: str = FEED) -> list[Resolution]:
    """Take entries in, one batch after the other."""
    candidates = [
        prepare(item, outlet=POST, feed=feed, source="feed", seen_at=SEEN) for item in items
    ]
    taken = []
    with lake.writing() as batch, known.Archive(lake) as archive:
        seen = Known(archive)
        seen.recall(candidates)
        for candidate in candidates:
            taken.append(resolve(candidate, seen))
            if taken[-1].kind != "same":
                seen.accept(taken[-1].article)
        new = [one.article for one in taken if one.kind != "same"]
        lake.append("articles", [rows.article_row(article) for article in new], batch)
    return taken


def kinds(taken: Sequence[Resolution]) -> list[str]:
    return [one.kind for one in taken]


def test_what_is_stored_is_known_and_counted_on(store: Path) -> None:
    lake = Lake(str(store))
    items = [entry(guid="1"), entry(guid="1", title="Changed"), entry(url="/b", content=BUDGET)]
    assert kinds(take(lake, items)) == ["new", "revision", "new"]
    assert kinds(take(lake, items)) == ["same"] * 3
    [third] = take(lake, [entry(guid="1", title="Changed again")])
    assert (third.kind, third.article.revision) == ("revision", 3)


def test_a_link_that_moved_is_told_by_the_words_that_are_stored(store: Path) -> None:
    lake = Lake(str(store))
    take(lake, [entry(guid="1")])
    moved = entry(guid="1", url="https://post.example/moved", content=f"{HARBOUR} Ships came.")
    other = entry(guid="1", url="https://post.example/other", content=BUDGET)
    revised, new = take(lake, [moved, other])
    assert (revised.kind, revised.article.revision, new.kind) == ("revision", 2, "new")


def test_an_edit_without_a_guid_is_told_by_the_words_that_are_stored(store: Path) -> None:
    lake = Lake(str(store))
    take(lake, [entry()], feed="")
    edited = entry(content=f"{HARBOUR} Ships came.", published_raw="Tue, 03 Mar 2026 09:00:00 GMT")
    reused = entry(content=BUDGET, published_raw="Wed, 04 Mar 2026 09:00:00 GMT")
    assert kinds(take(lake, [edited, reused], feed="")) == ["revision", "new"]


def test_a_bare_title_of_a_stored_text_says_nothing_new(store: Path) -> None:
    lake = Lake(str(store))
    take(lake, [entry(guid="1")])
    assert kinds(take(lake, [entry(guid="1", content="")])) == ["same"]
    assert kinds(take(lake, [entry(guid="1", content="", title="Other")])) == ["revision"]


def test_an_id_that_is_taken_is_not_given_again(store: Path) -> None:
    lake = Lake(str(store))
    [first] = take(lake, [entry(guid="1")])
    [second] = take(lake, [entry(guid="1", url="https://post.example/x", content=BUDGET)])
    assert second.kind == "new"
    assert second.article.article_id != first.article.article_id
