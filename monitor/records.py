"""The frozen records that flow through everything, in the order in which they arise.

    Feed -> Entry -> Article -> Sentence -> Mention -> Attribution -> Statement

All times are aware datetimes in UTC. All spans are half-open character offsets.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

# --- what is collected -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Feed:
    """One address that is polled, and the outlet that publishes it."""

    url: str
    outlet: str
    country: str = ""  # ISO 3166 alpha-2, or empty
    kind: str = ""  # newspaper, broadcaster, agency, magazine, institution, think tank
    language: str = ""  # ISO 639-1, or empty
    paused: bool = False


class Precision(StrEnum):
    """How exactly the publisher dated an article."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    NONE = "none"  # no usable date; published_at is null
    FUTURE = "future"  # dated after it was seen; published_at is null, the raw string is kept


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as its feed or file gave it, before anything is decided about it."""

    title: str = ""  # may hold markup and entities
    content: str = ""  # the longest text given; may hold markup
    content_is_html: bool = True
    url: str = ""
    guid: str = ""
    published_raw: str = ""
    updated_raw: str = ""
    author: str = ""
    language: str = ""  # as declared, not verified
    outlet: str = ""  # set where a file names the outlet row by row
    position: int = 0  # row, line or item number in its file, from 1
    fetched_at: datetime | None = None  # WARC-Date and the like: never a publication date


@dataclass(frozen=True, slots=True)
class Article:
    """One revision of one text of one outlet."""

    article_id: str
    revision: int  # from 1
    outlet: str
    feed: str  # the feed's URL; empty for files
    guid: str
    url: str  # usable http(s) address, or empty
    comparison_key: str  # the address made lossy, for comparing only
    title: str  # plain text
    text: str  # plain text, paragraphs separated by a blank line
    author: str
    language: str  # ISO 639-1, or empty when unknown
    published_at: datetime | None
    published_precision: Precision
    published_source: str  # "feed", "file", "page" or empty
    published_raw: str
    seen_at: datetime  # when this revision was first collected
    content_hash: str  # of title and text
    words: int
    demo: bool = False


class Outcome(StrEnum):
    """What a poll of a feed came to."""

    OK = "ok"  # a feed that could be read
    UNCHANGED = "unchanged"  # 304, or the same bytes as last time
    SOFT = "soft"  # failed in a way that may pass: 5xx, time-out, 404, not a feed today
    HARD = "hard"  # failed in a way that needs a person: private address, bomb, 401, bad address
    GONE = "gone"  # 410: the publisher removed the feed; it is paused

    @property
    def failed(self) -> bool:
        """Whether the poll brought nothing that could be read."""
        return self in (Outcome.SOFT, Outcome.HARD, Outcome.GONE)


@dataclass(frozen=True, slots=True)
class Fetch:
    """One poll of one feed. A feed's state is its last row."""

    feed: str
    outlet: str
    fetched_at: datetime
    outcome: Outcome
    reason: str = ""  # stable word: timeout, dns, http_404, too_large, private_address, ...
    message: str = ""  # for people, with the remedy
    status: int | None = None  # HTTP
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    body_bytes: int = 0
    seconds: float = 0.0
    entries_seen: int = 0
    entries_new: int = 0
    revisions: int = 0
    undated: int = 0
    future: int = 0
    moved_to: str = ""  # where permanent redirects led
    moved_times: int = 0  # polls in a row that led there
    failures: int = 0  # polls in a row that failed
    failing_since: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    interval_minutes: int = 60
    next_poll_at: datetime | None = None
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file, a row of it or an entry that was not taken in, and why."""

    path: str
    row: int | None
    reason: str


# --- what is read ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text: `text == whole[start:end]`."""

    text: str
    start: int
    end: int
    paragraph: int  # from 0


@dataclass(frozen=True, slots=True)
class Mention:
    """One span of a text that names an entity."""

    entity_id: str
    start: int
    end: int
    surface: str


class HolderKind(StrEnum):
    OUTLET = "outlet"  # the outlet's own voice
    SPEAKER = "speaker"  # a named or described speaker
    UNRESOLVED = "unresolved"  # somebody is quoted, but nobody can be named


class QuoteKind(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says it: the spans of a holder, of the cue, and of what is attributed.

    `holder` is null when the text quotes somebody whom it does not name.
    `holder_name` is the name after pronouns and surnames were resolved in the article, or
    the words that describe a holder without a name.
    """

    content: tuple[tuple[int, int], ...]
    kind: QuoteKind
    holder: tuple[int, int] | None = None
    cue: tuple[int, int] | None = None
    holder_name: str = ""
    holder_id: str = ""  # entity id, where the holder is in the catalogue
    # Where the content is the holder's own words, in quotation marks or a turn of a transcript.
    quoted: tuple[tuple[int, int], ...] = ()
    # Outlet: the holder only passes on what others say (an agency, a newspaper), or is a thing.
    holder_kind: HolderKind = HolderKind.UNRESOLVED


@dataclass(frozen=True, slots=True)
class Scores:
    """Calibrated probabilities of three ordered classes; they add up to 1."""

    low: float  # oppose / negative
    neutral: float
    high: float  # support / positive

    @property
    def score(self) -> float:
        """P(high) - P(low), in [-1, 1]."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Statement:
    """One mention of a target, with whose attitude it is and how it was judged.

    `start`, `end` and the other spans are offsets into `part` of the article
    ("title" or "text"). `stance` and `sentiment` carry "uncertain" where the
    likeliest class stays below the scorer's threshold; the probabilities stay.
    """

    part: str
    sentence: str
    sentence_start: int
    target_id: str
    target: str
    surface: str
    start: int
    end: int
    holder: str
    holder_kind: HolderKind
    holder_id: str
    holder_start: int | None
    holder_end: int | None
    cue: str
    cue_start: int | None
    cue_end: int | None
    quote: QuoteKind
    stance: str
    stance_scores: Scores
    sentiment: str
    sentiment_scores: Scores
    tone: float  # VADER compound of the sentence, in [-1, 1]


# --- what is asked -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filters:
    """What a page or an export selects. Empty means "all".

    Dates are whole days in `timezone`, both included. Every query takes one of these,
    so that a page, its CSV and the command line can't disagree.
    """

    entities: tuple[str, ...] = ()  # entity ids
    outlets: tuple[str, ...] = ()  # names
    holders: tuple[str, ...] = ()  # names as in the column `holder`
    voice: str = ""  # "outlet", "quoted" or empty
    start: date | None = None
    end: date | None = None
    search: str = ""  # words that all stand in title or text
    batch: int | None = None  # rows up to this batch only
    timezone: str = "UTC"
