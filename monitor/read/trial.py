"""What a changed catalogue would find in articles, beside what the one in force finds. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from monitor.read.entities import Catalogue
from monitor.read.matching import Matcher, Seen
from monitor.read.text import fold, lower, sentences, view
from monitor.records import Article, Mention

_EXAMPLES = 6  # of each kind


@dataclass(slots=True)
class Tally:
    """What was found: mentions, and articles with at least one."""

    mentions: int = 0
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A mention in its sentence; the span counts in the sentence."""

    article: Article
    sentence: str
    start: int
    end: int


@dataclass(slots=True)
class Findings:
    """What the articles that were read came to."""

    articles: int = 0  # that were read, whatever is in them
    before: Tally = field(default_factory=Tally)
    after: Tally = field(default_factory=Tally)
    gained: list[Example] = field(default_factory=list)  # the first of them
    lost: list[Example] = field(default_factory=list)
    kept: list[Example] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)  # mentions that others lose, by name


class Trial:
    """Reads articles with two catalogues, and keeps what concerns one entity of theirs."""

    def __init__(self, before: Catalogue, after: Catalogue, entity_id: str) -> None:
        self.findings = Findings()
        self._id = entity_id
        self._before, self._after = Matcher(before), Matcher(after)
        self._names = {
            lower(fold(name))
            for catalogue in (before, after)
            for name in _names(catalogue, entity_id)
        }

    def read(self, article: Article) -> None:
        """Count what an article holds of the entity, before and after."""
        found = self.findings
        found.articles += 1
        if not self._concerns(article):
            return
        day = (article.published_at or article.seen_at).date()
        seen = Seen(), Seen()
        counts = [0, 0]
        for source in (article.title, article.text):
            shown = view(source)
            old = self._before.find(shown.text, seen[0], day)
            new = self._after.find(shown.text, seen[1], day)
            ours = [[m for m in mentions if m.entity_id == self._id] for mentions in (old, new)]
            counts = [n + len(mentions) for n, mentions in zip(counts, ours, strict=True)]
            for mention in old:
                if mention.entity_id != self._id and any(_overlap(mention, m) for m in ours[1]):
                    name = self._before.catalogue.entities[mention.entity_id].name
                    found.taken[name] += 1
            for into, mentions, others in (
                (found.gained, ours[1], ours[0]),
                (found.lost, ours[0], ours[1]),
                (found.kept, [m for m in ours[1] if m in ours[0]], []),
            ):
                _show(into, [m for m in mentions if m not in others], article, source)
        for tally, n in zip((found.before, found.after), counts, strict=True):
            tally.mentions += n
            tally.articles += n > 0

    def _concerns(self, article: Article) -> bool:
        """Whether any name of the entity stands in an article; most articles end here."""
        text = lower(fold(view(f"{article.title}\n{article.text}").text))
        return any(name in text for name in self._names)


def _names(catalogue: Catalogue, entity_id: str) -> Iterable[str]:
    entity = catalogue.entities.get(entity_id)
    if entity is not None:
        yield from (alias.text for alias in (*entity.aliases, *entity.context_aliases))
        yield from entity.metonyms
    for office in catalogue.offices:
        if any(term.entity == entity_id for term in office.terms):
            yield from office.names


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _show(into: list[Example], mentions: list[Mention], article: Article, source: str) -> None:
    """Add a few mentions with their sentences; no two of the same sentence."""
    if len(into) >= _EXAMPLES or not mentions:
        return
    shown = view(source)
    split = sentences(shown.text)
    for mention in mentions:
        home = next((s for s in split if s.start <= mention.start < s.end), None)
        if home is None:
            continue
        first, last = shown.origin(home.start, home.end)
        start, end = shown.origin(mention.start, mention.end)
        text = source[first:last]
        if len(into) < _EXAMPLES and all(example.sentence != text for example in into):
            into.append(Example(article, text, start - first, min(end, last) - first))
