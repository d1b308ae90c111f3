"""Attribution by rules: holder, cue and content of direct and indirect speech.

Read top to bottom: turns of a transcript, each sentence's verbs, quotations that nobody
introduced, headlines; then every holder is named, in the order of the text.
"""

import re
from dataclasses import dataclass

from monitor.read import clauses
from monitor.read.clauses import Cue, Token
from monitor.read.quotemarks import Quote, quotations
from monitor.read.speakers import Memory, Namer, Speaker
from monitor.read.text import paragraphs
from monitor.read.words import Cues
from monitor.records import Attribution, HolderKind, Mention, QuoteKind, Sentence

_MARKS = "\"“”„«»‘’'‹›"
_TURN = re.compile(
    r"(?P<who>(?:THE |MR\.? |MS\.? |MRS\.? |DR\.? )?[A-Z][A-Z.’' -]{0,40}|Q|A|PM)\s*:\s*"
    r"|(?P<asks>Q)\s{1,6}(?=[A-Z“\"])"
    r"|(?P<name>(?:[A-Z][\w.’'-]*\s?){1,5}):\s+"
)
_TITLE_END = re.compile(
    r"\s(?:[–—-]|--)\s?(?P<who>[^–—]{2,60})$|(?<=\S)\s--(?P<dashed>[^–—]{2,60})$"
)
_TITLE_START = re.compile(r"(?P<who>[^:–—]{2,50}):\s+(?=\S)")


@dataclass(slots=True)
class _Raw:
    """An attribution before its holder is named."""

    content: list[tuple[int, int]]
    cue: tuple[int, int] | None
    holder: tuple[int, int] | None
    order: int  # where the text gives it
    group: str = "say"
    like: "_Raw | None" = None  # whose speaker this one continues
    inside: "_Raw | None" = None  # the innermost direct speech in which this one stands
    speaker: Speaker | None = None


