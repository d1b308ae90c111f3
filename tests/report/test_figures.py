import json
from itertools import groupby, pairwise
from typing import Any

import pandas as pd
import pytest

from monitor.report import estimates, figures, trends
from monitor.report.figures import base
from monitor.report.mixes import Parts
from monitor.report.palette import LIGHT
from tests.report.frames import gaps, no_gaps, rows, trend

HOSTILE = '<b>Bold</b> & <a href="https://lure.example">Co</a>'


def matrix_of(holder: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "holder": [holder, "Ida Moll"],
            "target_id": ["nato", "eu"],
            "target": ["NATO", holder],
            "n": [40, 9],
            "mentions": [40, 9],
            "stance_mean": [0.5, -0.5],
            "stance_low": [0.2, None],
            "stance_high": [0.8, None],
        }
    )


def feed_days_of(outlet: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "feed": "https://harbour.example/rss",
            "outlet": outlet,
            "day": pd.date_range("2026-10-01", periods=6).date,
            "state": ["new", "quiet", "soft", "hard", "gone", "none"],
            "polls": 2,
            "entries_new": 1,
            "gap": [False, False, False, True, True, True],
        }
    )


PARTS = Parts(0.3, 0.1, -0.3, 0.2, -0.1, 40, 50, 0.5)


def voices(count: list[int | None]) -> pd.DataFrame:
    return pd.concat([trend(count, voice="outlet"), trend(count, voice="quoted")])


def drawn(name: str, theme: figures.Theme = "light") -> dict[str, Any]:
    """Every figure, with `name` wherever a name can stand."""
    count: list[int | None] = [3, 20, None, 30]
    return {
        "coverage": figures.coverage(trend(count), gaps(["2026-10-03"], name), theme=theme),
        "stance_lines": figures.stance_lines(
            trend(count, voice="quoted"), gaps(["2026-10-03"], name), theme=theme
        ),
        "compare_lines": figures.compare_lines(
            trend(count, entity=name), gaps(["2026-10-03"], name), theme=theme
        ),
        "difference_line": figures.difference_line(
            estimates.apart(voices(count)), gaps(["2026-10-03"], name), theme
        ),
        "shift_bars": figures.shift_bars(PARTS, name, "Later", theme),
        "dots": figures.dots(rows([name, "Bay Post"], [20, 3]), theme),
        "mix_bars": figures.mix_bars(rows([name, "Bay Post"], [20, 3]), theme),
        "matrix": figures.matrix(matrix_of(name), theme),
        "feed_strip": figures.feed_strip(feed_days_of(name), theme),
    }


def texts(figure: Any) -> str:
    """All that plotly renders as text; customdata is only handed back on selection."""
    found = json.loads(figure.to_json())
    for trace in found["data"]:
        trace.pop("customdata", None)
    return json.dumps([found["data"], found["layout"]], ensure_ascii=False)


@pytest.mark.parametrize("kind", list(drawn("x")))
def test_markup_in_names_is_shown_and_not_run(kind: str) -> None:
    shown = texts(drawn(HOSTILE)[kind])
    assert "<b>" not in shown
    assert "<a " not in shown
    assert "&lt;b&gt;Bold" in shown


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_figure_is_calm(theme: figures.Theme) -> None:
    for figure in drawn("Harbour Gazette", theme).values():
        assert figure.layout.height >= 120
        assert figure.layout.paper_bgcolor == base.colours(theme).surface  # also in a saved picture
        assert all(trace.hoverinfo in ("text", "skip") for trace in figure.data)


def test_rows_make_a_figure_higher() -> None:
    few, many = rows(["a"], [20]), rows([f"Outlet {n}" for n in range(30)], [20] * 30)
    assert figures.dots(many).layout.height > figures.dots(few).layout.height + 29 * 20


def runs(figure: Any) -> list[tuple[list[str], str]]:
    """The lines of a figure, without bands: each unbroken run of days, and how it is dashed."""
    lines = [t for t in figure.data if t.mode == "lines" and t.line.width == 2]
    return [(run, line.line.dash) for line in lines for run in unbroken(line)]


