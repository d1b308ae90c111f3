"""One sentence -> who says what in it: before its verb, after it, or passed on by a reporter."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile

from monitor.read.clauses import DASHES, QUOTE_MARKS, SAME, Clause, Cue, Span
from monitor.read.quotemarks import Quote
from monitor.read.speakers import Speaker
from monitor.read.words import Cues
from monitor.records import Mention, Sentence

Chars = tuple[int, int]
_LONGEST_BLOCK = 40  # sentences of a paragraph that "X added:" announces


@dataclass(slots=True, eq=False)
class Raw:
    """An attribution before its holder is named. Spans are characters of the text."""

    content: list[Chars]
    cue: Chars | None
    holder: Chars | None
    group: str = "say"  # the cue's list in cues.toml; "turn" in a transcript
    like: "Raw | None" = None  # whose speaker this one continues
    inside: "Raw | None" = None  # the innermost speech in which this one stands
    speaker: Speaker | None = None
    quoted: list[Chars] = field(default_factory=list)  # the speaker's own words
    mute: bool = False  # tells who is who, and is no finding of its own
    tagged: bool = False  # seen by the tagger
    order: int = field(init=False)  # where the text gives it

    def __post_init__(self) -> None:
        given = self.cue or self.holder
        self.order = given[0] if given else self.content[0][0]


@dataclass(frozen=True, slots=True)
class Page:
    """A text with what was found in it before its sentences are read for speech."""

    text: str
    sentences: tuple[Sentence, ...]
    quotes: Sequence[Quote]
    mentions: Sequence[Mention]

    def home(self, place: int) -> int | None:
        """Give the number of the sentence at a place, or null between sentences."""
        number = bisect_right(self.sentences, place, key=lambda s: s.start) - 1
        return number if number >= 0 and place < self.sentences[number].end else None

    def quotes_near(self, start: int, end: int) -> Sequence[Quote]:
        """Give the quotations that touch a span or begin right after it."""
        first = bisect_left(self.quotes, start - 2, key=lambda q: q.end)
        return self.quotes[first : bisect_right(self.quotes, end + 4, key=lambda q: q.start)]

    def quotes_in(self, start: int, end: int) -> Sequence[Quote]:
        """Give the quotations that share a character with a span."""
        first = bisect_right(self.quotes, start, key=lambda q: q.end)
        return self.quotes[first : bisect_left(self.quotes, end, key=lambda q: q.start)]

    def mentions_in(self, start: int, end: int) -> Sequence[Mention]:
        """Give the mentions that begin in a span."""
        first = bisect_left(self.mentions, start, key=lambda m: m.start)
        return self.mentions[first : bisect_left(self.mentions, end, key=lambda m: m.start)]


def read_sentence(page: Page, number: int, cues: Cues) -> list[Raw]:
    """Give the attributions whose cue stands in the page's sentence of that number."""
    sentence = page.sentences[number]
    closed = [(m.start, m.end) for m in page.mentions_in(sentence.start, sentence.end)]
    clause = Clause(page.text, sentence.start, sentence.end, cues, closed)
    return _Sentence(page, number, clause).raws() if clause.cues else []


