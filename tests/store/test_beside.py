"""What stands beside the main figures: the two voices, what is spoken of together, the surest."""

from datetime import date

import pandas as pd
import pytest

from monitor.records import Filters, HolderKind
from monitor.store.lake import Lake
from monitor.store.query import Reader
from tests.builders import RADIO, article, fill, statement

ALL = Filters()
NATO = Filters(entities=("nato",))


def rows(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


# --- voices ------------------------------------------------------------------------------


def test_a_voice_is_measured_over_the_whole_selection(lake: Lake, reader: Reader) -> None:
    fill(
        lake,
        {
            article("a"): [statement(stance=-0.5), statement("Quoria", 0.1, start=20)],
            article("b"): [statement(stance=0.7, speaker="Vell"), statement(start=40)],
        },
    )
    frame = reader.voices(NATO)
    assert rows(frame, "voice", "mentions", "articles") == [("outlet", 2, 2), ("quoted", 1, 1)]
    assert frame["stance_mean"].tolist() == pytest.approx([-0.25, 0.7], abs=1e-6)
    both = reader.voices(NATO, by_voice=False)
    assert rows(both, "voice", "mentions", "articles") == [("all", 3, 2)]
    assert rows(reader.voices(Filters(voice="quoted")), "voice", "mentions") == [("quoted", 1)]
    assert reader.voices(Filters(entities=("nobody",))).empty


def test_somebody_who_is_quoted_without_a_name_is_no_outlet(lake: Lake, reader: Reader) -> None:
    unnamed = statement(speaker="an official", holder_kind=HolderKind.UNRESOLVED)
    fill(lake, {article("a"): [unnamed]})
    assert reader.voices(ALL)["voice"].tolist() == ["quoted"]


# --- spoken of together ------------------------------------------------------------------


def test_what_else_is_spoken_of_in_the_same_articles(lake: Lake, reader: Reader) -> None:
    fill(
        lake,
        {
            article("a"): [
                statement(),
                statement("Quoria", start=9),
                statement("Quoria", start=30),
                statement("Ostland", start=50),
            ],
            article("b"): [statement(), statement("Quoria", start=9)],
            article("c"): [statement()],
            article("d"): [statement(), statement("Ostland", start=9)],
            article("e"): [statement("Ostland"), statement("Westland", start=9)],
        },
    )
    frame = reader.together(NATO)
    # Three mentions of Quoria stand in two articles, and "e" does not speak of NATO.
    assert rows(frame, "target_id", "target", "articles", "share") == [
        ("ostland", "Ostland", 2, 0.5),
        ("quoria", "Quoria", 2, 0.5),
    ]
    assert reader.together(NATO, limit=1)["target_id"].tolist() == ["ostland"]
    both = reader.together(Filters(entities=("nato", "quoria")))
    assert rows(both, "target_id", "articles", "share") == [("ostland", 2, 0.5)]
    assert reader.together(Filters(entities=("nobody",))).empty


def test_together_counts_all_statements_of_the_articles_that_are_selected(
    lake: Lake, reader: Reader
) -> None:
    quoted = statement(speaker="Vell")
    fill(
        lake,
        {
            article("a", "2026-03-02"): [quoted, statement("Quoria", start=40)],
            article("b", "2026-03-09"): [statement(), statement("Ostland", start=9)],
        },
    )
    # What is said of Quoria in the outlet's own voice stands where somebody is quoted on NATO.
    chosen = Filters(entities=("nato",), voice="quoted")
    assert rows(reader.together(chosen), "target_id", "share") == [("quoria", 1.0)]
    late = Filters(entities=("nato",), start=date(2026, 3, 5))
    assert rows(reader.together(late), "target_id", "share") == [("ostland", 1.0)]


# --- the surest statements ---------------------------------------------------------------


def test_the_surest_come_first_and_only_of_that_stance(lake: Lake, reader: Reader) -> None:
    fill(
        lake,
        {
            article("a"): [statement(stance=-0.4, speaker="Vell")],
            article("b"): [statement(stance=-0.9, speaker="Brandt")],
            article("c"): [statement(stance=0.95, speaker="Okoro")],
            article("d"): [statement("Quoria", -0.99, "Lind")],
        },
    )
    against = reader.strongest(NATO, "oppose")
    assert rows(against, "holder", "stance_score") == [("Brandt", -0.9), ("Vell", -0.4)]
    assert list(against.columns) == list(reader.statements(NATO).columns)
    assert reader.strongest(NATO, "support")["holder"].tolist() == ["Okoro"]
    assert reader.strongest(ALL, "oppose", limit=1)["holder"].tolist() == ["Lind"]
    assert reader.strongest(Filters(entities=("nobody",)), "oppose").empty


def test_a_holder_and_a_story_speak_once(lake: Lake, reader: Reader) -> None:
    fill(
        lake,
        {
            article("a"): [statement(stance=-0.9, speaker="Vell")],
            article("copy", outlet=RADIO): [statement(stance=-0.8, speaker="Brandt")],
            article("b"): [
                statement(stance=-0.7, speaker="Vell"),
                statement(stance=-0.6, speaker="Okoro", start=40),
            ],
        },
        stories={"a": "a", "copy": "a", "b": "b"},
    )
    # Brandt's words stand in a copy of the story that Vell's surest words stand in.
    assert rows(reader.strongest(NATO, "oppose"), "holder", "article_id") == [
        ("Vell", "a"),
        ("Okoro", "b"),
    ]


def test_an_outlet_and_a_speaker_of_one_name_are_two_holders(lake: Lake, reader: Reader) -> None:
    fill(
        lake,
        {
            article("a", outlet=RADIO): [statement(stance=-0.9)],
            article("b"): [statement(stance=-0.8, speaker=RADIO)],
        },
    )
    kinds = reader.strongest(NATO, "oppose")["holder_kind"].tolist()
    assert kinds == ["outlet", "speaker"]
