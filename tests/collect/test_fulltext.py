import asyncio
import re
from collections.abc import Mapping

import pytest

from monitor.collect.exchange import Request, Response
from monitor.collect.fetch import Limits
from monitor.collect.fulltext import FullText, PageText, full_texts
from monitor.collect.robots import Robots
from monitor.errors import DocumentError, FetchError
from monitor.records import Entry
from tests.collect.loopback import Asked, Route, Site, answer, feed, limits, redirect, serve

PAGE = answer(b"<p>The ministers met in the harbour.</p>", content_type="text/html; charset=utf-8")


def strip_tags(html: bytes, url: str) -> str:
    if b"broken" in html:
        raise DocumentError("The page can't be read.", reason="page")
    if b"odd" in html:
        raise ZeroDivisionError("odd")
    return re.sub(r"<[^>]*>", "", html.decode())


def read(
    paths: list[str],
    routes: Mapping[str, Route],
    *,
    within: Limits | None = None,
    page_text: PageText = strip_tags,
) -> tuple[dict[str, FullText], Site]:
    """What the pages at `paths` of one site gave, by path; whole addresses stay as they are."""

    async def run() -> tuple[dict[str, FullText], Site]:
        async with asyncio.timeout(20), serve(routes) as site:
            urls = {path: site.url(path) if path.startswith("/") else path for path in paths}
            wanted = [(feed(site.url("/rss")), Entry(url=url)) for url in urls.values()]
            results = full_texts(wanted, page_text, within or limits(), pause=0)
            found = {result.entry.url: result async for result in results}
            return {path: found[url] for path, url in urls.items()}, site

    return asyncio.run(run())


def why(result: FullText) -> str:
    assert result.text == ""
    assert result.refusal is not None
    assert result.refusal.path == result.entry.url
    return result.refusal.reason


def test_a_page_gives_its_text_and_the_entry_it_belongs_to() -> None:
    found, site = read(["/a"], {"/a": PAGE})
    assert found["/a"].text == "The ministers met in the harbour."
    assert found["/a"].refusal is None
    assert found["/a"].feed.url == site.url("/rss")
    assert site.paths() == ["/robots.txt", "/a"]


def test_robots_txt_is_asked_once_and_obeyed() -> None:
    rules = b"User-agent: *\nDisallow: /private/\nAllow: /private/press"
    routes = {"/robots.txt": answer(rules), "/a": PAGE, "/b": PAGE, "/private/press": PAGE}
    found, site = read(["/a", "/private/x", "/b", "/private/press"], routes)
    assert "robots.txt" in why(found["/private/x"])
    assert all(found[path].text for path in ("/a", "/b", "/private/press"))
    assert site.paths() == ["/robots.txt", "/a", "/b", "/private/press"]


def test_a_redirect_does_not_get_around_robots_txt() -> None:
    rules = answer(b"User-agent: *\nDisallow: /private/")
    found, site = read(["/a"], {"/robots.txt": rules, "/a": redirect("/private/x")})
    assert "robots.txt" in why(found["/a"])
    assert site.paths() == ["/robots.txt", "/a"]


def test_a_redirect_to_another_site_asks_its_robots_txt() -> None:
    async def run() -> tuple[FullText, Site]:
        rules = answer(b"User-agent: *\nDisallow: /")
        async with serve() as site, serve({"/robots.txt": rules, "/x": PAGE}) as other:
            site.routes["/a"] = redirect(other.url("/x"))
            wanted = [(feed(site.url("/rss")), Entry(url=site.url("/a")))]
            [found] = [found async for found in full_texts(wanted, strip_tags, limits(), pause=0)]
            return found, other

    found, other = asyncio.run(run())
    assert "robots.txt" in why(found)
    assert other.paths() == ["/robots.txt"]


def test_a_delay_that_is_too_long_is_a_refusal() -> None:
    routes = {"/robots.txt": answer(b"User-agent: *\nCrawl-delay: 3600"), "/a": PAGE}
    found, site = read(["/a"], routes)
    assert "3600 s" in why(found["/a"])
    assert site.paths() == ["/robots.txt"]


