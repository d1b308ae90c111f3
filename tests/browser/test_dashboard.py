"""The dashboard in a real Chromium: deep links, CSV, a peak followed, a gap that is drawn."""

import subprocess
import sys
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from playwright.sync_api import Page, expect

from monitor.store.lake import Lake
from monitor.store.query import Reader
from monitor.ui.filters import default_window
from tests.browser.conftest import BROKEN, PATIENCE, choose_highest_bar, drawn
from tests.conftest import REPO

Trace = dict[str, Any]


def test_a_deep_link_on_a_fresh_server_keeps_its_entities(page: Page, server: str) -> None:
    page.goto(f"{server}/compare?entity=NATO&entity=Ukraine")
    expect(page.get_by_role("heading", name="Compare")).to_be_visible()
    for _ in range(2):
        expect(page.locator(".js-plotly-plot").first).to_be_visible()
        assert page.url.endswith("/compare?entity=NATO&entity=Ukraine")
        page.reload()


def test_the_csv_equals_the_export(
    page: Page, server: str, demonstration: Path, tmp_path: Path
) -> None:
    page.goto(f"{server}/outlets?entity=NATO")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").first.click()
    first, last = default_window(Reader(Lake(str(demonstration))).options().days)
    out = tmp_path / "out.csv"
    command = [sys.executable, "-m", "monitor", "--store", demonstration, "export", "outlets"]
    days = ["--from", first.isoformat(), "--to", last.isoformat()]
    subprocess.run([*command, "--entity", "nato", *days, "--out", out], cwd=REPO, check=True)
    assert Path(download.value.path()).read_bytes() == out.read_bytes()


def test_a_peak_leads_to_its_stories_and_to_the_scores_of_a_sentence(
    page: Page, server: str
) -> None:
    page.goto(server)
    drawn(page)
    choose_highest_bar(page)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Stories")).to_be_visible(timeout=PATIENCE)
    dialog.get_by_text("Statements", exact=True).first.click()
    expect(dialog.locator("mark.target").first).to_be_visible(timeout=PATIENCE)
    expect(dialog.get_by_text("oppose 0.").first).to_be_visible()


def test_a_week_in_which_a_feed_was_down_is_drawn_as_a_gap(page: Page, server: str) -> None:
    page.goto(f"{server}/?outlet={quote_plus(BROKEN)}&bucket=Week&smooth=3")
    drawn(page)
    coverage, stance = (_traces(page, place) for place in (0, 1))
    shading = _named(coverage, "A feed was down")[0]
    weeks = shading["x"]
    assert len(weeks) == 3, "nine days from a Sunday on touch three weeks"
    assert all(BROKEN in text and "not watched" in text for text in shading["hovertext"])
    expect(page.get_by_text(f"Shaded, a feed was down: {BROKEN} (9 days)")).to_be_visible()

    lost = weeks[1]  # the only one of which no day was watched
    bars = [height for trace in _bars(coverage) for height in _at(trace, lost)]
    assert bars == [None] * 3, "nothing is not zero"
    watched = [week for week in _bars(coverage)[0]["x"] if week != lost]
    assert all(_at(trace, week) != [None] for trace in _bars(coverage) for week in watched)
    for run in _unbroken(coverage) + _unbroken(stance):
        assert not min(run) < lost < max(run), "no line leads over the gap"
    smoothed = [week for run in _unbroken(coverage) for week in run]
    assert min(smoothed) < lost < max(smoothed)

    # On the screen: the shading comes first, and no bar of the data stands in the lost week.
    paths = page.locator(".js-plotly-plot").first.locator(".bars path").all()
    boxes = [box for path in paths if (box := path.bounding_box())]
    shaded = boxes[: len(weeks)]
    assert all(box["height"] > 100 for box in shaded)
    left, right = shaded[1]["x"], shaded[1]["x"] + shaded[1]["width"]
    standing = [box for box in boxes[len(weeks) :] if box["height"] > 0]
    assert not [box for box in standing if left < box["x"] + box["width"] / 2 < right]
    assert len(standing) > len(watched)


def _traces(page: Page, place: int) -> list[Trace]:
    """What plotly has drawn in a chart of the page."""
    drawn_there: list[Trace] = page.evaluate(
        """place => [...document.querySelectorAll('.js-plotly-plot')][place].data.map(
            ({type, name, mode, x, y, hovertext}) => ({type, name, mode, x, y, hovertext}))""",
        place,
    )
    return drawn_there


def _named(traces: list[Trace], name: str) -> list[Trace]:
    return [trace for trace in traces if trace["name"] == name]


def _bars(traces: list[Trace]) -> list[Trace]:
    names = ("Oppose", "Neutral or uncertain", "Support")
    return [trace for name in names for trace in _named(traces, name)]


def _unbroken(traces: list[Trace]) -> list[list[str]]:
    """The weeks of each piece of a line, or of the outline of its band, that has no break."""
    runs = []
    for trace in (one for one in traces if one["mode"] == "lines"):
        points = groupby(zip(trace["x"], trace["y"], strict=True), lambda point: point[1] is None)
        runs += [[week for week, _ in run] for nothing, run in points if not nothing]
    return runs


def _at(trace: Trace, week: str) -> list[float | None]:
    return [y for x, y in zip(trace["x"], trace["y"], strict=True) if x == week]
