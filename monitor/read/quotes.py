"""Attribution by rules: holder, cue and content of direct and indirect speech.

Read top to bottom: turns of a transcript, the verbs of each sentence, headlines,
quotations that nobody introduced; then every holder is named, in the order of the text.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from monitor.read.clauses import QUOTE_MARKS
from monitor.read.quotemarks import Quote, quotations
from monitor.read.reported import Reported
from monitor.read.spans import Spans
from monitor.read.speakers import NO_HOLDER, Memory, Namer, Speaker
from monitor.read.speech import Chars, Page, Raw, read_sentence, trim
from monitor.read.text import paragraphs
from monitor.read.words import Cues
from monitor.records import Attribution, HolderKind, Mention, QuoteKind, Sentence

_TURN = re.compile(
    r"[\"“]?(?:"
    r"(?P<who>(?:THE |MR\.? |MS\.? |MRS\.? |DR\.? )?[A-Z][A-Z.’' -]{0,40}|Q|A|PM)\s*:\s*"
    r"|(?P<asks>Q)\s{1,6}(?=[A-Z“\"])"
    r"|(?P<name>(?:[A-Z][\w.’'-]*\s?){1,5}):\s+)"
)
_LINKED = re.compile(r"\s(?:to|the|for|on|in|with|by)\s")  # "NOMINATIONS SENT TO THE SENATE:"
_TITLE_END = re.compile(r"(?:\s[–—-]|\s--)\s?(?P<who>[^–—]{2,60})$")
_TITLE_START = re.compile(r"(?P<who>[^:–—]{2,50}):\s+(?=\S)")
_SIGNED = re.compile(r"\s{0,2}[―—–-]\s?(?P<who>[A-Z][\w.’'-]+(?: [\w.’'-]+){0,4})")
_LONGEST_ROLE = 7  # words of who speaks in a headline
_WORD = re.compile(r"\w+")
_FAR = 400  # characters after which a quotation without a verb goes on with nobody's speech


class Attributor:
    """Finds the attributions of one part of an article."""

    def __init__(self, cues: Cues, namer: Namer, reported: Reported | None = None) -> None:
        """Read by the rules alone, or by `reported`, the tagger, with the rules beside it."""
        self._cues = cues
        self.namer = namer
        self._reported = reported

    def find(
        self,
        text: str,
        sentences: tuple[Sentence, ...],
        mentions: list[Mention],
        memory: Memory,
        *,
        headline: bool = False,
    ) -> list[Attribution]:
        """Give the attributions in order; spans count in `text`, which is a view's text.

        `memory` holds whom the article has named so far, and is brought up to date.
        """
        page = Page(text, sentences, quotations(text, paragraphs(text)), mentions)
        raws = self._headline(page) if headline else self._turns(text)
        for number in range(len(sentences)):
            raws += read_sentence(page, number, self._cues)
        _reach_back(page, raws)
        raws += _lone_quotes(page, raws)
        if self._reported and not headline:
            raws = self._reported.add(page, raws)
        raws.sort(key=lambda raw: raw.order)
        self._name(page, raws, memory)
        return [
            Attribution(
                content=tuple(raw.content),
                kind=_kind(text, raw),
                quoted=tuple(raw.quoted),
                holder=raw.holder or (raw.like.holder if raw.like else None),
                cue=raw.cue,
                holder_name=raw.speaker.name if raw.speaker else "",
                holder_id=raw.speaker.id if raw.speaker else "",
                holder_kind=self._holder_kind(text, raw),
            )
            for raw in raws
            if not raw.mute and (raw.tagged or raw.speaker is not NO_HOLDER)
        ]

    def _turns(self, text: str) -> list[Raw]:
        """Give the turns of a transcript: a label at the start of a paragraph, twice or more."""
        starts: list[tuple[int, int, tuple[int, int]]] = []
        capitals = 0
        for start, end in paragraphs(text):
            match = _TURN.match(text, start, min(end + 2, len(text)))
            if match is None:
                continue
            group = match.lastgroup or "who"
            label = match.group(group).strip().lower()
            if label in self._cues.labels or _LINKED.search(label):
                continue
            capitals += group != "name"
            starts.append((start, match.end(), trim(text, *match.span(group))))
        labels = {text[first:last] for _, _, (first, last) in starts}
        if len(starts) < 2 or (not capitals and len(labels) == len(starts)):
            return []  # one label, or names that never come back, are no transcript
        ends = [start for start, _, _ in starts[1:]] + [len(text)]
        return [
            Raw([(first, end)], None, holder, "turn")
            for (_, first, holder), end in zip(starts, ends, strict=True)
            if first < end
        ]

    def _headline(self, page: Page) -> list[Raw]:
        """Give "CONTENT – X", "X: CONTENT"; verbs are read as in any sentence."""
        text = page.text
        ending = _TITLE_END.search(text)
        if ending and len(ending["who"].split()) <= _LONGEST_ROLE:
            return [Raw([(0, ending.start())], None, trim(text, *ending.span("who")))]
        opening = _TITLE_START.match(text)
        if opening is None or opening["who"].strip().lower() in self._cues.labels:
            return []
        start, end = opening.span("who")
        words = opening["who"].split()
        named = any(start <= m.start and m.end == end for m in page.mentions)
        role = len(words) <= _LONGEST_ROLE and words[-1].lower() in self._cues.roles
        return [Raw([(opening.end(), len(text))], None, (start, end))] if named or role else []

    # --- names -----------------------------------------------------------------------

    def _name(self, page: Page, raws: list[Raw], memory: Memory) -> None:
        """Say who each holder is, remembering whom the text has named before."""
        waiting = sorted(page.mentions, key=lambda mention: mention.start)
        noted = 0
        for raw in _outermost_first(raws):
            reach = max(raw.holder[1] if raw.holder else 0, raw.order)
            while noted < len(waiting) and waiting[noted].start < reach:
                memory.note(self.namer.of_mention(waiting[noted], page.text))
                noted += 1
            raw.speaker = self._speaker(page, raw, memory)
            raw.quoted = _own_words(page, raw)
            kind = self._holder_kind(page.text, raw)
            if raw.speaker is not None and raw.inside is None and kind is not HolderKind.OUTLET:
                memory.said(raw.speaker)
        for mention in waiting[noted:]:
            memory.note(self.namer.of_mention(mention, page.text))

    def _speaker(self, page: Page, raw: Raw, memory: Memory) -> Speaker | None:
        if raw.holder is None:
            return raw.like.speaker if raw.like else None
        start, end = raw.holder
        phrase = page.text[start:end]
        if raw.group == "turn" and phrase.isupper() and len(phrase) > 2:
            phrase = phrase.title()
        near = list(page.mentions_in(start, end))
        inside = raw.inside
        direct = inside is not None and any(a <= start and end <= b for a, b in inside.quoted)
        return self.namer.resolve(
            phrase,
            start,
            near,
            memory,
            inside.speaker if inside else None,
            direct=direct,
            label=raw.group == "turn",
        )

    def _holder_kind(self, text: str, raw: Raw) -> HolderKind:
        speaker = raw.speaker
        if speaker is not None and speaker.provenance:
            return HolderKind.OUTLET
        if speaker is None or not speaker.known:
            if raw.holder is None or raw.inside is not None:
                return HolderKind.UNRESOLVED
            own = self.namer.speaks_for_itself(text[slice(*raw.holder)])
            return HolderKind.OUTLET if own else HolderKind.UNRESOLVED
        somebody = speaker.named or self.namer.is_somebody(speaker.name)
        if not somebody and raw.group not in ("say", "tell", "turn"):
            return HolderKind.OUTLET
        return HolderKind.SPEAKER


def _reach_back(page: Page, raws: Sequence[Raw]) -> None:
    """Give a speech the paragraphs before it whose marks are left open: “A.¶“B,” X said."""
    openings = {raw.content[0][0]: raw for raw in raws if raw.group in ("say", "tell")}
    for quote, following in reversed(list(pairwise(page.quotes))):
        raw = openings.get(following.start)
        if raw and quote.open and not page.text[quote.end : following.start].strip():
            raw.content.insert(0, (quote.start, quote.end))
            openings[quote.start] = raw


def _lone_quotes(page: Page, raws: Sequence[Raw]) -> list[Raw]:
    """Give the quotations that no verb introduced: signed, continued, or nobody's."""
    spoken = sorted((r for r in raws if r.group in ("say", "tell", "think")), key=_order)
    covered = Spans((first, last, raw) for raw in raws for first, last in raw.content)
    found: list[Raw] = []
    earlier: Quote | None = None
    for quote in page.quotes:
        words = page.text[quote.start : quote.end].split(maxsplit=1)
        if len(words) > 1 and not covered.over(quote.start, quote.start + 1):
            signed = _SIGNED.match(page.text, quote.end)
            holder = trim(page.text, *signed.span("who")) if signed else None
            raw = Raw([(quote.start, quote.end)], None, holder)
            if holder is None:
                before = bisect_right(spoken, quote.start, key=_order)
                last = max(
                    [*spoken[max(0, before - 1) : before], *found[-1:]], key=_order, default=None
                )
                raw.like = last if last and _continues(page, quote, earlier, last) else None
            raw.order = quote.start
            found.append(raw)
        earlier = quote
    return found


