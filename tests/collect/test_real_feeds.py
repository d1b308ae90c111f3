"""Archived feeds and texts of others, which are not part of the repository."""

import gzip
import json
import tarfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.collect.articles import Known, prepare, resolve
from monitor.collect.parse import Parser
from monitor.errors import ParseError
from monitor.records import Entry

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SEEN = datetime(2026, 3, 4, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the feeds of others are in ../shared/data, which is not here"
)


def archived(name: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(DATA / f"feeds_{name}.tar.xz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                yield member.name, file.read()


def take(known: Known, entries: list[tuple[str, str, Entry]]) -> Counter[str]:
    kinds: Counter[str] = Counter()
    for outlet, feed, entry in entries:
        candidate = prepare(entry, outlet=outlet, feed=feed, source="feed", seen_at=SEEN)
        resolution = resolve(candidate, known)
        kinds[resolution.kind] += 1
        if resolution.kind != "same":
            known.accept(resolution.article)
    return kinds


def test_official_texts_keep_reused_addresses_and_repeated_texts_apart() -> None:
    with gzip.open(DATA / "nato" / "nato_sample.jsonl.gz", "rt", encoding="utf-8") as file:
        everything = [json.loads(line) for line in file]
    addresses = Counter(row["url"] for row in everything)
    texts = Counter(row["text"] for row in everything)
    told = [row for row in everything if addresses[row["url"]] > 1 or texts[row["text"]] > 1]
    assert len(told) == 20  # 4 addresses with two texts each, 6 texts at two addresses each
    rows = told + everything[:200]
    rows = list({(row["url"], row["text"]): row for row in rows}.values())
    entries = [
        (
            row["outlet"],
            "",
            Entry(
                title=row["title"],
                content=row["text"],
                content_is_html=False,
                url=row["url"],
                published_raw=row["published"],
            ),
        )
        for row in rows
    ]
    known = Known()
    assert take(known, entries) == {"new": len(rows)}
    assert take(known, entries) == {"same": len(rows)}


def test_a_year_of_archived_feeds_brings_nothing_when_read_again() -> None:
    files = sorted(archived("us-gov-history"), key=lambda file: file[0].partition("-20")[2])
    entries = []
    with Parser(deadline=120.0) as parser:
        for name, body in files:
            if name.endswith(".rss"):
                feed = name.partition("-20")[0]
                parsed = parser.parse(body, "", "https://gov.example/feed")
                assert not parsed.truncated
                entries += [(feed, feed, entry) for entry in parsed.entries]
    known = Known()
    first = take(known, entries)
    assert first["new"] + first["revision"] > 700
    assert take(known, entries) == {"same": len(entries)}


@pytest.mark.parametrize(
    ("name", "read"),
    # The rest are pieces of feeds, web pages and formats that were given up.
    [("feedjira", 37), ("feedparser", 2_097), ("mediacloud-rss-fetcher", 2), ("rss-parser", 30)],
)
def test_the_test_files_of_other_readers_are_read_or_refused(name: str, read: int) -> None:
    outcomes: Counter[str] = Counter()
    with Parser(deadline=120.0) as parser:
        for path, body in archived(name):
            if not path.endswith((".xml", ".rss", ".atom", ".json")):
                continue
            try:
                parsed = parser.parse(body, "", "https://feeds.example/feed")
                outcomes["read"] += 1
            except ParseError as error:
                outcomes[error.reason] += 1
                continue
            links = [entry.url for entry in parsed.entries if entry.url]
            assert all(link.startswith(("http://", "https://")) for link in links)
    assert outcomes["read"] == read
    assert set(outcomes) <= {"read", "empty", "not_a_feed", "entity_expansion", "broken"}
