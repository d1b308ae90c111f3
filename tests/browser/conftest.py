"""What the browser tests share: the demonstration, a server over it, and a Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from monitor.pipeline.demonstration import load
from monitor.settings import Settings
from tests.conftest import REPO

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 60_000  # milliseconds
BROKEN = "Coastline Radio (demo)"  # its feed fails for nine days
UNTIL = date(2026, 11, 23)  # these then begin on a Sunday, and take a whole week

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, and skip it where there is no Chromium."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium; apt install chromium"))


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the store of the demonstration; tests only read it."""
    path = tmp_path_factory.mktemp("browser") / "store"
    load(Settings(store=str(path)), until=UNTIL)
    return path


@pytest.fixture(scope="module")
def server(demonstration: Path) -> Iterator[str]:
    """Give the address of a fresh server over the demonstration."""
    with serving(demonstration) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1440, "height": 1000}) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        yield page


@contextmanager
def serving(store: Path, **settings: str) -> Iterator[str]:
    """Run the dashboard over a store on a free port of loopback, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)],
        cwd=REPO,
        env=os.environ | {"MONITOR_STORE": str(store)} | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            assert process.poll() is None
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


# Streamlit may run a page twice (a cleaned address, a changed default), so rest counts only
# when it lasts; parts that are still loading show a skeleton, and charts come last.
_AT_REST = """() => {
  const all = (css) => [...document.querySelectorAll(css)];
  const idle =
    all('[data-testid="stApp"]')[0]?.dataset.testScriptState === 'notRunning' &&
    all('h1').length > 0 &&
    all('[data-testid="stSkeleton"]').every((part) => !part.checkVisibility()) &&
    all('[data-testid="stPlotlyChart"]').every((chart) => chart.querySelector('.main-svg'));
  if (!idle) window.restingSince = undefined;
  else window.restingSince ??= performance.now();
  return idle && performance.now() - window.restingSince > 500;
}"""


def drawn(page: Page) -> None:
    """Wait until the page shows its heading and charts, and Streamlit has come to rest."""
    page.wait_for_function(_AT_REST)


def choose_highest_bar(page: Page) -> None:
    """Click on the highest bar of the first chart."""
    bars = page.locator(".js-plotly-plot").first.locator(".bars path")
    boxes = [box for bar in bars.all() if (box := bar.bounding_box())]
    narrow = min(box["width"] for box in boxes)  # the shading of gaps is wider
    peak = max((b for b in boxes if b["width"] < narrow * 1.1), key=lambda box: box["height"])
    page.mouse.click(peak["x"] + peak["width"] / 2, peak["y"] + peak["height"] / 2)
