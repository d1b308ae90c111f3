import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from monitor.records import Filters, HolderKind, Precision, Statement
from monitor.report.export import COLUMNS
from monitor.store.lake import Lake
from monitor.store.query import Reader
from tests.builders import POST, RADIO, article, at, fetch, fill, read, statement

ALL = Filters()
KEPT = "Vell"  # a speaker


@pytest.fixture
def lake(store: Path) -> Lake:
    return Lake(str(store))


@pytest.fixture
def reader(lake: Lake) -> Reader:
    return Reader(lake)


def one(frame: pd.DataFrame, **where: object) -> "pd.Series[object]":
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def scored(*scores: float) -> list[Statement]:
    return [statement(stance=score, start=place) for place, score in enumerate(scores)]


# --- what is measured --------------------------------------------------------------------


def test_the_interval_is_that_of_stories_computed_by_hand(lake: Lake, reader: Reader) -> None:
    # Story A: articles a1, a2; scores 0.5, 0.5, 0.2. Story B: b; -0.4. Story C: c; 0, 0.8.
    fill(
        lake,
        {
            article("a1"): scored(0.5, 0.5),
            article("a2"): scored(0.2),
            article("b"): scored(-0.4),
            article("c"): scored(0.0, 0.8),
        },
        stories={"a1": "a1", "a2": "a1", "b": "b", "c": "c"},
    )
    row = one(reader.entities(ALL))
    assert (row["articles"], row["stories"], row["mentions"]) == (4, 3, 6)
    assert (row["oppose"], row["neutral"], row["support"], row["uncertain"]) == (1, 1, 4, 0)
    # sums 1.2, -0.4, 0.8; counts 3, 1, 2; mean 1.6 / 6
    mean = 1.6 / 6
    squares = (1.2 - 3 * mean) ** 2 + (-0.4 - mean) ** 2 + (0.8 - 2 * mean) ** 2
    half = 1.959964 * math.sqrt(3 / 2 * squares / 6**2)
    assert row["stance_mean"] == pytest.approx(mean, abs=1e-6)
    assert row["stance_low"] == pytest.approx(mean - half, abs=1e-6)
    assert row["stance_high"] == pytest.approx(mean + half, abs=1e-6)
    assert row["tone_mean"] == pytest.approx(mean, abs=1e-6)


def test_one_story_has_no_interval_however_many_copies(lake: Lake, reader: Reader) -> None:
    fill(
        lake,
        {article("a1"): scored(0.5), article("a2"): scored(-0.5), article("a3"): scored(0.5)},
        stories=dict.fromkeys(("a1", "a2", "a3"), "a1"),
    )
    row = one(reader.entities(ALL))
    assert row["stance_mean"] == pytest.approx(0.5 / 3, abs=1e-6)
    assert pd.isna(row["stance_low"])
    assert pd.isna(row["sentiment_high"])


def test_an_interval_ends_where_scores_end(lake: Lake, reader: Reader) -> None:
    fill(lake, {article("a"): scored(1.0), article("b"): scored(-1.0)})
    row = one(reader.entities(ALL))
    assert (row["stance_low"], row["stance_high"]) == (-1.0, 1.0)


def test_uncertain_answers_stay_in_the_mean(lake: Lake, reader: Reader) -> None:
    unsure = replace(statement(stance=0.3, start=9), stance="uncertain")
    fill(lake, {article("a"): [statement(stance=0.9), unsure]})
    row = one(reader.entities(ALL))
    assert (row["support"], row["uncertain"]) == (1, 1)
    assert row["stance_mean"] == pytest.approx(0.6, abs=1e-6)


def test_voices_are_told_apart_and_together(lake: Lake, reader: Reader) -> None:
    said = [statement(stance=-0.5), statement(stance=0.7, speaker=KEPT, start=40)]
    fill(lake, {article("a"): said})
    frame = reader.entities(ALL)
    assert one(frame, voice="outlet")["stance_mean"] == pytest.approx(-0.5, abs=1e-6)
    assert one(frame, voice="quoted")["stance_mean"] == pytest.approx(0.7, abs=1e-6)
    both = one(reader.entities(ALL, by_voice=False))
    assert (both["voice"], both["mentions"], both["articles"]) == ("all", 2, 1)
    assert one(reader.entities(Filters(voice="quoted"), by_voice=False))["mentions"] == 1