def unbroken(line: Any) -> list[list[str]]:
    points = groupby(zip(line.x, line.y, strict=True), lambda point: point[1] is not None)
    return [[day for day, _ in run] for there, run in points if there]


def test_lines_do_not_bridge_gaps() -> None:
    counts: list[int | None] = [20, 20, None, 20, 0, 20]
    figure = figures.stance_lines(trend(counts, voice="outlet"), no_gaps())
    assert [days for days, _ in runs(figure)] == [
        ["2026-10-01", "2026-10-02"],
        ["2026-10-04"],
        ["2026-10-06"],
    ]


def test_below_ten_statements_there_is_a_mark_and_no_mean() -> None:
    series = trend([4, 5, 6], voice="outlet")  # 8, 10 and 12 statements
    figure = figures.stance_lines(series, no_gaps())
    assert [days for days, _ in runs(figure)] == [["2026-10-02", "2026-10-03"]]
    marks = next(t for t in figure.data if t.marker.symbol == "triangle-up-open" and t.x[0])
    assert list(marks.x) == ["2026-10-01"]
    assert "8 statements: too few for a mean" in marks.hovertext[0]
    assert "mean stance" not in marks.hovertext[0]
    pairs = figures.matrix(matrix_of("Ada Fjord")).data[0]
    assert [colour == LIGHT.surface for colour in pairs.marker.color] == [False, True]
    assert "too few for a mean" in pairs.hovertext[1]
    few = figures.dots(rows(["a", "b"], [9, 10]))
    shown = [t.hovertext for t in few.data if t.hovertext]
    assert [len(texts) for texts in shown] == [1, 1]
    assert "mean stance" in shown[0][0]
    assert "9 statements: too few" in shown[1][0]


def test_a_last_bucket_that_is_not_complete_is_dotted_and_labelled() -> None:
    series = trend([20, 20, 20], voice="outlet")
    series.loc[2, "complete"] = False
    figure = figures.stance_lines(series, no_gaps())
    assert runs(figure) == [
        (["2026-10-01", "2026-10-02"], "solid"),
        (["2026-10-02", "2026-10-03"], "dot"),
    ]
    assert "partial" in [note.text for note in figure.layout.annotations]
    whole = figures.stance_lines(trend([20, 20, 20], voice="outlet"), no_gaps())
    assert not whole.layout.annotations


def test_quoted_is_dashed_and_own_voice_solid() -> None:
    assert [dash for _, dash in runs(figures.stance_lines(voices([20, 20]), no_gaps()))] == [
        "solid",
        "dash",
    ]


def test_smoothed_lines_leave_the_raw_points_in_sight() -> None:
    series = trend([4, 5, 6], voice="outlet")
    figure = figures.stance_lines(series, no_gaps(), smoothed=trends.smooth(series, 2))
    assert [days for days, _ in runs(figure)] == [["2026-10-02", "2026-10-03"]]
    points = next(t for t in figure.data if t.mode == "markers" and t.marker.opacity == 0.35)
    assert list(points.x) == ["2026-10-02", "2026-10-03"]
    bars = figures.coverage(series, no_gaps(), smoothed=trends.smooth(series, 2))
    line = next(t for t in bars.data if t.type == "scatter")
    assert list(line.y) == [4.5, 5.5]


def test_a_point_knows_its_day_and_voice() -> None:
    figure = figures.stance_lines(trend([20], voice="quoted"), no_gaps())
    point = next(t for t in figure.data if t.customdata is not None)
    assert list(point.customdata[0]) == ["2026-10-01", "quoted", "nato"]
    bar = figures.coverage(trend([20], voice="quoted"), no_gaps()).data[0]
    assert list(bar.customdata[0]) == ["2026-10-01", "quoted"]


def test_tone_and_shares_have_axes_of_their_own() -> None:
    tone = figures.stance_lines(voices([20, 20]), no_gaps(), measure="tone")
    assert "friendly" in tone.layout.yaxis2.ticktext[-1]
    shares = figures.compare_lines(trend([20, 30]), no_gaps(), measure="share")
    assert shares.layout.yaxis2.range[0] == 0
    point = next(t for t in shares.data if t.customdata is not None)
    assert list(point.y) == pytest.approx([0.2, 0.3])
    assert "30 articles of 100 collected" in point.hovertext[1]