def _order(raw: Raw) -> int:
    return raw.order


def _continues(page: Page, quote: Quote, earlier: Quote | None, last: Raw) -> bool:
    """Whether a quotation without a verb goes on with the speech before it."""
    home = page.home(quote.start)
    if home is None:
        return False
    if quote.start != page.sentences[home].start:
        return last.order >= page.sentences[home].start
    near = max(end for _, end in [*last.content, last.cue or (0, 0)])
    if quote.start - near > _FAR:
        return False
    gap = page.text.count("\n\n", min(near, quote.start), quote.start)
    unclosed = earlier is not None and earlier.open
    opens = page.text[last.content[0][0]] in QUOTE_MARKS
    return gap == 0 or (gap == 1 and (unclosed or opens))


def _outermost_first(raws: Sequence[Raw]) -> list[Raw]:
    """Set `inside`, and give the text's order but speech before what is said in it."""
    order = {id(raw): float(raw.order) for raw in raws}
    speech = Spans(
        (start, end, raw)
        for raw in raws
        if raw.group in ("say", "tell", "turn") and not raw.mute
        for start, end in raw.content
    )
    for raw in raws:
        if raw.group == "turn":
            continue
        place = raw.holder[0] if raw.holder else raw.order
        size = 0
        for start, end, other in speech.over(place, place + 1):
            if other is raw or (other.cue is not None and start <= other.cue[0] < end):
                continue
            order[id(raw)] = max(order[id(raw)], other.order + 0.5)
            if raw.inside is None or end - start < size:
                raw.inside, size = other, end - start
    return sorted(raws, key=lambda raw: order[id(raw)])


