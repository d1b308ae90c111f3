"""What goes over the network and what comes back. No network in here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.errors import FetchError
from monitor.records import Feed


@dataclass(frozen=True, slots=True)
class Request:
    """One conditional GET.

    `url` is the address to ask: a feed's own where it is empty, else where the feed moved to,
    or a page of the feed's outlet.
    """

    feed: Feed
    etag: str = ""
    last_modified: str = ""
    url: str = ""

    @property
    def address(self) -> str:
        """The address to ask."""
        return self.url or self.feed.url


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. `status` is null where no answer began; `error` says what went wrong.

    An error and a body stand together in one case: reason "cut_short", where the body is the
    part that arrived. The body of an answer other than 2xx is not read.
    """

    request: Request
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    body: bytes = b""  # decompressed
    final_url: str = ""  # the address that answered
    moved_to: str = ""  # where permanent redirects, and nothing before them, led
    error: FetchError | None = None
    seconds: float = 0.0  # spent on this request; waiting for its turn is not counted