def test_the_bars_of_a_shift_lead_from_one_mean_to_the_other() -> None:
    bar = figures.shift_bars(PARTS, "Earlier", "Later").data[0]
    ends = [start + size for start, size in zip(bar.base, bar.x, strict=True)]
    assert ends == pytest.approx([0.3, 0.0, 0.2, 0.1, 0.1])
    assert list(bar.base) == pytest.approx([0, 0.3, 0.0, 0.2, 0])
    assert bar.marker.color[1] == LIGHT.oppose
    assert bar.marker.color[2] == LIGHT.support
    assert "speaker mix +0.20" in figures.shift_words(PARTS, "Earlier", "Later")


def test_nothing_is_drawn_where_nothing_was_collected() -> None:
    figure = figures.coverage(trend([3, None, 4]), no_gaps())
    for bar in figure.data:
        assert bar.y[1] is None


def test_nothing_found_is_a_bar_of_no_height_and_a_gap_is_no_bar() -> None:
    figure = figures.coverage(trend([20, 0, None]), gaps(["2026-10-03"]))
    heights = [tuple(trace.y) for trace in figure.data if trace.name != "A feed was down"]
    assert heights == [(10, 0, None), (0, 0, None), (10, 0, None)]


def test_bars_add_up_to_articles_or_to_their_share() -> None:
    frame = trend([8, 8]).assign(stories=4)
    for as_share, stories, total in (
        (False, False, 8),
        (True, False, 0.08),
        (False, True, 4),
        (True, True, 0.05),
    ):
        chart = figures.coverage(frame, no_gaps(), as_share=as_share, stories=stories)
        bars = [trace for trace in chart.data if trace.type == "bar"]
        assert sum(bar.y[0] for bar in bars) == pytest.approx(total)


def test_shares_carry_the_interval_of_as_many_stories() -> None:
    chart = figures.coverage(trend([8, 8]), no_gaps(), as_share=True)
    whiskers = next(trace for trace in chart.data if trace.name == "95 % interval")
    low, high = trends.wilson(8, 100, 80)
    assert whiskers.error_y.array[0] == pytest.approx(high - 0.08)
    assert whiskers.error_y.arrayminus[0] == pytest.approx(0.08 - low)


def test_many_bars_are_not_hidden_by_their_intervals() -> None:
    chart = figures.coverage(trend([8] * 90), no_gaps(), as_share=True)
    assert not [trace for trace in chart.data if trace.name == "95 % interval"]
    assert "95 % interval" in chart.data[0].hovertext[0]


def test_gaps_name_their_feeds() -> None:
    shading = figures.coverage(trend([3, 4]), gaps(["2026-10-02"])).data[0]
    assert list(shading.x) == ["2026-10-02"]
    assert "Harbour Gazette (https://harbour.example/rss)" in shading.hovertext[0]


def test_only_an_incomplete_last_bucket_is_hatched() -> None:
    frame = trend([3, 4, 5])
    frame["complete"] = [False, True, False]
    bar = figures.coverage(frame, no_gaps()).data[0]
    assert list(bar.marker.pattern.shape) == ["", "", "/"]


def test_time_axes_are_labelled_in_days_even_for_a_single_one() -> None:
    axis = figures.coverage(trend([3]), no_gaps()).layout.xaxis
    assert list(axis.ticktext) == ["1 Oct<br>2026"]


def test_labels_at_line_ends_do_not_overlap() -> None:
    both = pd.concat([trend([20, 20], entity=name) for name in ("NATO", "EU", "UN")])
    notes = figures.compare_lines(both, no_gaps()).layout.annotations
    heights = sorted(note.y for note in notes)
    assert all(b - a > 0.04 for a, b in pairwise(heights))  # on an axis that ends at 0.4


def test_a_selection_gets_the_name_as_it_is_stored() -> None:
    assert drawn(HOSTILE)["mix_bars"].data[0].customdata[0] == [HOSTILE, "outlet", "oppose"]
    assert drawn(HOSTILE)["dots"].data[1].customdata[0] == [HOSTILE, "outlet"]


