"""Entry -> Article: which article an entry is, and whether it says something new. Pure.

An article is known by, in this order: its guid within its feed; its address within its
outlet; its text within its outlet. An address alone proves little: publishers use one again
for other texts. So where the guid differs or is missing, the texts have to overlap, or the
day of publication has to be the same. A text that was seen as any revision of an article is
not a new revision of it: a feed that is read again brings nothing.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from monitor.collect import dates, language, markup, urls
from monitor.records import Article, Entry, Precision

SHINGLE = 5  # words
OVERLAP = 0.5  # containment of the smaller text's shingles, in [0, 1]: the same text, edited

_WORD = re.compile(r"\w+")
_UNKNOWN = "unknown"  # the outlet of a file that names none; it is never guessed from the text


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry made plain, as an article that has no identity yet (article_id is empty)."""

    article: Article


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an entry turned out to be. For "same", `article` is the candidate as it is known."""

    kind: Literal["new", "revision", "same"]
    article: Article
    same_address: bool = False  # a new article at an address that another one has
    same_text: bool = False  # a new article whose text another one of the outlet has


@dataclass(eq=False)
class _Stored:
    """What is known of a stored article."""

    article_id: str
    revision: int
    feed: str
    guid: str
    comparison_key: str
    day: date | None = None
    text: str = ""  # title and text of the latest revision
    hashes: set[str] = field(default_factory=set)


class Known:
    """The articles that are stored, as far as telling them again needs it."""

    def __init__(self) -> None:
        self._by_id: dict[str, _Stored] = {}
        self._by_guid: dict[tuple[str, str], list[_Stored]] = {}
        self._by_address: dict[tuple[str, str], list[_Stored]] = {}
        self._by_hash: dict[tuple[str, str], list[_Stored]] = {}

    def add_rows(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take in rows of table articles, all revisions, in order of revision.

        Columns: article_id, revision, outlet, feed, guid, comparison_key, content_hash,
        published_at, title, text.
        """
        for row in rows:
            self._add({name: row[name] for name in _COLUMNS})

    def accept(self, article: Article) -> None:
        """Take in an article that is going to be stored."""
        self._add({name: getattr(article, name) for name in _COLUMNS})

    def with_guid(self, feed: str, guid: str) -> list[_Stored]:
        """Articles of a feed that had this guid."""
        return self._by_guid.get((feed, guid), []) if guid else []

    def at_address(self, outlet: str, key: str) -> list[_Stored]:
        """Articles of an outlet that were found at this address."""
        return self._by_address.get((outlet, key), []) if key else []

    def with_hash(self, outlet: str, content_hash: str) -> list[_Stored]:
        """Articles of an outlet that have, or had, this text."""
        return self._by_hash.get((outlet, content_hash), [])

    def taken(self, article_id: str) -> bool:
        """Whether an article with this id is stored."""
        return article_id in self._by_id

    def _add(self, row: Mapping[str, Any]) -> None:
        article_id, published_at = row["article_id"], row["published_at"]
        stored = self._by_id.get(article_id)
        if stored is None:
            stored = _Stored(article_id, 0, row["feed"], row["guid"], row["comparison_key"])
            self._by_id[article_id] = stored
        stored.revision = max(stored.revision, row["revision"])
        stored.day = published_at.date() if published_at else stored.day
        stored.text = f"{row['title']}\n{row['text']}"
        stored.hashes.add(row["content_hash"])
        for index, key in (
            (self._by_guid, (row["feed"], row["guid"])),
            (self._by_address, (row["outlet"], row["comparison_key"])),
            (self._by_hash, (row["outlet"], row["content_hash"])),
        ):
            entries = index.setdefault(key, [])
            if stored not in entries:
                entries.append(stored)


_COLUMNS = (
    *("article_id", "revision", "outlet", "feed", "guid", "comparison_key"),
    *("content_hash", "published_at", "title", "text"),
)


