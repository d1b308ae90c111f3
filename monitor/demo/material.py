"""The authored material of the demonstration set, validated when it is loaded."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from monitor.errors import CatalogueError
from monitor.settings import DATA

DAYS = 180
STANCES = ("support", "neutral", "oppose")
FORMATS = ("rss", "atom", "json")
PHASES = ("before", "after")
SLOTS = ("lead", "detail", "quote", "opinion", "background", "closing")


@dataclass(frozen=True)
class Outlet:
    slug: str
    name: str
    kind: str
    format: str
    window: int  # entries that its feed holds at most
    quotes: dict[str, int]  # stance -> weight among those whom it quotes
    plans: list[list[str]]  # how a report is laid out, one list of SLOTS a variant
    authors: list[str]
    line: dict[str, list[str]] = field(default_factory=dict)  # target -> [before, after]
    window_days: int = DAYS  # ... and no older than that
    opinion: int = 0  # a comment piece every so many days
    pace: float = 1.0  # reports of its own, compared with the others
    copies: bool = True  # whether it takes over the agency's texts
    doubts: str = ""  # verb that it puts for "said" after a quote in what it takes over
    trims: bool = False  # whether it cuts the end of a quote in what it takes over
    agency: bool = False
    curly: bool = False  # typographic quotation marks
    outage: list[int] = field(default_factory=list)  # first and last day of HTTP 503

    @property
    def url(self) -> str:
        """The address of its feed, under a domain that nobody can register."""
        return f"https://{self.slug}.example/feed.{'json' if self.format == 'json' else 'xml'}"


@dataclass(frozen=True)
class Speaker:
    id: str
    name: str
    known_as: str
    role: str


@dataclass(frozen=True)
class Topic:
    id: str
    target: str  # what comment pieces on it judge
    backgrounds: list[str]


@dataclass(frozen=True)
class Event:
    topic: str
    day: int
    place: str
    headlines: list[str]
    leads: list[str]
    detail: str
    closing: str
    backgrounds: list[str] = field(default_factory=list)  # instead of the topic's
    copies: int = 1
    update: dict[str, str] = field(default_factory=dict)  # headline, text


@dataclass(frozen=True)
class Quote:
    topic: str
    speaker: str
    judges: dict[str, str]  # target -> stance; the first target decides who likes to quote it
    text: str
    phase: str = ""
    headline: str = ""
    fits: list[int] = field(default_factory=list)  # days of the only events that it suits

    @property
    def stance(self) -> str:
        """The stance toward the first target."""
        return next(iter(self.judges.values()))


@dataclass(frozen=True)
class Opinion:
    outlet: str
    target: str
    stance: str
    text: str
    headline: str = ""
    topics: list[str] = field(default_factory=list)  # the only ones that it suits
    until: int = DAYS  # the last day on which it suits


@dataclass(frozen=True)
class Special:
    outlet: str
    day: int
    title: str
    text: str
    dated: str = ""  # "none", "future"
    html: bool = False
    language: str = "en"


@dataclass(frozen=True)
class Material:
    outlets: tuple[Outlet, ...]
    speakers: dict[str, Speaker]
    topics: dict[str, Topic]
    events: tuple[Event, ...]
    quotes: tuple[Quote, ...]
    opinions: tuple[Opinion, ...]
    specials: tuple[Special, ...]

    @property
    def turn(self) -> int:
        """The last day of the summit. Whatever changes its mind does so on the next day."""
        return max(event.day for event in self.events if event.topic == "summit")


Record = TypeVar("Record", Outlet, Speaker, Topic, Event, Quote, Opinion, Special)


def load(directory: Path = DATA / "demo") -> Material:
    """Read and check the material.

    Raises CatalogueError, which lists everything that is wrong.
    """
    material = Material(
        outlets=tuple(_read(directory / "outlets.toml", Outlet)),
        speakers={row.id: row for row in _read(directory / "speakers.toml", Speaker)},
        topics={row.id: row for row in _read(directory / "topics.toml", Topic)},
        events=tuple(_read(directory / "events.toml", Event)),
        quotes=tuple(_read(directory / "quotes.toml", Quote)),
        opinions=tuple(_read(directory / "opinions.toml", Opinion)),
        specials=tuple(_read(directory / "specials.toml", Special)),
    )
    if problems := list(_problems(material)):
        raise CatalogueError(
            f"The material of the demonstration set in {directory} can't be used: "
            + "; ".join(problems)
            + ".",
            reason="demo_material",
        )
    return material


def _read(path: Path, record: type[Record]) -> list[Record]:
    known = {item.name for item in fields(record)}
    try:
        rows: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))[record.__name__.lower()]
        return [record(**{key: _stripped(value) for key, value in row.items()}) for row in rows]
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CatalogueError(
            f"{path} can't be used: {error}.",
            remedy=f"An entry may hold {', '.join(sorted(known))}.",
            reason="demo_material",
        ) from error


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _problems(material: Material) -> Iterable[str]:
    outlets = {outlet.slug: outlet for outlet in material.outlets}
    if sum(outlet.agency for outlet in material.outlets) != 1:
        yield "one outlet must be the agency"
    for outlet in material.outlets:
        words = {word for line in outlet.line.values() for word in line} | set(outlet.quotes)
        yield from _unknown(outlet.slug, words, STANCES)
        yield from _unknown(outlet.slug, (slot for plan in outlet.plans for slot in plan), SLOTS)
        yield from _unknown(outlet.slug, [outlet.format], FORMATS)
    for event in material.events:
        place = f"event of day {event.day}"
        yield from _unknown(place, [event.topic], material.topics)
        if not 0 <= event.day < DAYS - 2:
            yield f"{place}: copies of it would end after the last day"
        if len(event.headlines) < len(event.leads):
            yield f"{place}: each lead needs a headline"
        if event.update and (set(event.update) != {"headline", "text"} or len(event.leads) < 2):
            yield f"{place}: an update needs a headline, a text and a second lead to change"
    days = {event.day for event in material.events}
    for quote in material.quotes:
        place = f"quote {quote.text[:40]!r}"
        yield from _unknown(place, [quote.topic], material.topics)
        yield from _unknown(place, [quote.speaker], material.speakers)
        yield from _unknown(place, quote.judges.values(), STANCES)
        yield from _unknown(place, [quote.phase], ("", *PHASES))
        yield from _unknown(place, map(str, quote.fits), map(str, days))
        speaker = material.speakers.get(quote.speaker)
        if speaker and speaker.name not in quote.text:
            yield f"{place}: does not name its speaker"
    for opinion in material.opinions:
        place = f"opinion {opinion.text[:40]!r}"
        yield from _unknown(place, [opinion.outlet], outlets)
        yield from _unknown(place, [opinion.stance], STANCES)
        yield from _unknown(place, opinion.topics, material.topics)
        line = outlets[opinion.outlet].line if opinion.outlet in outlets else {}
        if opinion.stance not in line.get(opinion.target, []):
            yield f"{place}: its outlet never holds that stance"
    for special in material.specials:
        yield from _unknown(special.title, [special.outlet], outlets)
        yield from _unknown(special.title, [special.dated], ("", "none", "future"))


def _unknown(place: str, given: Iterable[str], known: Iterable[str]) -> Iterable[str]:
    allowed = set(known)
    for word in given:
        if word not in allowed:
            yield f"{place}: unknown {word!r} (available: {', '.join(sorted(allowed))})"
