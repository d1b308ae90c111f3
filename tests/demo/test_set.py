"""What the demonstration set promises to show."""

import html
import re
import tomllib
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitor.demo.compose import NOT_MODIFIED, OK, SEED, UNAVAILABLE, Poll, compose, feeds
from monitor.demo.material import DAYS, Material, load
from monitor.demo.newsroom import Publication, publications
from monitor.read import copies
from monitor.read.copies import Fate
from monitor.settings import DATA

UNTIL = date(2031, 5, 17)
COPY = 0.8  # Jaccard of 5-word shingles from which two texts are one story


@pytest.fixture(scope="module")
def material() -> Material:
    return load()


@pytest.fixture(scope="module")
def articles(material: Material) -> tuple[Publication, ...]:
    return publications(material, UNTIL, SEED)


@pytest.fixture(scope="module")
def polls() -> tuple[Poll, ...]:
    return tuple(compose(UNTIL))


def text_of(article: Publication) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", article.versions[0].body))


def paragraphs_of(article: Publication) -> str:
    body = article.versions[0].body.replace("</p>", "\n")
    return html.unescape(re.sub(r"<[^>]+>", "", body))


def shingles(article: Publication) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text_of(article).lower())
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def jaccard(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other)


def day_of(article: Publication) -> int:
    return DAYS - 1 - (UNTIL - article.published_at.date()).days


def test_the_same_date_and_seed_give_the_same_polls(polls: tuple[Poll, ...]) -> None:
    assert tuple(compose(UNTIL)) == polls
    assert tuple(compose(UNTIL, SEED + 1)) != polls


def test_another_date_moves_the_set(articles: tuple[Publication, ...], material: Material) -> None:
    later = publications(material, UNTIL + timedelta(days=7), SEED)
    assert [article.versions[0].title for article in later] == [
        article.versions[0].title for article in articles
    ]
    assert {b.published_at - a.published_at for a, b in zip(articles, later, strict=True)} == {
        timedelta(days=7)
    }


def test_about_three_hundred_articles_within_the_days(articles: tuple[Publication, ...]) -> None:
    assert 290 <= len(articles) <= 315
    assert len({article.url for article in articles}) == len(articles)
    assert {day_of(article) for article in articles} <= set(range(DAYS))
    assert min(map(day_of, articles)) <= 5
    assert max(map(day_of, articles)) >= DAYS - 5


def test_articles_have_the_length_of_news(articles: tuple[Publication, ...]) -> None:
    lengths = [len(text_of(article).split()) for article in articles]
    assert min(lengths) >= 60
    assert max(lengths) <= 220
    assert sum(length >= 80 for length in lengths) > 0.95 * len(lengths)


def test_every_outlet_publishes_and_is_marked(
    articles: tuple[Publication, ...], material: Material
) -> None:
    counts = Counter(article.outlet.slug for article in articles)
    assert set(counts) == {outlet.slug for outlet in material.outlets}
    assert 8 <= len(counts) <= 10
    assert min(counts.values()) >= 15
    for feed in feeds(material):
        assert feed.outlet.endswith("(demo)")
        assert re.fullmatch(r"https://[a-z-]+\.example/feed\.(xml|json)", feed.url)


def test_every_speaker_is_quoted(articles: tuple[Publication, ...], material: Material) -> None:
    holders = {intended.holder for article in articles for intended in article.intended}
    assert {speaker.name for speaker in material.speakers.values()} <= holders


def test_no_speaker_bears_the_name_of_anybody_in_the_catalogue(material: Material) -> None:
    catalogue = tomllib.loads((DATA / "entities.toml").read_text("utf-8"))["entity"]
    real = {
        (alias["text"] if isinstance(alias, dict) else alias).casefold()
        for entity in catalogue
        for alias in (
            entity["name"],
            *entity.get("aliases", ()),
            *entity.get("context_aliases", ()),
        )
    }
    for speaker in material.speakers.values():
        assert {speaker.name.casefold(), speaker.known_as.casefold()} & real == set()


def test_the_targets_are_in_the_catalogue(material: Material) -> None:
    catalogue = tomllib.loads((DATA / "entities.toml").read_text("utf-8"))["entity"]
    targets = {target for quote in material.quotes for target in quote.judges}
    targets |= {topic.target for topic in material.topics.values()}
    targets |= {opinion.target for opinion in material.opinions}
    assert len(targets) >= 6
    assert targets <= {entity["id"] for entity in catalogue}


def test_copies_are_near_identical_and_soon(articles: tuple[Publication, ...]) -> None:
    by_url = {article.url: article for article in articles}
    copies = [article for article in articles if article.copy_of]
    assert len(copies) >= 60
    for copy in copies:
        original = by_url[copy.copy_of]
        assert jaccard(shingles(copy), shingles(original)) >= COPY
        assert text_of(copy) != text_of(original)
        assert copy.outlet is not original.outlet
        assert timedelta(0) < copy.published_at - original.published_at < timedelta(days=2)


def test_a_story_has_another_headline_a_cut_quote_and_another_verb(
    articles: tuple[Publication, ...],
) -> None:
    by_url = {article.url: article for article in articles}
    shown: dict[str, set[str]] = {}
    for copy in articles:
        if not copy.copy_of:
            continue
        original = by_url[copy.copy_of]
        found = shown.setdefault(copy.copy_of, set())
        if copy.versions[0].title != original.versions[0].title:
            found.add("headline")
        for change in copies.compare(paragraphs_of(original), paragraphs_of(copy)):
            found |= set(change.fates)
    assert any(found >= {"headline", Fate.CUT, Fate.VERB} for found in shown.values())


