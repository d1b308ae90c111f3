"""The page Feeds: which feeds answer, what to do about the others, and changes to the list."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from filelock import FileLock
from pytest_httpserver import HTTPServer
from streamlit.testing.v1 import AppTest
from werkzeug import Request, Response

from monitor.records import Fetch, Outcome
from monitor.store import rows
from monitor.store.lake import Lake
from tests.ui import builders
from tests.ui.conftest import Visit
from tests.ui.test_jobs import click, finish

NOW = datetime(2026, 3, 30, 9, tzinfo=UTC)
HOSTILE = "Ridge <b>Daily</b> ![x](https://lure.example/x.png)"
HOST = "https://{}.example/rss"


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of five feeds; the names of one hold markup."""
    names = ["answers", "quiet", "hard", "new"]
    outlines = [f'<outline type="rss" text="{n}" xmlUrl="{HOST.format(n)}"/>' for n in names]
    hostile = HOSTILE.replace("<", "&lt;")
    outlines.append(f'<outline type="rss" text="{hostile}" xmlUrl="{HOST.format("soft")}"/>')
    path = tmp_path / "feeds.opml"
    path.write_text(f'<opml version="2.0"><body>{"".join(outlines)}</body></opml>')
    monkeypatch.setenv("MONITOR_FEEDS", str(path))


@pytest.fixture
def polled(store: Path, listed: None) -> None:
    """Each feed but one was polled; so was one of the demonstration."""
    good = Fetch(
        feed=HOST.format("answers"),
        outlet="answers",
        fetched_at=NOW,
        outcome=Outcome.OK,
        entries_seen=20,
        entries_new=3,
        undated=4,
        future=1,
        last_success_at=NOW,
        last_new_at=NOW,
    )
    bad = replace(
        good, entries_new=0, undated=0, future=0, last_success_at=None, last_new_at=None, failures=2
    )
    fetches = [
        good,
        replace(
            good,
            feed=HOST.format("quiet"),
            outlet="quiet",
            outcome=Outcome.UNCHANGED,
            undated=0,
            future=0,
            last_new_at=NOW - timedelta(days=9),
        ),
        replace(
            bad,
            feed=HOST.format("hard"),
            outlet="hard",
            outcome=Outcome.HARD,
            reason="http_401",
            message="It lets nobody in. Ask the publisher.",
            failing_since=NOW - timedelta(days=3),
        ),
        replace(
            bad,
            feed=HOST.format("soft"),
            outlet=HOSTILE,
            outcome=Outcome.SOFT,
            reason="timeout",
            message="It took too long. It is asked again later.",
            failing_since=NOW - timedelta(days=1),
        ),
        replace(good, feed="https://invented.example/rss", outlet="Invented Post", demo=True),
    ]
    lake = Lake(str(store))
    with lake.writing() as batch:
        lake.append("fetches", [rows.fetch_row(fetch) for fetch in fetches], batch)


def told(app: AppTest) -> str:
    return "\n".join(note.body for note in app.get("html"))


def table(app: AppTest) -> pd.DataFrame:
    return app.dataframe[0].value


def states(app: AppTest) -> dict[str, str]:
    frame = table(app)
    return dict(zip(frame["outlet"], frame["standing"], strict=True))


def choose(app: AppTest, *outlets: str) -> AppTest:
    places = [i for i, outlet in enumerate(table(app)["outlet"]) if outlet in outlets]
    key = app.dataframe[0].key
    app.session_state[key] = {"selection": {"rows": places, "columns": [], "cells": []}}
    return app.run()


@pytest.mark.usefixtures("polled")
def test_the_table_says_which_feeds_answer_worst_first(visit: Visit) -> None:
    app = visit("feeds")
    assert not app.exception
    assert list(states(app).items()) == [
        ("hard", "Fails, needs you"),
        (HOSTILE, "Fails, may pass"),
        ("answers", "Answers"),
        ("quiet", "Answers"),
        ("Invented Post", "Answers"),
        ("new", "Not polled yet"),
    ]
    row = table(app).set_index("outlet").loc["answers"]
    assert (row["undated"], row["future"]) == (4, 1)
    assert "6 feeds: 3 answer, 2 fail, 1 not polled yet" in told(app)
    assert "10 undated" not in told(app)
    assert [metric.value for metric in app.metric] == ["3 of 5", "2", "30 Mar", "10"]


@pytest.mark.usefixtures("polled")
def test_what_fails_is_told_with_the_remedy_and_names_are_no_markup(visit: Visit) -> None:
    app = visit("feeds")
    page = told(app)
    assert page.index("Ask the publisher.") < page.index("It is asked again later.")
    assert "<b>Daily" not in page
    assert "lure.example" not in "\n".join(text.value for text in app.markdown)


@pytest.mark.usefixtures("polled")
def test_a_chosen_feed_is_shown_with_its_polls(visit: Visit) -> None:
    app = choose(visit("feeds"), "hard")
    assert not app.exception
    assert "27 Mar 2026, 09:00 UTC, 2 polls in a row" in told(app)
    polls = app.dataframe[1].value
    assert polls["outcome"].tolist() == ["Failed, needs you"]


