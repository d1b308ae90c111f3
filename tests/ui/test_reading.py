"""From a number to its evidence, and away with both: what pages offer besides their charts."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from monitor.records import Filters, Precision
from monitor.store import rows
from monitor.store.lake import Lake
from monitor.ui import changes, curves
from tests.ui import builders
from tests.ui.conftest import Visit
from tests.ui.test_pages import captions

WHOLE = Filters(start=date(2026, 3, 10), end=date(2026, 3, 30))


def test_behind_a_point_lies_its_bucket_as_far_as_it_is_selected() -> None:
    week = curves.at_point(WHOLE, "week", "drove")(["2026-03-09", "all"])
    assert (week.filters.start, week.filters.end) == (date(2026, 3, 10), date(2026, 3, 15))
    assert (week.filters.voice, week.view) == ("", "drove")
    month = curves.at_point(WHOLE, "month", "said", "NATO")(["2026-03-01", "quoted"])
    assert month.filters == Filters(start=WHOLE.start, end=WHOLE.end, voice="quoted")
    assert month.title == "NATO, March 2026, quoted voices"
    day = curves.within(Filters(), date(2026, 3, 9), "day")
    assert (day.start, day.end) == (date(2026, 3, 9), date(2026, 3, 9))


def test_one_day_has_no_halves_to_compare() -> None:
    day = date(2026, 3, 10)
    assert changes.halves(Filters(start=day, end=day)) is None
    odd = changes.halves(Filters(start=day, end=date(2026, 3, 12)))
    assert odd is not None
    assert (odd.earlier.end, odd.later.start) == (day, date(2026, 3, 12))


@pytest.mark.usefixtures("filled")
def test_a_card_opens_the_sentences_behind_it_with_their_scores(visit: Visit) -> None:
    app = visit(entity="NATO")
    button = next(one for one in app.button if one.key == "evidence Stance, quoted")
    app = button.click().run()
    assert not app.exception
    told = captions(app)
    assert "Quoted voices" in told
    assert '<mark class="holder">Ada Wren</mark> <mark class="cue">said</mark>' in told
    assert '<mark class="target">NATO</mark>' in told
    assert "oppose 0.80 · neutral 0.10 · support 0.10" in told
    assert f"scorer {builders.SCORER}" in told
    assert 'href="https://news.example/' in told


@pytest.mark.usefixtures("filled")
def test_a_link_says_the_dates_and_what_else_the_view_depends_on(visit: Visit) -> None:
    app = visit("entities", entity="NATO", unit="Stories")
    address, citation = (one.value for one in app.code)
    asked = parse_qs(urlsplit(address).query)
    assert asked["entity"] == ["NATO"]
    assert asked["dates"] == ["2026-03-07", "2026-03-30"]
    assert asked["unit"] == ["Stories"]
    bucket = next(one for one in app.segmented_control if one.key == "bucket")
    assert asked["bucket"] == [str(bucket.value).capitalize()]
    assert citation.endswith(address)
    assert "NATO · 3 outlets · 7 – 30 Mar 2026 (UTC)" in citation
    assert f"Scorer {builders.SCORER}; store up to batch 1. Read on " in citation
    again = visit("entities", **asked)
    assert parse_qs(urlsplit(again.code[0].value).query) == asked


@pytest.mark.usefixtures("filled")
def test_only_outlets_that_were_collected_throughout(visit: Visit) -> None:
    app = visit("outlets", dates=["2026-03-10", "2026-03-29"])
    assert "3 outlets" in captions(app)
    switch = next(one for one in app.toggle if one.key == "throughout")
    app = switch.set_value(True).run()
    assert not app.exception
    assert "2 outlets" in captions(app)  # a poll of the third failed on the 25th
    assert "Inland Post" not in app.dataframe[0].value["outlet"].tolist()
    failed = visit(dates="2026-03-25", outlet="Inland Post", throughout="true")
    assert "Nothing is in this selection" in failed.info[0].value


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("smooth", ["3", "7"])
@pytest.mark.parametrize("height", ["Share", "Number"])
def test_charts_can_be_smoothed_and_counted_otherwise(
    visit: Visit, smooth: str, height: str
) -> None:
    for unit in ("Articles", "Stories"):
        app = visit("entities", smooth=smooth, height=height, unit=unit, bucket="Day")
        assert not app.exception
        assert f"Part that {unit.lower()}" in captions(app) or height == "Number"


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("measure", ["Share of coverage", "Tone"])
def test_shares_and_tone_can_be_compared(visit: Visit, measure: str) -> None:
    app = visit("compare", measure=measure)
    assert not app.exception
    assert f"{measure} over time" in [one.value for one in app.header]


@pytest.mark.usefixtures("filled")
def test_the_ledger_is_read_by_a_speaker_or_about_an_entity(visit: Visit) -> None:
    everything = visit("voices")
    ledger: pd.DataFrame = everything.dataframe[0].value
    assert ledger["holder"].unique().tolist() == ["Ada Wren"]
    assert set(ledger["target"]) == {"NATO", "European Union"}
    by = visit("voices", by="Ada Wren", about="NATO")
    assert not by.exception
    assert by.dataframe[0].value["target"].unique().tolist() == ["NATO"]
    assert "A dot a statement" in captions(by)
    about = visit("voices", read="About an entity", about="NATO")
    assert not about.exception
    assert about.dataframe[0].value["target"].unique().tolist() == ["NATO"]


@pytest.mark.usefixtures("filled")
def test_the_ledger_says_what_is_undated(visit: Visit, store: Path) -> None:
    known = builders.article(1)
    undated = replace(
        known,
        article_id="undated",
        published_at=None,
        published_precision=Precision.NONE,
        published_raw="",
    )
    said = rows.statement_rows(undated, [builders.statement(1)], scorer=builders.SCORER)
    read = rows.scoring_row(
        undated, scorer=builders.SCORER, scored_at=builders.LAST, outcome="scored",
        sentences=1, statements=1,
    )  # fmt: skip
    lake = Lake(str(store))
    with lake.writing() as batch:
        lake.append("articles", [rows.article_row(undated)], batch)
        lake.append("stories", rows.story_rows({"undated": "undated"}), batch)
        lake.append("statements", said, batch)
        lake.append("scorings", [read], batch)
    ledger = visit("voices").dataframe[0]
    assert ledger.value["day"].isna().sum() == 1
    assert ledger.value.drop(columns="day").notna().all(axis=None)
    assert ledger.proto.placeholder == "undated"


@pytest.mark.usefixtures("filled")
def test_no_mean_is_shown_of_fewer_than_ten(visit: Visit) -> None:
    app = visit("entities", entity="European Union")
    speakers = next(one.value for one in app.dataframe if "stance_mean" in one.value)
    assert speakers["mentions"].tolist() == [4]
    assert speakers["stance_mean"].isna().all()