def prepare(
    entry: Entry,
    *,
    outlet: str,
    feed: str = "",
    source: str,
    seen_at: datetime,
    demo: bool = False,
) -> Candidate:
    """Make an entry plain: text, address, dates, language.

    `source` says where its date comes from: "feed", "file" or "page". A publication date
    that is missing stays missing.
    """
    title = markup.title_text(entry.title)
    text = markup.to_text(entry.content) if entry.content_is_html else markup.tidy(entry.content)
    raw = entry.published_raw or entry.updated_raw
    published_at, precision = dates.parse(raw, seen_at)
    url = urls.canonical(entry.url)
    return Candidate(
        Article(
            article_id="",
            revision=1,
            outlet=entry.outlet or outlet or _UNKNOWN,
            feed=feed,
            guid=markup.title_text(entry.guid),
            url=url,
            comparison_key=urls.comparison_key(url),
            title=title,
            text=text,
            author=markup.title_text(entry.author),
            language=language.identify(title, text, entry.language),
            published_at=published_at,
            published_precision=precision,
            published_source=source if precision is not Precision.NONE else "",
            published_raw=markup.clean(raw),
            seen_at=seen_at,
            content_hash=_hash(_normal(title), _normal(text)),
            words=len(_WORD.findall(text)),
            demo=demo,
        )
    )


def resolve(candidate: Candidate, known: Known) -> Resolution:
    """Tell which article a candidate is. `known` is not changed; see `Known.accept`."""
    article = candidate.article
    stored = _recognise(article, known)
    if stored is None:
        neighbours = known.at_address(article.outlet, article.comparison_key)
        twins = known.with_hash(article.outlet, article.content_hash)
        new = replace(article, article_id=_new_id(article, known))
        return Resolution("new", new, same_address=bool(neighbours), same_text=bool(twins))
    if article.content_hash in stored.hashes:
        return Resolution("same", replace(article, article_id=stored.article_id))
    return Resolution(
        "revision",
        replace(article, article_id=stored.article_id, revision=stored.revision + 1),
    )


def _recognise(article: Article, known: Known) -> _Stored | None:
    if same_guid := known.with_guid(article.feed, article.guid):
        by_address = [s for s in same_guid if s.comparison_key == article.comparison_key]
        # Else the link moved; or the feed gives all its items one guid.
        return next(iter(by_address), None) or _same_text(article, same_guid)
    if at_address := known.at_address(article.outlet, article.comparison_key):
        return _same_text(article, at_address) or next(
            (stored for stored in at_address if _same_day(stored, article)), None
        )
    if article.guid or article.comparison_key:
        return None
    return next(iter(known.with_hash(article.outlet, article.content_hash)), None)


def _same_text(article: Article, among: Iterable[_Stored]) -> _Stored | None:
    """The one that has or had this text, else one that has most of it."""
    among = list(among)
    exact = (stored for stored in among if article.content_hash in stored.hashes)
    edited = (stored for stored in among if _overlap(stored.text, article) >= OVERLAP)
    return next(exact, None) or next(edited, None)


def _same_day(stored: _Stored, article: Article) -> bool:
    return article.published_at is not None and stored.day == article.published_at.date()


def _overlap(text: str, article: Article) -> float:
    """Containment of the smaller set of shingles in the larger, in [0, 1]."""
    one, other = _shingles(text), _shingles(f"{article.title}\n{article.text}")
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    if len(words) < SHINGLE:
        return {tuple(words)} if words else set()
    return {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}


def _new_id(article: Article, known: Known) -> str:
    """An id that depends on what identifies the article, and never on the time.

    Where that is taken by another article, its text tells the two apart.
    """
    if article.guid:
        key = _hash("guid", article.feed or article.outlet, article.guid)
    elif article.comparison_key:
        key = _hash("url", article.outlet, article.comparison_key)
    else:
        key = _hash("text", article.outlet, article.content_hash)
    return _hash(key, article.content_hash) if known.taken(key) else key


def _normal(text: str) -> str:
    return " ".join(text.lower().split())


def _hash(*parts: str) -> str:
    """20 hexadecimal digits."""
    joined = "\x1f".join(parts).encode("utf-8", "replace")
    return hashlib.blake2b(joined, digest_size=10).hexdigest()
