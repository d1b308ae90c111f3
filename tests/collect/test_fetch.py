import asyncio
import gzip
import socket
import sys
import tracemalloc
import zlib
from contextlib import aclosing
from ipaddress import ip_network

import pytest

from monitor import __version__
from monitor.collect.fetch import Limits, Request, Response, fetch_all, limits_from
from monitor.errors import SettingsError
from monitor.settings import from_environment
from tests.collect.loopback import Asked, Site, answer, feed, get, limits, redirect, serve

FEED = b"<rss version='2.0'><channel><title>The Harbour Post</title></channel></rss>"


def visit(path: str, routes: dict, within: Limits | None = None, **conditions: str):
    """The response to one request, and the site that was asked."""

    async def run() -> tuple[Response, Site]:
        async with asyncio.timeout(20), serve(routes) as site:
            return await get(site.url(path), within, **conditions), site

    return asyncio.run(run())


def reason(response: Response) -> str:
    assert response.error is not None
    assert response.error.message
    return response.error.reason


# --- what is asked and what comes back ---------------------------------------------


def test_a_feed_comes_back_with_its_headers() -> None:
    response, _ = visit("/rss", {"/rss": answer(FEED, etag='"1"', content_type="text/xml")})
    assert response.error is None
    assert (response.status, response.body) == (200, FEED)
    assert response.headers["etag"] == '"1"'
    assert response.final_url == response.request.address
    assert response.moved_to == ""


def test_requests_say_who_asks_and_take_nothing_but_gzip() -> None:
    _, site = visit("/rss", {"/rss": answer(FEED)}, limits(contact="https://desk.example/\r\nx: y"))
    sent = site.asked[0].headers
    assert sent["user-agent"] == f"Stancewatch/{__version__} (+https://desk.example/x: y)"
    assert sent["accept-encoding"] == "gzip"
    assert "application/rss+xml" in sent["accept"]
    assert "if-none-match" not in sent


def test_validators_are_sent_and_no_change_has_no_body() -> None:
    response, site = visit(
        "/rss",
        {"/rss": answer(status="304 Not Modified", etag='"2"')},
        etag='"1"',
        last_modified="Mon, 02 Nov 2026 10:00:00 GMT",
    )
    assert site.asked[0].headers["if-none-match"] == '"1"'
    assert site.asked[0].headers["if-modified-since"] == "Mon, 02 Nov 2026 10:00:00 GMT"
    assert (response.status, response.body, response.error) == (304, b"", None)


def test_cookies_are_not_kept() -> None:
    async def run() -> Site:
        async with serve({"/rss": answer(FEED, set_cookie="who=you; Path=/")}) as site:
            requests = [Request(feed(site.url("/rss", "localhost")))] * 2
            assert [response.status async for response in fetch_all(requests, limits())] == [
                200
            ] * 2
            return site

    assert ["cookie" in asked.headers for asked in asyncio.run(run()).asked] == [False, False]


def test_settings_give_contact_and_networks() -> None:
    given = {"MONITOR_CONTACT": "desk@post.example", "MONITOR_ALLOW_PRIVATE": "127.0.0.1, fd00::/8"}
    found = limits_from(from_environment(given))
    assert found.user_agent.endswith("(+desk@post.example)")
    assert found.allow_private == (ip_network("127.0.0.1/32"), ip_network("fd00::/8"))


@pytest.mark.parametrize("network", ["localhost", "10.0.0.1/8", "10.0.0.0/99"])
def test_a_network_that_is_none_is_refused_at_the_start(network: str) -> None:
    with pytest.raises(SettingsError, match="MONITOR_ALLOW_PRIVATE"):
        from_environment({"MONITOR_ALLOW_PRIVATE": network})


