"""What is measured of a selection, and its intervals."""

import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from monitor.records import Filters, HolderKind
from monitor.store.lake import Lake
from monitor.store.query import Reader
from tests.builders import POST, RADIO, article, at, fill, statement
from tests.store.conftest import ALL, KEPT, one, scored


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
