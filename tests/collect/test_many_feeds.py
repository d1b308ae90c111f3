"""Many feeds at once: one request a host, and none harms another."""

import asyncio
import sys
from contextlib import aclosing

import pytest

from monitor.collect.fetch import Limits, Request, Response, fetch_all
from tests.collect.loopback import (
    FEED,
    Asked,
    answer,
    feed,
    limits,
    redirect,
    say_nothing,
    serve,
)


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
