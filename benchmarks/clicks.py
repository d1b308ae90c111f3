"""From a click to the chart that is drawn: the real dashboard in a Chromium, page by page.

    python -m benchmarks.clicks STORE [--times 5] [--port 8741]

The server is warm, as after its first visitor. A page is done when the running-man is gone and
its charts and tables stand. "voice" is a click on a filter: an answer that nobody had before.
"""

import argparse
import statistics
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks import results
from benchmarks.serving import DASHBOARD, chromium, serving

PAGES = ("Overview", "Entities", "Compare", "Voices", "Outlets", "Articles", "Feeds", "Method")
_READY = """title => {
    const app = document.querySelector('[data-testid="stApp"]');
    const heading = document.querySelector('h1');
    return app && app.dataset.testScriptState === 'notRunning' && heading
        && !document.querySelector('[data-stale="true"]')
        && (title === '' || heading.innerText.startsWith(title))
        && [...document.querySelectorAll('.js-plotly-plot')].every(
            plot => plot.querySelector('.main-svg'));
}"""


def _settle(page: Page, title: str = "") -> None:
    page.wait_for_function(_READY, arg=title, timeout=120_000)


def _milliseconds(page: Page, title: str, label: str) -> float:
    link = page.get_by_role("link", name=label, exact=True).first
    started = time.perf_counter()
    link.click()
    page.wait_for_url(f"**/{'' if label == 'Overview' else label.lower()}**")
    _settle(page, title)
    return (time.perf_counter() - started) * 1_000


def measure(address: str, times: int) -> dict[str, dict[str, float]]:
    """Milliseconds by page."""
    taken: dict[str, list[float]] = {label: [] for label in (*PAGES, "voice")}
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.goto(address)
        _settle(page)
        titles = {"Entities": ""}  # its heading is the entity's name
        for number in range(times + 1):  # the first round warms up
            for label in (*PAGES[1:], PAGES[0]):
                took = _milliseconds(page, titles.get(label, label), label)
                if number:
                    taken[label].append(took)
            button = page.get_by_role("radio", name="Quoted").or_(
                page.get_by_role("button", name="Quoted", exact=True)
            )
            started = time.perf_counter()
            button.first.click()
            page.wait_for_url("**voice**" if number % 2 == 0 else "**")
            _settle(page)
            if number:
                taken["voice"].append((time.perf_counter() - started) * 1_000)
        browser.close()
    return {label: results.spread(values) for label, values in taken.items()}


def main() -> None:
    """Start the dashboard, click, print and write down."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("store", type=Path)
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--port", type=int, default=8741)
    chosen = options.parse_args()
    store = str(chosen.store.resolve())
    with serving(DASHBOARD, chosen.port, MONITOR_STORE=store) as served:
        figures = measure(served.address, chosen.times)
    for label, figure in figures.items():
        print(f"{label:10} {figure['median']:7,.0f} ms  (slowest {figure['max']:,.0f})")
    over = statistics.median(figure["median"] for figure in figures.values())
    print(f"median of the pages: {over:,.0f} ms")
    print(results.write("clicks", {"ms": figures}))


if __name__ == "__main__":
    main()
