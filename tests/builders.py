"""Small stores of invented outlets, built record by record."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.records import (
    Article,
    Fetch,
    HolderKind,
    Outcome,
    Precision,
    QuoteKind,
    Scores,
    Statement,
)
from monitor.store import rows
from monitor.store.lake import Lake

SCORER = "test-1"
POST = "Lindhaven Post"
RADIO = "Radio Osterby"


def at(text: str) -> datetime:
    """A time in UTC from `2026-03-02` or `2026-03-02T23:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def article(article_id: str, published: str | None = "2026-03-02T12:00", **fields: Any) -> Article:
    """An article that was seen ten minutes after it was published."""
    published_at = None if published is None else at(published)
    seen_at = (published_at or at("2026-03-02T12:00")) + timedelta(minutes=10)
    title = fields.get("title", f"Headline of {article_id}")
    text = fields.get("text", f"The text of {article_id} has a few words.")
    given: dict[str, Any] = {
        "article_id": article_id,
        "revision": 1,
        "outlet": POST,
        "feed": "",
        "guid": article_id,
        "url": f"https://post.example/{article_id}",
        "comparison_key": f"post.example/{article_id}",
        "title": title,
        "text": text,
        "author": "",
        "language": "en",
        "published_at": published_at,
        "published_precision": Precision.NONE if published is None else Precision.MINUTE,
        "published_source": "" if published is None else "file",
        "published_raw": published or "",
        "seen_at": seen_at,
        "content_hash": f"{title}\n{text}",
        "words": len(text.split()),
    }
    return Article(**given | fields)


def statement(
    target: str = "NATO", stance: float = 0.0, speaker: str = "", start: int = 0, **fields: Any
) -> Statement:
    """A statement with that stance score, by a speaker or in the outlet's own voice."""
    label = "neutral" if stance == 0 else "support" if stance > 0 else "oppose"
    scores = Scores(max(-stance, 0), 1 - abs(stance), max(stance, 0))
    given: dict[str, Any] = {
        "part": "text",
        "sentence": f"A sentence about {target}.",
        "sentence_start": 0,
        "target_id": target.lower(),
        "target": target,
        "surface": target,
        "start": start,
        "end": start + len(target),
        "holder": speaker,
        "holder_kind": HolderKind.SPEAKER if speaker else HolderKind.OUTLET,
        "holder_id": "",
        "holder_start": None,
        "holder_end": None,
        "cue": "said" if speaker else "",
        "cue_start": None,
        "cue_end": None,
        "quote": QuoteKind.INDIRECT if speaker else QuoteKind.NONE,
        "stance": label,
        "stance_scores": scores,
        "sentiment": {"oppose": "negative", "support": "positive"}.get(label, label),
        "sentiment_scores": scores,
        "tone": stance,
    }
    return Statement(**given | fields)


def fetch(when: str, outcome: str = "ok", feed: str = "", **fields: Any) -> Fetch:
    """A poll of the Post's feed, or of another one."""
    given: dict[str, Any] = {
        "feed": feed or "https://post.example/feed",
        "outlet": POST,
        "fetched_at": at(when),
        "outcome": Outcome(outcome),
    }
    return Fetch(**given | fields)


def fill(
    lake: Lake,
    texts: Mapping[Article, Sequence[Statement]] | Iterable[Article] = (),
    fetches: Iterable[Fetch] = (),
    stories: Mapping[str, str] | None = None,
    *,
    scorer: str = SCORER,
    outcome: str = "scored",
) -> int:
    """Store one batch and return its number. Articles without a mapping stay unread."""
    with lake.writing() as batch:
        lake.append("articles", [rows.article_row(text) for text in texts], batch)
        lake.append("stories", rows.story_rows(stories or {}), batch)
        if isinstance(texts, Mapping):
            read(lake, batch, texts, scorer=scorer, outcome=outcome)
        lake.append("fetches", [rows.fetch_row(fetch) for fetch in fetches], batch)
    return batch


def read(
    lake: Lake,
    batch: int,
    texts: Mapping[Article, Sequence[Statement]],
    *,
    scorer: str = SCORER,
    outcome: str = "scored",
) -> None:
    """Store what a scorer found."""
    for text, found in texts.items():
        lake.append("statements", rows.statement_rows(text, found, scorer=scorer), batch)
    scorings = [
        rows.scoring_row(
            text,
            scorer=scorer,
            scored_at=text.seen_at,
            outcome=outcome,
            sentences=1,
            statements=len(found),
        )
        for text, found in texts.items()
    ]
    lake.append("scorings", scorings, batch)
