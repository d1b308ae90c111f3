"""Stories: which there are in a selection, and one of them with all its copies."""

from dataclasses import dataclass

import pandas as pd

from monitor.records import Filters
from monitor.store.conditions import on_articles, on_statements
from monitor.store.engine import Engine

# When an article counts as published: undated and future ones when they were first seen.
_DATED = "coalesce(a.charted_at, a.first_seen_at)"
_KINDS = {
    "": "true",
    "copied": "f.copies > 1",
    "altered": "f.headlines > 1",
    "edited": "f.edited > 0",
}
_FIRST = f"({_DATED}, a.article_id)"


@dataclass(frozen=True, slots=True)
class StoryView:
    """One story, as far as it can be looked into; both frames are empty where there is none."""

    copies: pd.DataFrame  # one row an article, in order of time: see `story`
    revisions: pd.DataFrame  # rows of table articles of those that were edited, oldest first


def stories(engine: Engine, filters: Filters, limit: int | None, only: str) -> pd.DataFrame:
    """One row a story with an article in the selection; see Reader.stories."""
    chosen, said = on_articles(filters), on_statements(filters)
    return engine.frame(
        f"""with chosen as (
                select a.story, count(*) as articles from current_articles a
                where {chosen.sql} group by a.story
            ),
            facts as (
                select a.story, any_value(a.story_id) as story_id,
                       arg_min(a.title, {_FIRST}) as title,
                       arg_min(a.outlet, {_FIRST}) as outlet,
                       arg_min(a.url, {_FIRST}) as url,
                       arg_min(a.published_precision, {_FIRST}) as published_precision,
                       min({_DATED}) as first_at, max({_DATED}) as last_at,
                       count(*) as copies, count(distinct a.outlet) as outlets,
                       count(distinct lower(trim(a.title))) as headlines,
                       count(*) filter (a.revisions > 1) as edited
                from current_articles a semi join chosen using (story) group by a.story
            ),
            judged as (
                select s.story, count(*) as mentions,
                       count(*) filter (s.stance = 'oppose') as oppose,
                       count(*) filter (s.stance = 'neutral') as neutral,
                       count(*) filter (s.stance = 'support') as support,
                       count(*) filter (s.stance = 'uncertain') as uncertain,
                       sum(s.stance_millionths)::double / count(*) / 1e6 as stance_mean
                from current_statements s where {said.sql} group by s.story
            )
            select f.story_id, f.title, f.outlet, f.url, f.published_precision, f.first_at,
                   f.last_at,
                   round((epoch(f.last_at) - epoch(f.first_at)) / 3600, 2) as span_hours,
                   f.copies, c.articles, f.outlets, f.headlines, f.edited,
                   coalesce(j.mentions, 0) as mentions, coalesce(j.oppose, 0) as oppose,
                   coalesce(j.neutral, 0) as neutral, coalesce(j.support, 0) as support,
                   coalesce(j.uncertain, 0) as uncertain, j.stance_mean
            from facts f join chosen c using (story) left join judged j using (story)
            where {_KINDS[only]}
            order by f.copies desc, f.first_at desc, f.story_id
            {"" if limit is None else f"limit {int(limit)}"}""",  # noqa: S608
        chosen.parameters | said.parameters,
    )


def story(engine: Engine, story_id: str) -> StoryView:
    """A story with its texts; see StoryView.

    Columns of `copies`: article_id, outlet, title, text, url, published_precision, dated_at
    (when it counts as published), first_seen_at, revision, revisions, words, language.
    """
    parameters = {"id": story_id}
    picked = "a.story = (select min(story) from current_articles where story_id = $id)"
    return StoryView(
        copies=engine.frame(
            f"""select a.article_id, a.outlet, a.title, w.text, a.url, a.published_precision,
                       {_DATED} as dated_at, a.first_seen_at, a.revision, a.revisions, a.words,
                       a.language
                from current_articles a join articles w using (article_id, revision, batch)
                where {picked} order by {_DATED}, a.article_id""",  # noqa: S608
            parameters,
        ),
        revisions=engine.frame(
            f"""select w.* from articles w join current_articles a using (article_id)
                where a.revisions > 1 and {picked}
                order by w.article_id, w.revision, w.batch""",  # noqa: S608
            parameters,
        ),
    )