def test_shares_are_of_what_was_collected_in_the_selection(lake: Lake, reader: Reader) -> None:
    fill(
        lake,
        {
            article("a"): [statement()],
            article("b"): [],
            article("c", "2026-03-03"): [],
            article("d", outlet=RADIO): [statement("Quoria")],
        },
    )
    assert one(reader.entities(ALL), target="NATO")["share"] == 1 / 4
    nato = Filters(entities=("nato",), end=date(2026, 3, 2))
    assert one(reader.entities(nato))["share"] == 1 / 3
    # Words narrow what is counted, not what it is a share of.
    assert one(reader.entities(replace(nato, search="headline")))["total_articles"] == 3
    assert one(reader.outlets(nato), outlet=POST)["share"] == 1 / 2
    radio = one(reader.outlets(nato, by_voice=False), outlet=RADIO)
    assert (radio["articles"], radio["share"], radio["total_articles"]) == (0, 0, 1)
    assert pd.isna(radio["stance_mean"])


def test_the_mixture_has_a_row_an_outlet_and_holder(lake: Lake, reader: Reader) -> None:
    fill(
        lake,
        {
            article("a"): [statement(stance=0.5), statement(stance=-0.5, speaker=KEPT, start=40)],
            article("b", outlet=RADIO): [statement(stance=0.9, speaker=KEPT)],
            article("c"): [statement(stance=0.7)],
        },
    )
    found = reader.mixture(ALL)
    assert found[["outlet", "holder_kind", "holder", "mentions"]].to_numpy().tolist() == [
        [POST, "outlet", POST, 2],
        [POST, "speaker", KEPT, 1],
        [RADIO, "speaker", KEPT, 1],
    ]
    assert found["stance_mean"].round(3).tolist() == [0.6, -0.5, 0.9]


def test_statements_of_one_stance(lake: Lake, reader: Reader) -> None:
    fill(lake, {article("a"): [statement(stance=0.5), statement(stance=-0.5, start=40)]})
    assert reader.statements(ALL, stance="oppose")["stance_score"].tolist() == [-0.5]
    assert reader.statements(Filters(voice="quoted"), stance="oppose").empty


def test_copies_are_one_story_of_what_was_collected(lake: Lake, reader: Reader) -> None:
    articles = {article("a"): [statement()], article("b"): [], article("c", outlet=RADIO): []}
    fill(lake, articles, stories={"a": "a", "b": "b", "c": "a"})
    size = reader.summary(ALL)
    assert (size.total_articles, size.total_stories, size.stories) == (3, 2, 1)
    assert reader.collected(ALL, "month")["total_stories"].tolist() == [2]


def test_holders_with_where_they_stand_and_what_they_speak_of(lake: Lake, reader: Reader) -> None:
    vell = [
        statement("NATO", 0.5, KEPT),
        statement("NATO", 0.5, KEPT, start=9, holder_id="vell"),
        statement("Quoria", -0.5, KEPT, start=20),
    ]
    nobody = statement("NATO", speaker="an official", holder_kind=HolderKind.UNRESOLVED, start=30)
    fill(lake, {article("a"): [*vell, nobody, statement(start=50)]})
    fill(lake, {article("b", outlet=RADIO): [statement("Quoria", -0.1, KEPT)]})
    frame = reader.holders(ALL)
    assert frame["holder"].tolist() == [KEPT, POST, "an official"]
    assert frame["holder_kind"].tolist() == ["speaker", "outlet", "unresolved"]
    row = one(frame, holder=KEPT)
    assert (row["holder_id"], row["mentions"], row["outlets"]) == ("vell", 4, 2)
    assert row["targets"] == "NATO, Quoria"
    assert row["share"] == 1.0


