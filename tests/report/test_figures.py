import json
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from monitor.report import figures
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


def drawn(name: str, theme: figures.Theme = "light") -> dict[str, Any]:
    """Every figure, with `name` wherever a name can stand."""
    count: list[int | None] = [3, 20, None, 30]
    return {
        "coverage": figures.coverage(trend(count), gaps(["2026-10-03"], name), theme=theme),
        "stance_lines": figures.stance_lines(trend(count, voice="quoted"), theme),
        "compare_lines": figures.compare_lines(trend(count, entity=name), theme),
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
    if kind != "stance_lines":  # which names voices only
        assert "&lt;b&gt;Bold" in shown


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_figure_is_calm(theme: figures.Theme) -> None:
    for figure in drawn("Harbour Gazette", theme).values():
        assert figure.layout.height >= 120
        assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
        assert all(trace.hoverinfo in ("text", "skip") for trace in figure.data)


def test_rows_make_a_figure_higher() -> None:
    few, many = rows(["a"], [20]), rows([f"Outlet {n}" for n in range(30)], [20] * 30)
    assert figures.dots(many).layout.height > figures.dots(few).layout.height + 29 * 20


def test_lines_do_not_bridge_gaps() -> None:
    figure = figures.stance_lines(trend([20, 20, None, 20, 0, 20], voice="outlet"))
    runs = [list(trace.x) for trace in figure.data if "markers" in trace.mode]
    assert runs == [["2026-10-01", "2026-10-02"], ["2026-10-04"], ["2026-10-06"]]


def test_markers_are_hollow_below_ten_statements() -> None:
    figure = figures.stance_lines(trend([4, 5], voice="outlet"))  # 8 and 10 statements
    line = next(trace for trace in figure.data if "markers" in trace.mode)
    assert list(line.marker.color) == [LIGHT.surface, LIGHT.ink]
    pairs = figures.matrix(matrix_of("Ada Fjord")).data[0]
    assert [colour == LIGHT.surface for colour in pairs.marker.color] == [False, True]


def test_quoted_is_dashed_and_own_voice_solid() -> None:
    both = pd.concat([trend([20, 20], voice="outlet"), trend([20, 20], voice="quoted")])
    dashes = [t.line.dash for t in figures.stance_lines(both).data if "markers" in t.mode]
    assert dashes == ["solid", "dash"]


def test_nothing_is_drawn_where_nothing_was_collected() -> None:
    figure = figures.coverage(trend([3, None, 4]), no_gaps())
    for bar in figure.data:
        assert bar.y[1] is None


def test_bars_add_up_to_articles_or_to_their_share() -> None:
    for as_share, total in ((False, 8), (True, 0.08)):
        bars = figures.coverage(trend([8, 8]), no_gaps(), as_share=as_share).data
        assert sum(bar.y[0] for bar in bars) == pytest.approx(total)


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
    heights = sorted(note.y for note in figures.compare_lines(both).layout.annotations)
    assert all(b - a > 0.04 for a, b in pairwise(heights))  # on an axis that ends at 0.4


def test_a_selection_gets_the_name_as_it_is_stored() -> None:
    assert drawn(HOSTILE)["mix_bars"].data[0].customdata[0] == HOSTILE


@pytest.mark.parametrize("kind", list(drawn("x")))
def test_empty_frames_give_a_note(kind: str) -> None:
    empty = {
        "dots": rows([], []),
        "mix_bars": rows([], []),
        "matrix": matrix_of("x").iloc[:0],
        "feed_strip": feed_days_of("x").iloc[:0],
    }.get(kind, trend([1]).iloc[:0])
    more = (no_gaps(),) if kind == "coverage" else ()
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
    assert "Ada Fjord and NATO" in figures.alt("matrix", matrix_of("Ada Fjord"))
    assert "−0.25 (Bay Post)" in figures.alt("dots", rows(["Bay Post"], [20]))
    assert "3 feed days with failures only, 3 in gaps" in figures.alt(
        "feed_strip", feed_days_of("Bay Post")
    )
    assert "quoted +0.25" in figures.alt("stance_lines", trend([3], voice="quoted"))


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
def test_score_axes_reach_as_far_as_the_means_and_stay_symmetric(
    furthest: float, limit: float
) -> None:
    frame = rows(["Bay Post"], [20]).assign(stance_mean=furthest)
    ticks = figures.dots(frame).layout.xaxis.tickvals
    assert (ticks[0], ticks[-1]) == (-limit, limit)
