"""How long a visitor waits for the first chart, beside a plain Streamlit page over the same rows.

    python -m benchmarks.pages STORE [--name demo] [--times 5] [--port 8741]

Each round gives every contender a browser process that has seen nothing yet: from the address to
the first chart; then an entity that nobody has chosen before, and with it twice to another page
and back. A chart counts from the frame in which what is drawn differs from what was there, by the
clock of the page itself. The servers are warm, as after their first visitor.
"""

import argparse
import gzip
import tempfile
import time
import urllib.request
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright

from benchmarks import results
from benchmarks.serving import DASHBOARD, Served, chromium, serving
from monitor.records import Filters
from monitor.store.lake import Lake
from monitor.store.query import Reader

PLAIN = "benchmarks/plain_page.py"
OURS, CACHED = "dashboard", "plain, cached"
_PATIENCE = 180_000  # milliseconds
_TEXTS = ("Script", "Stylesheet", "Document")

_WATCH = """
addEventListener('click', event => { window.clicked = event.timeStamp; }, true);
window.drawn = () => [
    ...document.querySelector('.js-plotly-plot')?.querySelectorAll('.cartesianlayer .trace path')
        ?? []].map(path => path.getAttribute('d')).join();
"""
_DRAWN = "before => { const now = drawn(); return now && now !== before && performance.now(); }"
_RESTED = """() => {
    const all = css => [...document.querySelectorAll(css)];
    const idle = all('[data-testid="stApp"]')[0]?.dataset.testScriptState === 'notRunning'
        && all('[data-testid="stSkeleton"]').every(part => !part.checkVisibility())
        && all('[data-testid="stPlotlyChart"]').every(chart => chart.querySelector('.main-svg'));
    if (!idle) window.rested = undefined;
    else window.rested ??= performance.now();
    return idle && performance.now() - window.rested > 500;
}"""


@dataclass
class Contender:
    """One of those that are measured beside each other, and what was taken of it."""

    served: Served
    weight: dict[str, Any] = field(default_factory=dict)
    ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    server_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def export(reader: Reader, path: Path) -> int:
    """Write what the plain page needs of each statement, and no more; how many there are."""
    rows = 0
    for piece in reader.statement_pieces(Filters()):
        piece.assign(
            day=piece["published_at"].fillna(piece["first_seen_at"]).dt.date,
            voice=piece["holder_kind"].eq("outlet").map({True: "outlet", False: "quoted"}),
        ).rename(
            columns={"article_id": "article", "target": "entity", "stance_score": "score"}
        ).to_csv(
            path,
            columns=["day", "article", "entity", "voice", "stance", "score"],
            index=False,
            mode="a",
            header=not rows,
        )
        rows += len(piece)
    return rows


def visit(playwright: Playwright, contender: Contender, entity: str) -> None:
    """One browser, from its start to the last page that is visited in it."""
    started = time.perf_counter()
    browser = chromium(playwright)
    page = _page(browser.new_page())
    used = contender.served.processor_ms()
    page.goto(contender.served.address, wait_until="commit")
    took = page.wait_for_function(_DRAWN, arg="").json_value()
    contender.ms["process to first chart"].append((time.perf_counter() - started) * 1_000)
    _note(contender, "address to first chart", took, used, page)
    _click(page, contender, "filter to first chart", lambda: _choose(page, entity))
    page.keyboard.press("Escape")  # an open list hides the rest of the page
    for label in ("Entities", "Overview") * 2:
        link = page.get_by_role("link", name=label, exact=True).first
        _click(page, contender, "page to first chart", link.click)
    browser.close()


