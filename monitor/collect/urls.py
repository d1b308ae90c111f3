"""Addresses of articles: one to open, and one to compare by."""

import re
from typing import Final
from urllib.parse import quote, urlsplit

from courlan import normalize_url

_LONGEST: Final = 4_000  # characters
_HOST: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")
_SAFE: Final = "/%:@!$&'()*+,;=~?"  # what may stand unquoted in a path or query
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}

# Parameters that say where a reader came from. courlan's own list also drops "eid", "source",
# "uid" and more, by which some sites tell their articles apart.
_TRACKING: Final = re.compile(
    r"(?:utm|mtm|pk|piwik|hsa|oly|vero|itm|wt)_\w+"
    r"|(?:fb|g|dc|y|tw|tt|msclk|igsh|gbra|wbra)(?:clid|id)|mc_[ce]id|s_kwcid|li_fat_id"
    r"|_ga|_gl|_hsenc|_hsmi|mkt_tok|cmp|cmpid|icid|ito|ocid|ncid|smid|smtyp|xtor|spm"
    r"|at_(?:medium|campaign|link_\w+|ptr_name|bbc_team|format)|ns_(?:mchannel|source|campaign"
    r"|linkname|fee)|guccounter|guce_referrer(?:_sig)?|ref_src|ref_url|fromrss",
    re.IGNORECASE,
)


def canonical(url: str) -> str:
    """The usable http(s) address, without what tracks readers, or "" where there is none.

    Fragment, default port, user names and tracking parameters go; a host in other scripts is
    written in punycode, so that look-alikes show. Path and remaining query stay as they are.
    """
    try:
        return _canonical(_CONTROLS.sub("", url).strip())
    except ValueError:  # a port of letters, half an IPv6 address, a label of 64 characters
        return ""


def comparison_key(url: str) -> str:
    """A canonical address made lossy: no scheme, "www." or final slash; sorted query.

    Two addresses with one key are most likely the same page. Empty for an empty address.
    """
    if not url:
        return ""
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    # courlan decides which spellings of a path are the same; its host would not be punycode.
    path = urlsplit(normalize_url(f"https://host{parts.path}")).path.rstrip("/")
    query = "&".join(sorted(parts.query.split("&")))
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def _canonical(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or len(url) > _LONGEST:
        return ""
    host = _ascii_host(parts.hostname)
    if parts.port and parts.port != _DEFAULT_PORTS[parts.scheme]:
        host += f":{parts.port}"
    query = "&".join(
        quote(parameter, _SAFE)
        for parameter in parts.query.split("&")
        if parameter and not _TRACKING.fullmatch(parameter.partition("=")[0])
    )
    path = quote(parts.path, _SAFE) or "/"
    return f"{parts.scheme}://{host}{path}{'?' if query else ''}{query}"


def _ascii_host(host: str) -> str:
    """The host in lower case and punycode. Raises ValueError where it can't be one."""
    if ":" in host:  # urlsplit has checked that it is an IPv6 address in brackets
        return f"[{host.lower()}]"
    name = host.lower() if host.isascii() else host.encode("idna").decode("ascii")
    if not _HOST.fullmatch(name):
        raise ValueError
    return name