def test_nothing_but_copies_reads_alike(articles: tuple[Publication, ...]) -> None:
    originals = [(article.url, shingles(article)) for article in articles if not article.copy_of]
    alike = [
        (url, other_url)
        for at, (url, one) in enumerate(originals)
        for other_url, other in originals[:at]
        if jaccard(one, other) > 0.6
    ]
    assert alike == []


def test_the_summit_peaks(articles: tuple[Publication, ...]) -> None:
    summit = [article for article in articles if article.topic == "summit"]
    first = min(map(day_of, summit))
    in_peak = [article for article in articles if first <= day_of(article) < first + 5]
    assert len(in_peak) >= 30
    assert sum(bool(article.copy_of) for article in in_peak) >= 12
    in_all_days = Counter(map(day_of, articles))
    assert len(in_peak) / 5 > 3 * sum(in_all_days.values()) / DAYS


def test_outlets_and_a_speaker_change_their_minds(
    articles: tuple[Publication, ...], material: Material
) -> None:
    def stances(holder: str, target: str, *, after: bool) -> set[str]:
        return {
            intended.stance
            for article in articles
            if (day_of(article) > material.turn + 1) == after
            for intended in article.intended
            if (intended.holder, intended.target) == (holder, target)
        }

    meridian, lantern = "Meridian Review (demo)", "The Lantern (demo)"
    assert stances(meridian, "nato", after=False) >= {"support"}
    assert stances(meridian, "nato", after=True) == {"oppose"}
    assert stances(lantern, "nato", after=False) >= {"oppose"}
    assert stances(lantern, "nato", after=True) == {"support"}
    assert "oppose" in stances("Ilse Marwick", "nato", after=False)
    assert stances("Ilse Marwick", "nato", after=True) == {"support"}


def test_an_outlet_is_neutral_itself_and_quotes_critics(articles: tuple[Publication, ...]) -> None:
    observer = [
        intended
        for article in articles
        if article.outlet.slug == "eastmarch-observer"
        for intended in article.intended
    ]
    assert {intended.holder for intended in observer} & {"Eastmarch Observer (demo)"} == set()
    stances = Counter(intended.stance for intended in observer)
    assert stances["oppose"] > 2 * stances["support"]


def test_a_feed_breaks_for_eight_days_and_loses_articles(
    polls: tuple[Poll, ...], articles: tuple[Publication, ...]
) -> None:
    failing = [poll for poll in polls if poll.status == UNAVAILABLE]
    assert {poll.slug for poll in failing} == {"coastline-radio"}
    days = [poll.at.date() for poll in failing]
    assert days == [days[0] + timedelta(days=number) for number in range(8)]
    shown = {item.url for poll in polls for item in poll.items}
    lost = [article for article in articles if article.url not in shown]
    assert lost
    for article in lost:
        assert article.outlet.slug == "coastline-radio"
        assert days[0] <= article.published_at.date() <= days[-1]


def test_every_feed_is_polled_every_day_in_order(
    polls: tuple[Poll, ...], material: Material
) -> None:
    assert [poll.at for poll in polls] == sorted(poll.at for poll in polls)
    counts = Counter(poll.slug for poll in polls)
    assert counts == {outlet.slug: DAYS for outlet in material.outlets}
    assert polls[-1].at.date() == UNTIL
    assert polls[-1].at < datetime(2031, 5, 18, tzinfo=UTC)


def test_windows_roll_and_quiet_feeds_are_unchanged(
    polls: tuple[Poll, ...], material: Material
) -> None:
    windows = {outlet.slug: outlet.window for outlet in material.outlets}
    assert all(len(poll.items) <= windows[poll.slug] for poll in polls)
    assert {poll.status for poll in polls} == {OK, NOT_MODIFIED, UNAVAILABLE}
    assert all(poll.items == () for poll in polls if poll.status != OK)
    seen = Counter(item.url for poll in polls for item in poll.items)
    assert sum(count > 1 for count in seen.values()) > 250


def test_some_entries_are_edited(polls: tuple[Poll, ...]) -> None:
    wordings: dict[str, set[tuple[str, str]]] = {}
    for poll in polls:
        for item in poll.items:
            wordings.setdefault(item.url, set()).add((item.title, item.body))
    edited = [url for url, forms in wordings.items() if len(forms) == 2]
    assert len(edited) >= 4
    assert max(map(len, wordings.values())) == 2


def test_oddities_are_in(articles: tuple[Publication, ...], polls: tuple[Poll, ...]) -> None:
    assert Counter(article.dated for article in articles if article.dated) == {
        "none": 2,
        "future": 1,
    }
    assert [article.language for article in articles if article.language != "en"] == ["fr"]
    titles = [article.versions[0].title for article in articles]
    assert [title for title in titles if title.startswith("=")]
    assert [title for title in titles if "<em>" in title and '"' in title]
    ahead = [
        (poll.at, item)
        for poll in polls
        for item in poll.items
        if item.published_at and item.published_at > poll.at
    ]
    assert len({item.url for _, item in ahead}) == 1


def test_paragraphs_leave_no_slot_open(articles: tuple[Publication, ...]) -> None:
    for article in articles:
        for version in article.versions:
            assert not re.search(r"[{}]|\s,|\.\.", version.body), version.body


def test_the_material_lies_in_the_package() -> None:
    assert {path.name for path in Path(DATA / "demo").glob("*.toml")} == {
        "events.toml",
        "opinions.toml",
        "outlets.toml",
        "quotes.toml",
        "speakers.toml",
        "specials.toml",
        "topics.toml",
    }
