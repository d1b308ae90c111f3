"""The dashboard in a real Chromium: deep link on a fresh server, filters in the URL, CSV."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from monitor.store.lake import Lake
from monitor.store.query import Reader
from monitor.ui.filters import default_window
from tests.conftest import REPO

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium; apt install chromium"),
]

PATIENCE = 60_000  # milliseconds


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "store"
    subprocess.run([sys.executable, "-m", "monitor", "--store", path, "demo"], cwd=REPO, check=True)
    return path


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)],
        cwd=REPO,
        env=os.environ | {"MONITOR_STORE": str(store)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert process.poll() is None
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
        page.set_default_timeout(PATIENCE)
        yield page
        browser.close()


def test_a_deep_link_on_a_fresh_server_keeps_its_entities(page: Page, server: str) -> None:
    page.goto(f"{server}/compare?entity=NATO&entity=Ukraine")
    expect(page.get_by_role("heading", name="Compare")).to_be_visible(timeout=PATIENCE)
    for _ in range(2):
        expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENCE)
        assert page.url.endswith("/compare?entity=NATO&entity=Ukraine")
        page.reload()


def test_the_csv_equals_the_export(page: Page, server: str, store: Path, tmp_path: Path) -> None:
    page.goto(f"{server}/outlets?entity=NATO")
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").first.click()
    first, last = default_window(Reader(Lake(str(store))).options().days)
    out = tmp_path / "out.csv"
    command = [sys.executable, "-m", "monitor", "--store", store, "export", "outlets"]
    days = ["--from", first.isoformat(), "--to", last.isoformat()]
    subprocess.run([*command, "--entity", "nato", *days, "--out", out], cwd=REPO, check=True)
    assert Path(download.value.path()).read_bytes() == out.read_bytes()
