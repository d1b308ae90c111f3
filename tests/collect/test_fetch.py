import asyncio
import gzip
import socket
import tracemalloc
import zlib
from ipaddress import ip_network

import pytest

from monitor import __version__
from monitor.collect.fetch import Request, Response, fetch_all, limits_from
from monitor.errors import SettingsError
from monitor.settings import from_environment
from tests.collect.loopback import (
    FEED,
    Asked,
    Site,
    answer,
    feed,
    get,
    limits,
    reason,
    redirect,
    say_nothing,
    serve,
    visit,
)

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
