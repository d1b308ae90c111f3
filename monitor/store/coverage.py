"""When something was collected, and when it was not: buckets, gaps, the trend of entities."""

from datetime import date, timedelta

import pandas as pd

from monitor.records import Filters
from monitor.store import measures
from monitor.store.conditions import on_articles, on_fetches, on_statements
from monitor.store.engine import Engine

BUCKETS = ("day", "week", "month")  # weeks begin on Monday

# A feed that brought no readable answer for longer than this was not watched. Two of its
# own intervals, and at least a day with some slack, so that a daily poll leaves no gaps.
_GAP_INTERVALS = 2
_GAP_HOURS = 26

_GAPS = f"""
    with good as (
        select feed, outlet, day, interval_minutes, epoch_us(fetched_at) as at,
               lead(epoch_us(fetched_at)) over next_poll as next_at,
               lead(day) over next_poll as next_day
        from current_fetches
        where outcome in ('ok', 'unchanged')
        window next_poll as (partition by feed order by fetched_at)
    ),
    ends as (
        select feed, max(day) as last_day, max(epoch_us(fetched_at)) as last_at
        from current_fetches group by feed
    ),
    spans as (
        select feed, outlet, day + 1 as first_gap,
               coalesce(next_day - 1, last_day) as last_gap
        from good join ends using (feed)
        where coalesce(next_at, last_at) - at
              > 1e6 * greatest({_GAP_INTERVALS} * 60 * interval_minutes, {_GAP_HOURS} * 3600)
    )
    select unnest(generate_series(first_gap, last_gap, interval 1 day))::date as day, feed, outlet
    from spans
    where first_gap <= last_gap
"""  # noqa: S608  all parts are ours


def gap_days(engine: Engine, filters: Filters) -> pd.DataFrame:
    """Days on which a feed of the selection was not watched: day, outlet, feed; sorted."""
    condition = on_fetches(filters)
    return engine.frame(
        f"select f.day, f.outlet, f.feed from ({_GAPS}) f where {condition.sql} order by all",  # noqa: S608
        condition.parameters,
    )


def gaps(engine: Engine, filters: Filters, bucket: str) -> pd.DataFrame:
    """One row a bucket and feed with a gap: date (the bucket's first day), outlet, feed, days."""
    days = gap_days(engine, filters)
    days["date"] = _first_days(days["day"], bucket)
    return days.groupby(["date", "outlet", "feed"], as_index=False).agg(days=("day", "count"))


def extent(engine: Engine, filters: Filters) -> tuple[date, date] | None:
    """First and last day of the selection: as asked for, else of its articles and fetches."""
    articles, fetches = on_articles(filters), on_fetches(filters)
    found = engine.rows(
        f"""select min(day) as first, max(day) as last from (
            select charted_day as day from current_articles a where {articles.sql}
            union all select f.day from current_fetches f where {fetches.sql})""",  # noqa: S608
        articles.parameters | fetches.parameters,
    )[0]
    first, last = filters.start or found["first"], filters.end or found["last"]
    return None if first is None or last is None or first > last else (first, last)


def trend(
    engine: Engine,
    filters: Filters,
    bucket: str,
    *,
    by_entity: bool = False,
    by_voice: bool = False,
) -> pd.DataFrame:
    """Coverage and stance over time: one row a bucket, entity and voice.

    Columns: date (datetime64, the bucket's first day), entity_id, entity, voice (outlet,
    quoted or all), count (articles with a statement), total_count (all articles collected in
    the selection), ratio (their quotient, in [0, 1]), then those of `measures.by`, complete
    (False for a bucket that is partial or has a collection gap) and outlets (how many had
    articles collected).

    Without `by_entity` and with no entity chosen there is one series, of all entities, whose
    entity is empty. Every bucket of the selection is there; where nothing was collected its
    counts are null, not zero.
    """
    if bucket not in BUCKETS:
        raise ValueError(f"bucket is {bucket!r}; available: {', '.join(BUCKETS)}")
    split = by_entity or bool(filters.entities)
    columns = _TREND_COLUMNS
    span = extent(engine, filters)
    if span is None:
        return pd.DataFrame(columns=columns)
    totals = _collected(engine, filters, bucket, span)
    found = _measured(engine, filters, bucket, by_entity=split, by_voice=by_voice)
    series = found[["entity_id", "entity", "voice"]].drop_duplicates()
    if not split and not by_voice and series.empty:
        series = pd.DataFrame([{"entity_id": "", "entity": "", "voice": filters.voice or "all"}])
    frame = series.merge(totals, how="cross").merge(
        found, on=["date", "entity_id", "entity", "voice"], how="left"
    )
    counts = ["count", "stories", "mentions", "oppose", "neutral", "support", "uncertain"]
    for column in (*counts, "total_count", "outlets"):
        frame[column] = frame[column].astype("Int64").fillna(0)
        frame.loc[~frame["collected"], column] = pd.NA
    total = frame["total_count"].astype("Float64")
    frame["ratio"] = (frame["count"] / total.where(total > 0)).astype("float64")
    return frame[columns].sort_values(["entity", "voice", "date"], ignore_index=True)


