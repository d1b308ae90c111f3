"""Addresses: one that people can open, and one for comparing only. The only user of courlan."""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from courlan import clean_url

from monitor.collect.guard import http_address
from monitor.errors import FetchError

_TRACKING = re.compile(
    r"^(utm_\w+|at_\w+|ns_\w+|mc_\w+|fbclid|gclid|cmpid|cmp|ref|ref_src|source|src|partner|"
    r"feature|xtor|smid|ocid|ito|rss|feed|output)$",
    re.IGNORECASE,
)


def canonical(url: str, base: str = "") -> str:
    """A usable http(s) address without tracking, or "" where there is none.

    Relative addresses are resolved against `base`; names of other scripts become punycode.
    """
    url = url.strip()
    if not url:
        return ""
    try:
        if base and not re.match(r"[a-zA-Z][a-zA-Z0-9+.\-]*:", url):
            if not re.search(r"[/.?#]", url):
                return ""  # a bare word, such as a guid that was taken for a link
            url = urljoin(base, url)
        url = http_address(url)
        return str(clean_url(url) or url)
    except (FetchError, ValueError):
        return ""


def comparison_key(url: str) -> str:
    """The address made lossy, for comparing only: no scheme, "www.", tracking or end slash."""
    if not url:
        return ""
    parts = urlsplit(url)
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.match(k)))
    host = (parts.hostname or "").removeprefix("www.")
    return urlunsplit(("", host, parts.path.rstrip("/"), query, "")).removeprefix("//")
