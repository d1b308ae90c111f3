"""Every page for everyone: no serious finding of axe, nothing fetched from elsewhere."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from monitor.ui.router import PAGES
from tests.browser.conftest import PATIENCE, drawn

# Rules that axe takes for moderate, and that we hold all the same.
HELD = {"heading-order"}
ADDRESSES = ["" if name == "overview" else name for name in PAGES]


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, server: str, name: str, scheme: str) -> None:
    viewport = {"width": 1440, "height": 1000}
    with browser.new_context(
        viewport=viewport, color_scheme=scheme, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{server}/{name}?entity=NATO")
        drawn(page)
        found = [
            f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
            for violation in Axe().run(page).response["violations"]
            if violation["impact"] in {"serious", "critical"} or violation["id"] in HELD
            for node in violation["nodes"]
        ]
    assert not found, "\n".join(found)


def test_nothing_is_fetched_from_elsewhere(page: Page, server: str) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    for name in ADDRESSES:
        page.goto(f"{server}/{name}")
        drawn(page)
    elsewhere = {u for u in asked if not u.startswith(("data:", "blob:"))}
    assert {urlsplit(u).netloc for u in elsewhere} == {urlsplit(server).netloc}