def _own_words(page: Page, raw: Raw) -> list[Chars]:
    """Give the parts of a content that are the speaker's own words.

    They stand in marks that open after the cue's surroundings do, or in those of a speech
    around it of the same speaker: “I back NATO,” X said. Inside somebody else's quotation
    only marks within it count: “X wrote ‘we back NATO’,” Y said.
    """
    if raw.group == "turn":
        return list(raw.content)
    around = raw.inside
    same = around is not None and _name_of(around) == _name_of(raw)
    found: list[Chars] = list(around.quoted) if around is not None and same else []
    for first, last in raw.content:
        for quote in page.quotes_in(first, last):
            if not quote.start < raw.order < quote.end:
                found.append((quote.start, quote.end))
            elif not same:
                within = [(max(first, quote.start + 1), min(last, quote.end - 1))]
                found += [(q.start, q.end) for q in quotations(page.text, within) if not q.open]
    shared = (
        (max(first, start), min(last, end)) for first, last in raw.content for start, end in found
    )
    return sorted({(start, end) for start, end in shared if start < end})


def _name_of(raw: Raw) -> str:
    return raw.speaker.name if raw.speaker else ""


def _kind(text: str, raw: Raw) -> QuoteKind:
    """Direct where the speaker's own words are all of a content but a leading "that"."""
    rest: list[str] = []
    for first, last in raw.content:
        at = first
        for start, end in raw.quoted:
            if start < last and first < end:
                rest += _WORD.findall(text, at, max(at, start))
                at = max(at, end)
        rest += _WORD.findall(text, at, max(at, last))
    return QuoteKind.INDIRECT if rest and rest != ["that"] else QuoteKind.DIRECT