class _Sentence:
    def __init__(self, page: Page, number: int, clause: Clause) -> None:
        self.page = page
        self.text = page.text
        self.clause = clause
        self.number = number
        self.sentence = page.sentences[number]
        self.quotes = page.quotes_near(self.sentence.start, self.sentence.end)

    def raws(self) -> list[Raw]:
        """Read the cues from left to right; content that came before a verb bounds the rest."""
        found: list[Raw] = []
        late: list[tuple[Cue, Span]] = []
        subject: Span | None = None
        for cue in self.clause.cues:
            if cue.group == "according" or self.clause.is_passive(cue):
                raw = self._according(cue) if cue.group == "according" else self._passive(cue)
                found += [raw] if raw else []
                continue
            who, inverted, shared = self._subject(cue, subject)
            if who is None:
                continue
            subject = who
            raw = None if shared else self._before(cue, who, inverted)
            if raw:
                found.append(raw)
            else:
                late.append((cue, who))
        bounds = [raw.content[0][1] for raw in found if raw.content[0][1] <= raw.order]
        for cue, who in late:
            raw = self._after(cue, who, bounds)
            found += [raw] if raw else []
        return found

    def _subject(self, cue: Cue, previous: Span | None) -> tuple[Span | None, bool, bool]:
        """Give the subject, whether it follows the verb, and whether an earlier verb has it."""
        who = self.clause.subject(cue)
        shared = who == SAME
        if shared:
            who = previous or self._opening(cue)
        before = self.clause.low(cue.first - 1)
        if cue.group == "say" and cue.kind in ("past", "third"):
            after_quote = before in QUOTE_MARKS
            if after_quote or ((before == "," or before in DASHES) and who is None):
                turned = self.clause.phrase_after(cue.after)
                if turned:
                    return turned, True, False
        return who, False, shared

    def _opening(self, cue: Cue) -> Span | None:
        """Give the subject that opens the sentence, for a verb after one that we don't know.

        It is a pronoun, a run of capitals or a noun phrase with a role, after words that open
        no subject and, where one of place or time stands first, after its comma.
        """
        clause, toks = self.clause, self.clause.tokens
        at = clause.after_dateline()
        if clause.is_opener(at):
            comma = next((n for n in range(at, cue.first) if clause.low(n) == ","), None)
            at = comma + 1 if comma is not None and not clause.is_link(at) else at + 1
        while at < cue.first and (clause.is_opener(at) or not toks[at].is_word):
            at += 1
        if at >= cue.first:
            return None
        if clause.is_pronoun(at):
            return at, at + 1
        first = at
        if clause.is_determiner(at):
            at += 1
        inner = at
        while at < cue.first and toks[at].is_capital and not clause.is_opener(at):
            at += 1
        if at == inner:
            reach = range(inner, min(inner + 3, cue.first))
            at = next((n + 1 for n in reach if clause.is_role(n)), inner)
        return (first, at) if at > inner else None

    def _raw(self, cue: Cue, who: Span, content: list[Chars]) -> Raw | None:
        kept = [span for span in (trim(self.text, *c) for c in content) if span[0] < span[1]]
        span = self.clause.span(cue.first, cue.after)
        return Raw(kept, span, self.clause.span(*who), cue.group) if kept else None

    def _according(self, cue: Cue) -> Raw | None:
        who = self.clause.phrase_after(cue.after)
        if who is None:
            return None
        if cue.first > 1:
            end = self.clause.tokens[cue.first].start
            return self._raw(cue, who, [(self.sentence.start, end)])
        toks = self.clause.tokens
        comma = next((n for n in range(who[1], len(toks)) if toks[n].low == ","), who[1] - 1)
        return self._raw(cue, who, [(toks[comma].end, self.sentence.end)])

    def _passive(self, cue: Cue) -> Raw | None:
        """Give "NATO was praised by X"; a passive without "by" has no holder."""
        by = next((n for n in range(cue.after, cue.after + 3) if self.clause.low(n) == "by"), None)
        about = self.clause.subject(cue)
        if by is None or about is None or about == SAME or cue.group == "say":
            return None
        who = self.clause.phrase_after(by + 1)
        return self._raw(cue, who, [self.clause.span(*about)]) if who else None

    def _before(self, cue: Cue, who: Span, inverted: bool) -> Raw | None:
        """Give "CONTENT, X said" and “CONTENT,” said X; null when the content comes after."""
        if cue.group not in ("say", "tell", "think") or (cue.group == "think" and inverted):
            return None
        rest = self._rest(cue, who, inverted)
        if not self.clause.opens_adjunct(rest) or self._has_that(rest):
            return None
        first = cue.first if inverted else min(who[0], cue.first)
        end = self._content_end(first)
        if end is None:
            return None
        quote = next((q for q in self.quotes if q.start < end <= q.end + 1), None)
        start = min(self.sentence.start, quote.start) if quote else self.sentence.start
        if first == 0 and quote:
            start = quote.start
        if end - start < 3:
            return None
        return self._raw(cue, who, [(start, end), *self._goes_on(rest)])

    def _rest(self, cue: Cue, who: Span, inverted: bool) -> int:
        """Give the token after the verb, its subject and its hearer."""
        if inverted:
            return who[1]
        if cue.group == "tell":
            hearer = self.clause.phrase_after(cue.after)
            return hearer[1] if hearer else cue.after
        return cue.after

    def _has_that(self, rest: int) -> bool:
        near = [self.clause.low(n) for n in range(rest, rest + 9)]
        return "that" in near and near[0] != ","

    def _content_end(self, first: int) -> int | None:
        """Give where the content before tokens[first] ends, or null where none stands there."""
        if first == 0:  # “Why?” X asked: the question mark ended the sentence
            before = self.text[: self.sentence.start].rstrip(" ")
            return len(before) if before[-1:] in QUOTE_MARKS and before[-2:-1] in "?!" else None
        token = self.clause.tokens[first - 1]
        if token.low in QUOTE_MARKS or token.low in ("?", "!"):
            return token.end
        return token.start if token.low == "," or token.low in DASHES else None

    def _goes_on(self, rest: int) -> list[Chars]:
        """Give what follows in “A,” X said, “B” and in "A, X said, B"."""
        if self.clause.low(rest) not in (",", ":", ".") or rest + 1 >= len(self.clause.tokens):
            return []
        following = self.clause.tokens[rest + 1]
        if self.clause.form(rest + 1) == "ing":
            return []
        if following.low not in QUOTE_MARKS and self.clause.opens_adjunct(rest + 1):
            return []
        start, end = trim(self.text, self.clause.tokens[rest].end, self.sentence.end)
        quote = next((q for q in self.quotes if q.start == start), None)
        return [(start, max(end, quote.end) if quote else end)]

    def _after(self, cue: Cue, who: Span, bounds: list[int]) -> Raw | None:
        """Give "X said CONTENT", "X praised CONTENT", "X added:" and the next paragraph."""
        clause = self.clause
        first = cue.after
        if cue.group == "tell":
            hearer = clause.phrase_after(first)
            if hearer and clause.low(hearer[1]) in {"that", ",", ":"} | QUOTE_MARKS:
                first = hearer[1]
        first = clause.after_adjunct(first)
        while clause.low(first) in (",", ":"):
            first += 1
        if clause.low(first) in ("", ".", ";"):
            following = self._next_paragraph()
            return self._raw(cue, who, [following]) if following else None
        speech = cue.group in ("say", "tell")
        last = clause.narration(first) if speech else clause.clause_end(first)
        start = clause.tokens[first].start
        end = self.sentence.end if last >= len(clause.tokens) else clause.tokens[last - 1].end
        cue_start = clause.tokens[cue.first].start
        end = min([end, *(b for b in bounds if max(start, cue_start) < b)])
        opened = next((q for q in self.quotes if start <= q.start < end < q.end), None)
        around = next((q for q in self.quotes if q.start < cue_start < q.end), None)
        end = opened.end if opened else end
        return self._raw(cue, who, [(start, min(end, around.end) if around else end)])

    def _next_paragraph(self) -> Chars | None:
        """Give what "X added:" at the end of a sentence announces."""
        if self.text[self.sentence.end - 1] != ":" or self.number + 1 >= len(self.page.sentences):
            return None
        following = self.page.sentences[self.number + 1]
        quote = next((q for q in self.quotes if q.start == following.start), None)
        if quote:
            return quote.start, quote.end
        rest = islice(self.page.sentences, self.number + 1, self.number + 1 + _LONGEST_BLOCK)
        same = list(takewhile(lambda s: s.paragraph == following.paragraph, rest))
        return following.start, same[-1].end


def trim(text: str, start: int, end: int) -> Chars:
    """Shorten a span by the spaces and separators at its ends."""
    while start < end and (text[start].isspace() or text[start] in ",:;"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;—–"):
        end -= 1
    return start, end
