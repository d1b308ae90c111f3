"""New articles -> the stories that they belong to."""

from collections.abc import Sequence
from datetime import datetime

from monitor.read import stories
from monitor.read.stories import StoryText
from monitor.records import Article
from monitor.store import known, rows
from monitor.store.lake import Lake


def add_stories(lake: Lake, batch: int, articles: Sequence[Article]) -> dict[str, str]:
    """Append the stories of new articles, and of old ones whose story changes thereby.

    Return article_id -> story_id of what was appended. The articles have to be stored
    already; of several revisions the last one is compared.
    """
    if not articles:
        return {}
    latest = {article.article_id: article for article in articles}
    new = [
        StoryText(article.article_id, f"{article.title}\n\n{article.text}", _at(article))
        for article in latest.values()
    ]
    existing = [
        StoryText(article_id, f"{title}\n\n{text}", at, story_id)
        for article_id, title, text, at, story_id in known.StoryTexts(lake).around(
            [text.at for text in new], stories.WINDOW
        )
        if article_id not in latest
    ]
    assigned = stories.assign(new, existing)
    demo = {text.article_id: latest[text.article_id].demo for text in new}
    for is_demo in (False, True):
        part = {a: story for a, story in assigned.items() if demo.get(a, _any(demo)) is is_demo}
        lake.append("stories", rows.story_rows(part, demo=is_demo), batch)
    return assigned


def _any(demo: dict[str, bool]) -> bool:
    """Whether this call is about the demonstration set: its articles come in one call."""
    return next(iter(demo.values()))


def _at(article: Article) -> datetime:
    return article.published_at or article.seen_at
