"""Redirects are followed by hand, and every hop is vetted."""

import asyncio
from ipaddress import ip_network

import pytest

from monitor.collect.fetch import Limits, Response
from tests.collect.loopback import (
    FEED,
    Site,
    answer,
    get,
    limits,
    reason,
    redirect,
    serve,
    visit,
)


def test_redirects_are_followed_five_times() -> None:
    routes: dict = {f"/{number}": redirect(f"/{number + 1}") for number in range(5)}
    routes["/5"] = answer(FEED)
    response, site = visit("/0", routes)
    assert (response.body, response.final_url) == (FEED, site.url("/5"))
    routes = {f"/{number}": redirect(f"/{number + 1}") for number in range(20)}
    response, site = visit("/0", routes)
    assert reason(response) == "too_many_redirects"
    assert len(site.asked) == 6
    assert response.moved_to == ""


def test_a_redirect_loop_ends() -> None:
    response, _ = visit("/a", {"/a": redirect("/b", 302), "/b": redirect("/a", 302)})
    assert reason(response) == "too_many_redirects"


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301, 308), "/2"), ((301, 302), "/1"), ((302, 301), ""), ((307,), ""), ((303,), "")],
)
def test_only_permanent_redirects_from_the_start_count_as_a_move(
    statuses: tuple[int, ...], moved: str
) -> None:
    routes: dict = {
        f"/{hop}": redirect(f"/{hop + 1}", status) for hop, status in enumerate(statuses)
    }
    routes[f"/{len(statuses)}"] = answer(FEED)
    response, site = visit("/0", routes)
    assert response.body == FEED
    assert response.moved_to == (site.url(moved) if moved else "")


def test_a_redirect_without_a_target_is_the_answer() -> None:
    response, _ = visit("/rss", {"/rss": answer(status="302 Found")})
    assert (response.status, response.error) == (302, None)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0x7f.1",
        "2130706433",
        "017700000001",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "0.0.0.0",  # noqa: S104
        "169.254.169.254",
    ],
)
def test_a_private_address_is_never_connected_to(host: str) -> None:
    async def run() -> tuple[Response, Site]:
        async with serve({"/": answer(b"secret")}) as site:
            return await get(site.url(host=host), Limits(seconds=5)), site

    response, site = asyncio.run(run())
    assert reason(response) == "private_address"
    assert response.body == b""
    assert site.asked == []
    assert response.error is not None
    assert "--allow-private" in response.error.remedy
    assert "MONITOR_ALLOW_PRIVATE" in response.error.remedy


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("http://127.0.0.2:{port}/secret", "private_address"),
        ("//2130706434:{port}/secret", "private_address"),
        ("http://0x7f.2:{port}/secret", "private_address"),
        ("http://[::ffff:127.0.0.2]:{port}/secret", "private_address"),
        ("http://169.254.169.254/secret", "private_address"),
        ("file:///etc/passwd", "bad_address"),
        ("gopher://127.0.0.1:{port}/secret", "bad_address"),
        ("http://user:word@127.0.0.1:{port}/secret", "bad_address"),
        ("http://[::1/secret", "bad_address"),
    ],
)
def test_every_hop_is_vetted(target: str, expected: str) -> None:
    async def run() -> tuple[Response, Site]:
        async with serve({"/secret": answer(b"secret")}) as site:
            # The way to the forbidden place leads over an allowed one.
            site.routes["/rss"] = redirect("/next")
            site.routes["/next"] = redirect(target.format(port=site.port))
            only_this = limits(allow_private=(ip_network("127.0.0.1"),))
            return await get(site.url("/rss"), only_this), site

    response, site = asyncio.run(run())
    assert reason(response) == expected
    assert site.paths() == ["/rss", "/next"]
