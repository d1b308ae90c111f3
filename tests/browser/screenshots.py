"""Take the pictures of docs/screens: `make screenshots`. Every page, as people meet it.

full      the demonstration, whose feeds hold a gap, light and dark
phone     the same, 390 px wide
few       a store of one article
empty     a store of none
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from monitor.ui.router import PAGES, WITHOUT_FILTERS
from tests.browser.conftest import CHROMIUM, PATIENCE, drawn, serving
from tests.conftest import REPO

WIDE, PHONE = (1440, 1000), (390, 844)
COLOURS = 255  # a page has few, so a palette costs nothing that can be seen
ARTICLE = """Minister defends the alliance

"NATO has kept this country safe, and we stand by it," Defence Minister Dara Quillon said in
Port Merrin on Tuesday. She did not say when the new brigade would be ready.
"""


def main(folder: Path) -> None:
    """Write `<page>-<view>.png` for every page and view into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        full, few, empty = (Path(scratch) / name for name in ("full", "few", "empty"))
        _monitor(full, "demo")
        article = Path(scratch) / "article.txt"
        article.write_text(ARTICLE)
        _monitor(few, "import", article, "--outlet", "Merrin Courier")
        with serving(full) as address:
            for page in PAGES:
                _take(browser, address, page, folder / f"{page}-light.png", WIDE)
                _take(browser, address, page, folder / f"{page}-dark.png", WIDE, "dark")
                _take(browser, address, page, folder / f"{page}-phone.png", PHONE)
        for name, store in (("few", few), ("empty", empty)):
            with serving(store) as address:
                for page in PAGES:
                    _take(browser, address, page, folder / f"{page}-{name}.png", WIDE)
        browser.close()


def _asked(name: str) -> str:
    if name in WITHOUT_FILTERS:
        return ""
    return "entity=NATO&entity=European+Union" if name == "compare" else "entity=NATO"


def _monitor(store: Path, *arguments: object) -> None:
    command = [sys.executable, "-m", "monitor", "--store", store, *map(str, arguments)]
    subprocess.run(command, cwd=REPO, check=True)


def _take(
    browser: Browser,
    address: str,
    name: str,
    path: Path,
    size: tuple[int, int],
    scheme: str = "light",
) -> None:
    width, height = size
    with browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/{'' if name == 'overview' else name}?{_asked(name)}")
        drawn(page)
        # Streamlit scrolls inside the window, so the window grows to what the page holds.
        tall = page.evaluate(
            "document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"
        )
        page.set_viewport_size({"width": width, "height": max(height, tall + 80)})
        drawn(page)
        page.wait_for_timeout(500)  # charts draw themselves anew at the new size
        page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    print(path.name, f"{path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
