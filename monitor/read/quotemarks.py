"""Direct quotations: where the marks open and close, whatever their style."""

import re
from dataclasses import dataclass

_CLOSERS = {
    "“": "”", "”": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "「": "」", "‟": "”", "‘‘": "’’", "``": "''",
}  # fmt: skip
_MARK = re.compile(r"‘‘|``|''|[“”„‟«»‹「\"]|(?<![\w’'.,])['‘](?=[\w“\"])")


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
        while (match := _MARK.search(text, at, end)) is not None:
            mark = match.group()
            close = _close(text, mark, match.end(), end)
            if close is not None:
                found.append(Quote(match.start(), close))
                at = close
                continue
            at = match.end()
            if mark in ("'", "‘", "''", "”", "»"):
                continue
            following = paragraphs[number + 1][0] if number + 1 < len(paragraphs) else end
            goes_on = text.startswith(mark, following) and following < len(text)
            if goes_on or match.start() == start:
                found.append(Quote(match.start(), end, open=True))
                break
            stop = re.compile(r"[.!?](?= |$)").search(text, at, end)
            at = stop.end() if stop else end
            found.append(Quote(match.start(), at, open=True))
    return found


def _close(text: str, mark: str, at: int, end: int) -> int | None:
    """Give the position after the closing mark, or null."""
    if mark in ("'", "‘"):
        pattern = r"(?<=[\w.,!?])['’](?![\w])"
        match = re.compile(pattern).search(text, at, min(end, at + 400))
        return match.end() if match else None
    if mark in ('"', "''"):
        place = text.find(mark, at, end)
        return place + len(mark) if place >= 0 else None
    closers = _CLOSERS[mark]
    depth = 0
    place = at
    while place < end:
        if any(text.startswith(c, place) for c in ([closers] if len(mark) > 1 else closers)):
            if depth == 0:
                return place + len(mark)
            depth -= 1
        elif text[place] == mark and mark not in closers:
            depth += 1
        place += 1
    return None
