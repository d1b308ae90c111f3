"""Records -> rows of the tables, without `batch`, which `Lake.append` adds."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from monitor.records import Article, Feed, Fetch, HolderKind, Statement

Row = dict[str, Any]

_ID_BYTES = 10  # at a billion statements two equal ids have a chance of 4 in 10 million


def feed_row(feed: Feed, action: str, at: datetime) -> Row:
    """A row of `feeds`; `action` is add, remove, pause or resume."""
    return {
        "url": feed.url,
        "at": at,
        "action": action,
        "outlet": feed.outlet,
        "country": feed.country,
        "kind": feed.kind,
        "language": feed.language,
        "demo": False,
    }


def fetch_row(fetch: Fetch) -> Row:
    """A row of `fetches`."""
    return {**_as_row(fetch), "outcome": fetch.outcome.value}


def article_row(article: Article) -> Row:
    """A row of `articles`."""
    return {**_as_row(article), "published_precision": article.published_precision.value}


def story_rows(stories: Mapping[str, str], *, demo: bool = False) -> list[Row]:
    """Rows of `stories` from article_id -> story_id."""
    return [
        {"article_id": article, "story_id": story, "demo": demo}
        for article, story in stories.items()
    ]


def scoring_row(
    article: Article,
    *,
    scorer: str,
    scored_at: datetime,
    outcome: str,
    sentences: int,
    statements: int,
) -> Row:
    """A row of `scorings`; `outcome` is scored, language, empty or error."""
    return {
        "article_id": article.article_id,
        "revision": article.revision,
        "scorer": scorer,
        "scored_at": scored_at,
        "outcome": outcome,
        "sentences": sentences,
        "statements": statements,
        "demo": article.demo,
    }


def statement_rows(article: Article, statements: Iterable[Statement], *, scorer: str) -> list[Row]:
    """Rows of `statements`.

    In its own voice an outlet is the holder, so its name stands there.
    """
    return [
        {
            "statement_id": statement_id(article, statement, scorer),
            "article_id": article.article_id,
            "revision": article.revision,
            "scorer": scorer,
            "part": statement.part,
            "sentence": statement.sentence,
            "sentence_start": statement.sentence_start,
            "target_id": statement.target_id,
            "target": statement.target,
            "surface": statement.surface,
            "start": statement.start,
            "end": statement.end,
            "holder": article.outlet
            if statement.holder_kind is HolderKind.OUTLET
            else statement.holder,
            "holder_kind": statement.holder_kind.value,
            "holder_id": statement.holder_id,
            "holder_start": statement.holder_start,
            "holder_end": statement.holder_end,
            "cue": statement.cue,
            "cue_start": statement.cue_start,
            "cue_end": statement.cue_end,
            "quote": statement.quote.value,
            "stance": statement.stance,
            "p_oppose": statement.stance_scores.low,
            "p_neutral": statement.stance_scores.neutral,
            "p_support": statement.stance_scores.high,
            "sentiment": statement.sentiment,
            "p_negative": statement.sentiment_scores.low,
            "p_neutral_sentiment": statement.sentiment_scores.neutral,
            "p_positive": statement.sentiment_scores.high,
            "tone": statement.tone,
            "demo": article.demo,
        }
        for statement in statements
    ]


def statement_id(article: Article, statement: Statement, scorer: str) -> str:
    """20 hexadecimal digits: the same mention read by the same scorer has the same id."""
    key = (
        article.article_id,
        article.revision,
        statement.part,
        statement.start,
        statement.end,
        statement.target_id,
        scorer,
    )
    text = "\x1f".join(str(part) for part in key)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=_ID_BYTES).hexdigest()


def _as_row(record: Article | Fetch) -> Row:
    return {field.name: getattr(record, field.name) for field in fields(record)}
