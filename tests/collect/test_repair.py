"""What is mended in the text of a feed, and how its bytes are read, before it is parsed."""

from collections.abc import Iterator

import pytest

from monitor.collect.decoding import decode
from monitor.collect.markup import to_text
from monitor.collect.parse import Parser
from monitor.errors import ParseError


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser() as parser:
        yield parser


def feed(items: str, before: str = "") -> bytes:
    return f"{before}<rss version='2.0'><channel>{items}</channel></rss>".encode()


DTD = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://dtd.example/">'


@pytest.mark.parametrize("before", ["", DTD])
def test_characters_that_only_html_has_names_for(parser: Parser, before: str) -> None:
    body = feed("<item><title>Caf&eacute; &#233;, &lt;b&gt; &amp;amp;</title></item>", before)
    parsed = parser.parse(body)
    assert [entry.title for entry in parsed.entries] == ["Café é, <b> &amp;"]
    assert parsed.warnings == ()


@pytest.mark.parametrize("reference", ["&#0;", "&#x1f;", "&#55296;", "&#xFFFF;", "&#1114112;"])
def test_references_to_characters_that_do_not_exist(parser: Parser, reference: str) -> None:
    parsed = parser.parse(feed(f"<item><title>Har{reference}bour</title></item>"))
    assert [entry.title for entry in parsed.entries] == ["Harbour"]
    assert parsed.warnings == ()


def test_entities_behind_a_parameter_entity_are_refused(parser: Parser) -> None:
    before = "<!DOCTYPE rss [<!ENTITY % p 'x'> %p; <!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>"
    with pytest.raises(ParseError) as refused:
        parser.parse(feed("<item><title>&b;</title></item>", before))
    assert refused.value.reason == "entity_expansion"


def test_an_entry_that_tells_how_feeds_end_does_not_end_its_feed(parser: Parser) -> None:
    whole = "<item><title>How to</title><description><![CDATA[Write </rss>.]]></description></item>"
    parsed = parser.parse(f"<rss version='2.0'><channel>{whole}<item><title>Half".encode())
    assert parsed.truncated
    assert [entry.title for entry in parsed.entries] == ["How to"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("NATO’s quay ".encode() + b"\xff", "NATO’s quay \ufffd"),
        (b"<?xml version='1.0' encoding='utf-8'?>quay \xff", "quay \ufffd"),
        ("<?xml encoding='utf-8'?>Küste, Häfen, Köln".encode("latin-1"), "Küste, Häfen, Köln"),
        ("Küste, Häfen, Köln".encode("latin-1"), "Küste, Häfen, Köln"),
    ],
)
def test_bytes_that_are_not_what_they_say(body: bytes, text: str) -> None:
    assert decode(body).endswith(text)


@pytest.mark.parametrize("attribute", ["id={}", "id='<{}'"])
def test_phrases_that_stay_open_do_not_multiply(attribute: str) -> None:
    # HTML opens them again in each paragraph: 12 million elements from 200 KB.
    opened = "".join(f"<b {attribute.format(number)}>" for number in range(600))
    text = to_text(f"<p>{opened}{'<p>ebb</p>' * 20_000}")
    assert text.count("ebb") == 20_000


def test_phrases_leave_their_words_where_they_are() -> None:
    markup = '<p>The <a href="/q" title="1 > 0">quay</a>, the <strong>dam</strong>.</p>'
    assert to_text(markup) == "The quay, the dam."
