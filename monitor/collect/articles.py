"""Entry -> Article: which article an entry is, and whether it says something new. Pure.

An article is known by, in this order: its guid within its feed; its address within its
outlet; its text within its outlet. None of them is trusted blindly: publishers give one guid
to many items, another guid to one item at each poll, and last year's address to this year's
news. Where they disagree, the words decide, and then the day of publication. A text that was
seen as any revision of an article is not a new revision of it: a feed that is read again
brings nothing.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, Protocol

from monitor.collect import dates, language, markup, urls
from monitor.records import Article, Entry, Precision

SHINGLE = 5  # words
OVERLAP = 0.5  # containment of the smaller text's shingles, in [0, 1]: the same text, edited

_WORD = re.compile(r"\w+")
_RAW_DATE = 200  # characters that are kept of what was written as a date
_LINE = 1_000  # characters of a headline or an author; ten times a long one
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


class Archive(Protocol):
    """Where the articles are stored."""

    def revisions(
        self, articles: Sequence[Article], ids: Sequence[str]
    ) -> Iterable[Mapping[str, Any]]:
        """Rows for `Known.add_rows`, of all stored articles that these may be.

        Those that share an article's guid in its feed, or its address, or its text, each
        within its outlet; and those that have one of the ids.
        """

    def texts(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The latest texts of articles, by their ids."""


@dataclass(eq=False, slots=True)
class _Stored:
    """What is known of a stored article, over all its revisions."""

    article_id: str
    latest: int = 0  # revision
    title: str = ""  # of the latest revision, as are words and text
    words: int = 0
    text: str | None = ""  # null as long as nobody looked it up
    hashes: dict[str, int] = field(default_factory=dict)  # of the contents -> revision
    guids: set[tuple[str, str]] = field(default_factory=set)  # with the feed of each
    keys: set[str] = field(default_factory=set)  # addresses, for comparing
    days: set[date] = field(default_factory=set)  # of publication


class Known:
    """The articles that are stored, as far as telling those at hand again needs it."""

    def __init__(self, archive: Archive | None = None) -> None:
        self._archive = archive
        self._by_id: dict[str, _Stored] = {}
        self._by_guid: defaultdict[tuple[str, str, str], list[_Stored]] = defaultdict(list)
        self._by_address: defaultdict[tuple[str, str], list[_Stored]] = defaultdict(list)
        self._by_hash: defaultdict[tuple[str, str], list[_Stored]] = defaultdict(list)
        self._texts: set[tuple[str, str]] = set()  # outlet and hash of the text without its title

    def recall(self, candidates: Sequence[Candidate]) -> None:
        """Look up in the archive what these may be. It has to precede `resolve`.

        Texts are looked up only where words will have to be compared.
        """
        if self._archive is None or not candidates:
            return
        articles = [candidate.article for candidate in candidates]
        ids = {one for article in articles for one in _possible_ids(article)}
        for row in self._archive.revisions(articles, sorted(ids)):
            self._add({name: row[name] for name in _COLUMNS}, None)
        wanted = {
            stored.article_id: stored
            for article in articles
            for stored in self._to_compare(article)
            if stored.text is None
        }
        for article_id, text in self._archive.texts(sorted(wanted)).items() if wanted else ():
            wanted[article_id].text = text

    def _to_compare(self, article: Article) -> Sequence[_Stored]:
        """Whose words `_recognise` may compare with those of the article."""
        same_guid = self.with_guid(article.outlet, article.feed, article.guid)
        there = [stored for stored in same_guid if article.comparison_key in stored.keys]
        among = there or same_guid or self.at_address(article.outlet, article.comparison_key)
        return [] if len(there) == 1 or _having_read(article, among) else among

    def accept(self, article: Article) -> None:
        """Take in an article that is going to be stored."""
        self._add({name: getattr(article, name) for name in _COLUMNS}, article.text)
        self._texts.add((article.outlet, _hash(_normal(article.text))))

    def with_guid(self, outlet: str, feed: str, guid: str) -> list[_Stored]:
        """Articles of a feed that had this guid."""
        return self._by_guid.get((outlet, feed, guid), [])

    def at_address(self, outlet: str, key: str) -> list[_Stored]:
        """Articles of an outlet that were found at this address."""
        return self._by_address.get((outlet, key), [])

    def with_hash(self, outlet: str, content_hash: str) -> list[_Stored]:
        """Articles of an outlet that have, or had, this text."""
        return self._by_hash.get((outlet, content_hash), [])

    def has_text(self, outlet: str, text: str) -> bool:
        """Whether an article accepted here has this text, under whatever title."""
        return bool(text) and (outlet, _hash(_normal(text))) in self._texts

    def taken(self, article_id: str) -> bool:
        """Whether an article with this id is stored."""
        return article_id in self._by_id

    def _add(self, row: Mapping[str, Any], text: str | None) -> None:
        outlet, guid, key = row["outlet"], (row["feed"], row["guid"]), row["comparison_key"]
        content_hash, published_at = row["content_hash"], row["published_at"]
        stored = self._by_id.setdefault(row["article_id"], _Stored(row["article_id"]))
        if row["revision"] > stored.latest:
            stored.latest = row["revision"]
            stored.title, stored.words, stored.text = row["title"], row["words"], text
        if published_at is not None:
            stored.days.add(published_at.date())
        if row["guid"] and guid not in stored.guids:
            stored.guids.add(guid)
            self._by_guid[outlet, *guid].append(stored)
        if key and key not in stored.keys:
            stored.keys.add(key)
            self._by_address[outlet, key].append(stored)
        if content_hash not in stored.hashes:
            stored.hashes[content_hash] = row["revision"]
            self._by_hash[outlet, content_hash].append(stored)


