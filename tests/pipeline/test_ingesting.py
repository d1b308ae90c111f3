"""Feeds in over HTTP from a real server on loopback, as a person does it."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.conftest import REPO, Run

LOOPBACK = ("--allow-private", "127.0.0.1/32")


def rss(*items: tuple[str, str, str]) -> str:
    entries = "".join(
        f"<item><guid>{guid}</guid><title>{title}</title><link>https://post.example/{guid}</link>"
        f"<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate><description>{text}</description></item>"
        for guid, title, text in items
    )
    return f'<rss version="2.0"><channel><title>Post</title>{entries}</channel></rss>'


TWO = (
    ("one", "NATO meets", "The minister praised NATO, an official said on Monday in the capital."),
    ("two", "Rain", "It rained in the hills above the town for most of the long grey morning."),
)


@pytest.fixture
def feeds(tmp_path: Path) -> Path:
    """An empty list, so that no packaged feed is polled."""
    path = tmp_path / "feeds.opml"
    path.write_text('<opml version="2.0"><body></body></opml>')
    return path


def test_entries_become_articles_once(httpserver: HTTPServer, feeds: Path, run: Run) -> None:
    httpserver.expect_request("/a").respond_with_data(rss(*TWO), content_type="application/rss+xml")
    run("--feeds", feeds, "feeds", "add", httpserver.url_for("/a"), "--outlet", "Lindhaven Post")
    first = run("--feeds", feeds, *LOOPBACK, "ingest")
    assert (first["feeds"], first["ok"], first["articles_new"]) == (1, 1, 2)
    assert first["statements"] > 0
    assert run("--feeds", feeds, *LOOPBACK, "ingest")["feeds"] == 0  # not due yet
    again = run("--feeds", feeds, *LOOPBACK, "ingest", "--all")
    assert (again["unchanged"], again["articles_new"], again["revisions"]) == (1, 0, 0)


def test_an_edited_headline_is_a_revision(httpserver: HTTPServer, feeds: Path, run: Run) -> None:
    httpserver.expect_ordered_request("/a").respond_with_data(rss(*TWO))
    edited = (("one", "NATO meets in the capital", TWO[0][2]), TWO[1])
    httpserver.expect_ordered_request("/a").respond_with_data(rss(*edited))
    run("--feeds", feeds, "feeds", "add", httpserver.url_for("/a"))
    run("--feeds", feeds, *LOOPBACK, "ingest")
    again = run("--feeds", feeds, *LOOPBACK, "ingest", "--all")
    assert (again["articles_new"], again["revisions"]) == (0, 1)


def test_a_feed_that_fails_is_counted_and_the_others_go_on(
    httpserver: HTTPServer, feeds: Path, run: Run
) -> None:
    httpserver.expect_request("/a").respond_with_data(rss(*TWO))
    httpserver.expect_request("/b").respond_with_data("no", status=503)
    httpserver.expect_request("/c").respond_with_data("<html><body>Hello</body></html>")
    for name in "abc":
        run("--feeds", feeds, "feeds", "add", httpserver.url_for(f"/{name}"), "--outlet", name)
    done = run("--feeds", feeds, *LOOPBACK, "ingest")
    assert (done["feeds"], done["ok"], done["failed"], done["articles_new"]) == (3, 1, 2, 2)
    listed = {row["outlet"]: row for row in run("--feeds", feeds, "feeds", "list")["feeds"]}
    assert (listed["b"]["outcome"], listed["c"]["outcome"]) == ("soft", "soft")
    assert "web page" in listed["c"]["message"]


def test_without_a_network_the_rest_is_not_asked_and_stays_due(
    httpserver: HTTPServer, tmp_path: Path, run: Run
) -> None:
    httpserver.expect_request("/a").respond_with_data(rss(*TWO))
    nowhere = [f"http://nowhere-{number}.invalid/feed" for number in range(30)]
    outlines = "".join(
        f'<outline type="rss" text="Post" xmlUrl="{url}"/>'
        for url in [*nowhere, httpserver.url_for("/a")]
    )
    feeds = tmp_path / "feeds.opml"
    feeds.write_text(f'<opml version="2.0"><body>{outlines}</body></opml>')
    cut_off = run("--feeds", feeds, *LOOPBACK, "ingest", code=1)
    assert (cut_off["feeds"], cut_off["not_asked"]) == (10, 21)
    assert httpserver.log == []
    again = run("--feeds", feeds, *LOOPBACK, "ingest", code=1)
    assert (again["feeds"], again["not_asked"]) == (10, 11)


def test_many_dead_feeds_are_no_dead_network(httpserver: HTTPServer, feeds: Path, run: Run) -> None:
    httpserver.expect_request("/a").respond_with_data(rss(*TWO))
    for number in range(2):
        run("--feeds", feeds, "feeds", "add", f"http://nowhere-{number}.invalid/feed")
    run("--feeds", feeds, "feeds", "add", httpserver.url_for("/a"))
    run("--feeds", feeds, *LOOPBACK, "ingest")
    more = "".join(
        f'<outline type="rss" text="Post" xmlUrl="http://nowhere-{number}.invalid/feed"/>'
        for number in range(30)
    )
    feeds.write_text(f'<opml version="2.0"><body>{more}</body></opml>')
    done = run("--feeds", feeds, *LOOPBACK, "ingest", "--all")
    assert (done["feeds"], done["ok"] + done["unchanged"], done["not_asked"]) == (31, 1, 0)


def test_a_private_address_is_not_asked(httpserver: HTTPServer, feeds: Path, run: Run) -> None:
    run("--feeds", feeds, "feeds", "add", httpserver.url_for("/a"))
    done = run("--feeds", feeds, "ingest", code=1)
    assert done["failed"] == 1
    assert httpserver.log == []


def test_single_feeds_are_polled_due_or_not(httpserver: HTTPServer, feeds: Path, run: Run) -> None:
    for name in "ab":
        httpserver.expect_request(f"/{name}").respond_with_data(rss(*TWO))
        run("--feeds", feeds, "feeds", "add", httpserver.url_for(f"/{name}"), "--outlet", name)
    run("--feeds", feeds, *LOOPBACK, "ingest")
    only = ("--feed", httpserver.url_for("/b"))
    done = run("--feeds", feeds, *LOOPBACK, "ingest", *only)
    assert (done["feeds"], done["unchanged"]) == (1, 1)
    run("--feeds", feeds, "feeds", "pause", httpserver.url_for("/b"))
    assert run("--feeds", feeds, *LOOPBACK, "ingest", *only)["feeds"] == 1
    run("--feeds", feeds, *LOOPBACK, "ingest", "--feed", "https://unknown.example/", code=1)


def test_a_list_that_is_taken_in_keeps_what_is_paused(
    feeds: Path, tmp_path: Path, run: Run
) -> None:
    url = "https://post.example/feed"
    run("--feeds", feeds, "feeds", "add", url)
    run("--feeds", feeds, "feeds", "pause", url)
    run("--feeds", feeds, "feeds", "export", tmp_path / "out.opml")
    run("--feeds", feeds, "feeds", "remove", url)
    assert run("--feeds", feeds, "feeds", "import", tmp_path / "out.opml")["added"] == 1
    (row,) = run("--feeds", feeds, "feeds", "list")["feeds"]
    assert row["paused"] is True


def test_a_removed_feed_is_gone_from_the_list_and_comes_back(feeds: Path, run: Run) -> None:
    for expected, action in ((1, "add"), (0, "remove"), (1, "add")):
        done = run("--feeds", feeds, "feeds", action, "https://post.example/feed")
        assert done["feeds"] == expected
    run("--feeds", feeds, "feeds", "add", "https://post.example/feed", code=1)


def test_kill_in_the_middle_and_a_rerun_end_in_the_same_articles(
    httpserver: HTTPServer, feeds: Path, tmp_path: Path, store: Path, run: Run
) -> None:
    many = [(f"n{n}", f"NATO item {n}", f"Item {n}: {TWO[0][2]}") for n in range(300)]
    httpserver.expect_request("/a").respond_with_data(rss(*many))
    url = httpserver.url_for("/a")
    whole = tmp_path / "whole"
    for place in (whole, store):
        run("--store", place, "--feeds", feeds, "feeds", "add", url)
    run("--store", whole, "--feeds", feeds, *LOOPBACK, "ingest")
    command = [sys.executable, "-m", "monitor", "--store", store, "--feeds", feeds, *LOOPBACK]
    process = subprocess.Popen([*command, "ingest"], cwd=REPO, stderr=subprocess.DEVNULL)
    while not (store / "articles").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    run("--feeds", feeds, *LOOPBACK, "ingest", "--all")
    tables = []
    for place in (whole, store):
        run("--store", place, "export", "articles", "--out", tmp_path / "out.csv")
        lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
        tables.append(sorted(line.split(",")[0] for line in lines))
    assert len(tables[0]) == 301
    assert tables[0] == tables[1]


def test_archived_feeds_in_order_of_time_and_again(
    httpserver: HTTPServer, feeds: Path, tmp_path: Path, run: Run
) -> None:
    """Three polls of a feed that changes, then the same bytes again: nothing new."""
    versions = [rss(TWO[0]), rss(*TWO), rss((TWO[0][0], "NATO met", TWO[0][2]), TWO[1])]
    for body in versions * 2:
        httpserver.expect_ordered_request("/a").respond_with_data(body)
    run("--feeds", feeds, "feeds", "add", httpserver.url_for("/a"))
    totals = [run("--feeds", feeds, *LOOPBACK, "ingest", "--all") for _ in range(6)]
    assert [done["articles_new"] for done in totals] == [1, 1, 0, 0, 0, 0]
    assert [done["revisions"] for done in totals] == [0, 0, 1, 0, 0, 0]
