"""What the invented outlets publish: reports, copies of them, comment pieces, oddities.

Everything follows from a date and a seed; the date moves the articles and names the weekdays,
the seed decides who reports what and whom they quote.
"""

import html
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from monitor.demo.material import (
    DAYS,
    STANCES,
    Event,
    Material,
    Opinion,
    Outlet,
    Quote,
    Special,
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SAID = re.compile(r'(?<=")( (?:he |she )?)said\b')
_LAST_QUOTE = re.compile(r'(?<=[.?!]) "[^"]+[.?!]"$')  # a sentence of it that stands alone
OPENS_HOUR, CLOSES_HOUR = 5, 18  # articles come out in this part of the day, UTC


@dataclass(frozen=True, slots=True)
class Intended:
    """A stance that an expert reader would find in an article."""

    holder: str  # a speaker's name, or the outlet's
    target: str  # entity id
    stance: str
    text: str  # the paragraph that shows it


@dataclass(frozen=True, slots=True)
class Version:
    """How an article reads from `at` on."""

    at: datetime
    title: str
    body: str  # HTML


@dataclass(frozen=True, slots=True)
class Publication:
    """An article and its edits, as its outlet knows them."""

    outlet: Outlet
    url: str
    topic: str  # empty for a special
    author: str
    versions: tuple[Version, ...]  # the first one is how it came out
    intended: tuple[Intended, ...] = ()
    copy_of: str = ""  # URL of the agency's article
    dated: str = ""  # "none", "future"
    language: str = "en"

    @property
    def published_at(self) -> datetime:
        """When it came out, whatever date it bears."""
        return self.versions[0].at


@dataclass(frozen=True, slots=True)
class _Draft:
    title: str
    paragraphs: tuple[str, ...]
    intended: tuple[Intended, ...]


def publications(material: Material, until: date, seed: int) -> tuple[Publication, ...]:
    """All that comes out in the DAYS days that end with `until`, oldest first."""
    desk = _Desk(material, until, seed)
    written = [
        *(article for event in material.events for article in desk.cover(event)),
        *desk.comment_pieces(),
        *(desk.special(special) for special in material.specials),
    ]
    return tuple(sorted(written, key=lambda article: (article.published_at, article.url)))


class _Desk:
    """Hands out the material so that it repeats as little as it can."""

    def __init__(self, material: Material, until: date, seed: int) -> None:
        self.material = material
        self.first_day = until - timedelta(days=DAYS - 1)
        self.random = random.Random(seed)  # noqa: S311 - the same seed gives the same set
        self.used: Counter[str] = Counter()

    # --- reports and their copies ------------------------------------------------------

    def cover(self, event: Event) -> Iterable[Publication]:
        agency = next(outlet for outlet in self.material.outlets if outlet.agency)
        others = [outlet for outlet in self.material.outlets if not outlet.agency]
        wire_at = self._moment(event.day, OPENS_HOUR, 10)
        draft = self._report(agency, event, 0)
        wire = self._published(agency, draft, wire_at, event.topic)
        yield wire

        reporters = self._take(others, len(event.leads) - 1, "report", event)
        for number, outlet in enumerate(reporters, start=1):
            at = self._moment(event.day + self.random.choice((0, 0, 1)), 11, CLOSES_HOUR)
            report = self._published(outlet, self._report(outlet, event, number), at, event.topic)
            yield self._updated(report, event) if number == 1 and event.update else report

        copiers = [o for o in others if o.copies and o not in reporters]
        for number, outlet in enumerate(self._take(copiers, event.copies, "copy", event)):
            at = self._moment(event.day + self.random.choice((0, 0, 1)), 12, CLOSES_HOUR)
            copy = self._copied(draft, agency, outlet, event, number)
            yield replace(self._published(outlet, copy, at, event.topic), copy_of=wire.url)

    def _take(self, outlets: Sequence[Outlet], count: int, task: str, event: Event) -> list[Outlet]:
        """Those who did the least of it so far; an outlet with a line comes forward sooner."""
        target = self.material.topics[event.topic].target

        def rank(outlet: Outlet) -> tuple[float, float]:
            eagerness = 2 if task == "report" and target in outlet.line else 0
            done = self.used[f"{task} {outlet.slug}"] / outlet.pace
            return done - eagerness, self.random.random()

        taken = sorted(outlets, key=rank)[:count]
        self.used.update(f"{task} {outlet.slug}" for outlet in taken)
        return taken

    def _report(self, outlet: Outlet, event: Event, number: int) -> _Draft:
        topic = self.material.topics[event.topic]
        title = event.headlines[number]
        paragraphs: list[str] = []
        intended: list[Intended] = []
        quotes: list[Quote] = []
        for slot in self.random.choice(outlet.plans):
            if slot == "lead":
                dateline = f"{event.place} (Harbour Wire) – " if outlet.agency else ""
                paragraphs.append(dateline + self._lead(event, number))
            elif slot == "detail":
                paragraphs.append(event.detail)
            elif slot == "background":
                paragraphs.append(self._least_used(event.backgrounds or topic.backgrounds))
            elif slot == "closing":
                paragraphs.append(event.closing)
            elif slot == "opinion":
                for opinion in self._opinions(outlet, event, event.day)[:1]:
                    paragraphs.append(self._used(opinion.text))
                    intended.append(_own_voice(outlet, opinion))
            elif quote := self._quote(outlet, event, quotes):
                if (
                    not quotes
                    and not outlet.agency
                    and quote.headline
                    and not self.used[quote.headline]
                ):
                    title = self._used(quote.headline)
                quotes.append(quote)
                paragraphs.append(quote.text)
                intended += self._quoted(quote)
        return _Draft(title, tuple(paragraphs), tuple(intended))

    def _lead(self, event: Event, number: int) -> str:
        weekday = (self.first_day + timedelta(days=event.day)).weekday()
        return event.leads[number].replace("{day}", WEEKDAYS[weekday])

    def _quote(self, outlet: Outlet, event: Event, taken: Sequence[Quote]) -> Quote | None:
        """Somebody who suits the event and, if possible, the outlet's taste."""
        phase = "after" if event.day > self.material.turn else "before"
        heard = {quote.speaker for quote in taken}
        open_to = [
            quote
            for quote in self.material.quotes
            if quote.topic == event.topic
            and quote.phase in ("", phase)
            and quote.speaker not in heard
            and (not quote.fits or event.day in quote.fits)
        ]
        if not open_to:
            return None
        if outlet.quotes:
            weights = [outlet.quotes.get(stance, 0) for stance in STANCES]
            wanted = self.random.choices(STANCES, weights)[0]
            open_to = [quote for quote in open_to if quote.stance == wanted] or open_to
        # What was said on this very occasion goes before what may be said on any.
        quote = min(
            open_to,
            key=lambda quote: (self.used[quote.text], not quote.fits, self.random.random()),
        )
        self._used(quote.text)
        return quote

    def _quoted(self, quote: Quote) -> list[Intended]:
        name = self.material.speakers[quote.speaker].name
        return [
            Intended(name, target, stance, quote.text) for target, stance in quote.judges.items()
        ]

    def _copied(
        self, draft: _Draft, agency: Outlet, outlet: Outlet, event: Event, number: int
    ) -> _Draft:
        """The agency's text with another headline and one small change."""
        spare = event.headlines[len(event.leads) :]
        lead = draft.paragraphs[0].split(" – ", 1)[1]
        rest = draft.paragraphs[1:]
        edited = _edited(outlet, rest)
        if edited != rest:
            pass  # that is change enough
        elif number % 3 == 0 and " said" not in lead:
            lead = f"{lead.removesuffix('.')}, Harbour Wire reports."
        elif number % 3 == 1 and len(rest[-1].split()) < 20:
            rest = rest[:-1]
        else:
            rest = (*rest, "With material from Harbour Wire.")
        title = spare[number] if number < len(spare) else draft.title
        become = dict(zip(draft.paragraphs[1:], edited, strict=True))
        kept = tuple(
            replace(intended, text=become.get(intended.text, intended.text))
            for intended in draft.intended
            if intended.holder != agency.name
        )
        return _Draft(title, (lead, *(become.get(text, text) for text in rest)), kept)

    def _updated(self, report: Publication, event: Event) -> Publication:
        """The report with the change that its outlet made on the following morning."""
        first = report.versions[0]
        at = datetime.combine(first.at.date() + timedelta(days=1), time(7, 30), UTC)
        texts = [event.update["text"]]
        body = first.body + _markup(texts, curly=report.outlet.curly)
        title = _typeset(event.update["headline"], report.outlet.curly)
        return replace(report, versions=(first, Version(at, title, body)))

    # --- comment pieces ------------------------------------------------------------------

    def comment_pieces(self) -> Iterable[Publication]:
        for number, outlet in enumerate(self.material.outlets):
            if outlet.opinion:
                days = set(range(4 + number, DAYS, outlet.opinion))
                if any(before != after for before, after in outlet.line.values()):
                    days.add(self.material.turn + 1 + number % 3)  # it says so at once
                for day in sorted(days):
                    yield from self._comment_piece(outlet, day)

    def _comment_piece(self, outlet: Outlet, day: int) -> Iterable[Publication]:
        """A column on the latest event whose target the outlet still has an opening for.

        No paragraph of opinion stands in two columns; facts and other voices fill them up.
        """
        for event in reversed([e for e in self.material.events if e.day <= day]):
            fresh = [
                opinion
                for opinion in self._opinions(outlet, event, day)
                if not self.used[f"column {opinion.text}"]
            ]
            openings = [o for o in self.material.opinions if o.headline and o in fresh]
            if not openings:
                continue
            chosen = [openings[0], *[o for o in fresh if not o.headline][:2]]
            self.used.update(f"column {opinion.text}" for opinion in chosen)
            texts = [self._used(opinion.text) for opinion in chosen]
            intended = [_own_voice(outlet, opinion) for opinion in chosen]
            if event.day > day - 7:  # the reader may need to be told what it is about
                texts.insert(1, f"{self._lead(event, 0)} {event.detail}")
                if len(chosen) < 3 and (quote := self._quote(outlet, event, ())):
                    texts.insert(2, quote.text)
                    intended += self._quoted(quote)
            elif len(chosen) < 3:
                topic = self.material.topics[event.topic]
                texts.insert(1, self._least_used(event.backgrounds or topic.backgrounds))
            draft = _Draft(openings[0].headline, tuple(texts), tuple(intended))
            at = self._moment(day, OPENS_HOUR, CLOSES_HOUR)
            yield self._published(outlet, draft, at, event.topic)
            return

    def _opinions(self, outlet: Outlet, event: Event, day: int) -> list[Opinion]:
        """What the outlet holds of the event's target on that day, the least used first."""
        target = self.material.topics[event.topic].target
        line = outlet.line.get(target)
        if line is None:
            return []
        stance = line[1] if day > self.material.turn else line[0]
        found = [
            opinion
            for opinion in self.material.opinions
            if (opinion.outlet, opinion.target, opinion.stance) == (outlet.slug, target, stance)
            and (not opinion.topics or event.topic in opinion.topics)
            and day <= opinion.until
        ]
        return sorted(found, key=lambda opinion: (self.used[opinion.text], self.random.random()))

    # --- oddities --------------------------------------------------------------------------

    def special(self, special: Special) -> Publication:
        outlet = next(o for o in self.material.outlets if o.slug == special.outlet)
        at = self._moment(special.day, OPENS_HOUR, CLOSES_HOUR)
        draft = _Draft(special.title, tuple(special.text.split("\n\n")), ())
        article = self._published(outlet, draft, at, "")
        version = article.versions[0]
        if special.html:
            version = replace(version, title=special.title, body=special.text)
        return replace(article, versions=(version,), dated=special.dated, language=special.language)

    # --- tools -----------------------------------------------------------------------------

    def _published(self, outlet: Outlet, draft: _Draft, at: datetime, topic: str) -> Publication:
        name = re.sub(r"[^a-z0-9]+", "-", draft.title.lower()).strip("-")
        return Publication(
            outlet=outlet,
            url=f"https://{outlet.slug}.example/{at:%Y/%m/%d}/{name}",
            topic=topic,
            author=self.random.choice(outlet.authors) if outlet.authors else "",
            versions=(
                Version(
                    at,
                    _typeset(draft.title, outlet.curly),
                    _markup(draft.paragraphs, curly=outlet.curly),
                ),
            ),
            intended=draft.intended,
        )

    def _moment(self, day: int, opens: int, closes: int) -> datetime:
        minutes = self.random.randrange(opens * 60, closes * 60)
        start = datetime.combine(self.first_day + timedelta(days=day), time(0), UTC)
        return start + timedelta(minutes=minutes)

    def _least_used(self, texts: Sequence[str]) -> str:
        return self._used(min(texts, key=lambda text: (self.used[text], self.random.random())))

    def _used(self, text: str) -> str:
        self.used[text] += 1
        return text


def _edited(outlet: Outlet, paragraphs: Sequence[str]) -> tuple[str, ...]:
    """What an outlet makes of the first quote of a text that it takes over."""
    for number, text in enumerate(paragraphs):
        changed = _SAID.sub(rf"\1{outlet.doubts}", text, count=1) if outlet.doubts else text
        changed = _LAST_QUOTE.sub("", changed) if outlet.trims else changed
        if changed != text:
            return (*paragraphs[:number], changed, *paragraphs[number + 1 :])
    return tuple(paragraphs)


def _own_voice(outlet: Outlet, opinion: Opinion) -> Intended:
    return Intended(outlet.name, opinion.target, opinion.stance, opinion.text)


def _typeset(text: str, curly: bool) -> str:
    if not curly:
        return text
    text = re.sub(r'"([^"]*)"', r"“\1”", text)
    return re.sub(r"(?<!\w)'([^']+)'(?!\w)", r"‘\1’", text).replace("'", "’")


def _markup(paragraphs: Iterable[str], *, curly: bool) -> str:
    return "".join(
        f"<p>{html.escape(_typeset(text.replace(chr(10), ' '), curly), quote=False)}</p>\n"
        for text in paragraphs
    )
