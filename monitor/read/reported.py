"""The tagger's links beside the rules' findings: one list of attributions.

The tagger finds more speech, and the words around it. The rules know what it has not learned:
turns of a transcript, headlines, marks that run on, and that a reporter only passes on what
somebody else said. Where both see the same words, the tagger's span counts, and the rules
mend its holder.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.read.clauses import QUOTE_MARKS
from monitor.read.linking import LIMITS, Limits, Link, links
from monitor.read.spans import Spans
from monitor.read.speakers import Namer
from monitor.read.speech import Chars, Page, Raw
from monitor.read.tagger import Tagger
from monitor.read.text import paragraphs
from monitor.read.words import Cues

_WORD = re.compile(r"[\w’']+")
_REST_OF_NAME = re.compile(r"(?:[ -][A-Z][\w’'-]*\w)+")
_NARRATION = re.compile(r",[”\"]? amid\b")
_COMMA = re.compile(r",\s")
_COVERED = 0.5  # share of a rule's content that the tagger must have found to replace it
_ATTITUDES = ("judge", "predicate", "according")  # groups of cues that only the rules know well
_WITHIN = ("judge", "predicate", "think")
_SIGNIFICANT = 3  # characters of a content; less is a stray mark


class Reported:
    """Finds what a text reports, with the tagger."""

    def __init__(self, tagger: Tagger, cues: Cues, namer: Namer, limits: Limits = LIMITS) -> None:
        self._tagger = tagger
        self._limits = limits
        self._cues = cues
        self._namer = namer

    def add(self, page: Page, ruled: list[Raw]) -> list[Raw]:
        """Give what the tagger sees, and what the rules alone found."""
        return self.merge(page, ruled, self.find(page))

    def find(self, page: Page) -> list[Raw]:
        """Give the attributions that the tagger sees, in order."""
        found: list[Raw] = []
        by_holder: dict[Chars, Raw] = {}
        for tagged in self._tagger.read(page.text, paragraphs(page.text)):
            for link in links(page.text, page.sentences, tagged, self._limits):
                if link.content[1] - link.content[0] >= _SIGNIFICANT:
                    self._add(page, found, by_holder, link)
        return found

    def _add(self, page: Page, found: list[Raw], by_holder: dict[Chars, Raw], link: Link) -> None:
        last = found[-1] if found else None
        link = replace(link, content=_without_narration(page, link.content))
        holder = self._head(page, link.source) if link.source else None
        if last and holder and _same_speech(page, last, link, holder):
            last.content.append(link.content)
            return
        raw = Raw([link.content], link.cue, holder, self._group(page, link))
        earlier = by_holder.get(holder) if holder else None
        if earlier and earlier.order < link.content[0] and link.again:
            raw.holder, raw.like = None, earlier
            raw.order = link.content[0]
        elif holder:
            by_holder[holder] = raw
        found.append(raw)

    def _head(self, page: Page, source: Chars) -> Chars:
        """Cut an apposition off a source: "X, the minister of Y" is X."""
        start, end = source
        comma = _COMMA.search(page.text, start, end)
        if comma and comma.start() - start > 1:
            return start, comma.start()
        if rest := _REST_OF_NAME.match(page.text, end):
            last = page.text[start:end].rsplit(maxsplit=1)[-1]
            return start, rest.end() if last[0].isupper() else end
        return source

    def _group(self, page: Page, link: Link) -> str:
        """Give the list of cues.toml that the cue's verb stands in."""
        if link.cue is None:
            return "say"
        words = [w.lower() for w in _WORD.findall(page.text, *link.cue)]
        if words[:1] == ["according"]:
            return "according"
        for number, word in enumerate(words):
            form = self._cues.forms.get(word)
            for tail, group in form.tails if form else ():
                if tuple(words[number + 1 : number + 1 + len(tail)]) == tail:
                    return group
        opens = page.text[link.content[0]] in QUOTE_MARKS
        return "say" if opens else "think"

    # --- with the rules ----------------------------------------------------------------

    def merge(self, page: Page, ruled: list[Raw], tagged: list[Raw]) -> list[Raw]:
        """Give both lists as one; what adds nothing is mute, but may tell who is who."""
        for raw in tagged:
            self._mend(page, raw, ruled)
        seen = Spans((first, last, raw) for raw in tagged for first, last in raw.content)
        for raw in ruled:
            raw.mute = not self._adds(page, raw, seen)
        return [*tagged, *ruled]

    def _mend(self, page: Page, raw: Raw, ruled: list[Raw]) -> None:
        """Take the rules' speaker where the tagger names only who reported it, or nobody."""
        holder = raw.holder
        if raw.like is not None or (holder and not self._reports(page, holder)):
            return
        for other in ruled:
            speaker = other.holder
            if speaker is None or other.group == "turn" or self._reports(page, speaker):
                continue
            if _shared(raw.content, other.content) > _COVERED * _length(raw.content):
                raw.holder, raw.cue, raw.group = speaker, other.cue or raw.cue, other.group
                raw.order = other.order
                return

    def _reports(self, page: Page, holder: Chars) -> bool:
        return self._namer.reports(page.text[slice(*holder)])

    def _adds(self, page: Page, raw: Raw, seen: Spans[Raw]) -> bool:
        """Whether a finding of the rules adds something to what the tagger saw.

        What they take for thoughts or for indirect speech where the tagger sees none is more
        often wrong than right.
        """
        if raw.group == "turn" or _is_nested(raw, seen):
            return True
        covered = sum(
            min(last, end) - max(first, start)
            for first, last in raw.content
            for start, end, _ in seen.over(first, last)
        )
        if covered >= _COVERED * _length(raw.content):
            return False
        quoted = page.text[raw.content[0][0]] in QUOTE_MARKS and (raw.cue or raw.like)
        return bool(quoted) or raw.group in _ATTITUDES


def _is_nested(raw: Raw, seen: Spans[Raw]) -> bool:
    """Whether holder, cue and content all stand in one speech of somebody else."""
    if raw.holder is None or raw.cue is None or raw.group not in _WITHIN:
        return False
    spans = [raw.holder, raw.cue, *raw.content]
    first, last = min(s[0] for s in spans), max(s[1] for s in spans)
    return any(
        start - 1 <= first and last <= end + 1 and other.holder != raw.holder
        for start, end, other in seen.over(first, last)
    )


def _without_narration(page: Page, content: Chars) -> Chars:
    """Cut what the narrator goes on with: ", amid doubts over ..."."""
    start, end = content
    for found in _NARRATION.finditer(page.text, start, end):
        if not any(q.start < found.start() < q.end - 1 for q in page.quotes_in(*found.span())):
            return start, found.end() - len(" amid") - (found.group()[1] == " ")
    return content


def _same_speech(page: Page, last: Raw, link: Link, holder: Chars) -> bool:
    """Whether a content goes on with the one before, around its cue: “A,” X said, “B”."""
    if last.holder != holder or last.cue != link.cue or last.cue is None:
        return False
    end, start = last.content[-1][1], link.content[0]
    return page.home(end - 1) == page.home(start)


def _length(content: Sequence[Chars]) -> int:
    return sum(last - first for first, last in content)


def _shared(one: Sequence[Chars], other: Sequence[Chars]) -> int:
    return sum(
        max(0, min(last, end) - max(first, start)) for first, last in one for start, end in other
    )