_TREND_COLUMNS = [
    *("date", "entity", "count", "total_count", "ratio", "stories", "mentions"),
    *("oppose", "neutral", "support", "uncertain"),
    *("stance_mean", "stance_low", "stance_high"),
    *("sentiment_mean", "sentiment_low", "sentiment_high"),
    *("tone_mean", "voice", "complete", "outlets", "entity_id"),
]


def _measured(
    engine: Engine, filters: Filters, bucket: str, *, by_entity: bool, by_voice: bool
) -> pd.DataFrame:
    condition = on_statements(filters)
    entity = (
        "s.target_id as entity_id, s.target as entity"
        if by_entity
        else "'' as entity_id, '' as entity"
    )
    voice = "s.voice" if by_voice else "$series"
    series = {} if by_voice else {"series": filters.voice or "all"}
    source = f"""
        select s.* exclude (voice), date_trunc('{bucket}', s.charted_day)::date as date,
               {entity}, {voice} as voice
        from current_statements s
        where s.charted_day is not null and {condition.sql}
    """  # noqa: S608
    frame = engine.frame(
        measures.by("date, entity_id, entity, voice", source), condition.parameters | series
    )
    frame["date"] = pd.to_datetime(frame["date"])
    return frame.rename(columns={"articles": "count"})


def _collected(
    engine: Engine, filters: Filters, bucket: str, span: tuple[date, date]
) -> pd.DataFrame:
    """Every bucket of a span: date, total_count, outlets, collected, complete."""
    articles, fetches = on_articles(filters), on_fetches(filters)
    found = engine.frame(
        f"""select date_trunc('{bucket}', a.charted_day)::date as date,
                   count(*) as total_count, count(distinct a.outlet) as outlets
            from current_articles a
            where a.charted_day is not null and {articles.sql}
            group by all""",  # noqa: S608
        articles.parameters,
    )
    watched = engine.frame(
        f"""select distinct date_trunc('{bucket}', f.day)::date as date
            from current_fetches f where f.outcome in ('ok', 'unchanged') and {fetches.sql}""",  # noqa: S608
        fetches.parameters,
    )
    days = pd.Series(pd.date_range(span[0], span[1], freq="D"))
    buckets = pd.DataFrame({"date": _first_days(days, bucket), "day": days})
    frame = buckets.groupby("date", as_index=False).agg(first=("day", "min"), last=("day", "max"))
    found["date"] = pd.to_datetime(found["date"])
    frame = frame.merge(found, on="date", how="left")
    frame["collected"] = frame["total_count"].notna() | frame["date"].isin(
        pd.to_datetime(watched["date"])
    )
    with_gap = _first_days(gap_days(engine, filters)["day"], bucket)
    whole = (frame["first"] == frame["date"]) & (frame["last"] == _last_days(frame["date"], bucket))
    frame["complete"] = (
        whole & ~frame["date"].isin(with_gap) & (frame["last"] < _last_moment(engine))
    )
    return frame


def _last_moment(engine: Engine) -> pd.Timestamp:
    """The day of the last collecting: it was not over yet."""
    last = engine.rows(
        """select max(day) as day from (
            select max(day) as day from current_fetches
            union all
            select max(d.day)
            from current_articles a asof join days d on a.first_seen_at >= d.starts_at
        )"""
    )[0]["day"]
    return pd.Timestamp(last or date.max)


def _first_days(days: pd.Series, bucket: str) -> pd.Series:
    days = pd.to_datetime(days)
    if bucket == "day":
        return days
    return days.dt.to_period("W-SUN" if bucket == "week" else "M").dt.start_time


def _last_days(first: pd.Series, bucket: str) -> pd.Series:
    if bucket == "day":
        return first
    if bucket == "week":
        return first + timedelta(days=6)
    return first + pd.offsets.MonthEnd(0)
