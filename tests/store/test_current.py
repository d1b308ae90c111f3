"""What holds now, and what held when a batch had come in."""

from dataclasses import replace

from monitor.records import Filters
from monitor.store.lake import Lake
from monitor.store.query import Reader
from tests.builders import article, at, fill, read
from tests.store.conftest import ALL, one, scored


def test_the_latest_revision_and_its_latest_scoring_hold(lake: Lake, reader: Reader) -> None:
    text = article("a", title="Old headline")
    newer = replace(text, revision=2, title="New headline", seen_at=at("2026-03-04"))
    fill(lake, {text: scored(0.5)})
    fill(lake, {newer: scored(-0.5)})
    with lake.writing() as batch:
        read(lake, batch, {newer: scored(-0.25, 0.0)}, scorer="test-2")
    found = reader.statements(ALL)
    assert found["stance_score"].tolist() == [-0.25, 0.0]
    assert set(found["title"]) == {"New headline"}
    row = one(reader.articles(ALL))
    assert (row["revision"], row["revisions"], row["statements"]) == (2, 2, 2)
    assert row["indexed_date"] == text.seen_at
    assert reader.options().scorers == ("test-2",)


def test_scoring_anew_with_the_same_scorer_replaces(lake: Lake, reader: Reader) -> None:
    text = article("a")
    fill(lake, {text: scored(0.5)})
    with lake.writing() as batch:
        read(lake, batch, {text: scored(0.75)})
    assert reader.statements(ALL)["stance_score"].tolist() == [0.75]


def test_a_revision_that_is_not_read_yet_has_no_statements(lake: Lake, reader: Reader) -> None:
    text = article("a")
    fill(lake, {text: scored(0.5)})
    fill(lake, [replace(text, revision=2)])
    assert reader.statements(ALL).empty
    assert one(reader.articles(ALL))["statements"] == 0


def test_everything_as_of_a_batch(lake: Lake, reader: Reader) -> None:
    text = article("a", title="Old headline")
    fill(lake, {text: scored(0.5)}, stories={"a": "a"})
    before = {
        "statements": reader.statements(ALL).to_csv(),
        "articles": reader.articles(ALL).to_csv(),
        "trend": reader.trend(ALL, "day").to_csv(),
        "summary": reader.summary(ALL),
    }
    fill(lake, {replace(text, revision=2, title="New headline"): scored(-0.5)})
    fill(lake, {article("b"): scored(0.1)}, stories={"a": "b", "b": "b"})
    assert len(reader.articles(ALL)) == 2
    then = Filters(batch=1)
    assert reader.statements(then).to_csv() == before["statements"]
    assert reader.articles(then).to_csv() == before["articles"]
    assert reader.trend(then, "day").to_csv() == before["trend"]
    assert reader.summary(then) == before["summary"]
    assert reader.summary(ALL).batch == 3


def test_a_story_joined_twice_in_a_batch_is_the_one_that_begins_earlier(
    lake: Lake, reader: Reader
) -> None:
    texts = [article("z", "2026-03-01"), article("b", "2026-03-02"), article("c", "2026-03-03")]
    with lake.writing() as batch:
        moves = [
            {"article_id": "c", "story_id": "b", "demo": False},
            {"article_id": "c", "story_id": "z", "demo": False},
            {"article_id": "b", "story_id": "z", "demo": False},
        ]
        lake.append("stories", moves[:1], batch)
        lake.append("stories", moves[1:], batch)
    fill(lake, texts)
    frame = reader.articles(ALL).set_index("id")
    assert set(frame["story_id"]) == {"z"}
    assert set(frame["copies"]) == {3}
