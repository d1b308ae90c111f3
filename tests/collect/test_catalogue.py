import tarfile
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor import settings
from monitor.collect.catalogue import effective, new_feed, outlet_of, read_opml, write_opml
from monitor.errors import CatalogueError
from monitor.records import Feed

POST = Feed("https://harbour.example/rss", "The Harbour Post", "GB", "newspaper", "en")
WIRE = Feed("https://wire.example/rss", "Northern Wire", "NO", "agency", "no")


def opml(body: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head/><body>'
    return f"{head}{body}</body></opml>".encode()


def outline(url: str, name: str = "Post", more: str = "") -> str:
    return f'<outline type="rss" text="{name}" xmlUrl="{url}" {more}/>'


# --- OPML in -----------------------------------------------------------------------


def test_feeds_come_in_their_order() -> None:
    found = read_opml(
        opml(outline("https://b.example/") + outline("https://a.example/", "Áá &amp;"))
    )
    assert [(feed.url, feed.outlet) for feed in found.feeds] == [
        ("https://b.example/", "Post"),
        ("https://a.example/", "Áá &"),
    ]
    assert (found.repeated, found.bad) == (0, ())


def test_a_folder_states_facts_for_what_is_in_it() -> None:
    found = read_opml(
        opml(
            '<outline text="Agencies" kind="agency" stancewatch:country="pl">'
            '<outline text="Deeper" language="PL">'
            + outline("https://a.example/")
            + outline("https://b.example/", more='stancewatch:country="UA" language="uk"')
            + "</outline>"
            + outline("https://c.example/")
            + "</outline>"
            + outline("https://d.example/")
        )
    )
    facts = [(feed.kind, feed.country, feed.language) for feed in found.feeds]
    assert facts == [
        ("agency", "PL", "pl"),
        ("agency", "UA", "uk"),
        ("agency", "PL", ""),
        ("", "", ""),
    ]


def test_repeated_and_bad_outlines_are_counted() -> None:
    found = read_opml(
        opml(
            outline("https://a.example/rss")
            + outline(" HTTPS://A.example:443/rss#x ", "Again")
            + outline("")
            + '<outline type="rss" text="No address"/>'
            + outline("javascript:alert(1)")
            + outline("https://b.example/rss")
        ),
        path="list.opml",
    )
    assert [feed.url for feed in found.feeds] == ["https://a.example/rss", "https://b.example/rss"]
    assert found.repeated == 1
    assert [(bad.path, bad.row) for bad in found.bad] == [("list.opml", row) for row in (3, 4, 5)]
    assert "No address" in found.bad[1].reason
    assert "javascript:alert(1)" in found.bad[2].reason


def test_ten_thousand_feeds_in_deep_folders_are_read() -> None:
    feeds = "".join(outline(f"https://a.example/{number}") for number in range(10_000))
    deep = '<outline text="x">' * 500 + feeds + "</outline>" * 500
    assert len(read_opml(opml(deep)).feeds) == 10_000


@pytest.mark.parametrize(
    "piece",
    ["<a ", "<!--", '<outline text="a" ', "<outline text='a'>", "</outline>", "&", "<![CDATA["],
)
def test_hostile_markup_is_read_in_good_time(piece: str) -> None:
    # Python's own html.parser needs minutes for a tenth of this.
    assert read_opml(b"<opml>" + (piece * 200_000).encode()).feeds == ()


def test_what_real_lists_get_wrong_is_forgiven() -> None:
    data = (
        b"\xef\xbb\xbf<!DOCTYPE opml><OPML><head><title>A & B</title></head><body>"
        b'<outline text="Left & Right" xmlURL="https://a.example/?x=1&copy=2"/>'
        b'<outline title="Only a title" xmlUrl="https://b.example/">'
    )
    feeds = read_opml(data).feeds
    assert [(feed.url, feed.outlet) for feed in feeds] == [
        ("https://a.example/?x=1&copy=2", "Left & Right"),
        ("https://b.example/", "Only a title"),
    ]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-16", "UTF-16"), ("utf-8", "utf-8"), ("koi8-r", "KOI8-R"), ("utf-8", "punycode")],
)
def test_encodings_of_real_lists_are_read(encoding: str, declared: str) -> None:
    text = f"<?xml version='1.0' encoding='{declared}'?><opml><body>"
    data = (text + outline("https://a.example/", "Вестник")).encode(encoding)
    assert read_opml(data).feeds[0].outlet == "Вестник"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml/>', "entities"),
        (b'<!DOCTYPE x [<!entity % a SYSTEM "file:///etc/passwd">]><opml/>', "entities"),
        (b"<rss><channel/></rss>", "opml"),
        (b"", "opml"),
        (b"\x00\x01\x02", "opml"),
        (b"<opml>" + b" " * 10_000_000, "too_large"),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        read_opml(data)
    assert refused.value.reason == reason
    assert refused.value.remedy


def test_a_name_is_one_line_of_print() -> None:
    name = "The\n Post\u202e&#7;" + "x" * 500
    outlet = read_opml(opml(outline("https://a.example/", name))).feeds[0].outlet
    assert outlet.startswith("The Post xxx")
    assert len(outlet) == 200


# --- OPML out ----------------------------------------------------------------------


