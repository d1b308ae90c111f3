"""A small store, written through the store's own door, with known numbers in it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

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
LAST = datetime(2026, 3, 30, 9, tzinfo=UTC)
ARTICLES = 24
HOSTILE = "<img src=x onerror=alert(1)> **NATO** [x](javascript:alert(1))"
OUTLETS = ("Harbour Courier", "Inland Post", "Summit & Sons <b>Daily</b>")
TARGETS = (("nato", "NATO"), ("eu", "European Union"), ("nato", "NATO"))


def article(number: int) -> Article:
    """One article a day, back from the last day; every third outlet's headline is hostile."""
    outlet = OUTLETS[number % len(OUTLETS)]
    when = LAST - timedelta(days=number)
    return Article(
        article_id=f"article-{number:03}",
        revision=1,
        outlet=outlet,
        feed=f"https://feed-{number % len(OUTLETS)}.example/rss",
        guid=str(number),
        url=f"https://news.example/{number}",
        comparison_key=f"news.example/{number}",
        title=HOSTILE if number % 3 == 2 else f"Headline {number}",
        text=_sentence(number),
        author="",
        language="en",
        published_at=when,
        published_precision=Precision.SECOND,
        published_source="feed",
        published_raw=when.isoformat(),
        seen_at=when + timedelta(minutes=5),
        content_hash=str(number),
        words=7,
    )


def statement(number: int) -> Statement:
    """The outlet praises on even days; on odd ones a speaker is against."""
    target_id, target = TARGETS[number // 2 % len(TARGETS)]
    sentence = _sentence(number)
    at = sentence.index(target)
    quoted = bool(number % 2)
    return Statement(
        part="text",
        sentence=sentence,
        sentence_start=0,
        target_id=target_id,
        target=target,
        surface=target,
        start=at,
        end=at + len(target),
        holder="Ada Wren" if quoted else "",
        holder_kind=HolderKind.SPEAKER if quoted else HolderKind.OUTLET,
        holder_id="",
        holder_start=0 if quoted else None,
        holder_end=8 if quoted else None,
        cue="said" if quoted else "",
        cue_start=9 if quoted else None,
        cue_end=13 if quoted else None,
        quote=QuoteKind.INDIRECT if quoted else QuoteKind.NONE,
        stance="oppose" if quoted else "support",
        stance_scores=Scores(0.8, 0.1, 0.1) if quoted else Scores(0.1, 0.2, 0.7),
        sentiment="negative" if quoted else "positive",
        sentiment_scores=Scores(0.7, 0.2, 0.1) if quoted else Scores(0.1, 0.2, 0.7),
        tone=-0.4 if quoted else 0.5,
    )


def fill(root: Path) -> None:
    """Write the articles, their stories and statements, and a poll a day of each feed."""
    lake = Lake(str(root))
    articles = [article(number) for number in range(ARTICLES)]
    said = [
        row
        for number, one in enumerate(articles)
        for row in rows.statement_rows(one, [statement(number)], scorer=SCORER)
    ]
    scored = [
        rows.scoring_row(
            one, scorer=SCORER, scored_at=LAST, outcome="scored", sentences=1, statements=1
        )
        for one in articles
    ]
    with lake.writing() as batch:
        lake.append("articles", [rows.article_row(one) for one in articles], batch)
        stories = {one.article_id: one.article_id for one in articles}
        lake.append("stories", rows.story_rows(stories), batch)
        lake.append("fetches", [rows.fetch_row(fetch) for fetch in _fetches()], batch)
        lake.append("statements", said, batch)
        lake.append("scorings", scored, batch)


def _sentence(number: int) -> str:
    target = TARGETS[number // 2 % len(TARGETS)][1]
    if number % 2:
        return f"Ada Wren said that the {target} was wrong on day {number}."
    return f"The {target} did well on day {number}."


def _fetches() -> list[Fetch]:
    return [
        Fetch(
            feed=f"https://feed-{place}.example/rss",
            outlet=outlet,
            fetched_at=LAST - timedelta(days=day),
            outcome=Outcome.SOFT if day == 5 and place == 1 else Outcome.OK,
            reason="timeout" if day == 5 and place == 1 else "",
            entries_seen=3,
            entries_new=1,
        )
        for day in range(ARTICLES)
        for place, outlet in enumerate(OUTLETS)
    ]
