"""Requests -> Responses: many at once, one at a time a host, and nothing without a limit.

Every address that is asked, redirects included, goes through the guard. Whatever goes
wrong with a request comes back inside its response.
"""

import asyncio
import errno
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from monitor import __version__
from monitor.collect.exchange import Request, Response
from monitor.collect.guard import Guard, Network, PrivateAddress, http_address, networks
from monitor.collect.inflate import Body
from monitor.errors import FetchError
from monitor.settings import Settings

__all__ = ["Fetcher", "Limits", "Request", "Response", "fetch_all", "limits_from"]

# Asked about each address before it is fetched; an error it gives ends the request.
Permission = Callable[[str], Awaitable[FetchError | None]]

_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.7"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how much and how many at once.

    At most `concurrency` bodies of at most `body_bytes` are held at any time.
    """

    seconds: float = 30.0  # for one request with all its redirects, from its turn on
    body_bytes: int = 15_000_000  # of one body, on the wire as well as decompressed
    redirects: int = 5
    concurrency: int = 10
    allow_private: tuple[Network, ...] = ()
    contact: str = ""  # an address or page where a publisher can reach whoever runs this

    @property
    def user_agent(self) -> str:
        """How the requests introduce themselves."""
        contact = "".join(mark for mark in self.contact if mark.isascii() and mark.isprintable())
        return f"Stancewatch/{__version__}" + (f" (+{contact})" if contact else "")


def limits_from(settings: Settings) -> Limits:
    """The limits for a run, with what the settings say about networks and contact."""
    return Limits(allow_private=networks(settings.allow_private), contact=settings.contact)


async def fetch_all(
    requests: Iterable[Request], limits: Limits | None = None
) -> AsyncGenerator[Response, None]:
    """Ask for everything, and yield one response a request, as they come in.

    The loop waits where responses are not taken, so what takes long (parsing, scoring)
    belongs in a thread or a process: a blocked event loop would make deadlines fire for
    servers that answered in time.

    Raises nothing for a request that failed; see `Response.error`.
    """
    requests = list(requests)
    done: asyncio.Queue[Response] = asyncio.Queue(maxsize=1)
    async with Fetcher(limits or Limits()) as fetcher:

        async def ask(request: Request) -> None:
            async with fetcher.get(request) as response:
                await done.put(response)

        tasks = [asyncio.create_task(ask(request)) for request in requests]
        try:
            for _ in requests:
                yield await done.get()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


class Fetcher:
    """An HTTP client for addresses that strangers wrote. Use as `async with`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._slots = asyncio.Semaphore(limits.concurrency)
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def __aenter__(self) -> "Fetcher":
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                socket_factory=Guard(self._limits.allow_private).open_socket,
                limit=0,  # slots and host locks do this, outside the deadline
            ),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "User-Agent": self._limits.user_agent,
                "Accept": _ACCEPT,
                "Accept-Encoding": "gzip",
            },
            timeout=aiohttp.ClientTimeout(total=None),  # asyncio.timeout does this
            read_bufsize=2**16,
            max_field_size=2**15,  # security policies of news sites are long
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._session.close()

    @asynccontextmanager
    async def get(
        self, request: Request, permission: Permission | None = None
    ) -> AsyncIterator[Response]:
        """Ask for one address and follow its redirects.

        The slot stays taken until the context is left, so that bodies that nobody takes
        can't pile up. What goes wrong comes back as `Response.error`.
        """
        url, moved_to, only_permanent, spent = request.address, "", True, 0.0
        for _ in range(self._limits.redirects + 1):
            try:
                url = http_address(url)
            except FetchError as error:
                yield Response(request, final_url=url, moved_to=moved_to, error=error)
                return
            if permission and (refusal := await permission(url)):
                yield Response(request, final_url=url, moved_to=moved_to, error=refusal)
                return
            # The host before the slot: who waits for a busy host must not keep others out.
            async with self._hosts[urlsplit(url).hostname or ""], self._slots:
                hop = await self._ask(request, url, self._limits.seconds - spent)
                spent += hop.seconds
                location = hop.headers.get("location", "")
                if hop.error or hop.status not in _REDIRECTS or not location:
                    yield replace(hop, moved_to=moved_to, seconds=spent)
                    return
            url = _join(url, location)
            only_permanent = only_permanent and hop.status in _PERMANENT
            moved_to = url if only_permanent else moved_to
        yield Response(
            request,
            final_url=url,
            error=FetchError(
                f"The address led on more than {self._limits.redirects} times.",
                remedy="Open it in a browser and give the address where you end up.",
                reason="too_many_redirects",
            ),
            seconds=spent,
        )

    async def _ask(self, request: Request, url: str, seconds: float) -> Response:
        """One request to one address, within `seconds`, redirects not followed."""
        started = time.monotonic()
        status, headers, body, error = None, dict[str, str](), None, None
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.get(
                    URL(url, encoded=True), headers=_conditions(request), allow_redirects=False
                ) as answer,
            ):
                status, headers = answer.status, _plain(answer.headers)
                if answer.ok and status not in _REDIRECTS:
                    body = Body(headers.get("content-encoding", ""), self._limits.body_bytes)
                    async for piece in answer.content.iter_any():
                        body.add(piece)
                    body.finish()
        except Exception as problem:  # whatever a strange server brings about is its own failure
            error = _explain(problem, url, self._limits.seconds)
        usable = body is not None and (error is None or error.reason == "cut_short")
        return Response(
            request,
            status=status,
            headers=headers,
            body=body.bytes() if body is not None and usable else b"",
            final_url=url,
            error=error,
            seconds=time.monotonic() - started,
        )


