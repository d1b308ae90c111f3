"""The polls that would have brought in the demonstration set: once a day, every feed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from monitor.demo.material import DAYS, Material, Outlet, load
from monitor.demo.newsroom import Publication, publications
from monitor.records import Feed

SEED = 7
FUTURE = timedelta(days=365)  # how wrong the one date in the future is
OK, NOT_MODIFIED, UNAVAILABLE = 200, 304, 503


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as a feed shows it at one time."""

    url: str
    title: str
    body: str  # HTML
    author: str
    language: str
    published_at: datetime | None  # as the outlet dates it
    updated_at: datetime | None  # null where it was not edited


@dataclass(frozen=True, slots=True)
class Poll:
    """One request for one feed, and what it brought."""

    feed: Feed
    slug: str
    format: str  # rss, atom or json
    at: datetime
    status: int  # OK, NOT_MODIFIED or UNAVAILABLE
    items: tuple[Item, ...] = ()  # newest first; empty unless OK


def compose(until: date, seed: int = SEED) -> Iterator[Poll]:
    """Yield the polls of the DAYS days that end with `until`, in order of time.

    The same date and seed give the same polls. Raises CatalogueError where the packaged
    material was changed into something unusable.
    """
    material = load()
    articles = publications(material, until, seed)
    shown: dict[str, tuple[Item, ...]] = {}
    for number in range(DAYS):
        day = until - timedelta(days=DAYS - 1 - number)
        for minute, outlet in enumerate(material.outlets):
            at = datetime.combine(day, time(20, 5 * minute), UTC)
            poll = _poll(outlet, number, at, articles, shown.get(outlet.slug))
            if poll.status == OK:
                shown[outlet.slug] = poll.items
            yield poll


def feeds(material: Material) -> tuple[Feed, ...]:
    """The catalogue of the set."""
    return tuple(_feed(outlet) for outlet in material.outlets)


def _feed(outlet: Outlet) -> Feed:
    return Feed(url=outlet.url, outlet=outlet.name, kind=outlet.kind, language="en")


def _poll(
    outlet: Outlet,
    day: int,
    at: datetime,
    articles: tuple[Publication, ...],
    before: tuple[Item, ...] | None,
) -> Poll:
    feed = _feed(outlet)
    if outlet.outage and outlet.outage[0] <= day <= outlet.outage[1]:
        return Poll(feed, outlet.slug, outlet.format, at, UNAVAILABLE)
    items = _window(outlet, at, articles)
    if items == before:
        return Poll(feed, outlet.slug, outlet.format, at, NOT_MODIFIED)
    return Poll(feed, outlet.slug, outlet.format, at, OK, items)


def _window(outlet: Outlet, at: datetime, articles: tuple[Publication, ...]) -> tuple[Item, ...]:
    """The latest entries that the feed holds at that time, in the wording of that time."""
    oldest = at - timedelta(days=outlet.window_days)
    out = [
        article
        for article in articles
        if article.outlet is outlet and oldest <= article.published_at <= at
    ]
    return tuple(_item(article, at) for article in reversed(out[-outlet.window :]))


def _item(article: Publication, at: datetime) -> Item:
    version = [version for version in article.versions if version.at <= at][-1]
    dates = {"none": None, "future": article.published_at + FUTURE}
    return Item(
        url=article.url,
        title=version.title,
        body=version.body,
        author=article.author,
        language=article.language,
        published_at=dates.get(article.dated, article.published_at),
        updated_at=version.at if version.at > article.published_at else None,
    )
