"""Markup of others -> plain text. All that comes in is hostile."""

import html
import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

# C0 and C1 but tab and newline; lone surrogates, which no file or table can hold.
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINE_ENDS: Final = re.compile(r" ?\n ?")
_BLANK_LINES: Final = re.compile(r"\n{2,}")

_UNSEEN: Final = frozenset(
    (
        *(
            "audio",
            "canvas",
            "head",
            "iframe",
            "math",
            "noembed",
            "noframes",
            "noscript",
            "object",
        ),
        *(
            "script",
            "select",
            "style",
            "svg",
            "template",
            "textarea",
            "title",
            "video",
        ),
    )
)
_BLOCKS: Final = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "dd",
            "details",
            "dialog",
        ),
        *(
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
        ),
        *(
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "html",
            "legend",
        ),
        *(
            "li",
            "main",
            "nav",
            "ol",
            "optgroup",
            "option",
            "p",
            "pre",
            "section",
        ),
        *(
            "summary",
            "table",
            "tbody",
            "tfoot",
            "thead",
            "tr",
            "ul",
        ),
    )
)
_CELLS: Final = frozenset(("td", "th"))

# An element of these that stays open is opened again in every paragraph after it, so that 40 KB
# can become a gigabyte. They don't say anything about the text. The second sort of tag, with
# "<" in an attribute, is for attacks only.
_PHRASES: Final = r"</?(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])"
_PHRASE: Final = re.compile(_PHRASES + r"""(?:[^<>"']|"[^"<]*"|'[^'<]*')*>""", re.IGNORECASE)
_STRANGE_PHRASE: Final = re.compile(_PHRASES, re.IGNORECASE)
_MOST_STRANGE: Final = 20

# HTML5 parsing is quadratic in the depth of nesting: 50,000 tags would take 4 s, 10,000 take 0.2.
_MOST_TAGS: Final = 10_000
_CODE: Final = re.compile(r"</?(?:script|style)\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")

_PAGE_HEAD: Final = 100_000  # characters
_FEED_TYPES: Final = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
)

# What a headline may be marked up with. Other tags in a title are its words: "The <script> tag".
_TITLE_BREAKS: Final = re.compile(r"</?(?:br|div|h[1-6]|p)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TITLE_TAGS: Final = re.compile(
    r"</?(?:a|abbr|b|big|cite|code|em|font|i|mark|q|s|small|span|strike|strong|sub|sup|u|wbr)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Take out control characters; tab and newline stay, and all line ends become newlines."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def tidy(text: str) -> str:
    """Plain text with its white space in order: paragraphs are separated by a blank line."""
    lines = _LINE_ENDS.sub("\n", _SPACES.sub(" ", clean(text)))
    return _BLANK_LINES.sub("\n\n", lines).strip()


def to_text(markup: str) -> str:
    r"""HTML -> plain text, blocks separated by "\n\n", `<br>` as "\n".

    Entities are decoded once. What readers don't see (scripts, styles, frames) is dropped.
    Nesting of any depth is read without recursion; what has more than 10,000 tags is not
    laid out by its tags' meaning, they just end lines.
    """
    markup = clean(markup)
    if "<" not in markup:  # a third of all feeds; their blank lines are paragraphs
        return tidy(html.unescape(markup))
    markup = _PHRASE.sub("", markup)
    if markup.count("<") > _MOST_TAGS or len(_STRANGE_PHRASE.findall(markup)) > _MOST_STRANGE:
        seen = "".join(_CODE.split(markup)[::2])  # every other piece stands inside of a script
        return tidy(html.unescape(_TAG.sub("\n", seen)))
    root = LexborHTMLParser(markup).body
    return tidy("".join(_pieces(root))) if root is not None else ""


def title_text(markup: str) -> str:
    """A title -> one line of plain text.

    Only the tags that headlines are marked up with are taken out: `<script>` in a title is
    shown as it stands.
    """
    words = _TITLE_TAGS.sub("", _TITLE_BREAKS.sub(" ", clean(markup)))
    return " ".join(clean(html.unescape(words)).split())


def feed_links(page: str) -> list[tuple[str, str]]:
    """The feeds that a page offers: (address as written, title), in its order."""
    found = []
    for link in LexborHTMLParser(clean(page)[:_PAGE_HEAD]).css('link[rel~="alternate"][href]'):
        kind = (link.attributes.get("type") or "").partition(";")[0].strip().lower()
        if kind in _FEED_TYPES:
            found.append((link.attributes.get("href") or "", link.attributes.get("title") or ""))
    return found


def _pieces(root: LexborNode) -> list[str]:
    """The texts and breaks below `root`, in the order in which they are read."""
    pieces: list[str] = []
    node, entering = root, True
    while True:
        tag = node.tag or ""
        if entering:
            if tag == "-text":
                # White space of the source separates words, it makes no lines.
                pieces.append(" ".join(("x" + (node.text_content or "") + "x").split())[1:-1])
            elif tag == "br":
                pieces.append("\n")
            elif tag in _BLOCKS:
                pieces.append("\n\n")
            child = None if tag in _UNSEEN else node.child
            if child is not None:
                node = child
                continue
        if tag in _BLOCKS:
            pieces.append("\n\n")
        elif tag in _CELLS:
            pieces.append(" ")
        if node.mem_id == root.mem_id:
            return pieces
        following = node.next
        parent = node.parent
        if following is not None:
            node, entering = following, True
        elif parent is not None:
            node, entering = parent, False
        else:
            return pieces
