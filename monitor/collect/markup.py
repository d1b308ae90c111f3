"""HTML -> plain text. The only user of selectolax."""

import html
import re

from selectolax.lexbor import LexborHTMLParser

# Not text for readers, or not text at all.
_DROPPED = "script, style, noscript, template, iframe, svg, object, head"
_BLOCK = (
    "p, div, br, li, ul, ol, h1, h2, h3, h4, h5, h6, blockquote, tr, table, section, article,"
    " figure, figcaption, pre, hr, dt, dd, header, footer, aside"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BREAK = "\u2029"  # paragraph separator: no feed's own text has one after cleaning
_MANY = 20_000  # tags in one entry; nested that deep, a tree takes quadratic time
_MARKUP = re.compile(r"<[a-zA-Z!/?]")


def to_text(source: str) -> str:
    """Plain text of HTML, paragraphs separated by a blank line."""
    source = clean(source).replace(_BREAK, " ")
    if not _MARKUP.search(source) or source.count("<") > _MANY:
        return _paragraphs(html.unescape(_tagless(source)))
    tree = LexborHTMLParser(source)
    for node in tree.css(_DROPPED):
        node.decompose()
    for node in tree.css(_BLOCK):
        node.insert_before(_BREAK)
        node.insert_after(_BREAK)
    body = tree.body
    return _paragraphs(body.text() if body else "")


def one_line(source: str) -> str:
    """Plain text of a title, in one line; markup that was escaped stays, as text."""
    return " ".join(to_text(source).split())


def plain(text: str) -> str:
    """Text that is no HTML, with its paragraphs separated by a blank line."""
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    return _paragraphs(re.sub(r"\n[ \t]*\n", _BREAK, text))


def clean(text: str) -> str:
    """Without control characters, but for tab and newline."""
    return _CONTROL.sub("", text.replace("\r", "\n"))


def _paragraphs(text: str) -> str:
    blocks = (" ".join(block.split()) for block in text.split(_BREAK))
    return clean("\n\n".join(block for block in blocks if block))


def _tagless(source: str) -> str:
    return re.sub(r"<[^<>]{0,1000}>", _BREAK, source)
