from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from monitor.records import Filters, Precision
from monitor.report.export import COLUMNS
from monitor.store.lake import Lake
from monitor.store.query import Reader
from tests.builders import POST, RADIO, article, at, fetch, fill, read, statement
from tests.store.conftest import ALL, KEPT, one, scored

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


def test_the_rarer_voice_is_one_that_speaks(library: Lake, reader: Reader) -> None:
    assert reader.summary(ALL).rarer == 1  # two of the outlets, one of a speaker
    assert reader.summary(Filters(voice="outlet")).rarer == 2
    assert reader.summary(Filters(entities=("nobody",))).rarer == 0


def test_an_answer_belongs_to_the_one_who_asked(library: Lake, reader: Reader) -> None:
    for question in ("voices", "outlets", "drivers"):
        ask = getattr(reader, question)
        frame = ask(ALL)
        before = frame.copy(deep=True)
        for column in frame:
            frame.loc[:, column] = frame[column].iloc[-1]  # the frame, and nothing behind it
        pd.testing.assert_frame_equal(ask(ALL), before, obj=question)


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
