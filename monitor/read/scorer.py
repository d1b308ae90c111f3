"""The stage, readable top to bottom: a title and a text go in, statements come out.

A mention's holder is the innermost attribution whose content covers it; where there is
none, or only a reporter who passes on what others say, it is the outlet itself. A speaker
is no target of what he says: the name in "X said" is the outlet's mention of X.
"""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitor.read import baseline, entities, judge, stance, tagger, tone, words
from monitor.read.entities import Catalogue
from monitor.read.matching import Matcher, Seen
from monitor.read.quotes import Attributor
from monitor.read.reported import Reported
from monitor.read.spans import Spans
from monitor.read.speakers import Memory, Namer
from monitor.read.stance import Case, StanceModel
from monitor.read.tagger import Tagger
from monitor.read.text import View, sentences, view
from monitor.records import (
    Attribution,
    HolderKind,
    Mention,
    QuoteKind,
    Scores,
    Sentence,
    Statement,
)
from monitor.settings import Settings

RULES = 5  # goes up whenever sentences, matching or attribution change


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one article came to.

    `outcome`: "scored", "language" (not English, not read) or "empty".
    """

    outcome: str
    sentences: int = 0
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A title or a text after reading, before judging. Spans count in `view.text`."""

    name: str
    source: str
    view: View
    sentences: tuple[Sentence, ...]
    mentions: list[Mention]
    attributions: list[Attribution]


@dataclass(frozen=True, slots=True)
class _Voice:
    """Whose words a mention stands in."""

    kind: HolderKind
    attribution: Attribution | None = None


class Scorer:
    """Reads articles. Holds no state of an article: the same input gives the same output."""

    def __init__(
        self, catalogue: Catalogue, model: StanceModel, speech: Tagger | None = None
    ) -> None:
        """Judge by `model`; find speech by the rules, and by `speech` too if it is given."""
        self.catalogue = catalogue
        self.model = model
        self.speech = speech
        cues = words.cues()
        self._matcher = Matcher(catalogue)
        kinds = {entity.id: entity.kind for entity in catalogue.entities.values()}
        names = {entity.id: entity.name for entity in catalogue.entities.values()}
        namer = Namer(cues, kinds, names)
        reported = Reported(speech, cues, namer) if speech else None
        self._attributor = Attributor(cues, namer, reported)
        lists = words.fingerprint(words.CUES, baseline.ATTITUDES)
        made_of = f"{RULES} {lists} {catalogue.fingerprint} {speech.version if speech else ''}"
        digest = hashlib.sha256(made_of.encode()).hexdigest()
        self.version = f"{model.version}+{digest[:8]}"

    def read(
        self,
        title: str,
        text: str,
        *,
        outlet: str,
        published_at: datetime | None,
        language: str,
    ) -> Reading:
        """Give the statements of an article, the title's first, in order of their mentions.

        `language` is ISO 639-1 or empty; what is neither English nor unknown is not read.
        `published_at` decides who held an office. `outlet` is the holder's name where the
        outlet itself speaks.
        """
        if language not in ("", "en"):
            return Reading("language")
        if not title.strip() and not text.strip():
            return Reading("empty")
        parts = self.parts(title, text, published_at, outlet, needed=True)
        statements = [s for part in parts for s in self._judge(part, outlet)]
        return Reading("scored", sum(len(part.sentences) for part in parts), tuple(statements))

    def parts(
        self,
        title: str,
        text: str,
        published_at: datetime | None,
        outlet: str = "",
        *,
        needed: bool = False,
    ) -> list[Part]:
        """Give the title and the text with their sentences, mentions and attributions.

        `needed`: where no entity is mentioned attributions are left out; no statement asks
        for them. An outlet named after an office ("Prime Minister of Australia") tells who "the
        prime minister" is in what it publishes.
        """
        day = published_at.date() if published_at else None
        views = {"title": view(title), "text": view(text)}
        memory = Memory(views["title"].text, views["text"].text)
        for mention in self._matcher.find(outlet, Seen(), day):
            memory.note(self._attributor.namer.of_mention(mention))  # an office may publish
        seen = Seen()
        found = []
        for name, source in (("title", title), ("text", text)):
            shown = views[name]
            split = sentences(shown.text)
            mentions = self._matcher.find(shown.text, seen, day)
            attributions = []
            if mentions or not needed:
                attributions = self._attributor.find(
                    shown.text, split, mentions, memory, headline=name == "title"
                )
            found.append(Part(name, source, shown, split, mentions, attributions))
        return found

    def _judge(self, part: Part, outlet: str) -> list[Statement]:
        starts = [sentence.start for sentence in part.sentences]
        homes = [
            part.sentences[max(0, bisect_right(starts, mention.start) - 1)]
            for mention in part.mentions
        ]
        contents = Spans(
            (start, end, attribution)
            for attribution in part.attributions
            if attribution.holder_kind is not HolderKind.OUTLET
            for start, end in attribution.content
        )
        voices = [_voice(mention, contents) for mention in part.mentions]
        cases = [
            _case(mention, home, voice, contents)
            for mention, home, voice in zip(part.mentions, homes, voices, strict=True)
        ]
        judged = self.model.judge(cases)
        tones = {home.start: tone.compound(home.text) for home in homes}
        found = zip(part.mentions, homes, voices, judged, strict=True)
        return [
            self._statement(
                part,
                mention,
                home,
                voice,
                outlet=outlet,
                scores=scores,
                compound=tones[home.start],
            )
            for mention, home, voice, scores in found
        ]

    def _statement(
        self,
        part: Part,
        mention: Mention,
        home: Sentence,
        voice: _Voice,
        *,
        outlet: str,
        scores: tuple[Scores, Scores],
        compound: float,
    ) -> Statement:
        origin = part.view.origin
        start, end = origin(mention.start, mention.end)
        first, last = origin(home.start, home.end)
        given = voice.attribution
        holder = origin(*given.holder) if given and given.holder else (None, None)
        cue = origin(*given.cue) if given and given.cue else (None, None)
        quoted = voice.kind is not HolderKind.OUTLET
        return Statement(
            part=part.name,
            sentence=part.source[first:last],
            sentence_start=first,
            target_id=mention.entity_id,
            target=self.catalogue.entities[mention.entity_id].name,
            surface=part.source[start:end],
            start=start,
            end=end,
            holder=given.holder_name if given else outlet,
            holder_kind=voice.kind,
            holder_id=given.holder_id if given else "",
            holder_start=holder[0],
            holder_end=holder[1],
            cue=part.source[slice(*cue)] if cue[0] is not None else "",
            cue_start=cue[0],
            cue_end=cue[1],
            quote=_quote(mention, given) if given and quoted else QuoteKind.NONE,
            stance=stance.label(scores[0], stance.STANCES, self.model.threshold),
            stance_scores=scores[0],
            sentiment=stance.label(scores[1], stance.SENTIMENTS, self.model.threshold),
            sentiment_scores=scores[1],
            tone=compound,
        )


