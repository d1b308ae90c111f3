"""Feeds as publishers write them, and as attackers do, through the parser's own worker."""

import json
from collections.abc import Iterator

import pytest

from monitor.collect.parse import ParsedFeed, Parser
from monitor.errors import ParseError

URL = "https://post.example/feeds/world.xml"


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(deadline=120.0) as parser:  # a busy machine must not decide what is read
        yield parser


def item(number: int, extra: str = "") -> str:
    return (
        f"<item><title>Item {number}</title><link>https://post.example/{number}</link>"
        f'<guid isPermaLink="false">{number}</guid>{extra}</item>'
    )


def rss(items: str, head: str = "", prolog: str = '<?xml version="1.0"?>') -> bytes:
    return (
        f'{prolog}<rss version="2.0"><channel><title>Lindhaven Post</title>{head}'
        f"{items}</channel></rss>"
    ).encode()


def refused(parser: Parser, body: bytes, content_type: str = "") -> ParseError:
    with pytest.raises(ParseError) as caught:
        parser.parse(body, content_type, URL)
    return caught.value


# --- the kinds of feed --------------------------------------------------------------


def test_rss(parser: Parser) -> None:
    body = rss(
        "<item><title>Harbour &amp;amp; sea</title><link>/harbour</link><guid>tag:1</guid>"
        "<pubDate>Mon, 02 Mar 2026 09:00:00 GMT</pubDate><author>D. Quillon</author>"
        "<description>Short.</description>"
        '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        "&lt;p&gt;The long text.&lt;/p&gt;</content:encoded></item>",
        head="<language>en-gb</language><ttl>30</ttl>",
    )
    feed = parser.parse(body, "application/rss+xml", URL)
    assert (feed.title, feed.language, feed.ttl_minutes) == ("Lindhaven Post", "en-gb", 30)
    assert (feed.total_entries, feed.truncated, feed.warnings) == (1, False, ())
    (entry,) = feed.entries
    assert entry.title == "Harbour &amp; sea"
    assert (entry.content, entry.content_is_html) == ("<p>The long text.</p>", True)
    assert (entry.url, entry.guid) == ("https://post.example/harbour", "tag:1")
    assert entry.published_raw == "Mon, 02 Mar 2026 09:00:00 GMT"
    assert (entry.updated_raw, entry.author, entry.language) == ("", "D. Quillon", "en-gb")


def test_atom(parser: Parser) -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Amt</title><entry>'
        '<title>Rede</title><id>urn:1</id><link href="rede.html"/>'
        "<updated>2026-03-02T09:00:00Z</updated>"
        '<content type="text">Kein &lt;b&gt; Markup</content></entry></feed>'
    )
    (entry,) = parser.parse(body.encode(), "", URL).entries
    assert entry.url == "https://post.example/feeds/rede.html"
    assert (entry.published_raw, entry.updated_raw) == ("", "2026-03-02T09:00:00Z")
    assert (entry.content, entry.content_is_html) == ("Kein <b> Markup", False)
    assert entry.language == "de"


def test_json_feed(parser: Parser) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Lindhaven Post",
        "language": "en",
        "items": [
            {
                "id": 7,
                "url": "/seven",
                "title": "Seven",
                "content_html": "<p>Seven ships.</p>",
                "date_published": "2026-03-02T09:00:00Z",
                "authors": [{"name": "A. Brandt"}, {"name": "D. Quillon"}, "junk"],
            },
            {"id": "8", "url": "javascript:alert(1)", "content_text": "1 < 2"},
            "junk",
        ],
    }
    parsed = parser.parse(b"\n" + json.dumps(feed).encode(), "text/html", URL)
    seven, eight = parsed.entries
    assert (seven.guid, seven.url) == ("7", "https://post.example/seven")
    assert seven.author == "A. Brandt, D. Quillon"
    assert (eight.url, eight.content, eight.content_is_html) == ("", "1 < 2", False)