@pytest.mark.usefixtures("polled")
def test_pausing_and_removing_can_be_taken_back(visit: Visit) -> None:
    app = click(choose(visit("feeds"), "answers", "quiet"), "Pause")
    assert not app.exception
    assert (states(app)["answers"], states(app)["quiet"]) == ("Paused", "Paused")
    assert "Paused: answers and quiet." in told(app)
    app = click(choose(app, "answers"), "Remove")
    assert "answers" not in states(app)
    app = click(app, "Undo")
    assert states(app)["answers"] == "Paused"
    assert "Undo" not in [button.label for button in app.button]
    app = click(choose(app, "answers"), "Resume")
    assert states(app)["answers"] == "Answers"
    assert states(click(app, "Undo"))["answers"] == "Paused"


@pytest.mark.usefixtures("polled")
def test_feeds_of_the_demonstration_can_not_be_polled(visit: Visit) -> None:
    app = choose(visit("feeds"), "Invented Post")
    assert "Invented: nothing stands at its address." in told(app)
    assert "Poll now" not in [button.label for button in app.button]


@pytest.mark.usefixtures("polled")
def test_the_table_can_be_narrowed(visit: Visit) -> None:
    app = visit("feeds")
    narrow = next(one for one in app.segmented_control if one.key == "standing")
    app = narrow.set_value("new").run()
    assert states(app) == {"new": "Not polled yet"}


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("javascript:alert(1)", "does not begin with http"),
        (" ", "An address is needed"),
        (HOST.format("quiet"), "is in the list already"),
        ("http://user:secret@private.example/", "holds a user name or a password"),
    ],
)
@pytest.mark.usefixtures("polled")
def test_an_address_that_can_not_be_used_is_told_in_place(
    visit: Visit, address: str, answer: str
) -> None:
    app = visit("feeds")
    app.text_input[0].set_value(address)
    app = click(app, "Add and poll")
    assert not app.exception
    assert answer in told(app)
    assert "secret" not in told(app)
    assert len(table(app)) == 6


@pytest.mark.usefixtures("listed")
def test_a_feed_that_is_added_is_polled_and_a_private_address_is_blocked(
    visit: Visit, httpserver: HTTPServer
) -> None:
    app = visit("feeds")
    app.text_input[0].set_value(httpserver.url_for("/rss"))
    app = click(app, "Add and poll")
    finish()
    app.run()
    assert not app.exception
    assert "Blocked: " in told(app)
    assert states(app)[httpserver.host] == "Fails, needs you"
    assert httpserver.log == []


def test_others_read_on_while_a_poll_waits(
    visit: Visit, httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answer = threading.Event(), threading.Event()

    def wait(_: Request) -> Response:
        asked.set()
        answer.wait(120)
        return Response("no", status=503)

    httpserver.expect_request("/rss").respond_with_handler(wait)
    path = tmp_path / "feeds.opml"
    url = httpserver.url_for("/rss")
    path.write_text(f'<opml><body><outline text="A" xmlUrl="{url}"/></body></opml>')
    monkeypatch.setenv("MONITOR_FEEDS", str(path))
    monkeypatch.setenv("MONITOR_ALLOW_PRIVATE", "127.0.0.1")
    app = click(visit("feeds"), "Poll 1 feed now")
    assert asked.wait(120)
    other = visit("feeds")
    assert not other.exception
    assert states(other) == {"A": "Not polled yet"}
    assert next(one for one in other.button if one.label == "Poll 1 feed now").disabled
    assert "Polling the feeds" in other.get("progress")[0].proto.text
    answer.set()
    finish()
    assert states(app.run()) == {"A": "Fails, may pass"}
    assert states(other.run()) == {"A": "Fails, may pass"}


@pytest.mark.usefixtures("polled")
def test_a_list_is_looked_into_before_it_is_taken_in(visit: Visit) -> None:
    opml = (
        '<opml><body><outline text="&lt;script&gt;x&lt;/script&gt;" xmlUrl="https://a.example/r"/>'
        f'<outline text="b" xmlUrl="data:x"/><outline text="c" xmlUrl="{HOST.format("new")}"/>'
        "</body></opml>"
    )
    app = visit("feeds")
    app.file_uploader[0].set_value(("more.opml", opml.encode(), "text/xml"))
    app = app.run()
    assert "1 new, 1 in the list already, 1 refused." in told(app)
    assert len(table(app)) == 6
    app = click(app, "Add 1 feed")
    assert states(app)["<script>x</script>"] == "Not polled yet"
    assert "<script>" not in told(app)
    assert len(table(click(app, "Undo"))) == 6


@pytest.mark.usefixtures("polled")
def test_what_is_no_list_is_told(visit: Visit) -> None:
    app = visit("feeds")
    app.file_uploader[0].set_value(("more.opml", b"\x00\x01 nothing", "text/xml"))
    assert "not OPML" in told(app.run())


@pytest.mark.usefixtures("polled")
def test_while_another_process_writes_the_page_can_be_read_but_not_changed(
    visit: Visit, store: Path
) -> None:
    app = choose(visit("feeds"), "answers")
    with FileLock(store / ".lock"):
        app = click(app, "Pause")
        assert not app.exception
        assert "Another process is writing" in told(app)
        assert states(app)["answers"] == "Answers"


@pytest.mark.usefixtures("polled")
def test_the_strip_goes_on_where_articles_end(visit: Visit, store: Path) -> None:
    builders.fill(store)
    late = Fetch(HOST.format("soft"), "soft", NOW + timedelta(days=5), Outcome.SOFT)
    lake = Lake(str(store))
    with lake.writing() as batch:
        lake.append("fetches", [rows.fetch_row(late)], batch)
    st.cache_data.clear()
    app = visit("feeds")
    (chart,) = app.get("plotly_chart")
    assert "2026-04-04" in chart.proto.spec