def test_a_delay_holds_between_two_pages() -> None:
    times: list[float] = []

    async def page(_: Asked, writer: asyncio.StreamWriter) -> None:
        times.append(asyncio.get_running_loop().time())
        writer.write(PAGE)

    routes = {"/robots.txt": answer(b"User-agent: *\nCrawl-delay: 0.2"), "/a": page, "/b": page}
    found, _ = read(["/a", "/b"], routes)
    assert all(result.text for result in found.values())
    assert times[1] - times[0] >= 0.2


def test_pages_of_one_host_are_fetched_one_at_a_time() -> None:
    there: list[str] = []
    most = 0

    async def page(asked: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal most
        there.append(asked.path)
        most = max(most, len(there))
        await asyncio.sleep(0.05)
        there.remove(asked.path)
        writer.write(PAGE)

    read(["/a", "/b", "/c"], {"/a": page, "/b": page, "/c": page})
    assert most == 1


@pytest.mark.parametrize(
    ("route", "words"),
    [
        (answer(status="404 Not Found"), "HTTP 404"),
        (answer(b"%PDF", content_type="application/pdf"), "application/pdf"),
        (answer(b"<p> </p>", content_type="text/html"), "no text"),
        (answer(b"broken", content_type="text/html"), "can't be read"),
        (answer(b"odd", content_type="text/html"), "ZeroDivisionError"),
        (answer(b"x" * 2000, content_type="text/html"), "Stopped"),
        (redirect("http://169.254.169.254/"), "robots.txt could not be read. Blocked"),
    ],
)
def test_a_page_that_gives_nothing_is_a_refusal_and_no_more(route: bytes, words: str) -> None:
    found, _ = read(["/bad", "/a"], {"/bad": route, "/a": PAGE}, within=limits(body_bytes=1000))
    assert words in why(found["/bad"])
    assert found["/a"].text


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "http://[", "relative.html"])
def test_an_entry_without_a_usable_address_is_a_refusal(url: str) -> None:
    found, site = read([url, "/a"], {"/a": PAGE})
    assert why(found[url])
    assert found["/a"].text
    assert site.paths() == ["/robots.txt", "/a"]


# --- robots.txt --------------------------------------------------------------------

SITE = "https://harbour.example"


def rules(body: bytes = b"", status: int | None = 200, error: FetchError | None = None) -> Robots:
    return Robots(Response(Request(feed(SITE)), status, body=body, error=error))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_robots_txt_allows_everything(status: int) -> None:
    assert rules(status=status).refusal(f"{SITE}/a") is None


@pytest.mark.parametrize("status", [302, 429, 500, 503, None])
def test_a_robots_txt_that_cannot_be_had_allows_nothing(status: int | None) -> None:
    error = None if status else FetchError("It timed out.", reason="timeout")
    refusal = rules(status=status, error=error).refusal(f"{SITE}/a")
    assert refusal is not None
    assert refusal.reason == "robots"


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: OtherBot\nDisallow: /", True),
        ("User-agent: OtherBot\nUser-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Stancewatch\nAllow: /", True),
        ("user agent: STANCEWATCH/1.0 # us\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("\ufeffUser-agent: *\nDisallow: /*.html$", False),
        ("User-agent: watch\nDisallow: /", True),
        ("<html>Not found</html>", True),
    ],
)
def test_rules_are_read_as_rfc_9309_says(text: str, allowed: bool) -> None:
    assert (rules(text.encode()).refusal(f"{SITE}/a.html") is None) == allowed


def test_a_delay_is_read_for_us_alone() -> None:
    text = b"User-agent: x\nCrawl-delay: 9\n\nUser-agent: *\nCrawl-delay: 2"
    assert rules(text).delay == 2
    assert rules(b"User-agent: *\nCrawl-delay: nan").delay == 0
    assert rules(status=404).delay == 0


def test_many_programs_times_many_rules_take_no_time() -> None:
    # protego itself would build 13,000 x 13,000 rules of this.
    names = "".join(f"User-agent: bot{number}\n" for number in range(13_000))
    lines = "".join(f"Disallow: /{number}\n" for number in range(13_000))
    assert rules((names + lines).encode()).refusal(f"{SITE}/5") is None
    assert rules((names + "User-agent: *\n" + lines).encode()).refusal(f"{SITE}/5") is not None