def _conditions(request: Request) -> dict[str, str]:
    pairs = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
    return {name: value for name, value in pairs.items() if value}


def _plain(headers: Mapping[str, str]) -> dict[str, str]:
    """Names in lower case, the first of each; bytes that are not UTF-8 replaced."""
    plain: dict[str, str] = {}
    for name, value in headers.items():
        text = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        plain.setdefault(name.lower(), text)
    return plain


def _join(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return location  # http_address says what is wrong with it


def _explain(problem: Exception, url: str, seconds: float) -> FetchError:
    """Say what happened in words and give it its stable reason."""
    host = urlsplit(url).netloc
    match problem:
        case FetchError():
            reason, said, remedy = problem.reason, problem.message, problem.remedy
        case TimeoutError():
            reason, said = "timeout", f"{host} did not finish its answer within {seconds:g} s."
            remedy = "It is asked again later."
        case aiohttp.ClientSSLError():
            reason, said = "tls", f"No secure connection to {host}: {problem.os_error}."
            remedy = "If it happens with every feed, install the certificates of your system."
        case aiohttp.ClientConnectorDNSError():
            reason, said = "dns", f"The name {host} could not be looked up."
            remedy = "Check the address, and the connection to the internet."
        case aiohttp.ClientConnectorError(os_error=PrivateAddress(address=address)):
            reason, said = "private_address", f"Blocked: {host} is the private address {address}."
            remedy = (
                f"If it is a server of your own, allow it: --allow-private {address} "
                f"or MONITOR_ALLOW_PRIVATE={address}."
            )
        case aiohttp.ClientConnectorError(os_error=OSError(errno=errno.ECONNREFUSED)):
            reason, said = "refused", f"{host} refused the connection."
            remedy = "It is asked again later."
        case aiohttp.ClientConnectorError(os_error=OSError(strerror=why)):
            reason, said = "unreachable", f"{host} could not be reached: {why}."
            remedy = "Check the connection to the internet."
        case (
            aiohttp.ClientOSError()
            | aiohttp.ServerDisconnectedError()
            | aiohttp.ClientPayloadError()
        ):
            reason, said = "cut_short", f"{host} closed the connection in mid-answer."
            remedy = "It is asked again later."
        case aiohttp.ClientResponseError():
            reason, said = "bad_response", f"{host} did not answer in readable HTTP."
            remedy = "Check that the address is that of a web server."
        case _:
            reason = "unexpected"
            said = f"Unexpected trouble with {host}: {type(problem).__name__}: {problem}."
            remedy = "Please report it, with the address of the feed."
    # Made anew: what was raised holds on to its frames, and with them to the body.
    return FetchError(said, remedy=remedy, reason=reason)