@pytest.mark.parametrize("kind", [kind for kind in drawn("x") if kind != "shift_bars"])
def test_empty_frames_give_a_note(kind: str) -> None:
    empty = {
        "dots": rows([], []),
        "mix_bars": rows([], []),
        "matrix": matrix_of("x").iloc[:0],
        "feed_strip": feed_days_of("x").iloc[:0],
        "difference_line": estimates.apart(voices([1]).iloc[:0]),
    }.get(kind, trend([1]).iloc[:0])
    more = (no_gaps(),) if kind == "coverage" or "line" in kind else ()
    figure = getattr(figures, kind)(empty, *more)
    assert "Nothing to show" in figure.layout.annotations[0].text
    assert figures.alt(kind, empty) == "Nothing to show in this selection."


def test_alternatives_say_what_is_drawn() -> None:
    assert figures.alt("coverage", trend([3, None, 4])) == (
        "Bars over time, 1 – 3 Oct 2026: 7 articles with 14 statements, 7 oppose and 7 support; "
        "nothing was collected in 1 of 3 buckets."
    )
    assert "50 % oppose, 25 % support" in figures.alt("mix_bars", rows(["Bay Post"], [20]))
    assert "NATO +0.25" in figures.alt("compare_lines", trend([3, 4]))
    assert "share of coverage over time, 1 – 2 Oct 2026: NATO 3.5 %" in figures.alt(
        "compare_lines", trend([3, 4]), "share"
    )
    assert "Ada Fjord and NATO" in figures.alt("matrix", matrix_of("Ada Fjord"))
    assert "−0.25 (Bay Post)" in figures.alt("dots", rows(["Bay Post"], [20]))
    assert "3 feed days with failures only, 3 in gaps" in figures.alt(
        "feed_strip", feed_days_of("Bay Post")
    )
    assert "quoted +0.25" in figures.alt("stance_lines", trend([5], voice="quoted"))
    assert "quoted –" in figures.alt("stance_lines", trend([4], voice="quoted"))
    assert "tone over time, 1 Oct 2026: quoted +0.50" in figures.alt(
        "stance_lines", trend([5], voice="quoted"), "tone"
    )


def test_a_strip_has_a_cell_a_day_and_marks_failures() -> None:
    figure = figures.feed_strip(feed_days_of("Bay Post").drop(index=2))
    (cells,) = [trace for trace in figure.data if trace.type == "heatmap"]
    assert [list(row) for row in cells.z] == [[2, 1, None, 0, 0, 0]]
    assert (cells.x0, cells.dx) == ("2026-10-01", 86_400_000)
    marks = {trace.name: trace.x for trace in figure.data if trace.type == "scatter"}
    assert marks["Failed, needs you"] == ("2026-10-04",)
    assert marks["Brought new entries"] == (None,)  # the legend's entry only
    assert figure.layout.xaxis.range[0] == "2026-09-21 12:00:00"


@pytest.mark.parametrize(("furthest", "limit"), [(0.1, 0.2), (-0.4, 0.4), (0.8, 1.0)])
def test_score_axes_reach_as_far_as_the_intervals_and_stay_symmetric(
    furthest: float, limit: float
) -> None:
    ends = dict.fromkeys(("stance_mean", "stance_low", "stance_high"), furthest)
    frame = rows(["Bay Post"], [20]).assign(**ends)
    ticks = figures.dots(frame).layout.xaxis.tickvals
    assert (ticks[0], ticks[-1]) == (-limit, limit)


def test_a_watched_day_without_any_article_has_a_bar_of_nothing() -> None:
    frame = trend([8, 0, 8])
    frame.loc[1, "total_stories"] = None
    assert "0 articles of" in figures.coverage(frame, no_gaps()).data[0].hovertext[1]


def test_an_axis_of_shares_has_room_for_its_labels_where_all_is_neutral() -> None:
    frame = rows(["Bay Post"], [20]).assign(oppose=0, support=0)
    axis = figures.mix_bars(frame).layout.xaxis
    assert len([tick for tick in axis.tickvals if abs(tick) <= axis.range[1]]) <= 5
