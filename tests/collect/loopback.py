"""A web server on loopback that can misbehave: a route is bytes on the wire, or a coroutine."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_network

from monitor.collect.fetch import Limits, Request, Response, fetch_all
from monitor.records import Feed

FEED = b"<rss version='2.0'><channel><title>The Harbour Post</title></channel></rss>"
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1"))


@dataclass
class Asked:
    """A request as the server saw it; header names in lower case."""

    path: str
    headers: dict[str, str]


Route = bytes | Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Site:
    port: int
    routes: dict[str, Route]
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """An HTTP answer; `content_type="x"` becomes `content-type: x`."""
    fields = {"content-length": str(len(body)), "connection": "close"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def redirect(to: str, status: int = 301) -> bytes:
    return answer(status=f"{status} Elsewhere", location=to)


@asynccontextmanager
async def serve(routes: Mapping[str, Route] | None = None) -> AsyncIterator[Site]:
    site = Site(0, dict(routes or {}))
    running: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            pairs = (line.partition(":") for line in head[1:] if line)
            asked = Asked(
                head[0].split()[1], {name.lower(): value.strip() for name, _, value in pairs}
            )
            site.asked.append(asked)
            route = site.routes.get(asked.path, answer(status="404 Not Found"))
            if isinstance(route, bytes):
                writer.write(route)
                await writer.drain()
            else:
                await route(asked, writer)
        writer.close()
        with suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()
        running.discard(task)

    server = await asyncio.start_server(handle, "0.0.0.0", 0)  # noqa: S104  for 127.0.0.2, too
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def limits(**changes: object) -> Limits:
    return Limits(**({"seconds": 5, "allow_private": LOOPBACK} | changes))  # type: ignore[arg-type]


def feed(url: str) -> Feed:
    return Feed(url=url, outlet="The Harbour Post")


async def get(url: str, within: Limits | None = None, **conditions: str) -> Response:
    """One response, through the same door as a run's."""
    requests = [Request(feed(url), **conditions)]
    [response] = [found async for found in fetch_all(requests, within or limits())]
    return response


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


async def say_nothing(_: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()
