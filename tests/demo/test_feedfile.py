"""The files are feeds that any reader reads."""

import calendar
import json
from datetime import UTC, date, datetime
from pathlib import Path

import feedparser
import pytest

from monitor.demo.compose import OK, Item, Poll, compose
from monitor.demo.feedfile import INDEX, read, render, write
from monitor.errors import CatalogueError
from monitor.records import Feed

UNTIL = date(2031, 5, 17)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("demo")
    assert write(target, UNTIL) == target / INDEX
    return target


def test_the_index_lists_the_polls_in_order(directory: Path) -> None:
    replay = read(directory)
    composed = list(compose(UNTIL))
    assert [(poll.feed, poll.at, poll.status) for poll in replay.polls] == [
        (poll.feed, poll.at, poll.status) for poll in composed
    ]
    assert set(replay.feeds) == {poll.feed for poll in composed}
    for stored, poll in zip(replay.polls, composed, strict=True):
        assert (stored.path is not None) == (poll.status == OK)
        assert stored.body() == (render(poll) if poll.status == OK else b"")
    assert {poll.content_type for poll in replay.polls} == {
        "",
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
    }


def test_writing_again_gives_the_same_bytes(directory: Path, tmp_path: Path) -> None:
    write(tmp_path, UNTIL)
    files = [path for path in directory.rglob("*") if path.is_file()]
    assert len(files) > 300
    for path in files:
        assert (tmp_path / path.relative_to(directory)).read_bytes() == path.read_bytes()


def test_each_file_holds_what_was_composed() -> None:
    for poll in [poll for poll in compose(UNTIL) if poll.status == OK][::7]:
        body = render(poll)
        if poll.format == "json":
            content = json.loads(body)
            assert content["version"] == "https://jsonfeed.org/version/1.1"
            shown = [
                (node["url"], node["title"], node["content_html"], moment(node))
                for node in content["items"]
            ]
        else:
            feed = feedparser.parse(body, sanitize_html=False)
            assert not feed.bozo
            assert feed.version == {"rss": "rss20", "atom": "atom10"}[poll.format]
            shown = [
                (entry.link, entry.title, entry.content[0].value.strip(), published(entry))
                for entry in feed.entries
            ]
        assert [(url, title, text.strip(), at) for url, title, text, at in shown] == [
            (item.url, item.title, item.body.strip(), item.published_at) for item in poll.items
        ]


def moment(node: dict[str, str]) -> datetime | None:
    raw = node.get("date_published")
    return datetime.fromisoformat(raw) if raw else None


def published(entry: feedparser.FeedParserDict) -> datetime | None:
    parsed = entry.get("published_parsed")
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_hostile_words_survive_each_format(form: str) -> None:
    item = Item(
        url="https://pinwheel.example/a?b=1&c=2",
        title='=1+1 "quoted" <b>& not bold</b>',
        body="<p>]]&gt; &amp; <script>never()</script></p>",
        author="A & B",
        language="en",
        published_at=None,
        updated_at=None,
    )
    feed = Feed(url="https://pinwheel.example/feed", outlet="Pinwheel <&> Post", language="en")
    at = datetime(2031, 5, 17, 20, tzinfo=UTC)
    body = render(Poll(feed, "pinwheel", form, at, OK, (item,)))
    if form == "json":
        [node] = json.loads(body)["items"]
        assert (node["title"], node["content_html"]) == (item.title, item.body)
        assert "date_published" not in node
    else:
        [entry] = feedparser.parse(body, sanitize_html=False).entries
        assert (entry.title, entry.content[0].value) == (item.title, item.body)
        assert (entry.link, entry.author) == (item.url, item.author)
        assert "published" not in entry


def test_a_directory_without_a_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        read(tmp_path)
    assert caught.value.reason == "demo_index"
    (tmp_path / INDEX).write_text('{"feeds": {}, "polls": [{"feed": "x"}]}', "utf-8")
    with pytest.raises(CatalogueError, match="holds no demonstration set"):
        read(tmp_path)
