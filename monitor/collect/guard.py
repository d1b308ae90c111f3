"""The address guard: which addresses may be asked for at all.

Feeds, redirects and links are written by strangers. Without a guard, one of them could make
this machine ask its own router, a database beside it or a cloud's metadata service.
`http_address` looks at how an address is written, `Guard` at the IP address that is about
to be connected to. The second is what protects: a name may resolve to anything, and to
something else the next time.
"""

import errno
import re
import socket
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from monitor.errors import FetchError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
# (family, type, protocol, canonical name, socket address), as getaddrinfo gives it
AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]

LONGEST = 2000  # characters; longer addresses are an attack or a mistake

# All of IPv6 that was ever given out lies here; NAT64 (64:ff9b::/96), site-local and
# IPv4-compatible addresses lie outside, although Python calls them global.
_UNICAST_6 = IPv6Network("2000::/3")
# 6to4 wraps any IPv4 address, private ones too, and nobody serves news from it.
_SIX_TO_FOUR = IPv6Network("2002::/16")

_NUMERIC_HOST = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}", re.IGNORECASE)
_LABELS = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
# Everything that may stand in an address stays as its publisher wrote it.
_SAFE = "!#$%&'()*+,/:;=?@[]~"


class PrivateAddress(OSError):
    """A connection to an address that the guard does not let through.

    The text is the same for every address: where a name resolves to several refused ones,
    the connecting library then raises the first of these errors rather than a mixture.
    """

    def __init__(self, address: Address) -> None:
        super().__init__(errno.EACCES, "not a public address")
        self.address = address


class Guard:
    """Lets connections through to public addresses and to networks that were named."""

    def __init__(self, allow: tuple[Network, ...] = ()) -> None:
        self._allow = allow

    def check(self, address: Address) -> None:
        """Raise PrivateAddress unless `address` is public or allowed."""
        inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        plain = inner or address
        if not (is_public(plain) or any(plain in network for network in self._allow)):
            raise PrivateAddress(plain)

    def open_socket(self, info: AddressInfo) -> socket.socket:
        """Open the socket for one resolved address, or raise PrivateAddress.

        Whoever connects calls this with the very address it connects to, so that there is
        no moment between the check and the use.
        """
        family, kind, protocol, _, target = info
        self.check(ip_address(target[0]))
        return socket.socket(family, kind, protocol)


def is_public(address: Address) -> bool:
    """Whether an address is one that anybody on the internet could mean."""
    if isinstance(address, IPv6Address) and (address not in _UNICAST_6 or address in _SIX_TO_FOUR):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def networks(names: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks that settings name; `monitor.settings.check` has looked at them before."""
    return tuple(ip_network(name) for name in names)


def http_address(text: str) -> str:
    """The one spelling of an http or https address: ASCII, host in lower case, no fragment.

    Numeric hosts in odd spellings (0x7f.1, 2130706433) become the address that the
    operating system would make of them. Path and query stay as they were written.

    Raises FetchError, reason "bad_address".
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise _bad(text, f"is longer than {LONGEST} characters")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _bad(text, "can't be read") from None
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https"):
        raise _bad(text, "does not begin with http:// or https://")
    if "@" in parts.netloc:
        # It would be stored, exported and shown with the data.
        raise _bad(text.replace(parts.netloc, "..."), "holds a user name or a password")
    host = _host((parts.hostname or "").rstrip("."), text)
    usual = {"http": 80, "https": 443}[scheme]
    netloc = host if port in (None, usual) else f"{host}:{port}"
    try:
        path, query = quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE)
    except UnicodeEncodeError:
        raise _bad(text, "holds broken characters") from None
    return urlunsplit((scheme, netloc, path, query, ""))


def _host(host: str, text: str) -> str:
    try:
        if ":" in host:
            address = IPv6Address(host)
            if not address.scope_id:
                return f"[{address.compressed}]"
        else:
            name = host.encode("idna").decode("ascii").lower()
            if _NUMERIC_HOST.fullmatch(name):
                return socket.inet_ntoa(socket.inet_aton(name))
            if _LABELS.fullmatch(name):
                return name
    except (ValueError, OSError):
        pass
    raise _bad(text, "has no usable host")


def _bad(text: str, why: str) -> FetchError:
    shown = text if len(text) <= 100 else f"{text[:100]}..."
    return FetchError(
        f"The address {shown!r} {why}.",
        remedy="Give an address such as https://example.org/rss.xml.",
        reason="bad_address",
    )
