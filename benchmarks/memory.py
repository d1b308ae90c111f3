"""How much memory a poll and an export take beside a large store.

    python -m benchmarks.memory [--articles 100000] [--store DIR]

Twenty feeds of the largest outlets are polled on loopback twice: all entries new, then one in
ten edited. Each command is a process of its own; its peak resident memory is printed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks import made_store, results

REPO = Path(__file__).parents[1]
FEEDS, ENTRIES = 20, 50


# A child counts as large as its parent was when it began, so a small program begins it.
_WATCHED = """
import json, resource, subprocess, sys, time
started = time.monotonic()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "peak_mb": round(used.ru_maxrss / 1024),
    "seconds": round(time.monotonic() - started, 1),
    "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
}))
sys.exit(done.returncode)
"""


class _Feed(BaseHTTPRequestHandler):
    edited = False
    run = time.time_ns()  # so that entries are new in every run

    def do_GET(self) -> None:
        body = _rss(f"{self.run}{self.path}", self.edited).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _rss(feed: str, edited: bool) -> str:
    items = "".join(
        f"<item><guid>{feed}-{number}</guid><link>https://news.example/{feed}/{number}</link>"
        f"<title>Item {number} of {feed}</title><pubDate>Thu, 01 Jan 2026 08:00:00 GMT</pubDate>"
        f"<description>{'Corrected. ' if edited and number % 10 == 0 else ''}"
        f"{f'Word {number} of feed {feed}. ' * 60}</description></item>"
        for number in range(ENTRIES)
    )
    return f'<rss version="2.0"><channel><title>{feed}</title>{items}</channel></rss>'


def measure(arguments: list[str]) -> dict[str, float]:
    """Run a command; peak resident memory in MB, and seconds."""
    command = [sys.executable, "-c", _WATCHED, sys.executable, "-m", "monitor", *arguments]
    done = subprocess.run(command, cwd=REPO, stdout=subprocess.PIPE, check=False)  # noqa: S603  our own
    if done.returncode:
        raise SystemExit(f"{arguments} ended with {done.returncode}")
    told: dict[str, float] = json.loads(done.stdout)
    return told


def serve_feeds(store: Path, folder: Path) -> list[str]:
    """Serve the feeds until the program ends; the options of commands that poll them."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    outlines = "".join(
        f'<outline type="rss" text="{outlet}" xmlUrl="{address}/f{place}"/>'
        for place, outlet in enumerate(made_store.outlet_names()[:FEEDS])
    )
    feeds = folder / "feeds.opml"
    feeds.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>', encoding="utf-8")
    return ["--store", str(store), "--feeds", str(feeds), "--allow-private", "127.0.0.1/32"]


def main() -> None:
    """Make a store, measure, print and write down."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--store", type=Path, help="made there unless it exists")
    options.add_argument("--name", default="memory", help="of the file of results")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = chosen.store or Path(folder) / "store"
        if not store.exists():
            made_store.make(store, chosen.articles * made_store.STATEMENTS, words=400)
        base = serve_feeds(store, Path(folder))
        figures = {
            "feeds list": measure([*base, "feeds", "list"]),
            "poll, all new": measure([*base, "ingest", "--all", "--no-score"]),
        }
        _Feed.edited = True
        figures["poll, some edited"] = measure([*base, "ingest", "--all", "--no-score"])
        figures["poll, no change"] = measure([*base, "ingest", "--all", "--no-score"])
        out = str(Path(folder) / "out.csv")
        figures["export, one outlet"] = measure(
            [*base, "export", "statements", "--outlet", "Outlet 000", "--out", out]
        )
        figures["export, all"] = measure([*base, "export", "statements", "--out", out])
    for name, figure in figures.items():
        print(f"{name:20} {figure['peak_mb']:6,.0f} MB {figure['cpu_seconds']:6.1f} s of processor")
    print(results.write(chosen.name, {"articles": chosen.articles, "commands": figures}))


if __name__ == "__main__":
    main()
