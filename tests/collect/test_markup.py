"""Markup of others becomes plain text, whatever it holds."""

import pytest

from monitor.collect.markup import clean, feed_links, tidy, title_text, to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>The <b>har</b>bour</p><p>opens<br>today</p>", "The harbour\n\nopens\ntoday"),
        ("<div>One<div>two</div>three</div>", "One\n\ntwo\n\nthree"),
        ("<ul><li>one<li>two</ul>", "one\n\ntwo"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\n\nc"),
        ("line one\n  line two <i>x</i>", "line one line two x"),
        ("a<br><br>b", "a\n\nb"),
        ("no markup\n\nat all", "no markup\n\nat all"),
        ("AT&amp;T &amp;lt;b&amp;gt;", "AT&T &lt;b&gt;"),
        ("<p>AT&amp;T &amp;lt;</p>", "AT&T &lt;"),
        ("<p>Fish&nbsp;&amp; chips</p>", "Fish & chips"),
        ("1 < 2", "1 < 2"),
        ("", ""),
    ],
)
def test_blocks_become_paragraphs(markup: str, text: str) -> None:
    assert to_text(markup) == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        "<noscript>turn it on</noscript>",
        "<template><p>later</p></template>",
        "<iframe src='//x.example'>old</iframe>",
        "<svg><a xlink:href='javascript:alert(1)'><text>drawn</text></a></svg>",
        "<!-- comment -->",
        "<img src=x onerror=alert(1)>",
        '<a href="java&#10;script:alert(1)"></a>',
    ],
)
def test_what_readers_do_not_see_is_dropped(hidden: str) -> None:
    assert to_text(f"<p>seen{hidden}</p>{hidden}") == "seen"


def test_control_characters_and_lone_surrogates_go() -> None:
    assert clean("a\x00b\x1b\x85\x7f\ud800\tc\r\nd\re") == "ab\tc\nd\ne"
    assert to_text("<p>a&#1;b\x0bc</p>") == "abc"
    assert tidy("a \t b \n \n\n c\x00\n d ") == "a b\n\nc\nd"


def test_direction_marks_stay_in_the_text() -> None:
    assert clean("a\u202eb\u200bc") == "a\u202eb\u200bc"


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("&lt;script&gt; explained", "<script> explained"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<b>Harbour</b> <i class='x'>opens</i>", "Harbour opens"),
        ("CO<sub>2</sub> rises", "CO2 rises"),
        ("One<br/>two", "One two"),
        ("  Two\n lines ", "Two lines"),
        ("Ports &amp; piers &amp;amp;", "Ports & piers &amp;"),
        ("I <3 piers & boats", "I <3 piers & boats"),
        ("A\x00B", "AB"),
    ],
)
def test_titles_are_one_line_and_keep_the_tags_they_talk_of(title: str, line: str) -> None:
    assert title_text(title) == line


@pytest.mark.parametrize("piece", ["<div>", "<b>", "<b><div>", "<a><font>", "<p></i>"])
def test_endless_markup_is_survived(piece: str) -> None:
    # 50,000 nested blocks would take seconds as HTML5, and crash a reader that recurses.
    text = to_text(f"<p>begin</p>{piece * 50_000}end")
    assert text.split() == ["begin", "end"]
    assert to_text(f"<p>begin</p>{piece * 4_000}end").split() == ["begin", "end"]


def test_endless_marks_are_survived() -> None:
    assert to_text("&" * 500_000) == "&" * 500_000
    assert to_text("<p>" + "&" * 500_000) == "&" * 500_000
    assert title_text("&" * 500_000) == "&" * 500_000
    assert title_text("<b" * 50_000) == "<b" * 50_000
    assert to_text("begin" + "<!--" * 5_000) == "begin"


def test_scripts_stay_out_of_texts_with_endless_markup() -> None:
    assert to_text("<div>" * 20_000 + "a<script>x()</script>b") == "ab"


def test_feeds_that_a_page_links() -> None:
    page = """<head><link rel=alternate type="application/rss+xml" href=/a title=News>
        <link rel="alternate nofollow" type="application/atom+xml; charset=utf-8" href="b">
        <link rel=stylesheet type="application/rss+xml" href=/c>
        <link rel=alternate type="text/html" href=/d></head>"""
    assert feed_links(page) == [("/a", "News"), ("b", "")]
