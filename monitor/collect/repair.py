"""What is done to the text of an XML feed before a parser sees it. Pure, and linear in time."""

import html.entities
import re
import xml.parsers.expat
from typing import Final

from monitor.collect.dates import parse as parse_date
from monitor.errors import ParseError

_ROOT: Final = re.compile(r"<((?:[\w.-]+:)?(?:rss|feed|rdf|channel))[\s>]", re.IGNORECASE)
_ENTRY: Final = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ENTRY_END: Final = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_DATE: Final = re.compile(
    r"<(?:[\w.-]+:)?(?:pubdate|date|published|updated|issued|modified)\b[^<>]*>([^<>]{4,60})<",
    re.IGNORECASE,
)


_REFERENCE: Final = re.compile(
    r"&(?:#(?P<decimal>\d{1,7})|#x(?P<hex>[\da-f]{1,6})|(?P<name>[a-z][a-z\d]{1,31}));",
    re.IGNORECASE,
)
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _PrologRead(Exception):
    """Everything before the root element has been read."""


def refuse_entities(data: bytes) -> None:
    """Raise ParseError("entity_expansion") where a DTD declares entities of its own.

    Expat itself reads the prolog, up to the first element, where nothing is expanded yet. A
    single character can't blow up, and old feeds declare `nbsp`; external entities are
    never fetched, so they do no harm.
    """

    def declared(name: str, parameter: bool, value: str | None, *_where: str | None) -> None:
        if value is not None and (parameter or len(value) > 1):
            raise ParseError(
                f"The feed declares an XML entity ({name[:40]!r}) that may expand without end.",
                remedy="No feed needs this. Tell its publisher, or remove the feed.",
                reason="entity_expansion",
            )

    def begun(_name: str, _attributes: dict[str, str]) -> None:
        raise _PrologRead

    prolog = xml.parsers.expat.ParserCreate()
    prolog.EntityDeclHandler = declared
    prolog.StartElementHandler = begun
    try:
        prolog.Parse(data, True)
    except (_PrologRead, xml.parsers.expat.ExpatError):
        return


def readable_references(text: str) -> str:
    """Write out the references of HTML, and drop those to characters that XML can't hold.

    To XML, `&eacute;` is unknown: a parser gives up on it, or leaves it out where the feed
    has a DTD that isn't fetched. References that are markup ("&lt;") stay as they are.
    """
    return _REFERENCE.sub(_readable, text)


def _readable(reference: re.Match[str]) -> str:
    if name := reference["name"]:
        meant = html.entities.html5.get(f"{name};", "")
        return reference[0] if not meant or set(meant) & set("<>&\"'") else meant
    code = int(reference["hex"], 16) if reference["hex"] else int(reference["decimal"])
    return "" if code > 0x10FFFF or _NOT_XML.match(chr(code)) else reference[0]


def close_truncated(text: str) -> tuple[str, bool]:
    """Where a feed breaks off, cut it after its last complete entry and close its elements."""
    root = _ROOT.search(text)
    if root is None or _closes(text, root[1]):
        return text, False
    entries = _ENTRY.search(text, root.end())
    if entries is None:
        return text, True
    end = entries.start()
    for closing in _ENTRY_END.finditer(text, entries.end()):
        end = closing.end()
    channel = "" if root[1].lower().endswith(("feed", "rdf", "channel")) else "</channel>"
    return f"{text[:end]}{channel}</{root[1]}>", True


def newest(text: str, most: int) -> tuple[str, int]:
    """Keep at most the newest entries; return the text and how many there were.

    Feeds are in order of time, so the newest ones stand at one end: the dates of the first
    and the last entry tell which. Parsing 100,000 entries to find out would take 40 s.
    """
    starts = [match.start() for match in _ENTRY.finditer(text)]
    if len(starts) <= most:
        return text, len(starts)
    if _oldest_first(text, starts):
        return text[: starts[0]] + text[starts[-most] :], len(starts)
    end = starts[-1]
    for closing in _ENTRY_END.finditer(text, starts[-1]):
        end = closing.end()
    return text[: starts[most]] + text[end:], len(starts)


def _closes(text: str, root: str) -> bool:
    """Whether the root element ends. What an entry tells about feeds is not its end."""
    ends = [match.start() for match in re.finditer(rf"</{re.escape(root)}\s*>", text, re.I)]
    last = max((match.start() for match in _ENTRY.finditer(text)), default=0)
    return bool(ends) and ends[-1] > last


def _oldest_first(text: str, starts: list[int]) -> bool:
    first = _DATE.search(text, starts[0], starts[1])
    last = _DATE.search(text, starts[-1])
    if first is None or last is None:
        return False
    began, ended = parse_date(first[1])[0], parse_date(last[1])[0]
    return began is not None and ended is not None and began < ended