_COLUMNS = (
    *("article_id", "revision", "outlet", "feed", "guid", "comparison_key"),
    *("content_hash", "published_at", "title", "words"),
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
    title = markup.title_text(entry.title)[:_LINE]
    text = markup.to_text(entry.content) if entry.content_is_html else markup.tidy(entry.content)
    raw, published_at, precision = _date(entry, seen_at)
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
            author=markup.title_text(entry.author)[:_LINE],
            language=language.identify(title, text, entry.language),
            published_at=published_at,
            published_precision=precision,
            published_source=source if precision is not Precision.NONE else "",
            published_raw=markup.clean(raw)[:_RAW_DATE],
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
        twin = known.has_text(article.outlet, article.text) or bool(
            known.with_hash(article.outlet, article.content_hash)
        )
        new = replace(article, article_id=_new_id(article, known))
        return Resolution("new", new, same_address=bool(neighbours), same_text=twin)
    revision = stored.hashes.get(article.content_hash)
    if revision is None and _says_less(article, stored):
        revision = stored.latest
    return Resolution(
        "same" if revision else "revision",
        replace(article, article_id=stored.article_id, revision=revision or stored.latest + 1),
    )


def _says_less(article: Article, stored: _Stored) -> bool:
    """Whether this is a bare title of an article whose text is stored: a line of a list.

    Lists, such as our own export, come as files. In a feed, another title is an edit.
    """
    bare = stored.words and not article.text
    return bool(bare) and (not article.feed or article.title == stored.title)


def _recognise(article: Article, known: Known) -> _Stored | None:
    """The stored article that this is a state of, or none."""
    outlet, key = article.outlet, article.comparison_key
    if same_guid := known.with_guid(outlet, article.feed, article.guid):
        # One guid, one address: it is that article, however much of it was rewritten.
        if there := [stored for stored in same_guid if key in stored.keys]:
            if len(there) == 1:
                return there[0]
            return _having_read(article, there) or _closest(article, there)[0]
        # Else the link moved; or the feed gives many items one guid.
        return _having_read(article, same_guid) or _alike(article, same_guid)
    if same_address := known.at_address(outlet, key):
        return (
            _having_read(article, same_address)
            or _alike(article, same_address)
            or _rewritten(article, same_address)
        )
    return None if key else _having_read(article, known.with_hash(outlet, article.content_hash))


def _having_read(article: Article, among: Iterable[_Stored]) -> _Stored | None:
    """The one that had these very words in any of its revisions."""
    return next((stored for stored in among if article.content_hash in stored.hashes), None)


def _alike(article: Article, among: Sequence[_Stored]) -> _Stored | None:
    """The one that has most of these words, if it is most."""
    stored, shared = _closest(article, among)
    return stored if shared >= OVERLAP else None


def _closest(article: Article, among: Sequence[_Stored]) -> tuple[_Stored, float]:
    shared = [_shared(article, stored) for stored in among]
    best = max(shared)
    return among[shared.index(best)], best


def _rewritten(article: Article, among: Sequence[_Stored]) -> _Stored | None:
    """The one whose words may all have been replaced on the day of its publication.

    Not where their feed tells the two apart by guids: then many items link to one page.
    """
    day = article.published_at.date() if article.published_at else None
    for stored in reversed(among):
        told_apart = article.guid and any(feed == article.feed for feed, _ in stored.guids)
        if not told_apart and (day in stored.days or (day is None and not stored.days)):
            return stored
    return None


def _shared(article: Article, stored: _Stored) -> float:
    """How much of the words are the same, in [0, 1].

    An address that is used again comes with the headline of last time, so headlines count
    only where one of the two has no text.
    """
    text = stored.text or ""
    if article.text and text:
        return overlap(article.text, text)
    return overlap(f"{article.title}\n{article.text}", f"{stored.title}\n{text}")


def overlap(one: str, other: str) -> float:
    """Share of the shorter text's 5-word shingles that the longer one has, in [0, 1].

    Containment, since a feed gives a summary at one time and the whole text at another.
    Texts below five words are compared by shingles of their length; empty ones share nothing.
    """
    shorter, longer = sorted((_WORD.findall(text.lower()) for text in (one, other)), key=len)
    size = min(SHINGLE, len(shorter))
    if not size:
        return 0.0
    wanted = _shingles(shorter, size)
    return len(wanted & _shingles(longer, size)) / len(wanted)


def _shingles(words: Sequence[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}


def _date(entry: Entry, seen_at: datetime) -> tuple[str, datetime | None, Precision]:
    """What is written as the date of publication, and what it means.

    Where nothing usable is, the date of the last update: Atom feeds often have no other.
    """
    for raw in (entry.published_raw, entry.updated_raw):
        published_at, precision = dates.parse(raw, seen_at)
        if precision is not Precision.NONE:
            return raw, published_at, precision
    return entry.published_raw or entry.updated_raw, None, Precision.NONE


def _new_id(article: Article, known: Known) -> str:
    """The first of the article's possible ids that is not taken, or the last one."""
    ids = _possible_ids(article)
    return next((one for one in ids if not known.taken(one)), ids[-1])


def _possible_ids(article: Article) -> list[str]:
    """Ids that depend on what identifies the article, and never on the time.

    A run that is repeated after a crash so gives the same ids. Where an id is taken, since
    articles share a guid or an address, more of what tells them apart joins.
    """
    if article.guid:
        keys = ["guid", article.feed or article.outlet, article.guid]
        more = [article.comparison_key, article.content_hash]
    elif article.comparison_key:
        keys, more = ["url", article.outlet, article.comparison_key], [article.content_hash]
    else:
        keys, more = ["text", article.outlet, article.content_hash], []
    return [_hash(*keys, *more[:joining]) for joining in range(len(more) + 1)]


def _normal(text: str) -> str:
    return " ".join(text.lower().split())


def _hash(*parts: str) -> str:
    """20 hexadecimal digits."""
    joined = "\x1f".join(parts).encode("utf-8", "replace")
    return hashlib.blake2b(joined, digest_size=10).hexdigest()