def test_an_error_page_is_not_read() -> None:
    async def endless(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 404 Not Found\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    response, _ = visit("/rss", {"/rss": endless}, limits(body_bytes=1000))
    assert (response.status, response.body, response.error) == (404, b"", None)


def test_header_bytes_that_are_no_text_are_replaced() -> None:
    raw = b'HTTP/1.1 200 OK\r\netag: "caf\xe9"\r\ncontent-length: 1\r\n\r\nx'
    response, _ = visit("/rss", {"/rss": raw})
    assert response.headers["etag"] == '"caf\ufffd"'


# --- bodies ------------------------------------------------------------------------


def test_gzip_is_unpacked() -> None:
    packed = gzip.compress(FEED)
    response, _ = visit("/rss", {"/rss": answer(packed + b"\0" * 8, content_encoding="GZip")})
    assert (response.body, response.error) == (FEED, None)


def test_a_bomb_is_stopped_in_little_memory() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = b"\0" * 1_000_000
    bomb = b"".join(packer.compress(zeros) for _ in range(100)) + packer.flush()
    assert len(bomb) < 100_000
    tracemalloc.start()
    try:
        response, _ = visit(
            "/rss", {"/rss": answer(bomb, content_encoding="gzip")}, limits(body_bytes=1_000_000)
        )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert reason(response) == "too_large"
    assert "1 MB" in str(response.error)
    assert response.body == b""
    assert peak < 10_000_000


@pytest.mark.parametrize(
    ("head", "start"),
    [
        (b"", b""),
        # Stored blocks of nothing: gzip that grows on the wire and never unpacks to a byte.
        (b"content-encoding: gzip\r\n", b"\x1f\x8b\x08\0\0\0\0\0\0\x03"),
        (b"content-encoding: gzip\r\n", gzip.compress(FEED)),
    ],
)
def test_a_body_without_end_is_stopped(head: bytes, start: bytes) -> None:
    piece = b"\0\0\0\xff\xff" * 10_000

    async def endless(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + start)
        while True:
            writer.write(piece)
            await writer.drain()

    response, _ = visit("/rss", {"/rss": endless}, limits(body_bytes=200_000))
    assert reason(response) == "too_large"
    assert response.error is not None
    # Or the frames of the error would keep the body in memory.
    assert response.error.__traceback__ is response.error.__context__ is None


def test_a_body_of_just_the_allowed_length_passes() -> None:
    packed = answer(gzip.compress(b"x" * 5000), content_encoding="gzip")
    routes = {"/plain": answer(b"x" * 5000), "/packed": packed}
    for path in routes:
        assert visit(path, routes, limits(body_bytes=5000))[0].body == b"x" * 5000
        assert reason(visit(path, routes, limits(body_bytes=4999))[0]) == "too_large"


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "utf-8"])
def test_an_encoding_that_was_not_offered_is_refused(encoding: str) -> None:
    response, _ = visit("/rss", {"/rss": answer(FEED, content_encoding=encoding)})
    assert reason(response) == "bad_encoding"


def test_damaged_gzip_is_refused() -> None:
    packed = bytearray(gzip.compress(FEED))
    packed[-6] ^= 0xFF  # the checksum
    for body in (FEED, bytes(packed)):
        response, _ = visit("/rss", {"/rss": answer(body, content_encoding="gzip")})
        assert reason(response) == "bad_encoding"


