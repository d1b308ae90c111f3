"""A store of any size, made of numbers that are drawn: for measuring, not for looking at.

Outlets, entities and speakers are as unequal as in life (Zipf), stories have copies, articles
have between none and many statements, and three years of articles arrive in order of time, as
an ingester would bring them. The same seed gives the same store.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from monitor.store.lake import Lake

SCORER = "made-1"
FIRST = datetime(2023, 1, 1, tzinfo=UTC)
DAYS = 3 * 365
OUTLETS, ENTITIES, SPEAKERS, FEEDS = 500, 200, 5_000, 100
STATEMENTS = 5  # an article, on average
COPIED = 0.3  # of the articles are copies of an earlier one of the same batch
BATCHES = 50
_PARAGRAPHS, _WORDS = 500, 60  # to choose from, and in each
_MICROSECONDS = 1_000_000
_VOCABULARY = """
    alliance budget border summit minister treaty soldiers exercise talks deal vote security
    agreement president council parliament mission support threat region policy leaders
    partners defence spending energy war peace trade border crisis report week city people
    government statement meeting answer question plan decision year member states forces the
    a of to in and for on with that was is by from has said will not but after over
""".split()  # noqa: SIM905  readable as words


@dataclass(frozen=True, slots=True)
class Made:
    """What was made."""

    articles: int
    statements: int


def make(root: Path, statements: int, *, words: int = 180, seed: int = 1) -> Made:
    """Fill an empty store with about so many statements, on articles of about so many words."""
    lake = Lake(str(root))
    draw = np.random.default_rng(seed)
    paragraphs = _paragraphs(draw)
    articles = statements // STATEMENTS
    made = 0
    for place, size in enumerate(_sizes(articles, BATCHES)):
        first = articles * place // BATCHES
        with lake.writing() as batch:
            table, stories = _articles(draw, paragraphs, first, size, articles, words)
            said, counts = _statements(draw, table)
            lake.append("articles", table, batch)
            lake.append("stories", stories, batch)
            lake.append("statements", said, batch)
            lake.append("scorings", _scorings(table, counts), batch)
            made += said.num_rows
    with lake.writing() as batch:
        for polls in _fetches(draw):
            lake.append("fetches", polls, batch)
    lake.compact()
    return Made(articles, made)


def outlet_names() -> list[str]:
    """The outlets, the largest first."""
    return [f"Outlet {number:03}" for number in range(OUTLETS)]


def _sizes(total: int, parts: int) -> Iterator[int]:
    return (total * (place + 1) // parts - total * place // parts for place in range(parts))


def _paragraphs(draw: np.random.Generator) -> pa.Array:
    chosen = draw.choice(_VOCABULARY, (_PARAGRAPHS, _WORDS))
    return pa.array([" ".join(words).capitalize() + "." for words in chosen])


def _zipf(draw: np.random.Generator, kinds: int, size: int) -> "np.ndarray[tuple[int], np.dtype]":
    """Ranks from 0, the k-th as frequent as 1 / k."""
    weights = 1 / np.arange(1, kinds + 1)
    return draw.choice(kinds, size, p=weights / weights.sum())


def _named(pattern: str, numbers: np.ndarray) -> pa.Array:
    names = pa.array([pattern.format(number) for number in range(int(numbers.max()) + 1)])
    return names.take(pa.array(numbers))


def _times(microseconds: np.ndarray) -> pa.Array:
    start = int(FIRST.timestamp()) * _MICROSECONDS
    return pa.array(start + microseconds.astype("int64")).cast(pa.timestamp("us", "UTC"))


def _articles(
    draw: np.random.Generator, paragraphs: pa.Array, first: int, size: int, total: int, words: int
) -> tuple[pa.Table, pa.Table]:
    numbers = np.arange(first, first + size)
    ids = _ids("a", numbers)
    outlets = _zipf(draw, OUTLETS, size)
    at = np.sort((numbers + draw.random(size)) / total * DAYS * 86_400 * _MICROSECONDS)
    copied = draw.random(size) < COPIED
    # A copy follows its original by at most a hundred articles.
    originals = np.maximum(numbers - draw.integers(1, 100, size), first)
    stories = np.where(copied, originals, numbers)
    lengths = np.clip(draw.geometric(_WORDS / words, size), 1, 40)
    columns = [paragraphs.take(pa.array(draw.integers(0, _PARAGRAPHS, size))) for _ in range(40)]
    empty = pa.nulls(size, pa.string())
    text = pc.binary_join_element_wise(
        *(
            pc.if_else(pa.array(lengths > place), column, empty)
            for place, column in enumerate(columns[: int(lengths.max())])
        ),
        "\n\n",
        null_handling="skip",
    )
    title = pc.utf8_slice_codeunits(columns[-1], 0, 60)
    addresses = pc.binary_join_element_wise("news.example/", ids, "")
    table = pa.table(
        {
            "article_id": ids,
            "revision": pa.array(np.ones(size, "int32")),
            "outlet": _named("Outlet {:03}", outlets),
            "feed": _named("https://feed-{}.example/rss", outlets % FEEDS),
            "guid": ids,
            "url": pc.binary_join_element_wise("https://", addresses, ""),
            "comparison_key": addresses,
            "title": title,
            "text": text,
            "author": pa.array([""] * size),
            "language": pa.array(["en"] * size),
            "published_at": _times(at),
            "published_precision": pa.array(["second"] * size),
            "published_source": pa.array(["feed"] * size),
            "published_raw": pa.array([""] * size),
            "seen_at": _times(at + 600 * _MICROSECONDS),
            "content_hash": _ids("h", numbers),
            "words": pa.array((lengths * _WORDS).astype("int32")),
            "demo": pa.array(np.zeros(size, "bool")),
        }
    )
    told = pa.table(
        {
            "article_id": ids,
            "story_id": _ids("a", stories),
            "demo": pa.array(np.zeros(size, "bool")),
        }
    )
    return table, told


def _ids(kind: str, numbers: np.ndarray) -> pa.Array:
    """20 characters that compress as badly as a hash does."""
    mixed = numbers.astype("uint64") * np.uint64(0x9E3779B97F4A7C15)
    pairs = zip(numbers % 4096, mixed, strict=True)
    return pa.array([f"{kind}{number:03x}{mix:016x}" for number, mix in pairs])


def _statements(draw: np.random.Generator, articles: pa.Table) -> tuple[pa.Table, np.ndarray]:
    counts = draw.geometric(1 / (STATEMENTS + 1), articles.num_rows) - 1
    of = pa.array(np.repeat(np.arange(articles.num_rows), counts))
    size = int(counts.sum())
    ids = articles["article_id"].take(of)
    outlets = articles["outlet"].take(of)
    targets = _zipf(draw, ENTITIES, size)
    quoted = draw.random(size) < 0.5
    speakers = _named("Speaker {:04}", _zipf(draw, SPEAKERS, size))
    holders = pc.if_else(pa.array(quoted), speakers, outlets)
    # Everybody leans one way on each entity, and says it more or less plainly.
    lean = 0.5 * np.sin(targets * 7.0 + quoted)
    stance, sentiment = (np.clip(lean + draw.normal(0, 0.5, size), -1, 1) for _ in range(2))
    unsure = draw.random(size) < 0.2
    start = pa.array(draw.integers(0, 2_000, size).astype("int32"))
    places = pa.array(np.arange(size))
    word = pa.array(["oppose", "neutral", "support", "uncertain"])
    shown = pa.array(["negative", "neutral", "positive", "uncertain"])
    sentences = pc.utf8_slice_codeunits(articles["text"].take(of), 0, 160)
    nothing = pa.nulls(size, pa.int32())
    names = {
        "statement_id": pc.binary_join_element_wise(
            pc.utf8_slice_codeunits(ids, 0, 14), pc.cast(places, pa.string()), ""
        ),
        "article_id": ids,
        "revision": pa.array(np.ones(size, "int32")),
        "scorer": pa.array([SCORER] * size),
        "part": pa.array(["text"] * size),
        "sentence": sentences,
        "sentence_start": start,
        "target_id": _named("entity-{:03}", targets),
        "target": _named("Entity {:03}", targets),
        "surface": _named("Entity {:03}", targets),
        "start": start,
        "end": pc.add(start, 10),
        "holder": holders,
        "holder_kind": pc.if_else(pa.array(quoted), "speaker", "outlet"),
        "holder_id": pa.array([""] * size),
        "holder_start": nothing,
        "holder_end": nothing,
        "cue": pc.if_else(pa.array(quoted), "said", ""),
        "cue_start": nothing,
        "cue_end": nothing,
        "quote": pc.if_else(pa.array(quoted), "indirect", "none"),
        "stance": word.take(pa.array(_classes(stance, unsure))),
        "sentiment": shown.take(pa.array(_classes(sentiment, unsure))),
        "tone": pa.array(np.clip(draw.normal(0, 0.4, size), -1, 1).astype("float32")),
        "demo": pa.array(np.zeros(size, "bool")),
    }
    for score, low, middle, high in (
        (stance, "p_oppose", "p_neutral", "p_support"),
        (sentiment, "p_negative", "p_neutral_sentiment", "p_positive"),
    ):
        names[low] = pa.array(np.maximum(-score, 0).astype("float32"))
        names[middle] = pa.array((1 - np.abs(score)).astype("float32"))
        names[high] = pa.array(np.maximum(score, 0).astype("float32"))
    return pa.table(names), counts


def _classes(score: np.ndarray, unsure: np.ndarray) -> np.ndarray:
    return np.where(unsure, 3, np.where(score < -0.25, 0, np.where(score > 0.25, 2, 1)))


def _scorings(articles: pa.Table, counts: np.ndarray) -> pa.Table:
    size = articles.num_rows
    return pa.table(
        {
            "article_id": articles["article_id"],
            "revision": articles["revision"],
            "scorer": pa.array([SCORER] * size),
            "scored_at": articles["seen_at"],
            "outcome": pa.array(["scored"] * size),
            "sentences": pa.array((counts + 5).astype("int32")),
            "statements": pa.array(counts.astype("int32")),
            "demo": articles["demo"],
        }
    )


def _fetches(draw: np.random.Generator) -> Iterator[pa.Table]:
    """One poll a day of each feed; one in a hundred fails."""
    for feed in range(FEEDS):
        at = np.arange(DAYS) * 86_400 * _MICROSECONDS + feed
        failed = draw.random(DAYS) < 0.01
        times = _times(at)
        yield pa.table(
            {
                "feed": pa.array([f"https://feed-{feed}.example/rss"] * DAYS),
                "outlet": pa.array([f"Outlet {feed:03}"] * DAYS),
                "fetched_at": times,
                "outcome": pc.if_else(pa.array(failed), "soft", "ok"),
                "reason": pc.if_else(pa.array(failed), "timeout", ""),
                "entries_seen": pa.array(np.full(DAYS, 30, "int32")),
                "entries_new": pa.array(draw.integers(0, 20, DAYS).astype("int32")),
                "interval_minutes": pa.array(np.full(DAYS, 60, "int32")),
                "last_success_at": times,
                "next_poll_at": pc.add(times, pa.scalar(timedelta(hours=1))),
                "demo": pa.array(np.zeros(DAYS, "bool")),
            }
        )
