"""A year of two real feeds, poll by poll over HTTP, in the order in which they were published."""

import csv
import json
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner
from werkzeug import Request, Response

from monitor.cli.app import app
from tests.conftest import REPO

KILLED_AT = 10  # polls that went well before the one that is killed


@dataclass
class Publisher:
    """One address that serves what was archived of it, one state after the other."""

    states: list[bytes]
    with_etag: bool
    place: int = 0
    statuses: list[int] = field(default_factory=list)

    def __call__(self, request: Request) -> Response:
        body = self.states[min(self.place, len(self.states) - 1)]
        etag = f'"{self.place}"' if self.with_etag else ""
        same = bool(etag) and request.headers.get("If-None-Match") == etag
        answer = Response(b"" if same else body, status=304 if same else 200)
        if etag:
            answer.headers["ETag"] = etag
        self.statuses.append(answer.status_code)
        return answer


@pytest.fixture
def publishers(shared: Path, httpserver: HTTPServer) -> dict[str, Publisher]:
    """State Department with an ETag, White House without, each in its order of time."""
    states: dict[str, list[tuple[str, bytes]]] = {}
    with tarfile.open(shared / "data" / "feeds_us-gov-history.tar.xz") as archive:
        for member in archive:
            found = re.fullmatch(r"us-gov-history/(.*)-PR-(20\d\d-\d\d-\d\d)-.*\.rss", member.name)
            file = archive.extractfile(member) if found else None
            if found and file:
                states.setdefault(found[1], []).append((found[2], file.read()))
    assert sum(map(len, states.values())) == 79
    served = {
        name: Publisher([body for _, body in sorted(dated)], with_etag=name.startswith("State"))
        for name, dated in sorted(states.items())
    }
    for name, publisher in served.items():
        httpserver.expect_request(f"/{name}").respond_with_handler(publisher)
    return served


class Desk:
    """The command line on one store, inside this process: 80 polls would start 80 times."""

    def __init__(self, store: Path, feeds: Path) -> None:
        self.store = store
        self.options = ["--store", str(store), "--feeds", str(feeds)]
        self.options += ["--allow-private", "127.0.0.1/32"]

    def run(self, *arguments: str) -> dict[str, Any]:
        done = CliRunner().invoke(app, [*self.options, *arguments, "--json"])
        assert done.exit_code == 0, done.output
        result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return result

    def poll(self) -> dict[str, Any]:
        return self.run("ingest", "--all", "--no-score")

    def articles(self) -> set[tuple[str, ...]]:
        """What is there of every article, but for when it came in."""
        out = self.store.with_suffix(".csv")
        self.run("export", "articles", "--out", str(out))
        columns = ("id", "revision", "revisions", "title", "publish_date", "words")
        with out.open(encoding="utf-8", newline="") as lines:
            return {tuple(row[name] for name in columns) for row in csv.DictReader(lines)}


@pytest.fixture
def feeds(httpserver: HTTPServer, publishers: dict[str, Publisher], tmp_path: Path) -> Path:
    outlines = "".join(
        f'<outline type="rss" text="{name}" xmlUrl="{httpserver.url_for("/" + name)}"/>'
        for name in publishers
    )
    path = tmp_path / "feeds.opml"
    path.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>')
    return path


def test_a_year_of_polls(publishers: dict[str, Publisher], feeds: Path, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "whole", feeds)
    copy = Desk(tmp_path / "killed", feeds)
    polls = []
    for place in range(max(len(one.states) for one in publishers.values())):
        for publisher in publishers.values():
            publisher.place = place
        if place == KILLED_AT:
            shutil.copytree(desk.store, copy.store)
            kill_a_poll(copy)
            copy.poll()
        polls.append(desk.poll())
        if place == KILLED_AT:
            assert copy.articles() == desk.articles()
    assert all(poll["failed"] == 0 for poll in polls)
    new, revisions = (sum(poll[key] for poll in polls) for key in ("articles_new", "revisions"))
    held = desk.articles()
    assert len(held) == new == 790  # each state brings ten entries
    assert revisions == 0  # neither of the two edited what it had published

    # The state that is served now was polled already: by its ETag, and by its bytes.
    for publisher in publishers.values():
        publisher.statuses.clear()
    assert desk.poll()["unchanged"] == 2
    assert {name: one.statuses for name, one in publishers.items()} == {
        "State-Department": [304],
        "White-House": [200],
    }

    # Every fourth state of the year once more: old ones come after newer ones.
    for place in range(0, max(len(one.states) for one in publishers.values()), 4):
        for publisher in publishers.values():
            publisher.place = place
        again = desk.poll()
        assert (again["articles_new"], again["revisions"], again["failed"]) == (0, 0, 0)
    assert desk.articles() == held

    edited = publishers["White-House"]
    edited.states.append(edited.states[-1].replace(b"<p>", b"<p>Corrected on Friday. ", 1))
    edited.place = len(edited.states) - 1
    correction = desk.poll()
    assert (correction["articles_new"], correction["revisions"]) == (0, 1)
    assert sorted(row[2] for row in desk.articles() - held) == ["2"]


def kill_a_poll(desk: Desk) -> None:
    """Begin a poll in a process of its own, and end that once articles are being stored."""
    log = desk.store / "articles" / "_delta_log"
    before = len(list(log.glob("*.json")))
    process = subprocess.Popen(
        [sys.executable, "-m", "monitor", *desk.options, "ingest", "--all"],
        cwd=REPO,
        stderr=subprocess.DEVNULL,
    )
    while len(list(log.glob("*.json"))) == before:
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
