"""Direct quotations: where the marks open and close, whatever their style."""

import re
from dataclasses import dataclass

LONGEST_QUOTE = 20_000  # characters; a mark that closes later closes something else
_LONGEST_SINGLE = 400  # characters between single marks, which may be apostrophes
_DEEPEST = 3
_CLOSERS = {
    mark: re.compile(pattern)
    for mark, pattern in {
        "“": "”",
        "”": "”",
        "„": "[“”]",
        "‟": "”",
        "«": "»",
        "»": "«",
        "‹": "›",
        "›": "‹",
        "‚": "[‘’]",
        "「": "」",
        "‘‘": "’’",
        "``": "''",
    }.items()
}
_MARK = re.compile(r"‘‘|``|''|[“”„‟«»‹›「\"]|(?<!\w)‚(?=\w)|(?<![\w’'.,])['‘](?=[\w“\"])")
_APOSTROPHE_CLOSE = re.compile(r"(?<=[\w.,!?])['’](?!\w)")
_STOP = re.compile(r"[.!?](?= |$)")


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its marks: text[start:end]. `open` where no mark closes it."""

    start: int
    end: int
    open: bool = False


def quotations(text: str, paragraphs: list[tuple[int, int]]) -> list[Quote]:
    """Give the outermost quotations of each paragraph, in order.

    A mark that nothing closes holds to the end of its paragraph when the next paragraph
    opens again or when the mark began the paragraph, else to the end of its sentence.
    """
    found: list[Quote] = []
    for number, (start, end) in enumerate(paragraphs):
        at = start
        unclosed: set[str] = set()  # marks that nothing closes in the rest of the paragraph
        while (match := _MARK.search(text, at, end)) is not None:
            mark = match.group()
            close = None if mark in unclosed else _close(text, mark, match.end(), end)
            if close is not None:
                found.append(Quote(match.start(), close))
                at = close
                continue
            at = match.end()
            if mark in ("'", "‘", "''", "”", "»", "›", "‚"):
                continue
            unclosed.add(mark)
            following = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else end
            goes_on = following < len(text) and text.startswith(mark, following)
            if (goes_on or match.start() == start) and end - match.start() <= LONGEST_QUOTE:
                found.append(Quote(match.start(), end, open=True))
                break
            stop = _STOP.search(text, at, min(end, at + LONGEST_QUOTE))
            at = stop.end() if stop else min(end, at + LONGEST_QUOTE)
            found.append(Quote(match.start(), at, open=True))
    return found


def _close(text: str, mark: str, at: int, end: int) -> int | None:
    """Give the position after the closing mark, or null."""
    if mark in ("'", "‘"):
        match = _APOSTROPHE_CLOSE.search(text, at, min(end, at + _LONGEST_SINGLE))
        return match.end() if match else None
    closer = _CLOSERS.get(mark, re.compile(re.escape(mark)))
    end = min(end, at + LONGEST_QUOTE)
    match = closer.search(text, at, end)
    for _ in range(_DEEPEST):  # a quotation in the same marks has a closing mark of its own
        if match is None or mark not in "“«‹「" or text.count(mark, at, match.start()) == 0:
            break
        at, match = match.end(), closer.search(text, match.end(), end)
    return match.end() if match else None
