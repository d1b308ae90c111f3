"""Take the pictures of docs/screens: `make screenshots`. Every page, as people meet it.

light, dark       the demonstration, one of whose feeds is down for nine days
phone             the same, 390 px wide
few, few-phone    a store of one article
empty, ...        a store of none
and the views of `_opened`: what pages show once something in them is chosen
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote_plus

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from monitor.records import Filters
from monitor.settings import Settings
from monitor.store.lake import Lake
from monitor.store.query import Reader
from monitor.ui.router import PAGES, WITHOUT_FILTERS
from tests.browser.conftest import BROKEN, CHROMIUM, PATIENCE, choose_highest_bar, drawn, serving
from tests.conftest import REPO

WIDE, PHONE = (1440, 1000), (390, 844)
COLOURS = 255  # a page has few, so a palette costs nothing that can be seen
ARTICLE = """Minister defends the alliance

"NATO has kept this country safe, and we stand by it," Defence Minister Dara Quillon said in
Port Merrin on Tuesday. She did not say when the new brigade would be ready.
"""
# Feeds that fail: what stands at their address.
FAILING = {
    "Merrin Courier": (404, "There is nothing here"),
    "Port Gazette": (200, "<!doctype html><title>Home</title><p>Welcome"),
    "Tarn Valley Radio": (503, "Too many listeners"),
    "Upper Esk Herald": (410, "Closed for good"),
}


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: where it is taken, how, and what is done there before."""

    name: str
    address: str
    size: tuple[int, int] = WIDE
    scheme: str = "light"
    act: Callable[[Page], None] | None = None  # opens something over the page


def main(folder: Path) -> None:
    """Write a picture of every page and view into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["MONITOR_SCORER"] = Settings.scorer  # tests ask for the rules
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        full, few, empty, failing = (
            Path(scratch) / name for name in ("full", "few", "empty", "failing")
        )
        _monitor(full, "demo")
        article = Path(scratch) / "article.txt"
        article.write_text(ARTICLE)
        _monitor(few, "import", article, "--outlet", "Merrin Courier")
        _monitor(failing, "demo")
        _fail(failing)
        for store, shots in (
            (full, [*_pages("light"), *_pages("dark"), *_pages("phone"), *_opened(full)]),
            (few, [*_pages("few"), *_pages("few-phone")]),
            (empty, [*_pages("empty"), *_pages("empty-phone")]),
            (
                failing,
                [Shot("feeds-failing", "feeds"), Shot("feeds-failing-phone", "feeds", PHONE)],
            ),
        ):
            with serving(store) as address:
                for shot in shots:
                    _take(browser, address, shot, folder / f"{shot.name}.png")
        browser.close()


def _pages(view: str) -> list[Shot]:
    size = PHONE if view.endswith("phone") else WIDE
    scheme = "dark" if view == "dark" else "light"
    return [Shot(f"{page}-{view}", f"{_path(page)}?{_asked(page)}", size, scheme) for page in PAGES]


def _opened(store: Path) -> list[Shot]:
    gap = f"?outlet={quote_plus(BROKEN)}&bucket=Week&smooth=3"
    stories = Reader(Lake(str(store))).stories(Filters(), only="altered")
    retold = stories.sort_values(["headlines", "copies"])["story_id"].iloc[-1]
    return [
        Shot("overview-gap", gap),
        Shot("overview-gap-phone", gap, PHONE),
        Shot("overview-peaks", "?entity=NATO&bucket=Week&height=Number"),
        Shot("overview-peak", "?bucket=Week", act=_open_peak),
        Shot("entities-evidence", "entities?entity=NATO", act=_open_evidence),
        Shot("entities-evidence-phone", "entities?entity=NATO", PHONE, act=_open_evidence),
        Shot("outlets-all", "outlets"),
        Shot("outlets-all-phone", "outlets", PHONE),
        Shot("workbench-opened", "workbench?edit=nato"),
        Shot("stories-opened", f"stories?story={retold}"),
        Shot("stories-opened-phone", f"stories?story={retold}", PHONE),
        Shot("voices-all", "voices"),
        Shot("voices-all-phone", "voices", PHONE),
    ]


def _open_peak(page: Page) -> None:
    choose_highest_bar(page)
    expect(page.get_by_role("dialog").get_by_role("heading", name="Speakers")).to_be_visible()


def _open_evidence(page: Page) -> None:
    page.get_by_role("button", name="Evidence").nth(2).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Oppose", exact=True).click()
    expect(dialog.locator(".statement.oppose mark.cue").first).to_be_visible()
    expect(dialog.locator(".statement.neutral")).to_have_count(0)


def _path(page: str) -> str:
    return "" if page == "overview" else page


def _asked(page: str) -> str:
    if page in WITHOUT_FILTERS:
        return ""
    return "entity=NATO&entity=European+Union" if page == "compare" else "entity=NATO"


def _monitor(store: Path, *arguments: object) -> None:
    command = [sys.executable, "-m", "monitor", "--store", store, *map(str, arguments)]
    subprocess.run(command, cwd=REPO, check=True)


def _fail(store: Path) -> None:
    """Poll feeds of a server on loopback that has none."""
    with _without_feeds() as server:
        urls = [f"{server}/{place}" for place in range(len(FAILING))]
        local = ("--allow-private", "127.0.0.1/32")
        for url, outlet in zip(urls, FAILING, strict=True):
            _monitor(store, *local, "feeds", "add", url, "--outlet", outlet)
        asked = [part for url in urls for part in ("--feed", url)]
        command = [sys.executable, "-m", "monitor", "--store", store, *local, "ingest", *asked]
        subprocess.run(command, cwd=REPO, check=False)  # that nothing can be read is the point


@contextmanager
def _without_feeds() -> Iterator[str]:
    answers = list(FAILING.values())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = self.path.strip("/")
            status, body = answers[int(place)] if place.isdigit() else (404, "")
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def _take(browser: Browser, address: str, shot: Shot, path: Path) -> None:
    width, height = shot.size
    with browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=shot.scheme,
        reduced_motion="reduce",
    ) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/{shot.address}")
        drawn(page)
        if shot.act:
            shot.act(page)
            drawn(page)
        else:
            # Streamlit scrolls inside the window, so the window grows to what the page holds.
            tall = page.evaluate(
                "document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"
            )
            page.set_viewport_size({"width": width, "height": max(height, tall + 80)})
            drawn(page)
        page.wait_for_timeout(500)  # charts draw themselves anew at the new size
        page.screenshot(path=path)
    with Image.open(path) as picture:
        # The other methods blend away a colour that few points have.
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE)
        few.save(path, optimize=True)
    print(path.name, f"{path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
