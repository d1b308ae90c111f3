"""The full text of entries, from the pages they link to. Opt-in: feeds are published to be
polled, pages are not, so robots.txt decides, and one host gets one page at a time.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor.collect.exchange import Request, Response
from monitor.collect.fetch import Fetcher, Limits
from monitor.collect.guard import http_address
from monitor.collect.robots import Robots
from monitor.errors import FetchError, MonitorError
from monitor.records import Entry, Feed, Refusal

PAUSE = 1.0  # seconds between two pages of one host, where robots.txt does not ask for more
LONGEST_PAUSE = 10.0  # a run would not end

# (HTML as it came, its address) -> plain text, empty where there is none
PageText = Callable[[bytes, str], str]


@dataclass(frozen=True, slots=True)
class FullText:
    """What the page of one entry gave: its text, or the refusal that says why there is none."""

    feed: Feed
    entry: Entry  # as it was handed in
    text: str = ""
    refusal: Refusal | None = None


async def full_texts(
    wanted: Iterable[tuple[Feed, Entry]],
    page_text: PageText,
    limits: Limits,
    pause: float = PAUSE,
) -> AsyncIterator[FullText]:
    """Fetch the page of each entry, and yield one result an entry, as they come in.

    `page_text` runs in a thread; a MonitorError that it raises becomes a refusal.
    robots.txt is asked for once a site and run, also for the sites that redirects lead to.
    """
    hosts: defaultdict[str, list[tuple[Feed, Entry]]] = defaultdict(list)
    for feed, entry in wanted:
        hosts[_host(entry.url)].append((feed, entry))
    done: asyncio.Queue[FullText] = asyncio.Queue(maxsize=1)
    async with Fetcher(limits) as fetcher:
        reader = _Reader(fetcher, page_text, pause)
        tasks = [asyncio.create_task(reader.read(pages, done)) for pages in hosts.values()]
        try:
            for _ in range(sum(map(len, hosts.values()))):
                yield await done.get()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


class _Reader:
    """Reads pages, and remembers the robots.txt of each site for one run."""

    def __init__(self, fetcher: Fetcher, page_text: PageText, pause: float) -> None:
        self._fetcher = fetcher
        self._page_text = page_text
        self._pause = pause
        self._robots: dict[str, Robots] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def read(self, pages: list[tuple[Feed, Entry]], done: asyncio.Queue[FullText]) -> None:
        """The pages of one host, one after the other."""
        for number, (feed, entry) in enumerate(pages):
            text, why = "", ""
            try:
                text = await self._text(feed, http_address(entry.url), follows=number > 0)
            except MonitorError as error:
                why = str(error)
            except Exception as error:  # a strange page is its own failure, not the run's
                why = f"Unexpected trouble with the page: {type(error).__name__}: {error}"
            refusal = Refusal(entry.url, None, why) if why else None
            await done.put(FullText(feed, entry, text, refusal))

    async def _text(self, feed: Feed, url: str, *, follows: bool) -> str:
        """The text of one page, or a MonitorError that says why there is none."""

        async def permission(url: str) -> FetchError | None:
            return (await self._rules(feed, url)).refusal(url)

        delay = max((await self._rules(feed, url)).delay, self._pause)
        if delay > LONGEST_PAUSE:
            raise FetchError(
                f"The site asks for {delay:g} s between two pages, which is too long for a run.",
                reason="robots",
            )
        if follows:
            await asyncio.sleep(delay)
        async with self._fetcher.get(Request(feed, url=url), permission) as response:
            _check(response)
            text = await asyncio.to_thread(self._page_text, response.body, response.final_url)
        if not text.strip():
            raise FetchError("The page holds no text of an article.", reason="no_text")
        return text

    async def _rules(self, feed: Feed, url: str) -> Robots:
        site = _site(url)
        async with self._asking[site]:
            if site not in self._robots:
                async with self._fetcher.get(Request(feed, url=f"{site}/robots.txt")) as response:
                    self._robots[site] = Robots(response)
            return self._robots[site]


def _check(response: Response) -> None:
    """Raise FetchError unless the response is a page."""
    if response.error is not None:
        raise response.error
    if response.status != 200:
        raise FetchError(
            f"The page can't be had (HTTP {response.status}).", reason=f"http_{response.status}"
        )
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("text/html", "application/xhtml+xml", ""):
        raise FetchError(f"The link leads to {kind[:60]!r}, not to a page.", reason="not_a_page")


def _host(url: str) -> str:
    try:
        return urlsplit(http_address(url)).netloc
    except FetchError:
        return ""


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