def test_a_list_that_is_written_reads_back_the_same() -> None:
    odd = Feed("https://odd.example/?a=1&b=%27", "\"Odd\" & 'Sons' <b>", paused=True)
    text = write_opml([POST, WIRE, odd])
    found = read_opml(text.encode())
    assert found.feeds == (POST, WIRE, odd)
    assert write_opml(found.feeds) == text


def test_other_readers_find_what_opml_2_asks_for() -> None:
    root = ET.fromstring(write_opml([POST]))  # noqa: S314  we wrote it
    [found] = root.findall("./body/outline")
    assert (found.get("type"), found.get("text"), found.get("xmlUrl")) == (
        "rss",
        POST.outlet,
        POST.url,
    )
    assert root.find("./head/title") is not None


# --- the list in force -------------------------------------------------------------


def change(action: str, url: str, **facts: str | None) -> dict[str, object]:
    row = dict.fromkeys(("outlet", "country", "kind", "language"))
    return {"url": url, "at": datetime(2026, 11, 2, tzinfo=UTC), "action": action} | row | facts


def test_changes_lie_over_the_packaged_list() -> None:
    new = change("add", "https://new.example/", outlet="New Daily", country="EE")
    feeds = effective([POST, WIRE], [change("remove", POST.url), new, change("pause", WIRE.url)])
    assert [(feed.outlet, feed.country, feed.paused) for feed in feeds] == [
        ("Northern Wire", "NO", True),
        ("New Daily", "EE", False),
    ]


def test_the_last_change_of_a_feed_counts() -> None:
    rows = [
        change("pause", POST.url),
        change("remove", POST.url),
        change("pause", POST.url),
        change("resume", POST.url),
        change("add", POST.url, outlet="Harbour Post"),
        change("pause", WIRE.url),
        change("resume", WIRE.url),
    ]
    feeds = {feed.url: feed for feed in effective([POST, WIRE], rows)}
    assert feeds[POST.url] == Feed(POST.url, "Harbour Post")
    assert feeds[WIRE.url] == WIRE


def test_an_unknown_change_is_not_passed_over() -> None:
    with pytest.raises(CatalogueError, match="rename"):
        effective([POST], [change("rename", POST.url)])


# --- one feed by hand --------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "url"),
    [
        (" https://News.example/rss ", "https://news.example/rss"),
        ("feed:https://news.example/rss", "https://news.example/rss"),
        ("feed://https://news.example/rss", "https://news.example/rss"),
        ("feed://news.example/rss", "https://news.example/rss"),
    ],
)
def test_an_address_is_tidied(given: str, url: str) -> None:
    assert new_feed(given, "Post").url == url


@pytest.mark.parametrize(
    "given", ["news.example/rss", "", "ftp://a.example/", "https://a:b@c.example/"]
)
def test_an_address_that_cannot_be_a_feed_is_refused(given: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        new_feed(given)
    assert refused.value.reason == "bad_address"
    assert "https://example.org/rss.xml" in refused.value.remedy


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://www.harbour.example/rss", "harbour.example"),
        ("https://feeds.harbour.example/rss", "harbour.example"),
        ("https://rss.example/", "rss.example"),
        ("https://en.harbour.example:8443/", "en.harbour.example"),
        ("https://feeds.feedburner.com/HarbourPost/world", "feedburner.com/HarbourPost"),
        ("https://127.0.0.1/rss", "127.0.0.1"),
    ],
)
def test_a_nameless_outlet_is_called_after_its_host(url: str, outlet: str) -> None:
    assert outlet_of(url) == outlet
    assert new_feed(url).outlet == outlet


def test_facts_are_tidied() -> None:
    feed = new_feed("https://a.example/", " A\tB ", country="gb", kind="Agency", language="EN")
    assert feed == Feed("https://a.example/", "A B", "GB", "agency", "en")


# --- what is packaged --------------------------------------------------------------


def test_the_packaged_list_is_in_order() -> None:
    data = settings.DATA.joinpath("feeds.opml").read_bytes()
    found = read_opml(data)
    assert (found.repeated, found.bad) == (0, ())
    assert len({feed.outlet for feed in found.feeds}) == len(found.feeds) >= 60
    kinds = {"newspaper", "broadcaster", "agency", "magazine", "institution", "think tank"}
    assert {feed.kind for feed in found.feeds} == kinds
    assert all(len(feed.language) == 2 for feed in found.feeds)
    assert all(feed.country or feed.kind == "institution" for feed in found.feeds)
    assert len({feed.country for feed in found.feeds}) >= 25
    written = ET.fromstring(data)  # noqa: S314  our own
    assert len(written.findall(".//outline[@xmlUrl]")) == len(found.feeds)


SHARED = Path(__file__).parents[3] / "shared" / "data" / "feeds_awesome-opml.tar.xz"


@pytest.mark.skipif(not SHARED.exists(), reason="needs the development data beside the repository")
def test_real_lists_are_read_and_written_back() -> None:
    total = 0
    with tarfile.open(SHARED) as archive:
        for member in archive:
            if member.name.endswith(".opml") and (file := archive.extractfile(member)):
                found = read_opml(file.read())
                total += len(found.feeds)
                assert found.bad == ()
                assert read_opml(write_opml(found.feeds).encode()).feeds == found.feeds
    assert total > 1500