def weigh(playwright: Playwright, address: str) -> dict[str, Any]:
    """What a first load brings over the wire, until the page is at rest."""
    browser = chromium(playwright)
    page = _page(browser.new_page())
    wire = page.context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = defaultdict(int)
    frames: list[int] = []
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))
    wire.on(
        "Network.requestWillBeSent",
        lambda e: addresses.update({e["requestId"]: e["request"]["url"]}),
    )
    wire.on(
        "Network.loadingFinished",
        lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])}),
    )
    wire.on(
        "Network.webSocketFrameReceived",
        lambda e: frames.append(len(e["response"]["payloadData"]) * 3 // 4),  # base64
    )
    page.goto(address)
    page.wait_for_function(_DRAWN, arg="")
    _rest(page)
    browser.close()
    by_kind: dict[str, int] = defaultdict(int)
    for request, size in sizes.items():
        by_kind[kinds.get(request, "Other")] += size
    texts = [request for request in sizes if kinds.get(request) in _TEXTS]
    started = time.process_time()
    packed = sum(len(gzip.compress(_body(addresses[request]), 6)) for request in texts)
    spent = time.process_time() - started
    return {
        "bytes": sum(sizes.values()) + sum(frames),
        "requests": len(sizes),
        "websocket_bytes": sum(frames),
        # Had a proxy compressed scripts, styles and the document; and what that costs to do.
        "bytes_if_gzipped": sum(sizes.values())
        + sum(frames)
        + packed
        - sum(sizes[request] for request in texts),
        "gzip_processor_ms": round(spent * 1_000),
        "by_kind": dict(sorted(by_kind.items(), key=lambda one: -one[1])),
    }


def compare(contenders: dict[str, Contender], entities: list[str], times: int) -> None:
    """Measure all contenders in turn, so that what else the machine does falls on all."""
    with sync_playwright() as playwright:
        for contender in contenders.values():  # the first visitor, who warms the server up
            contender.weight = weigh(playwright, contender.served.address)
        for number in range(times):
            for contender in contenders.values():
                visit(playwright, contender, entities[number % len(entities)])


def told(contenders: dict[str, Contender]) -> dict[str, Any]:
    """The figures by contender, and how many times longer the plain pages take."""
    figures: dict[str, Any] = {
        name: {
            "ms": {what: results.spread(taken) for what, taken in one.ms.items()},
            "server_processor_ms": {
                what: results.spread(taken) for what, taken in one.server_ms.items()
            },
            "first_load": one.weight,
        }
        for name, one in contenders.items()
    }
    ours = figures[OURS]["ms"]
    for name in contenders.keys() - {OURS}:
        figures[name]["times_ours"] = {
            what: round(figures[name]["ms"][what]["median"] / taken["median"], 2)
            for what, taken in ours.items()
        }
    return figures


def main() -> None:
    """Serve, visit, print and write down."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("store", type=Path)
    options.add_argument("--name", default="store", help="of the store, in the results")
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--port", type=int, default=8741, help="and the two after it")
    given = options.parse_args()
    reader = Reader(Lake(str(given.store.resolve())))
    names = reader.options().entities["target"].drop_duplicates().tolist()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        path = Path(folder) / "statements.csv"
        rows = export(reader, path)
        started = [
            (OURS, DASHBOARD, {"MONITOR_STORE": str(given.store.resolve())}),
            ("plain", PLAIN, {"PLAIN_ROWS": str(path)}),
            (CACHED, PLAIN, {"PLAIN_ROWS": str(path), "PLAIN_CACHED": "1"}),
        ]
        contenders = {
            name: Contender(stack.enter_context(serving(script, given.port + place, **settings)))
            for place, (name, script, settings) in enumerate(started)
        }
        compare(contenders, names, given.times)
        figures = told(contenders)
    for name, one in figures.items():
        for what, figure in one["ms"].items():
            ratio = one.get("times_ours", {}).get(what, 1)
            print(
                f"{name:14} {what:24} median {figure['median']:7,.0f} ms, {figure['min']:,.0f} to"
                f" {figure['max']:,.0f}, n = {figure['n']}, {ratio:.2f} times ours"
            )
        for what, figure in one["server_processor_ms"].items():
            print(f"{name:14} {what:24} server's processor {figure['median']:,.0f} ms")
        print(f"{name:14} first load: {one['first_load']}")
    print(results.write(f"pages_{given.name}", {"statements": rows, "times": figures}))


def _body(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310  our own server
        return bytes(answer.read())


def _page(page: Page) -> Page:
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.set_default_timeout(_PATIENCE)
    page.add_init_script(_WATCH)
    return page


def _rest(page: Page) -> None:
    page.evaluate("window.rested = undefined")  # what was at rest before says nothing
    page.wait_for_function(_RESTED)


def _choose(page: Page, entity: str) -> None:
    page.get_by_role("combobox", name="Entities").fill(entity)
    page.get_by_role("option", name=entity, exact=True).click()


def _click(page: Page, contender: Contender, what: str, click: Any) -> None:
    """From a click to a first chart that differs from the one before it."""
    before = page.evaluate("drawn()")
    used = contender.served.processor_ms()
    click()
    drawn = page.wait_for_function(_DRAWN, arg=before).json_value()
    _note(contender, what, drawn - page.evaluate("clicked"), used, page)


def _note(contender: Contender, what: str, took: float, used: float | None, page: Page) -> None:
    _rest(page)
    contender.ms[what].append(took)
    if used is not None:
        contender.server_ms[what].append((contender.served.processor_ms() or used) - used)


if __name__ == "__main__":
    main()
