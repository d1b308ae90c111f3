"""Which stories there are in a selection, and one of them opened."""

from pathlib import Path

import pytest

from monitor.records import Filters
from monitor.store.lake import Lake
from monitor.store.query import Reader
from tests import builders
from tests.builders import POST, RADIO


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """Story a: three copies, two headlines. Story d: one article, edited. e: undated, alone."""
    lake = Lake(str(tmp_path / "store"))
    a = builders.article("a", "2026-03-02T09:00", title="Patrol ends", outlet=RADIO)
    b = builders.article("b", "2026-03-02T12:30", title="Patrol goes on")
    c = builders.article("c", "2026-03-03T09:00", title="patrol ends ")
    d = builders.article("d", "2026-03-05T09:00", title="Budget")
    e = builders.article("e", None, title="No date", seen_at=builders.at("2026-03-06T08:00"))
    again = builders.article("d", "2026-03-05T09:00", title="Budget, corrected", revision=2)
    said = {
        a: [builders.statement(stance=-0.5), builders.statement("EU", start=40)],
        b: [builders.statement(stance=0.8, speaker="Ada Wren")],
        c: [],
        d: [builders.statement("EU", stance=0.4)],
        e: [],
    }
    builders.fill(lake, said, stories={"a": "a", "b": "a", "c": "a", "d": "d", "e": "e"})
    builders.fill(lake, {again: [builders.statement("EU", stance=0.4)]})
    return Reader(lake)


def test_a_story_has_its_first_publisher_and_what_became_of_it(reader: Reader) -> None:
    frame = reader.stories(Filters())
    assert frame["story_id"].tolist() == ["a", "e", "d"]
    story = frame.iloc[0]
    assert (story["title"], story["outlet"]) == ("Patrol ends", RADIO)
    assert (story["copies"], story["outlets"], story["headlines"]) == (3, 2, 2)
    assert story["span_hours"] == 24.0
    assert (story["mentions"], story["oppose"], story["neutral"], story["support"]) == (3, 1, 1, 1)
    assert story["stance_mean"] == pytest.approx(0.1)


def test_kinds_of_stories(reader: Reader) -> None:
    assert reader.stories(Filters(), only="copied")["story_id"].tolist() == ["a"]
    assert reader.stories(Filters(), only="altered")["story_id"].tolist() == ["a"]
    assert reader.stories(Filters(), only="edited")["story_id"].tolist() == ["d"]
    assert reader.stories(Filters(), limit=1)["story_id"].tolist() == ["a"]


def test_a_selection_picks_stories_and_counts_its_statements_only(reader: Reader) -> None:
    (story,) = reader.stories(Filters(outlets=(POST,), entities=("nato",))).to_dict("records")
    assert (story["copies"], story["articles"], story["mentions"]) == (3, 1, 1)
    assert story["outlet"] == RADIO  # the first one, though it isn't selected


def test_an_undated_article_counts_from_when_it_was_seen(reader: Reader) -> None:
    story = reader.stories(Filters()).set_index("story_id").loc["e"]
    assert story["published_precision"] == "none"
    assert story["first_at"] == builders.at("2026-03-06T08:00")
    assert story["mentions"] == 0


def test_as_of_a_batch_later_copies_and_edits_are_not_there(reader: Reader) -> None:
    assert reader.stories(Filters(batch=1), only="edited").empty


def test_an_opened_story_has_its_copies_in_order_of_time(reader: Reader) -> None:
    view = reader.story("a")
    assert view.copies["article_id"].tolist() == ["a", "b", "c"]
    assert view.copies["text"].str.len().min() > 0
    assert view.revisions.empty


def test_an_opened_story_has_the_revisions_of_what_was_edited(reader: Reader) -> None:
    view = reader.story("d")
    assert view.copies["title"].tolist() == ["Budget, corrected"]
    assert view.revisions["title"].tolist() == ["Budget", "Budget, corrected"]


def test_a_story_that_is_not_there_is_empty(reader: Reader) -> None:
    view = reader.story("'; drop table articles")
    assert view.copies.empty
    assert view.revisions.empty