# --- what is no feed ----------------------------------------------------------------


@pytest.mark.parametrize("body", [b"", b" \n\t"])
def test_an_empty_body(parser: Parser, body: bytes) -> None:
    assert refused(parser, body).reason == "empty"


def test_a_web_page_says_which_feeds_it_offers(parser: Parser) -> None:
    page = (
        b"<!-- built today --><!DOCTYPE html><html><head>"
        b'<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
        b'<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">'
        b'<link rel="alternate" hreflang="de" href="/de/"></head><p>Hello</p></html>'
    )
    error = refused(parser, page, "text/html")
    assert error.reason == "not_a_feed"
    assert "web page" in error.message
    assert error.remedy == "It offers these feeds: https://post.example/rss.xml"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"data": []}', "not_a_feed"),
        (b'{"items": [', "broken"),
        (b"{" + b'"a":[' * 100_000, "broken"),
        (b"plain words", "not_a_feed"),
        (b'<?xml version="1.0"?><opml version="2.0"><body/></opml>', "not_a_feed"),
        (b"/etc/passwd", "not_a_feed"),
    ],
)
def test_other_bytes(parser: Parser, body: bytes, reason: str) -> None:
    assert refused(parser, body[:500_000]).reason == reason


# --- encodings ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "header"),
    [
        ("Мост открыт", "koi8-r", "koi8-r", ""),
        ("港口重新开放", "gb2312", "gb2312", "text/xml; charset=iso-8859-1"),
        ("Pont rouvert à midi", "cp1252", "iso-8859-1", ""),
        ("Pont rouvert à midi", "cp1252", "", "text/xml; charset=windows-1252"),
        ("Pont “rouvert”", "utf-8", "iso-8859-1", "text/xml; charset=us-ascii"),
        ("Мост открыт", "utf-16", "utf-16", ""),
        ("Мост открыт", "utf-16-be", "utf-16", "text/xml"),
        ("Мост открыт", "utf-8-sig", "utf-8", "text/xml; charset=koi8-r"),
        ("Мост", "utf-8", "no-such-encoding", ""),
    ],
)
def test_encodings(parser: Parser, text: str, encoding: str, declared: str, header: str) -> None:
    named = f' encoding="{declared}"' if declared else ""
    body = rss(f"<item><title>{text}</title></item>", prolog=f'<?xml version="1.0"{named}?>')
    feed = parser.parse(body.decode().encode(encoding), header, URL)
    assert [entry.title for entry in feed.entries] == [text]
    assert feed.warnings == ()


def test_one_bad_byte_costs_one_character(parser: Parser) -> None:
    body = rss("<item><title>The pier’s end</title></item>").replace(b"end", b"e\xffd")
    (entry,) = parser.parse(body, "text/xml; charset=utf-8", URL).entries
    assert entry.title == "The pier’s e\ufffdd"


def test_control_characters_are_taken_out(parser: Parser) -> None:
    feed = parser.parse(rss("<item><title>A\x00B\x1bC</title></item>"), "", URL)
    assert feed.entries[0].title == "ABC"
    assert feed.warnings == ()


# --- links --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ("<guid>42</guid>", ""),
        ("<guid>https://post.example/42</guid>", "https://post.example/42"),
        ("<guid>42</guid><link>/42</link>", "https://post.example/42"),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>data:text/html,x</link>", ""),
        ("<link>http://[half</link>", ""),
        ("<link>https://</link>", ""),
    ],
)
def test_links_are_web_addresses_or_nothing(parser: Parser, inside: str, url: str) -> None:
    (entry,) = parser.parse(rss(f"<item><title>T</title>{inside}</item>"), "", URL).entries
    assert entry.url == url


def test_items_that_share_a_guid_all_stay(parser: Parser) -> None:
    items = "".join(f"<item><title>{n}</title><guid>same</guid></item>" for n in range(5))
    assert len(parser.parse(rss(items), "", URL).entries) == 5