def test_who_judges_whom_and_who_is_quoted_by_whom(lake: Lake, reader: Reader) -> None:
    fill(
        lake,
        {
            article("a"): [
                statement("NATO", 0.5, KEPT),
                statement("NATO", 0.1, KEPT, start=9),
                statement("Quoria", -0.5, KEPT, start=20),
                statement("NATO", -0.5, "Brandt", start=40),
                statement("NATO", start=60),
            ],
            article("b", outlet=RADIO): [statement("NATO", -0.7, "Brandt")],
        },
    )
    matrix = reader.matrix(ALL)
    assert list(matrix[["holder", "target", "n"]].itertuples(index=False, name=None)) == [
        ("Brandt", "NATO", 2),
        (KEPT, "NATO", 2),
        (KEPT, "Quoria", 1),
    ]
    assert one(matrix, holder="Brandt")["stance_mean"] == pytest.approx(-0.6, abs=1e-6)
    assert reader.matrix(ALL, limit=1)["holder"].tolist() == [KEPT]
    quoted = reader.quoted_by(ALL)
    assert list(quoted[["outlet", "holder", "n"]].itertuples(index=False, name=None)) == [
        (POST, KEPT, 3),
        (POST, "Brandt", 1),
        (RADIO, "Brandt", 1),
    ]


def test_the_largest_stories_explain_a_selection(lake: Lake, reader: Reader) -> None:
    fill(
        lake,
        {
            article("first", "2026-03-02T08:00", title="Summit opens"): [statement(stance=0.2)],
            article("copy", "2026-03-02T09:00", outlet=RADIO): [statement(stance=0.4)],
            article("alone", "2026-03-02T07:00"): [statement(), statement(start=9)],
        },
        stories={"first": "first", "copy": "first"},
    )
    top = reader.drivers(ALL).iloc[0]
    assert (top["story_id"], top["title"], top["outlet"]) == ("first", "Summit opens", POST)
    assert (top["articles"], top["outlets"], top["statements"]) == (2, 2, 2)
    assert top["published_at"] == at("2026-03-02T08:00")
    assert top["stance_mean"] == pytest.approx(0.3, abs=1e-6)
    assert len(reader.drivers(ALL, limit=1)) == 1


# --- what holds now, and what held then --------------------------------------------------


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


# --- what is selected --------------------------------------------------------------------


@pytest.fixture
def library(lake: Lake) -> Lake:
    fill(
        lake,
        {
            article("a", title="Café talks in Łódź", text="Signatory states met."): [statement()],
            article("b", text="The NATO-led force. 100% sure, under_scored."): [
                statement(speaker=KEPT)
            ],
            article("c", text="Новые санкции обсудили. 北约峰会在周一开始。", outlet=RADIO): [
                statement("Quoria", -0.5)
            ],
        },
    )
    return lake


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", "abc"),
        ("   ", "abc"),
        ("CAFE", "a"),
        ("café talks", "a"),
        ("talks states", "a"),  # one word in the title, one in the text
        ("nato", "b"),  # not in "signatory"
        ("force nato", "b"),
        ("санкци", "c"),
        ("峰会", "c"),
        ("100%", "b"),
        ("%", ""),
        ("under_scored", "b"),
        ("under.scored", ""),
        ("(", ""),
        ("' or 1=1 --", ""),
        ("nato talks", ""),
    ],
)
def test_words_are_found_in_any_case_and_accent(library: Lake, search: str, found: str) -> None:
    frame = Reader(library).articles(Filters(search=search))
    assert "".join(sorted(frame["id"])) == found


def test_filters_narrow_every_answer_alike(library: Lake, reader: Reader) -> None:
    cases = {
        Filters(entities=("nato",)): "ab",
        Filters(outlets=(RADIO,)): "c",
        Filters(holders=(KEPT,)): "b",
        Filters(voice="outlet"): "ac",
        Filters(voice="quoted"): "b",
        Filters(search="cafe"): "a",
        Filters(entities=("nato",), search="cafe"): "a",
        Filters(entities=("nato",), outlets=(RADIO,)): "",
        Filters(entities=("nobody",)): "",
        Filters(outlets=("'; drop table articles; --",)): "",
    }
    for filters, ids in cases.items():
        assert "".join(sorted(reader.articles(filters)["id"])) == ids
        assert "".join(sorted(reader.statements(filters)["article_id"])) == ids
        assert reader.summary(filters).articles == len(ids)
        assert reader.entities(filters)["mentions"].sum() == len(ids)
        assert reader.holders(filters)["mentions"].sum() == len(ids)
        trend = reader.trend(filters, "month", by_entity=True)
        assert trend["count"].sum() == len(ids)


