"""When something was collected, and when it was not: buckets, gaps, the trend of entities.

What was collected of a selection of outlets:

- Feeds are watched from the day of their first readable answer on, but for gaps (current.py
  says what a gap is).
- Files bring articles without saying when somebody looked. They are taken to be whole from
  the first to the last day on which one of their articles is charted.
- Outside of both there may be articles (the first answer of a feed reaches back), but what
  else there was then is not known.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from monitor.records import Filters
from monitor.store import measures
from monitor.store.conditions import on_collected, on_fetches, on_statements
from monitor.store.engine import Engine

# Of pandas, where a week is named after its last day: ISO weeks, from Monday to Sunday.
_PERIODS = {"day": "D", "week": "W-SUN", "month": "M"}
BUCKETS = tuple(_PERIODS)

TREND_COLUMNS = [
    *("date", "entity", "count", "total_count", "ratio", "stories", "mentions"),
    *("oppose", "neutral", "support", "uncertain"),
    *("stance_mean", "stance_low", "stance_high"),
    *("sentiment_mean", "sentiment_low", "sentiment_high"),
    *("tone_mean", "voice", "complete", "outlets", "entity_id"),
]


def gaps(engine: Engine, filters: Filters, bucket: str) -> pd.DataFrame:
    """One row a bucket and feed that was not watched throughout, in the order of the columns.

    Columns: date (datetime64, the bucket's first day), outlet, feed, days (how many days of
    the bucket the gap touches).
    """
    condition = on_fetches(filters)
    frame = engine.frame(
        f"""select {_first_day(bucket, "f.day")} as date, f.outlet, f.feed, count(*) as days
            from current_watch f where f.gap and {condition.sql}
            group by all order by all""",  # noqa: S608
        condition.parameters,
    )
    return frame.assign(date=_dates(frame["date"]))


def trend(
    engine: Engine,
    filters: Filters,
    bucket: str,
    *,
    by_entity: bool | None = None,
    by_voice: bool = False,
) -> pd.DataFrame:
    """Coverage and stance over time: one row a bucket, entity and voice, sorted by these.

    Columns: those of TREND_COLUMNS. date: datetime64, the bucket's first day; entity,
    entity_id; voice: outlet, quoted or all; count: articles with a statement; total_count: all
    articles collected in the selection of outlets and dates; ratio: their quotient, in [0, 1],
    null where nothing was published; then those of measures.by; complete: False for a bucket
    that is not over, that reaches beyond the selection or beyond what was collected, or that
    has a collection gap; outlets: how many had articles collected.

    There is a series an entity, or with `by_entity` False one for all that are chosen together,
    whose entity is empty. Unless it is said, entities are apart where some are chosen. Buckets
    run from the first to the last day of the selection on which anything was collected. Where
    nothing at all was collected the counts are null, not zero.
    """
    split = bool(filters.entities) if by_entity is None else by_entity
    buckets = collected(engine, filters, bucket)
    keys = ["date", "entity_id", "voice"]
    found = _measured(engine, filters, bucket, by_entity=split, by_voice=by_voice)
    series = _series(engine, filters, found, by_entity=split, by_voice=by_voice)
    frame = series.merge(buckets, how="cross").merge(found, on=keys, how="left")
    for column in ("count", *measures.COUNTS[1:], "total_count", "outlets"):
        counts = frame[column].astype("Int64").fillna(0)
        frame[column] = counts.where(frame["collected"].astype(bool))
    total = frame["total_count"].astype("Float64")
    frame["ratio"] = (frame["count"] / total.where(total > 0)).astype("float64")
    return frame.sort_values(["entity", "entity_id", "voice", "date"], ignore_index=True)[
        TREND_COLUMNS
    ]


def collected(engine: Engine, filters: Filters, bucket: str) -> pd.DataFrame:
    """What was collected, whatever it is about: one row a bucket, oldest first.

    Columns: date (datetime64, the bucket's first day), total_count (articles, null where
    there are none), total_stories (distinct, of these), outlets (that have some), collected
    (bool), complete (bool). Only the outlets and dates of the filters count.
    """
    known = _extent(engine, filters)
    condition, watch = on_collected(filters), on_fetches(filters)
    first = max(filter(None, (filters.start, known.first)), default=None)
    last = min(filter(None, (filters.end, known.last)), default=None)
    frame = _buckets(first, last, bucket)
    totals = engine.frame(
        f"""select {_first_day(bucket, "a.charted_day")} as date,
                   count(*) as total_count, count(distinct a.story) as total_stories,
                   count(distinct a.outlet) as outlets
            from current_articles a
            where a.charted_day is not null and {condition.sql} group by all""",  # noqa: S608
        condition.parameters,
    )
    watched = engine.frame(
        f"""select {_first_day(bucket, "f.day")} as date,
                   bool_or(f.watched) as watched, bool_or(f.gap) as gap
            from current_watch f where {watch.sql} group by all""",  # noqa: S608
        watch.parameters,
    )
    for found in (totals, watched):
        frame = frame.merge(found.assign(date=_dates(found["date"])), on="date", how="left")
    starts, ends = frame["date"], frame["end"]
    # A bound that there is not is NaT, and nothing lies before or after that.
    files_first, files_last = _moment(known.files_first), _moment(known.files_last)
    of_files = (starts <= files_last) & (ends >= files_first)
    within_files = (starts >= files_first) & (ends <= files_last)
    polled = starts >= _moment(known.polled_first)
    asked = (starts >= _moment(filters.start or date.min)) & (
        ends <= _moment(filters.end or date.max)
    )
    frame["collected"] = frame["total_count"].notna() | frame["watched"].eq(True) | of_files
    frame["complete"] = (
        (within_files | polled) & ~frame["gap"].eq(True) & asked & (ends < _moment(known.today))
    )
    return frame[["date", "total_count", "total_stories", "outlets", "collected", "complete"]]


@dataclass(frozen=True, slots=True)
class _Extent:
    """Days of what was collected of the outlets; null where there is none."""

    first: date | None
    last: date | None
    files_first: date | None
    files_last: date | None
    polled_first: date | None  # of the first readable answer
    today: date  # of the last collecting in the store: that day was not over


def _extent(engine: Engine, filters: Filters) -> _Extent:
    outlets = Filters(outlets=filters.outlets)
    articles, fetches = on_collected(outlets), on_fetches(outlets)
    found = engine.rows(
        f"""select least(a.first, f.polled_first) as first,
                   greatest(a.last, case when f.polled_first is not null then w.last end) as last,
                   a.files_first, a.files_last, f.polled_first,
                   coalesce((select day from current_now), date '9999-12-31') as today
            from (select min(a.charted_day) as first, max(a.charted_day) as last,
                         min(a.charted_day) filter (a.feed = '') as files_first,
                         max(a.charted_day) filter (a.feed = '') as files_last
                  from current_articles a where {articles.sql}) a,
                 (select min(f.day) filter (f.good) as polled_first
                  from current_fetches f where {fetches.sql}) f,
                 (select max(f.day) as last from current_watch f where {fetches.sql}) w""",  # noqa: S608
        articles.parameters | fetches.parameters,
    )[0]
    return _Extent(**found)


def _measured(
    engine: Engine, filters: Filters, bucket: str, *, by_entity: bool, by_voice: bool
) -> pd.DataFrame:
    condition = on_statements(filters)
    entity = "s.target_id" if by_entity else "''"
    voice = "s.voice" if by_voice else "$series"
    series = {} if by_voice else {"series": filters.voice or "all"}
    source = f"""
        select s.* exclude (voice), {_first_day(bucket, "s.charted_day")} as date,
               {entity} as entity_id, {voice} as voice
        from current_statements s
        where s.charted_day is not null and {condition.sql}
    """  # noqa: S608
    frame = engine.frame(
        measures.by("date, entity_id, voice", source), condition.parameters | series
    )
    frame["date"] = _dates(frame["date"])
    return frame.rename(columns={"articles": "count"})


def _series(
    engine: Engine, filters: Filters, found: pd.DataFrame, *, by_entity: bool, by_voice: bool
) -> pd.DataFrame:
    """One row a line of the chart: entity_id, entity, voice; what was asked for is there."""
    names = {"": ""}
    if by_entity:
        ids = filters.entities or tuple(sorted(found["entity_id"].unique()))
        names = {name: name for name in ids} | entity_names(engine, ids)
    voices = [filters.voice or "all"]
    if by_voice:
        voices = [filters.voice] if filters.voice else ["outlet", "quoted"]
    return pd.DataFrame(
        [(key, name, voice) for key, name in names.items() for voice in voices],
        columns=["entity_id", "entity", "voice"],
    )


def entity_names(engine: Engine, ids: tuple[str, ...]) -> dict[str, str]:
    """The names of entities that have statements, by id."""
    named = engine.rows(
        """select target_id, max(target) as target from current_statements
           group by target_id order by target_id"""
    )
    wanted = set(ids)
    return {row["target_id"]: row["target"] for row in named if row["target_id"] in wanted}


def _first_day(bucket: str, day: str) -> str:
    """SQL for the first day of a day's bucket."""
    _check(bucket)
    return day if bucket == "day" else f"date_trunc('{bucket}', {day})::date"


def _check(bucket: str) -> None:
    if bucket not in BUCKETS:
        raise ValueError(f"bucket is {bucket!r}; available: {', '.join(BUCKETS)}")


def _moment(day: date | None) -> Any:
    return pd.NaT if day is None else pd.Timestamp(day)


def _dates(column: "pd.Series[Any]") -> "pd.Series[pd.Timestamp]":
    return pd.to_datetime(column).astype("datetime64[s]")


def _buckets(first: date | None, last: date | None, bucket: str) -> pd.DataFrame:
    """The buckets that the days from first to last fall into: date and end, both days in it."""
    _check(bucket)
    if first is None or last is None:
        first, last = date(2000, 1, 2), date(2000, 1, 1)
    periods = pd.period_range(first, last, freq=_PERIODS[bucket])
    return pd.DataFrame(
        {"date": periods.start_time, "end": periods.end_time.normalize()}, dtype="datetime64[s]"
    )