# --- damage -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cut", [b"<title>Item 3", b"Item 3</ti", b'"false">3<', b"<item><title>Item 3"]
)
def test_a_feed_that_breaks_off_gives_its_complete_entries(parser: Parser, cut: bytes) -> None:
    body = rss("".join(map(item, range(1, 5))))
    feed = parser.parse(body[: body.index(cut) + len(cut)], "", URL)
    assert feed.truncated
    assert [entry.title for entry in feed.entries] == ["Item 1", "Item 2"]
    assert feed.warnings


def test_mismatched_tags_are_a_warning(parser: Parser) -> None:
    feed = parser.parse(rss(item(1, "<description><b>x</i></description>") + item(2)), "", URL)
    assert [entry.title for entry in feed.entries] == ["Item 1", "Item 2"]
    assert not feed.truncated
    assert "well-formed" in feed.warnings[0]


@pytest.mark.parametrize("newest_first", [True, False])
def test_of_many_entries_the_newest_are_taken(parser: Parser, newest_first: bool) -> None:
    numbers = list(range(6_000))
    items = [
        item(n, f"<pubDate>{1 + n // 300:02} Jan 2026 00:00:00 GMT</pubDate>")
        for n in (reversed(numbers) if newest_first else numbers)
    ]
    feed = parser.parse(rss("".join(items)), "", URL)
    assert feed.total_entries == 6_000
    assert {int(entry.guid) for entry in feed.entries} == set(numbers[-2_000:])
    assert not feed.truncated


# --- attacks ------------------------------------------------------------------------


def test_entities_that_expand_are_refused(parser: Parser) -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    prolog = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{laughs}]>'
    body = rss("<item><title>&a8;</title></item>", prolog=prolog)
    assert refused(parser, body).reason == "entity_expansion"


def test_a_long_entity_is_refused_also_behind_a_comment(parser: Parser) -> None:
    prolog = f'<!-- <rss> --><!DOCTYPE rss [<!-- <a> --><!ENTITY a "{"x" * 50_000}">]>'
    body = rss(f"<item><title>{'&a;' * 5_000}</title></item>", prolog=prolog)
    assert refused(parser, body).reason == "entity_expansion"


def test_external_entities_are_left_out(
    parser: Parser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("outside") / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    prolog = f'<!DOCTYPE rss SYSTEM "{secret.as_uri()}" [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    (entry,) = parser.parse(rss("<item><title>A&x;B</title></item>", prolog=prolog)).entries
    assert "secret" not in entry.title


def test_words_about_entities_are_just_words(parser: Parser) -> None:
    text = "<item><title><![CDATA[How <!ENTITY a 'bb'> works]]></title></item>"
    assert "ENTITY" in parser.parse(rss(text)).entries[0].title


def test_a_feed_that_keeps_the_parser_busy_is_stopped_and_the_next_one_is_read() -> None:
    author = "a@" + "a." * 31_000 + "!"
    slow = rss(f"<item><title>T</title><author>{author}</author></item>")
    with Parser(deadline=2.0) as parser:
        assert refused(parser, slow).reason == "parse_timeout"
        assert [entry.title for entry in parser.parse(rss(item(1))).entries] == ["Item 1"]


def test_endless_comments_before_a_feed_are_read(parser: Parser) -> None:
    body = rss(item(1), prolog="<!---->" * 5_000)
    assert len(parser.parse(body, "", URL).entries) == 1


@pytest.mark.parametrize("piece", ["<!--", "&amp;", "<div>"])
def test_heavy_summaries_are_read(parser: Parser, piece: str) -> None:
    body = rss(
        f"<item><title>T</title><description><![CDATA[{piece * 50_000}]]></description></item>"
    )
    feed: ParsedFeed = parser.parse(body, "", URL)
    assert len(feed.entries[0].content) >= 50_000
