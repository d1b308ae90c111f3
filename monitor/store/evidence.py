"""The rows behind the figures: statements with their sentences, articles, one article."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from monitor.records import Filters
from monitor.store.conditions import Condition, on_articles, on_statements
from monitor.store.engine import Engine

_PIECE = 20_000  # rows; about 30 MB of statements


def _probability(name: str) -> str:
    return f"round(w.{name}::double, 6) as {name}"


_STATEMENTS = f"""
    w.statement_id, w.article_id, w.revision, a.story_id, a.outlet, a.url, a.title,
    a.published_at, a.published_precision, a.first_seen_at,
    w.sentence, w.holder, w.holder_kind, w.holder_id, w.cue, w.quote,
    w.target_id, w.target, w.surface, w.start, w."end",
    w.stance, s.stance_millionths / 1e6 as stance_score,
    {_probability("p_oppose")}, {_probability("p_neutral")}, {_probability("p_support")},
    w.sentiment, s.sentiment_millionths / 1e6 as sentiment_score,
    {_probability("p_negative")}, {_probability("p_neutral_sentiment")},
    {_probability("p_positive")}, {_probability("tone")}, w.scorer, w.batch,
    w.part, w.sentence_start, w.holder_start, w.holder_end, w.cue_start, w.cue_end,
    a.copies
"""
_IN_TEXT = "w.part = 'text', w.start, w.\"end\", w.target_id, w.statement_id"
_NEWEST = "a.charted_at desc nulls last, a.article_id"


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article, as far as it can be looked into."""

    revisions: pd.DataFrame  # rows of table articles, latest first
    statements: pd.DataFrame  # of the latest revision, in the order of the text
    copies: pd.DataFrame  # article_id, outlet, title, url, charted_at; oldest first, itself too


def statements(
    engine: Engine, filters: Filters, limit: int | None, stance: str = ""
) -> pd.DataFrame:
    """One row a statement, newest first; see Reader.statements."""
    condition = on_statements(filters)
    if stance:
        condition = Condition(
            f"s.stance = $stance and {condition.sql}", condition.parameters | {"stance": stance}
        )
    return engine.frame(_select(condition, limit), condition.parameters)


def statement_pieces(engine: Engine, filters: Filters) -> Iterator[pd.DataFrame]:
    """The same, piece by piece."""
    condition = on_statements(filters)
    return engine.pieces(_select(condition, None), condition.parameters, _PIECE)


def strongest(engine: Engine, filters: Filters, stance: str, limit: int) -> pd.DataFrame:
    """The statements of one stance that the scorer is surest of; see Reader.strongest."""
    said = on_statements(filters)
    surest = "order by abs(stance_millionths) desc, statement_id"
    picked = Condition(
        f"""s.statement_id in (
                select statement_id from (
                    select * from (
                        select s.* from current_statements s
                        where s.stance = $stance and {said.sql}
                        qualify row_number() over (partition by holder_kind, holder {surest}) = 1
                    ) qualify row_number() over (partition by story {surest}) = 1
                ) {surest} limit {int(limit)})
            and {said.sql}""",  # noqa: S608
        said.parameters | {"stance": stance},
    )
    frame = engine.frame(_select(picked, None), picked.parameters)
    return frame.sort_values(
        "stance_score", key=lambda score: -score.abs(), kind="stable", ignore_index=True
    )


def chosen(engine: Engine, ids: list[str]) -> pd.DataFrame:
    """The statements with these ids, in no order of theirs."""
    picked = Condition("s.statement_id in (select unnest($ids))", {"ids": ids})
    return engine.frame(_select(picked, None), picked.parameters)


def articles(engine: Engine, filters: Filters, limit: int | None) -> pd.DataFrame:
    """One row an article, newest first; see Reader.articles."""
    condition = on_articles(filters)
    return engine.frame(
        f"""select a.article_id as id, a.first_seen_at as indexed_date, a.language,
                   a.outlet as media_name,
                   regexp_extract(a.url, '^https?://[^/]+') as media_url,
                   a.published_at as publish_date, a.title, a.url, a.revision, a.revisions,
                   a.story_id, a.copies, a.published_precision, a.published_source, a.words,
                   coalesce(n.statements, 0)::integer as statements, a.batch
            from current_articles a
            left join (select article, count(*) as statements from current_statements
                       group by article) n using (article)
            where {condition.sql} order by {_NEWEST} {_limit(limit)}""",  # noqa: S608
        condition.parameters,
    )


def article(engine: Engine, article_id: str) -> ArticleView:
    """All that is stored of one article; empty frames where there is none."""
    one = Condition(
        "s.article = (select article from current_articles where article_id = $id)",
        {"id": article_id},
    )
    return ArticleView(
        revisions=engine.frame(
            "select * from articles where article_id = $id order by revision desc, batch desc",
            one.parameters,
        ),
        statements=engine.frame(_select(one, None), one.parameters),
        copies=engine.frame(
            """select a.article_id, a.outlet, a.title, a.url, a.charted_at
               from current_articles a
               where a.story = (select story from current_articles where article_id = $id)
               order by a.charted_at nulls last, a.article_id""",
            one.parameters,
        ),
    )


def _select(condition: Condition, limit: int | None) -> str:
    """The narrow table picks the rows; only for those are the wide files read."""
    return f"""
        with picked as (
            select s.* from current_statements s join current_articles a using (article)
            where {condition.sql} order by {_NEWEST}, s.statement_id {_limit(limit)}
        )
        select {_STATEMENTS}
        from picked s
        join statements w using (statement_id, batch)
        join current_articles a on a.article = s.article
        order by {_NEWEST}, {_IN_TEXT}"""  # noqa: S608


def _limit(limit: int | None) -> str:
    return "" if limit is None else f"limit {int(limit)}"
