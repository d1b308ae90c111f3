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
_TOWARD = ("judge", "predicate", "according", "think", "tell")  # groups that can have a target
_RARE_MARKS = frozenset("«»‹›„‟‚‘'`「")  # hardly any in what the tagger learned from
_WITHIN = ("judge", "predicate", "think")
_BEFORE = 3  # characters between a holder and the quotation that goes on with him
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
        link = replace(link, content=_with_marks(page, _without_narration(page, link.content)))
        holder = self._head(page, link.source) if link.source else None
        if last and holder and last.holder == holder:
            if _same_quotation(page, last.content[-1], link.content):
                last.content[-1] = (last.content[-1][0], link.content[1])
                return
            if _same_sentence(page, last, link):
                last.content.append(link.content)
                return
        raw = Raw([link.content], link.cue, holder, self._group(page, link), tagged=True)
        raw.order = holder[0] if holder else raw.order
        earlier = by_holder.get(holder) if holder else None
        if earlier and earlier.order < link.content[0] and link.again:
            raw.holder, raw.like = None, earlier
            raw.order = link.content[0]
        elif holder:
            by_holder[holder] = raw
        found.append(raw)

    def _head(self, page: Page, source: Chars) -> Chars:
        """Cut off a source what is no name: "X, the minister of Y" and "X reportedly" are X."""
        start, end = source
        *before, last = page.text[start:end].split()
        if before and (last in self._cues.adverbs or last.endswith("edly")):
            end = start + len(page.text[start:end].rstrip().removesuffix(last).rstrip())
        comma = _COMMA.search(page.text, start, end)
        if comma and comma.start() - start > 1:
            return start, comma.start()
        if rest := _REST_OF_NAME.match(page.text, end):
            last = page.text[start:end].rsplit(maxsplit=1)[-1]
            return start, rest.end() if last[0].isupper() else end
        return start, end

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
        """Take over the holder that the rules know better.

        That is who signs a quotation: “A.” ― X; and the speaker where the tagger names only
        who reported it, or nobody.
        """
        vague = raw.like is None and (raw.holder is None or self._reports(page, raw.holder))
        for other in ruled:
            if other.holder is None or other.group == "turn" or raw.holder == other.holder:
                continue
            signed = other.cue is None and page.text[other.content[0][0]] in QUOTE_MARKS
            if not signed and (not vague or self._reports(page, other.holder)):
                continue
            if _shared(raw.content, other.content) > _COVERED * _length(raw.content):
                raw.holder, raw.cue, raw.group = other.holder, other.cue or raw.cue, other.group
                raw.like, raw.order = None, other.order
                return

    def _reports(self, page: Page, holder: Chars) -> bool:
        return self._namer.reports(page.text[slice(*holder)])

    def _adds(self, page: Page, raw: Raw, seen: Spans[Raw]) -> bool:
        """Whether a finding of the rules adds something to what the tagger saw.

        What they take for a speech or a thought where the tagger sees none is more often wrong
        than right. An attitude to an entity counts: "X praised NATO" reports no words, and the
        tagger has not learned it.
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
        if page.text[raw.content[0][0]] in _RARE_MARKS and (raw.cue or raw.like):
            return True
        judged = any(page.mentions_in(first, last) for first, last in raw.content)
        return raw.group in _TOWARD and judged


def _is_nested(raw: Raw, seen: Spans[Raw]) -> bool:
    """Whether cue and content stand in one speech of somebody else, the holder at least before it.

    X “is not against NATO,” Y said: the attitude is X's.
    """
    if raw.holder is None or raw.cue is None or raw.group not in _WITHIN:
        return False
    first = min(raw.cue[0], *(start for start, _ in raw.content))
    last = max(raw.cue[1], *(end for _, end in raw.content))
    return any(
        start - 1 <= first
        and last <= end + 1
        and start - _BEFORE <= raw.holder[1]
        and raw.holder[0] < end
        and other.holder != raw.holder
        for start, end, other in seen.over(first, last)
    )


def _without_narration(page: Page, content: Chars) -> Chars:
    """Cut what the narrator goes on with: ", amid doubts over ..."."""
    start, end = content
    for found in _NARRATION.finditer(page.text, start, end):
        if not any(q.start < found.start() < q.end - 1 for q in page.quotes_in(*found.span())):
            return start, found.end() - len(" amid") - (found.group()[1] == " ")
    return content


def _with_marks(page: Page, content: Chars) -> Chars:
    """Let a content that is all of a quotation have its marks too."""
    start, end = content
    for quote in page.quotes_in(start, end):
        if quote.start + 1 == start:
            start = quote.start
        if quote.end - 1 == end and not quote.open:
            end = quote.end
    return start, end


def _same_quotation(page: Page, last: Chars, content: Chars) -> bool:
    """Whether two contents touch within one quotation."""
    between = page.text[last[1] : content[0]]
    near = last[1] <= content[0] and not between.strip(" .,!?")
    return near and any(
        q.start <= last[0] and content[1] <= q.end for q in page.quotes_in(last[0], last[0] + 1)
    )


def _same_sentence(page: Page, last: Raw, link: Link) -> bool:
    """Whether a content goes on with the one before, around its cue: “A,” X said, “B”."""
    if last.cue is None or last.cue != link.cue:
        return False
    return page.home(last.content[-1][1] - 1) == page.home(link.content[0])


def _length(content: Sequence[Chars]) -> int:
    return sum(last - first for first, last in content)


def _shared(one: Sequence[Chars], other: Sequence[Chars]) -> int:
    return sum(
        max(0, min(last, end) - max(first, start)) for first, last in one for start, end in other
    )
