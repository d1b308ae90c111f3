"""What there is: what can be chosen from, and how large a selection is."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from monitor.records import Filters
from monitor.store.conditions import on_collected, on_statements
from monitor.store.engine import Engine
from monitor.store.tables import TABLES


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen from, most frequent first."""

    entities: pd.DataFrame  # target_id, target, n (statements)
    outlets: pd.DataFrame  # outlet, n (articles)
    holders: pd.DataFrame  # holder, n (statements); speakers only
    first: date | None  # of the charted days
    last: date | None
    days: pd.DataFrame  # day, n (articles charted on it), oldest first
    scorers: tuple[str, ...]  # versions that current statements come from


@dataclass(frozen=True, slots=True)
class Summary:
    """The size of a selection."""

    articles: int  # with a statement in the selection
    total_articles: int  # collected in the selection of outlets and dates
    total_stories: int  # of `total_articles`
    stories: int  # of `articles`
    statements: int
    outlets: int  # with a statement in the selection
    rarer: int  # statements of the voice that has fewer of them, if it has any
    first: date | None  # charted days of `total_articles`
    last: date | None
    undated: int  # of `total_articles`: charted at the day they were first seen
    future: int  # of the outlets: dated in the future, and so never charted
    not_read: int  # of `total_articles`: in a language that the scorer does not read
    demo: bool  # whether the store holds the demonstration set
    real: bool  # whether it holds anything else
    batch: int  # the last one that is counted


def options(engine: Engine) -> Options:
    """What can be chosen from."""
    days = engine.frame(
        """select charted_day as day, count(*) as n from current_articles
           where charted_day is not null group by charted_day order by day"""
    )
    return Options(
        entities=engine.frame(
            """select target_id, max(target) as target, count(*) as n
               from current_statements group by target_id order by n desc, target_id"""
        ),
        outlets=engine.frame(
            """select outlet, count(*) as n from current_articles
               group by outlet order by n desc, outlet"""
        ),
        holders=engine.frame(
            """select holder, count(*) as n from current_statements
               where holder_kind = 'speaker' group by holder order by n desc, holder"""
        ),
        first=None if days.empty else days["day"].iloc[0],
        last=None if days.empty else days["day"].iloc[-1],
        days=days,
        scorers=tuple(
            row["scorer"]
            for row in engine.rows(
                """select distinct scorer from current_articles
                   where scorer is not null order by scorer"""
            )
        ),
    )


def summary(engine: Engine, filters: Filters) -> Summary:
    """The size of a selection."""
    collected, said = on_collected(filters), on_statements(filters)
    outlets = on_collected(Filters(outlets=filters.outlets))
    total = engine.rows(
        f"""select count(*) as total_articles, count(distinct a.story) as total_stories,
                   min(a.charted_day) as first,
                   max(a.charted_day) as last,
                   count(*) filter (a.published_precision = 'none') as undated,
                   count(*) filter (a.outcome = 'language') as not_read
            from current_articles a where {collected.sql}""",  # noqa: S608
        collected.parameters,
    )[0]
    found = engine.rows(
        f"""select count(distinct s.article) as articles,
                   count(distinct s.story) as stories, count(*) as statements,
                   count(distinct s.outlet) as outlets,
                   coalesce(least(nullif(count(*) filter (s.voice = 'outlet'), 0),
                                  nullif(count(*) filter (s.voice = 'quoted'), 0)), 0) as rarer
            from current_statements s where {said.sql}""",  # noqa: S608
        said.parameters,
    )[0]
    future = engine.rows(
        f"""select count(*) filter (a.published_precision = 'future') as future
            from current_articles a where {outlets.sql}""",  # noqa: S608
        outlets.parameters,
    )[0]
    store = engine.rows(
        """select coalesce(bool_or(demo), false) as demo,
                  coalesce(bool_or(not demo), false) as real
           from current_articles"""
    )[0]
    batches = " union all ".join(f"select max(batch) as batch from {name}" for name in TABLES)  # noqa: S608
    last = engine.rows(f"select coalesce(max(batch), 0) as batch from ({batches})")[0]  # noqa: S608
    return Summary(**total, **found, **future, **store, **last)
