"""Bytes -> text, whatever the publisher says about them."""

import codecs
import re
from typing import Final

from monitor.collect.markup import clean

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PROLOG: Final = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']""")
_META: Final = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE
)
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_DECLARED: Final = re.compile(r"""^(<\?xml[^>]{0,200}?)\sencoding\s*=\s*["'][^"'>]*["']""")

# Publishers name the subset, and write characters of the superset.
_SUPERSETS: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "tis-620": "cp874",
}
_STRAY: Final = 2  # bad bytes in an English text that says it is UTF-8: accidents
# Codecs of Python that no document is written in; some take quadratic time.
_REFUSED: Final = frozenset(
    (
        *("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"),
        *("mbcs", "oem", "base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib"),
    )
)


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a document, without byte order mark and control characters.

    Taken in this order: a byte order mark, UTF-8 where the bytes are valid UTF-8 whatever
    they are declared as, the XML prolog or HTML meta, the charset of the Content-Type. A
    declared encoding has to fit; else bad bytes become U+FFFD. Only where more characters
    are bad than good in UTF-8, nothing speaks for it, and Windows-1252 is the guess.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return clean(body[len(mark) :].decode(encoding, "replace"))
    if body[:4].count(0) == 2:  # "<?" in UTF-16 without a mark
        return clean(body.decode("utf-16-be" if body[0] == 0 else "utf-16-le", "replace"))
    return clean(_decode_declared(body, content_type))


def encoding_of(head: bytes) -> str:
    """The encoding of a text without a declaration that is read piece by piece.

    Told from its first bytes: a byte order mark, else UTF-8 unless nothing speaks for it.
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return "utf-8-sig" if encoding == "utf-8" else encoding.removesuffix(encoding[-3:])
    return "utf-8" if _speaks_for_utf8(head.decode("utf-8", "replace")) else "cp1252"


def without_declaration(text: str) -> str:
    """Drop the encoding from an XML prolog: it speaks of bytes, and these are decoded."""
    return _DECLARED.sub(r"\1", text.lstrip(), count=1)


def _decode_declared(body: bytes, content_type: str) -> str:
    candidates = _candidates(body, content_type)
    if not body.isascii():
        candidates = ["utf-8", *candidates]
    for encoding in candidates:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    text = body.decode("utf-8", "replace")
    if _speaks_for_utf8(text) or ("utf-8" in candidates[1:] and text.count("\ufffd") <= _STRAY):
        return text
    others = [encoding for encoding in candidates if encoding != "utf-8"] or ["cp1252"]
    return body.decode(others[0], "replace")


def _speaks_for_utf8(text: str) -> bool:
    """Whether at least as many characters were good as bad when bytes were read as UTF-8."""
    bad = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) >= 2 * bad


def _candidates(body: bytes, content_type: str) -> list[str]:
    """Usable encodings that the document and its envelope declare, as Python names them."""
    head = body[:2048]
    inside = _PROLOG.match(head) or _META.search(head)
    envelope = _CHARSET.search(content_type)
    names = [inside[1].decode("ascii")] if inside else []
    names += [envelope[1]] if envelope else []
    found = []
    for name in names:
        try:
            known = codecs.lookup(name)
        except LookupError:
            continue
        if known.name not in _REFUSED:
            found.append(_SUPERSETS.get(known.name, known.name))
    return found or ["utf-8"] * body.isascii()