def _voice(mention: Mention, contents: Spans[Attribution]) -> _Voice:
    """Give the innermost attribution that covers a mention and has a holder of its own."""
    covering = [
        (end - start, attribution)
        for start, end, attribution in contents.over(mention.start, mention.end)
        if start <= mention.start and mention.end <= end
    ]
    if not covering:
        return _Voice(HolderKind.OUTLET)
    _, best = min(covering, key=lambda pair: pair[0])
    return _Voice(best.holder_kind, best)


def _quote(mention: Mention, given: Attribution) -> QuoteKind:
    """Whether a mention stands in the holder's own words: part of a content may be quoted."""
    own = any(start <= mention.start and mention.end <= end for start, end in given.quoted)
    return QuoteKind.DIRECT if own else QuoteKind.INDIRECT


def _case(mention: Mention, home: Sentence, voice: _Voice, contents: Spans[Attribution]) -> Case:
    """Cut out of a sentence what belongs to the voice that a mention stands in.

    What others are quoted with says nothing about the outlet's attitude to a speaker, and
    what stands around a quotation says nothing about the speaker's attitude.
    """
    given = voice.attribution
    start, end = home.start, home.end
    if given is None:
        for first, last, _ in contents.over(start, end):
            if start < last <= mention.start:
                start = last
            if mention.end <= first < end:
                end = first
    else:
        spans = [s for s in (given.holder, given.cue) if s and start <= s[0] and s[1] <= end]
        content = next(c for c in given.content if c[0] <= mention.start and mention.end <= c[1])
        start = max(start, min(s[0] for s in (*spans, content)))
        end = min(end, max(s[1] for s in (*spans, content)))
    last = min(mention.end, end)
    holder = given.holder if given else None
    inside = holder is not None and start <= holder[0] and holder[1] <= end
    return Case(
        text=home.text[start - home.start : end - home.start],
        target=(mention.start - start, last - start),
        holder=(holder[0] - start, holder[1] - start) if holder and inside else None,
    )


def load(path: Path = entities.PACKAGED, name: str = Settings.scorer) -> Scorer:
    """Load a scorer of settings.SCORERS with a catalogue.

    Raises CatalogueError for a file that can't be used, ModelError for a network that can't.
    """
    catalogue = entities.load(path)
    if name == "trained":
        return Scorer(catalogue, judge.load(), tagger.load())
    return Scorer(catalogue, baseline.Baseline())