def test_a_body_that_is_cut_short_keeps_what_arrived() -> None:
    long = b"".join(str(number).encode() for number in range(20_000))
    packed = gzip.compress(long)
    routes = {
        "/plain": answer(FEED, content_length=str(len(FEED) + 1)),
        "/chunked": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
        "/packed": answer(packed[: len(packed) // 2], content_encoding="gzip"),
    }
    bodies = {}
    for path in routes:
        response, _ = visit(path, routes)
        assert (response.status, reason(response)) == (200, "cut_short")
        bodies[path] = response.body
    assert bodies["/plain"] == FEED
    assert bodies["/chunked"] == b"<rss>"
    assert 0 < len(bodies["/packed"]) < len(long)
    assert long.startswith(bodies["/packed"])


# --- servers that don't answer -----------------------------------------------------


async def drip(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def drip_headers(_: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nx: ")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def say_nothing(_: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("route", [drip, drip_headers, say_nothing])
def test_the_deadline_ends_what_does_not_end(route) -> None:
    response, _ = visit("/rss", {"/rss": route}, limits(seconds=0.3))
    assert reason(response) == "timeout"
    assert "0.3 s" in str(response.error)
    assert response.body == b""


def test_redirects_share_one_deadline() -> None:
    async def slow_redirect(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        writer.write(redirect(asked.path + "x"))

    routes = {"/" + "x" * count: slow_redirect for count in range(9)}
    response, site = visit("/", routes, limits(seconds=0.5))
    assert reason(response) == "timeout"
    assert len(site.asked) == 3


def test_a_refused_connection_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert reason(asyncio.run(get(f"http://127.0.0.1:{port}/"))) == "refused"


def test_a_name_that_does_not_exist_is_named() -> None:
    assert reason(asyncio.run(get("http://nowhere.invalid/"))) == "dns"


def test_a_server_without_tls_is_named() -> None:
    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(FEED))
        writer.close()

    async def run() -> Response:
        async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await get(f"https://127.0.0.1:{port}/")

    assert reason(asyncio.run(run())) == "tls"


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        (b"", "cut_short"),
        (b"HTTP/1.1 200", "cut_short"),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "bad_response"),
        (b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100_000 + b"\r\n\r\n", "bad_response"),
        (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 10_000 + b"\r\n", "bad_response"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", "bad_response"),
    ],
)
def test_a_server_that_does_not_speak_http_is_named(wire: bytes, expected: str) -> None:
    assert reason(visit("/rss", {"/rss": wire})[0]) == expected


@pytest.mark.parametrize("address", ["news.example", "gopher://news.example/", "http://"])
def test_an_address_that_cannot_be_asked_is_named(address: str) -> None:
    response = asyncio.run(get(address))
    assert (reason(response), response.status) == ("bad_address", None)


# --- redirects ---------------------------------------------------------------------


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


# --- many at once ------------------------------------------------------------------


class Meeting:
    """A route that holds each request until `size` of them are there, or a while passed."""

    def __init__(self, size: int) -> None:
        self.there = self.most = 0
        self._size = size
        self._complete = asyncio.Event()

    async def __call__(self, _: Asked, writer: asyncio.StreamWriter) -> None:
        self.there += 1
        self.most = max(self.most, self.there)
        if self.there == self._size:
            self._complete.set()
        try:
            async with asyncio.timeout(0.2):
                await self._complete.wait()
        except TimeoutError:
            pass
        self.there -= 1
        writer.write(answer(FEED))


def meet(size: int, hosts: list[str], within: Limits, path: str = "/rss") -> int:
    """How many requests to these hosts were under way at once, at most."""

    async def run() -> int:
        meeting = Meeting(size)
        async with asyncio.timeout(20), serve({"/rss": meeting}) as site:
            site.routes["/moved"] = redirect(site.url("/rss"))
            requests = [Request(feed(site.url(path, host))) for host in hosts]
            responses = [response async for response in fetch_all(requests, within)]
        assert [response.body for response in responses] == [FEED] * len(hosts)
        return meeting.most

    return asyncio.run(run())


def test_two_feeds_of_one_host_are_never_asked_at_once() -> None:
    assert meet(2, ["127.0.0.1"] * 3, limits()) == 1


def test_redirects_of_two_hosts_to_one_are_not_followed_at_once() -> None:
    assert meet(2, ["localhost", "127.0.0.1"], limits(), "/moved") == 1


def test_two_hosts_are_asked_at_once() -> None:
    assert meet(2, ["localhost", "127.0.0.1"], limits()) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="needs all of 127.0.0.0/8")
def test_no_more_than_the_allowed_number_is_asked_at_once() -> None:
    hosts = [f"127.0.0.{number}" for number in range(1, 6)]
    assert meet(3, hosts, limits(concurrency=2)) == 2
    assert meet(5, hosts, limits(concurrency=5)) == 5


def test_waiting_for_a_host_does_not_use_up_the_deadline() -> None:
    async def slow(_: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.15)
        writer.write(answer(FEED))

    async def run() -> list[int | None]:
        async with serve({"/rss": slow}) as site:
            requests = [Request(feed(site.url("/rss")))] * 5
            return [found.status async for found in fetch_all(requests, limits(seconds=0.5))]

    assert asyncio.run(run()) == [200] * 5


def test_one_bad_feed_does_not_harm_the_others() -> None:
    async def run() -> dict[str, str]:
        routes = {"/good": answer(FEED), "/bomb": answer(b"x" * 2000), "/closed": b""}
        async with serve(routes) as site:
            urls = [site.url(path) for path in routes] + ["bad", "http://169.254.169.254/"]
            requests = [Request(feed(url)) for url in urls]
            found = fetch_all(requests, limits(body_bytes=1000))
            return {
                response.request.feed.url.rpartition("/")[2]: response.error.reason
                if response.error
                else "ok"
                async for response in found
            }

    assert asyncio.run(run()) == {
        "good": "ok",
        "bomb": "too_large",
        "closed": "cut_short",
        "bad": "bad_address",
        "": "private_address",
    }


def test_who_stops_listening_leaves_nothing_running() -> None:
    async def run() -> int:
        async with serve({"/rss": answer(FEED), "/never": say_nothing}) as site:
            paths = ["/rss", "/rss", "/never"]
            requests = [Request(feed(site.url(path))) for path in paths]
            before = len(asyncio.all_tasks())
            async with aclosing(fetch_all(requests, limits())) as responses:
                async for _ in responses:
                    break
            return sum(not task.done() for task in asyncio.all_tasks()) - before

    assert asyncio.run(run()) <= 0


def test_nothing_to_ask_is_nothing_to_wait_for() -> None:
    async def run() -> list[Response]:
        return [response async for response in fetch_all([])]

    assert asyncio.run(run()) == []