def test_days_are_days_of_the_time_zone(lake: Lake, reader: Reader) -> None:
    fill(lake, {article("a", "2026-03-02T23:30"): [statement()]})
    monday, tuesday = date(2026, 3, 2), date(2026, 3, 3)
    for timezone, day in {"UTC": monday, "Europe/Helsinki": tuesday}.items():
        here = Filters(timezone=timezone)
        assert reader.trend(here, "day")["date"].tolist() == [pd.Timestamp(day)]
        assert reader.options(timezone).first == day
        assert reader.summary(replace(here, start=day, end=day)).articles == 1
        other = tuesday if day == monday else monday
        assert reader.summary(replace(here, start=other, end=other)).articles == 0
    assert reader.statements(Filters(timezone="Asia/Tokyo"))["published_at"][0] == at(
        "2026-03-02T23:30"
    )


def test_a_day_without_midnight_begins_when_clocks_go_on(lake: Lake, reader: Reader) -> None:
    # In Beirut clocks went from 00:00 to 01:00 on 28 March 2021: the day began at 22:00 UTC.
    fill(lake, [article("a", "2021-03-27T21:59"), article("b", "2021-03-27T22:00")])
    days = reader.options("Asia/Beirut").days
    assert days["day"].tolist() == [date(2021, 3, 27), date(2021, 3, 28)]


def test_undated_articles_are_charted_when_seen_and_future_ones_never(
    lake: Lake, reader: Reader
) -> None:
    undated = article("a", None, seen_at=at("2026-03-05"))
    future = article("b", None, published_precision=Precision.FUTURE, published_raw="2125-01-01")
    fill(lake, {undated: [statement()], future: [statement()], article("c"): []})
    size = reader.summary(ALL)
    assert (size.total_articles, size.undated, size.future) == (3, 1, 1)
    trend = reader.trend(ALL, "day")
    assert trend["count"].sum() == 1
    assert trend["total_count"].sum() == 2
    assert trend.loc[trend["count"] == 1, "date"].tolist() == [pd.Timestamp("2026-03-05")]
    articles = reader.articles(ALL)
    assert articles["id"].tolist() == ["a", "c", "b"]
    assert pd.isna(one(articles, id="a")["publish_date"])


# --- the frames --------------------------------------------------------------------------


def test_frames_have_the_columns_that_are_exported(library: Lake, reader: Reader) -> None:
    fill(library, fetches=[fetch("2026-03-02")])
    frames = {
        "articles": reader.articles(ALL),
        "statements": reader.statements(ALL),
        "trend": reader.trend(ALL, "week"),
        "entities": reader.entities(ALL),
        "outlets": reader.outlets(ALL),
        "holders": reader.holders(ALL),
        "stories": reader.stories(ALL),
        "matrix": reader.matrix(ALL),
        "quoted": reader.quoted_by(ALL),
        "fetches": reader.fetches(ALL),
        "labels": reader.labels().drop(columns="demo"),  # there is no demonstration of them
    }
    assert {kind: list(frame.columns) for kind, frame in frames.items()} == COLUMNS


def test_an_empty_store_has_the_same_columns_and_no_rows(lake: Lake, reader: Reader) -> None:
    frames = {
        "articles": reader.articles(ALL),
        "statements": reader.statements(ALL),
        "trend": reader.trend(ALL, "week", by_entity=True),
        "entities": reader.entities(ALL),
        "outlets": reader.outlets(ALL),
        "holders": reader.holders(ALL),
        "stories": reader.stories(ALL),
        "matrix": reader.matrix(ALL),
        "quoted": reader.quoted_by(ALL),
        "fetches": reader.fetches(ALL),
        "labels": reader.labels().drop(columns="demo"),  # there is no demonstration of them
    }
    assert {kind: list(frame.columns) for kind, frame in frames.items()} == COLUMNS
    assert all(frame.empty for frame in frames.values())
    assert reader.matrix(ALL).empty
    assert reader.drivers(ALL).empty
    assert reader.gaps(ALL, "day").empty
    assert reader.feed_days(ALL).empty
    assert reader.options().entities.empty
    assert reader.article("nothing").revisions.empty


