"""The dashboard in a real Chromium: deep link on a fresh server, filters in the URL, CSV."""

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from monitor.store.lake import Lake
from monitor.store.query import Reader
from monitor.ui.filters import default_window
from tests.browser.conftest import PATIENCE, drawn
from tests.conftest import REPO


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
    bars = page.locator(".js-plotly-plot").first.locator(".bars path")
    boxes = [box for bar in bars.all() if (box := bar.bounding_box())]
    narrow = min(box["width"] for box in boxes)  # the shading of gaps is wider
    peak = max((b for b in boxes if b["width"] < narrow * 1.1), key=lambda box: box["height"])
    page.mouse.click(peak["x"] + peak["width"] / 2, peak["y"] + peak["height"] / 2)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Stories")).to_be_visible(timeout=PATIENCE)
    dialog.get_by_text("Statements", exact=True).first.click()
    expect(dialog.locator("mark.target").first).to_be_visible(timeout=PATIENCE)
    expect(dialog.get_by_text("oppose 0.").first).to_be_visible()
