"""Addresses to open, and addresses to compare by; the language beside them."""

import pytest

from monitor.collect.language import identify
from monitor.collect.urls import canonical, comparison_key


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Post.Example:443/A/b?id=4#top", "https://post.example/A/b?id=4"),
        ("http://post.example:8080", "http://post.example:8080/"),
        ("http://me:secret@post.example/a", "http://post.example/a"),
        (" https://post.example/a b\n", "https://post.example/a%20b"),
        ("https://post.example/a?utm_source=x&id=4&fbclid=y", "https://post.example/a?id=4"),
        ("https://post.example/a?eid=4&source=wire", "https://post.example/a?eid=4&source=wire"),
        ("https://post.example/?12345", "https://post.example/?12345"),
        ("https://post.example/мост", "https://post.example/%D0%BC%D0%BE%D1%81%D1%82"),
        ("https://post.example/%D0%BC", "https://post.example/%D0%BC"),
        ("https://аррӏе.example/", "https://xn--80ak6aa92e.example/"),
        ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x"),
        ("https://post.example/<script>", "https://post.example/%3Cscript%3E"),
    ],
)
def test_usable_addresses(url: str, expected: str) -> None:
    assert canonical(url) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "42",
        "/a",
        "//post.example/a",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "ftp://post.example/a",
        "mailto:a@post.example",
        "https://",
        "https:///a",
        "https://post.example:99999/",
        "https://[::1",
        "https://exa mple/",
        "https://" + "a" * 64 + "é.example/",
        "https://post.example/" + "a" * 5_000,
    ],
)
def test_unusable_addresses(url: str) -> None:
    assert canonical(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://post.example/a/b/?y=2&x=1",
        "https://www.post.example/a/b?x=1&y=2",
        "https://post.example/a//b?x=1&y=2&utm_medium=rss",
        "https://POST.example/a/b?x=1&y=2#end",
    ],
)
def test_spellings_of_one_page_have_one_key(url: str) -> None:
    assert comparison_key(canonical(url)) == "post.example/a/b?x=1&y=2"


def test_what_tells_articles_apart_stays_in_the_key() -> None:
    urls = ["/a", "/A", "/a?id=1", "/a?id=2", "/a?1", "/a?2", "/a?eid=1", "/a?eid=2"]
    assert len({comparison_key(f"https://post.example{url}") for url in urls}) == len(urls)
    assert comparison_key("") == ""


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("The harbour of Lindhaven was reopened by the mayor on Thursday morning.", "de", "en"),
        ("Der Hafen von Lindhaven wurde am Donnerstag von der Stadt wieder eröffnet.", "en", "de"),
        ("Порт Линдхавена снова открылся в четверг утром после долгого ремонта.", "", "ru"),
        ("Harbour", "en-GB", "en"),
        ("Harbour", "german", ""),
        ("Harbour", "PT_br", "pt"),
        ("Harbour", "", ""),
        ("", "42", ""),
    ],
)
def test_language(text: str, declared: str, language: str) -> None:
    assert identify("", text, declared) == language