class Attributor:
    """Finds the attributions of one part of an article."""

    def __init__(self, cues: Cues, namer: Namer) -> None:
        self._cues = cues
        self._namer = namer

    def find(
        self,
        text: str,
        sentences: tuple[Sentence, ...],
        mentions: list[Mention],
        memory: Memory,
        *,
        headline: bool = False,
    ) -> list[Attribution]:
        """Give the attributions in order of their cues; spans count in `text`, a view's text."""
        quotes = quotations(text, paragraphs(text))
        raws: list[_Raw] = [] if headline else self._turns(text)
        for number, sentence in enumerate(sentences):
            after = sentences[number + 1] if number + 1 < len(sentences) else None
            raws += self._sentence(text, sentence, after, quotes)
        if headline:
            raws += self._headline(text, mentions)
        raws += self._lone_quotes(text, sentences, quotes, raws)
        raws.sort(key=lambda raw: raw.order)
        return self._named(text, raws, mentions, memory)

    # --- turns of a transcript -----------------------------------------------------

    def _turns(self, text: str) -> list[_Raw]:
        starts: list[tuple[int, int, tuple[int, int]]] = []
        capitals = 0
        for start, end in paragraphs(text):
            match = _TURN.match(text, start, min(end + 2, len(text)))
            if match is None:
                continue
            group = match.lastgroup or "who"
            who = match.group(group).strip()
            if group == "name" and who.lower() in self._cues.labels:
                continue
            capitals += group != "name"
            starts.append((start, match.end(), (start, start + len(who))))
        if len(starts) < 2 or (
            not capitals and len({text[a:b] for _, _, (a, b) in starts}) == len(starts)
        ):
            return []  # one label, or names that never come back, are no transcript
        ends = [start for start, _, _ in starts[1:]] + [len(text)]
        return [
            _Raw([(first, end)], None, holder, start, group="turn")
            for (start, first, holder), end in zip(starts, ends, strict=True)
            if first < end
        ]

    # --- one sentence --------------------------------------------------------------

    def _sentence(
        self, text: str, sentence: Sentence, after: Sentence | None, quotes: list[Quote]
    ) -> list[_Raw]:
        toks = clauses.tokens(text, sentence.start, sentence.end)
        found = clauses.find_cues(toks, self._cues)
        if not found:
            return []
        verbs = frozenset(n for cue in found for n in range(cue.first, cue.after))
        raws: list[_Raw] = []
        previous: tuple[int, int] | None = None
        limits: list[int] = []  # where content that came before its cue ended
        late: list[tuple[Cue, tuple[int, int]]] = []
        for cue in found:
            if cue.group == "according":
                raw = self._according(text, toks, cue, sentence, verbs)
                if raw:
                    raws.append(raw)
                    if raw.content[0][1] <= toks[cue.first].start:
                        limits.append(toks[cue.first].start)
                continue
            if clauses.is_passive(toks, cue, self._cues):
                raw = self._passive(text, toks, cue, verbs)
                if raw:
                    raws.append(raw)
                continue
            who = clauses.subject(toks, cue, self._cues, verbs)
            inverted, shared = False, who == "same"
            if who == "same":
                who = previous
            if (
                cue.group == "say"
                and cue.kind in ("past", "third")
                and self._quote_or_comma_before(toks, cue)
            ):
                turned = clauses.phrase_after(toks, cue.after, self._cues, verbs)
                if turned and (who is None or toks[cue.first - 1].low in _MARKS):
                    who, inverted, shared = turned, True, False
            if who is None or isinstance(who, str):
                continue
            previous = who
            raw = None
            if not shared:
                raw = self._before(text, toks, cue, who, sentence, quotes, inverted)
            if raw:
                raws.append(raw)
                limits.append(raw.content[0][1])
                continue
            late.append((cue, who))
        for cue, who in late:
            raw = self._after(text, toks, cue, who, sentence, after, quotes, limits)
            if raw:
                raws.append(raw)
        return raws

    def _quote_or_comma_before(self, toks: list[Token], cue: Cue) -> bool:
        before = cue.first - 1
        return before > 0 and (toks[before].low in _MARKS or toks[before].low in (",", "—", "–"))

    def _according(
        self, text: str, toks: list[Token], cue: Cue, sentence: Sentence, verbs: frozenset[int]
    ) -> _Raw | None:
        who = clauses.phrase_after(toks, cue.after, self._cues)
        if who is None:
            return None
        holder = (toks[who[0]].start, toks[who[1] - 1].end)
        span = (toks[cue.first].start, toks[cue.after - 1].end)
        if cue.first <= 1:
            comma = next((n for n in range(who[1], len(toks)) if toks[n].low == ","), None)
            start = toks[comma].end if comma is not None else holder[1]
            content = _trim(text, start, sentence.end)
        else:
            content = _trim(text, sentence.start, toks[cue.first].start)
        return _Raw([content], span, holder, span[0]) if content[0] < content[1] else None

    def _passive(
        self, text: str, toks: list[Token], cue: Cue, verbs: frozenset[int]
    ) -> _Raw | None:
        by = next(
            (n for n in range(cue.after, min(cue.after + 3, len(toks))) if toks[n].low == "by"),
            None,
        )
        about = clauses.subject(toks, cue, self._cues, verbs)
        if by is None or about is None or isinstance(about, str) or cue.group == "say":
            return None
        who = clauses.phrase_after(toks, by + 1, self._cues)
        if who is None:
            return None
        return _Raw(
            [(toks[about[0]].start, toks[about[1] - 1].end)],
            (toks[cue.first].start, toks[by].end),
            (toks[who[0]].start, toks[who[1] - 1].end),
            toks[cue.first].start,
            group=cue.group,
        )

    def _before(
        self,
        text: str,
        toks: list[Token],
        cue: Cue,
        who: tuple[int, int],
        sentence: Sentence,
        quotes: list[Quote],
        inverted: bool,
    ) -> _Raw | None:
        """Give "CONTENT, X said" and “CONTENT,” said X, or null when the content comes after."""
        if cue.group not in ("say", "tell", "think") or (cue.group == "think" and inverted):
            return None
        first = cue.first if inverted else min(who[0], cue.first)
        if first == 0 or toks[first - 1].low not in (*_MARKS, ",", "—", "–", "?", "!"):
            return None
        rest = who[1] if inverted else cue.after
        if cue.group == "tell":
            hearer = clauses.phrase_after(toks, rest, self._cues)
            rest = hearer[1] if hearer else rest
        if not clauses.opens_adjunct(toks, rest, self._cues):
            return None
        end = toks[first - 1].start
        if toks[first - 1].low in _MARKS or toks[first - 1].low in "?!":
            end = toks[first - 1].end
        quote = next((q for q in quotes if q.start < end <= q.end + 1), None)
        start = min(sentence.start, quote.start) if quote else sentence.start
        if end - start < 3:
            return None
        content = [_trim(text, start, end)]
        that = [n for n in range(rest, min(rest + 9, len(toks))) if toks[n].low == "that"]
        if that and toks[rest].low != ",":
            return None
        if (
            rest + 1 < len(toks)
            and toks[rest].low in (",", ":", ".")
            and (toks[rest + 1].low in _MARKS or toks[rest + 1].low not in self._cues.adjuncts)
        ):
            form = self._cues.forms.get(toks[rest + 1].low)
            if form is None or form.kind != "ing":
                more = _trim(text, toks[rest].end, sentence.end)
                beyond = next((q for q in quotes if q.start == more[0]), None)
                more = (more[0], max(more[1], beyond.end)) if beyond else more
                if more[0] < more[1]:
                    content.append(more)
        holder = (toks[who[0]].start, toks[who[1] - 1].end)
        return _Raw(
            content,
            (toks[cue.first].start, toks[cue.after - 1].end),
            holder,
            toks[cue.first].start,
            group=cue.group,
        )

    def _after(
        self,
        text: str,
        toks: list[Token],
        cue: Cue,
        who: tuple[int, int],
        sentence: Sentence,
        after: Sentence | None,
        quotes: list[Quote],
        limits: list[int],
    ) -> _Raw | None:
        """Give "X said CONTENT", "X praised CONTENT", "X: CONTENT in the next paragraph"."""
        first = cue.after
        if cue.group == "tell":
            hearer = clauses.phrase_after(toks, first, self._cues)
            if (
                hearer
                and hearer[1] < len(toks)
                and toks[hearer[1]].low in ("that", ",", ":", *_MARKS)
            ):
                first = hearer[1]
        first = self._over_adjunct(toks, first)
        while first < len(toks) and toks[first].low in (",", ":"):
            first += 1
        cue_span = (toks[cue.first].start, toks[cue.after - 1].end)
        holder = (toks[who[0]].start, toks[who[1] - 1].end)
        if first >= len(toks) or toks[first].low in ".;":
            if text[sentence.end - 1] != ":" or after is None:
                return None
            quote = next((q for q in quotes if q.start == after.start), None)
            content = (after.start, quote.end if quote else after.end)
        else:
            clause = cue.group in ("say", "tell")
            last = self._narration(toks, first) if clause else len(toks)
            last = min(last, len(toks) if clause else clauses.clause_end(toks, first, self._cues))
            content = (toks[first].start, sentence.end if last >= len(toks) else toks[last - 1].end)
            for limit in limits:
                if content[0] < limit < content[1] and toks[cue.first].start < limit:
                    content = (content[0], limit)
            opened = next(
                (q for q in quotes if q.start <= content[1] - 1 and content[1] < q.end), None
            )
            if opened and opened.start >= content[0]:
                content = (content[0], opened.end)
            inside = next((q for q in quotes if q.start < cue_span[0] < q.end), None)
            if inside:
                content = (content[0], min(content[1], inside.end))
        content = _trim(text, *content)
        if content[0] >= content[1]:
            return None
        return _Raw([content], cue_span, holder, cue_span[0], group=cue.group)

    def _narration(self, toks: list[Token], first: int) -> int:
        """Give the token at which the narrator speaks again: ", amid ...", ", while saying"."""
        quoted = False
        for at in range(first, len(toks) - 1):
            quoted ^= toks[at].low in ("“", "”", '"')
            if not quoted and toks[at].low in (",", "”", '"') and toks[at + 1].low == "amid":
                return at
        return len(toks)

    def _over_adjunct(self, toks: list[Token], first: int) -> int:
        """Skip "on Tuesday", "in a statement" after a verb, where "that" or a mark follows."""
        adjunct = first < len(toks) and toks[first].low in self._cues.adjuncts
        for at in range(first, min(first + 10, len(toks))) if adjunct else ():
            low = toks[at].low
            if low in ("that", ":") or (low in _MARKS and toks[at - 1].low in (",", ":")):
                return at
            if low in (";", "."):
                break
        while (
            first < len(toks)
            and toks[first].low in self._cues.days
            and (toks[first].text[0].isupper() or toks[first].low == "on")
        ):
            first += 1
        return first

    # --- headlines -----------------------------------------------------------------

    def _headline(self, text: str, mentions: list[Mention]) -> list[_Raw]:
        ending = _TITLE_END.search(text)
        if ending and len((ending["who"] or ending["dashed"]).split()) <= 7:
            group = "who" if ending["who"] else "dashed"
            start, end = _trim(text, *ending.span(group))
            return [_Raw([(0, ending.start())], None, (start, end), ending.start())]
        opening = _TITLE_START.match(text)
        if opening is None or opening["who"].strip().lower() in self._cues.labels:
            return []
        start, end = opening.span("who")
        words = opening["who"].split()
        names = [m for m in mentions if start <= m.start and m.end == end]
        if not names and not (len(words) <= 4 and words[-1].lower() in self._cues.roles):
            return []
        return [_Raw([(opening.end(), len(text))], None, (start, end), 0)]

    # --- quotations that no verb introduced ------------------------------------------

    def _lone_quotes(
        self, text: str, sentences: tuple[Sentence, ...], quotes: list[Quote], raws: list[_Raw]
    ) -> list[_Raw]:
        spoken = [raw for raw in raws if raw.group in ("say", "tell", "think")]
        found: list[_Raw] = []
        earlier: Quote | None = None
        for quote in quotes:
            if any(a <= quote.start < b for raw in spoken for a, b in raw.content):
                earlier = quote
                continue
            words = text[quote.start : quote.end].split()
            if len(words) < 2:
                continue
            home = next((s for s in sentences if s.start <= quote.start < s.end), None)
            alone = home is not None and quote.start == home.start
            before = [raw for raw in (*spoken, *found) if raw.order <= quote.start]
            last = max(before, key=lambda raw: raw.order, default=None)
            like = None
            if last is not None and home is not None and alone:
                near = max(b for _, b in last.content + [last.cue or (0, 0)])
                gap = text.count("\n\n", min(near, quote.start), quote.start)
                continues = earlier is not None and earlier.open
                if gap == 0 or (gap == 1 and (continues or text[last.content[0][0]] in _MARKS)):
                    like = last
            elif last is not None and home is not None and last.order >= home.start:
                like = last
            found.append(_Raw([(quote.start, quote.end)], None, None, quote.start, like=like))
            earlier = quote
        return found

    # --- names ---------------------------------------------------------------------

    def _named(
        self, text: str, raws: list[_Raw], mentions: list[Mention], memory: Memory
    ) -> list[Attribution]:
        waiting = iter(sorted(mentions, key=lambda m: m.start))
        upcoming = next(waiting, None)
        for raw in _outermost_first(raws):
            reach = max(raw.holder[1] if raw.holder else 0, raw.order)
            while upcoming is not None and upcoming.start < reach:
                memory.note(self._namer.of_mention(upcoming))
                upcoming = next(waiting, None)
            around = raw.inside.speaker if raw.inside else None
            raw.speaker = self._speaker(text, raw, mentions, memory, around)
            if raw.speaker is not None and raw.inside is None:
                memory.holders.append(raw.speaker)
        while upcoming is not None:
            memory.note(self._namer.of_mention(upcoming))
            upcoming = next(waiting, None)
        return [
            Attribution(
                content=tuple(raw.content),
                kind=_kind(text, raw),
                holder=raw.holder or (raw.like.holder if raw.like else None),
                cue=raw.cue,
                holder_name=raw.speaker.name if raw.speaker else "",
                holder_id=raw.speaker.id if raw.speaker else "",
                holder_kind=self._holder_kind(text, raw),
            )
            for raw in raws
        ]

    def _holder_kind(self, text: str, raw: _Raw) -> HolderKind:
        speaker = raw.speaker
        if speaker is None or not speaker.known:
            own = raw.holder and text[slice(*raw.holder)].lower() in self._cues.first_person
            return HolderKind.OUTLET if own else HolderKind.UNRESOLVED
        if speaker.provenance:
            return HolderKind.OUTLET
        thing = not (speaker.id or speaker.person or self._namer.is_somebody(speaker.name))
        if thing and raw.group not in ("say", "tell", "turn"):
            return HolderKind.OUTLET
        return HolderKind.SPEAKER

    def _speaker(
        self,
        text: str,
        raw: _Raw,
        mentions: list[Mention],
        memory: Memory,
        around: Speaker | None,
    ) -> Speaker | None:
        if raw.holder is None:
            return raw.like.speaker if raw.like else None
        start, end = raw.holder
        phrase = text[start:end]
        if raw.group == "turn" and phrase.isupper():
            phrase = phrase.title() if phrase not in ("Q", "A", "PM") else phrase
        near = [m for m in mentions if m.start < end and m.end > start]
        return self._namer.resolve(phrase, start, near, memory, around)


def _outermost_first(raws: list[_Raw]) -> list[_Raw]:
    """Give the attributions in order of the text, but speech before what is said in it."""
    order: dict[int, float] = {}
    speech = [r for r in raws if r.group in ("say", "tell", "turn")]
    for raw in raws:
        place = raw.holder[0] if raw.holder else raw.order
        size = 0
        for other in speech:
            for start, end in other.content:
                wider = other is not raw and (raw.group != "turn") and start <= place < end
                if wider and (other.cue is None or not start <= other.cue[0] < end):
                    order[id(raw)] = max(order.get(id(raw), raw.order), other.order + 0.5)
                    if raw.inside is None or end - start < size:
                        raw.inside, size = other, end - start
    return sorted(raws, key=lambda raw: order.get(id(raw), raw.order))


def _kind(text: str, raw: _Raw) -> QuoteKind:
    if raw.group == "turn":
        return QuoteKind.DIRECT
    opens = text[raw.content[0][0]] in _MARKS
    return QuoteKind.DIRECT if opens else QuoteKind.INDIRECT


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ",:;"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;—–"):
        end -= 1
    return start, end
