"""Which article an entry is. Invented outlets; each test is a thing that publishers do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.collect.articles import Known, Resolution, overlap, prepare, resolve
from monitor.records import Article, Entry, Precision

SEEN = datetime(2026, 3, 4, 12, tzinfo=UTC)
POST = "Lindhaven Post"
FEED = "https://post.example/world.xml"
HARBOUR = (
    "The harbour of Lindhaven was opened again on Monday after two years of repairs. Ships "
    "from four countries waited outside while the mayor cut a ribbon on the new pier."
)
BUDGET = (
    "Members of the council could not agree on the budget for schools. A second vote is "
    "planned for the end of the month, and both sides said they would not move."
)
NATIONAL_DAY = "On behalf of the people of Northmark, I congratulate Lindhaven on its national day."


def entry(**fields: Any) -> Entry:
    given = {
        "title": "Harbour opens",
        "content": HARBOUR,
        "url": "https://post.example/harbour",
        "published_raw": "Mon, 02 Mar 2026 09:00:00 GMT",
    }
    return Entry(**(given | fields))


class Desk:
    """Takes entries in as the pipeline does, and remembers."""

    def __init__(self, outlet: str = POST, feed: str = FEED) -> None:
        self.outlet, self.feed = outlet, feed
        self.known = Known()
        self.taken: list[Article] = []

    def take(self, item: Entry, *, feed: str | None = None, seen_at: datetime = SEEN) -> Resolution:
        candidate = prepare(
            item,
            outlet=self.outlet,
            feed=self.feed if feed is None else feed,
            source="feed",
            seen_at=seen_at,
        )
        resolution = resolve(candidate, self.known)
        if resolution.kind != "same":
            self.known.accept(resolution.article)
            self.taken.append(resolution.article)
        return resolution

    def kinds(self, *items: Entry) -> list[str]:
        return [self.take(item).kind for item in items]


# --- what an entry is made into -----------------------------------------------------


def test_an_entry_is_made_plain() -> None:
    article = (
        Desk()
        .take(
            entry(
                title="<b>Harbour</b> &amp; sea",
                content="<p>One two.</p><script>x()</script><p>Three&nbsp;four.</p>",
                url="https://www.post.example/harbour/?utm_source=rss",
                guid=" tag:1\x00 ",
                author="<i>A. Brandt</i>",
            )
        )
        .article
    )
    assert (article.title, article.text) == ("Harbour & sea", "One two.\n\nThree four.")
    assert (article.url, article.comparison_key) == (
        "https://www.post.example/harbour/",
        "post.example/harbour",
    )
    assert (article.guid, article.author, article.words) == ("tag:1", "A. Brandt", 4)
    assert (article.outlet, article.feed, article.revision) == (POST, FEED, 1)
    assert (article.published_source, article.seen_at) == ("feed", SEEN)
    assert len(article.article_id) == 20


def test_plain_content_is_no_markup() -> None:
    taken = Desk().take(entry(content="1 <b> 2 &amp; 3\n\n4", content_is_html=False))
    assert taken.article.text == "1 <b> 2 &amp; 3\n\n4"


@pytest.mark.parametrize(
    ("published", "updated", "at", "precision", "raw", "source"),
    [
        ("2026-03-02", "", datetime(2026, 3, 2, tzinfo=UTC), "day", "2026-03-02", "feed"),
        ("", "2026-03-02", datetime(2026, 3, 2, tzinfo=UTC), "day", "2026-03-02", "feed"),
        ("soon", "2026-03-02", datetime(2026, 3, 2, tzinfo=UTC), "day", "2026-03-02", "feed"),
        ("2125-01-01", "2026-03-02", None, "future", "2125-01-01", "feed"),
        ("soon", "", None, "none", "soon", ""),
        ("", "", None, "none", "", ""),
    ],
)
def test_dates_of_publication(
    published: str, updated: str, at: datetime | None, precision: str, raw: str, source: str
) -> None:
    article = Desk().take(entry(published_raw=published, updated_raw=updated)).article
    assert (article.published_at, article.published_precision) == (at, Precision(precision))
    assert (article.published_raw, article.published_source) == (raw, source)


# --- one article --------------------------------------------------------------------


def test_a_feed_that_is_read_again_brings_nothing() -> None:
    desk = Desk()
    items = [entry(guid="1"), entry(guid="", url="/b", title="Other"), entry(guid="", url="")]
    items.append(entry(url="https://post.example/budget", content=BUDGET))
    first = desk.kinds(*items)
    assert first[0] == "new"
    assert desk.kinds(*items) == ["same"] * 4


def test_a_new_headline_is_a_revision() -> None:
    desk = Desk()
    desk.take(entry(guid="1"))
    edited = desk.take(entry(guid="1", title="Harbour opens at last"))
    assert (edited.kind, edited.article.revision) == ("revision", 2)
    assert edited.article.article_id == desk.taken[0].article_id


def test_a_text_that_comes_back_is_no_further_revision() -> None:
    desk = Desk()
    assert desk.kinds(
        entry(guid="1"),
        entry(guid="1", title="Changed"),
        entry(guid="1"),
        entry(guid="1", title="Changed"),
        entry(guid="1", title="Changed again"),
    ) == ["new", "revision", "same", "same", "revision"]
    assert [article.revision for article in desk.taken] == [1, 2, 3]


def test_one_guid_at_one_address_may_be_rewritten_entirely() -> None:
    desk = Desk()
    later = entry(guid="1", content=BUDGET, published_raw="2026-03-03")
    assert desk.kinds(entry(guid="1"), later) == ["new", "revision"]


@pytest.mark.parametrize("url", ["https://post.example/harbour", ""])
def test_a_guid_that_changes_at_each_poll_makes_no_new_article(url: str) -> None:
    desk = Desk()
    assert desk.kinds(*(entry(guid=guid, url=url) for guid in "abc")) == ["new", "same", "same"]


def test_a_changed_guid_and_an_edited_text_are_a_revision() -> None:
    desk = Desk()
    edited = entry(guid="b", content=HARBOUR + " Nobody was hurt.")
    assert desk.kinds(entry(guid="a"), edited) == ["new", "revision"]


def test_a_link_that_moves_makes_no_new_article() -> None:
    desk = Desk()
    assert desk.kinds(entry(guid="1"), entry(guid="1", url="https://post.example/moved")) == [
        "new",
        "same",
    ]


def test_a_summary_and_the_whole_text_are_one_article() -> None:
    desk = Desk()
    summary = entry(content=HARBOUR[:90])
    assert desk.kinds(summary, entry(published_raw="2026-03-03")) == ["new", "revision"]


def test_two_feeds_of_an_outlet_carry_one_article() -> None:
    desk = Desk()
    desk.take(entry(guid="1"))
    assert desk.take(entry(guid="x"), feed="https://post.example/home.xml").kind == "same"


def test_a_rewritten_text_without_guid_is_a_revision_on_its_day() -> None:
    desk = Desk()
    assert desk.kinds(entry(), entry(content=BUDGET)) == ["new", "revision"]


# --- several articles ---------------------------------------------------------------


def test_items_that_share_a_guid_are_all_kept() -> None:
    items = [
        entry(guid="same"),
        entry(guid="same", url="https://post.example/budget", content=BUDGET),
        entry(guid="same", url="https://post.example/day", content=NATIONAL_DAY),
    ]
    desk = Desk()
    assert desk.kinds(*items, *reversed(items)) == ["new"] * 3 + ["same"] * 3
    assert len({article.article_id for article in desk.taken}) == 3


def test_items_that_share_a_guid_and_have_no_address_are_all_kept() -> None:
    desk = Desk()
    items = [entry(guid="same", url="", content=text) for text in (HARBOUR, BUDGET, NATIONAL_DAY)]
    assert desk.kinds(*items, *items) == ["new"] * 3 + ["same"] * 3


def test_items_that_all_link_to_one_page_are_kept_apart_by_their_guids() -> None:
    desk = Desk()
    items = [entry(guid=text[:5], content=text) for text in (HARBOUR, BUDGET, NATIONAL_DAY)]
    assert desk.kinds(*items, *items) == ["new"] * 3 + ["same"] * 3


@pytest.mark.parametrize("guids", [("", ""), ("a", "b")])
def test_an_address_that_is_used_again_next_year_is_another_article(guids: tuple[str, str]) -> None:
    url = "https://post.example/national-day"
    old = entry(guid=guids[0], url=url, content=HARBOUR, published_raw="2025-06-23")
    new = entry(guid=guids[1], url=url, content=BUDGET, published_raw="2026-02-23")
    desk = Desk()
    desk.take(old)
    again = desk.take(new)
    assert (again.kind, again.same_address, again.same_text) == ("new", True, False)
    assert desk.kinds(old, new) == ["same", "same"]


def test_one_text_at_two_addresses_is_two_articles() -> None:
    desk = Desk()
    desk.take(entry())
    twin = desk.take(entry(url="https://post.example/copy"))
    assert (twin.kind, twin.same_text, twin.same_address) == ("new", True, False)
    assert desk.kinds(entry(), entry(url="https://post.example/copy")) == ["same", "same"]


def test_outlets_never_share_articles() -> None:
    one, other = Desk(), Desk(outlet="Northmark Wire", feed="https://wire.example/rss")
    other.known = one.known
    ids = {desk.take(entry(guid=guid)).article.article_id for desk in (one, other) for guid in "1"}
    assert len(ids) == 2


def test_templates_are_not_merged() -> None:
    desk = Desk()
    days = [
        entry(url=f"https://post.example/{name}", content=NATIONAL_DAY.replace("Lindhaven", name))
        for name in ("Estmark", "Sudmark")
    ]
    assert desk.kinds(*days) == ["new", "new"]


# --- ids and the store --------------------------------------------------------------


def test_ids_depend_on_what_identifies_and_never_on_the_time() -> None:
    items = [entry(guid="1"), entry(guid="1", url="/x", content=BUDGET), entry(), entry(url="")]
    one, other = Desk(), Desk()
    for item in items:
        one.take(item)
        other.take(item, seen_at=SEEN + timedelta(days=1))
    assert [a.article_id for a in one.taken] == [a.article_id for a in other.taken]


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (HARBOUR, HARBOUR.upper(), 1.0),
        (HARBOUR, HARBOUR[:57], 1.0),
        (HARBOUR, BUDGET, 0.0),
        ("Minister resigns", "Minister resigns after the vote of Monday", 1.0),
        ("", "", 0.0),
        (HARBOUR, "", 0.0),
    ],
)
def test_overlap(one: str, other: str, share: float) -> None:
    assert overlap(one, other) == overlap(other, one) == share