def test_whole_numbers_stay_whole_beside_nulls(lake: Lake, reader: Reader) -> None:
    spans = {"holder_start": 3, "holder_end": 7}
    fill(lake, {article("a"): [statement(), statement(speaker=KEPT, start=30, **spans)]})
    starts = reader.statements(ALL)["holder_start"]
    assert starts.dtype == pd.Int64Dtype()
    assert starts.isna().tolist() == [True, False]
    assert starts[1] == 3


def test_statements_are_newest_first_and_a_limit_keeps_the_newest(
    lake: Lake, reader: Reader
) -> None:
    days = ["2026-03-01", "2026-03-03", "2026-03-02"]
    fill(lake, {article(day, day): scored(0.1, 0.2) for day in days})
    frame = reader.statements(ALL)
    assert frame["article_id"].tolist() == [day for day in sorted(days)[::-1] for _ in "12"]
    assert frame["start"].tolist() == [0, 1] * 3
    assert reader.statements(ALL, limit=2)["article_id"].tolist() == ["2026-03-03"] * 2
    assert reader.articles(ALL, limit=1)["id"].tolist() == ["2026-03-03"]
    pieces = pd.concat(reader.statement_pieces(ALL), ignore_index=True)
    pd.testing.assert_frame_equal(pieces, frame)


def test_scores_are_probabilities_apart(lake: Lake, reader: Reader) -> None:
    fill(lake, {article("a"): [statement(stance=-0.3)]})
    row = reader.statements(ALL).iloc[0]
    assert (row["p_oppose"], row["p_neutral"], row["p_support"]) == (0.3, 0.7, 0.0)
    assert (row["stance_score"], row["sentiment_score"], row["tone"]) == (-0.3, -0.3, -0.3)


def test_one_article_with_its_history_and_copies(lake: Lake, reader: Reader) -> None:
    text = article("a", "2026-03-02T09:00")
    edited = replace(text, revision=2, text="NATO, edited.")
    title = replace(statement(start=5), part="title")
    fill(lake, {text: [statement()], article("b", "2026-03-02T08:00", outlet=RADIO): []})
    fill(lake, {edited: [statement(start=40), statement(), title]}, stories={"a": "b", "b": "b"})
    view = reader.article("a")
    assert view.revisions["revision"].tolist() == [2, 1]
    assert view.revisions["text"].tolist() == [edited.text, text.text]
    assert view.statements[["part", "start"]].values.tolist() == [
        ["title", 5],
        ["text", 0],
        ["text", 40],
    ]
    assert view.copies["article_id"].tolist() == ["b", "a"]


def test_the_same_mention_read_by_the_same_scorer_has_the_same_id(
    lake: Lake, reader: Reader
) -> None:
    text = article("a")
    fill(lake, {text: [statement(stance=0.1), statement("Quoria")]})
    first = set(reader.statements(ALL)["statement_id"])
    with lake.writing() as batch:
        read(lake, batch, {text: [statement(stance=0.9), statement("Quoria")]})
    assert set(reader.statements(ALL)["statement_id"]) == first
    with lake.writing() as batch:
        read(lake, batch, {text: [statement()]}, scorer="test-2")
    assert not set(reader.statements(ALL)["statement_id"]) & first


def test_an_outlet_is_the_holder_of_its_own_voice(lake: Lake, reader: Reader) -> None:
    fill(lake, {article("a", outlet=RADIO): [statement()]})
    assert reader.statements(ALL)["holder"].tolist() == [RADIO]


def test_options_are_what_there_is_most_frequent_first(library: Lake, reader: Reader) -> None:
    options = reader.options()
    assert options.entities.values.tolist() == [["nato", "NATO", 2], ["quoria", "Quoria", 1]]
    assert options.outlets.values.tolist() == [[POST, 2], [RADIO, 1]]
    assert options.holders.values.tolist() == [[KEPT, 1]]
    assert options.first == options.last == date(2026, 3, 2)


def test_other_languages_are_counted(lake: Lake, reader: Reader) -> None:
    fill(lake, {article("a", language="fi"): []}, outcome="language")
    fill(lake, {article("b"): [statement()]})
    size = reader.summary(ALL)
    assert (size.total_articles, size.not_read, size.articles) == (2, 1, 1)
