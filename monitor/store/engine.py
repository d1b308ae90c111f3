"""DuckDB in memory over the tables of one store version. The only user of duckdb.

Narrow columns of what is current are copied into memory once a version; texts and
sentences stay in the files and are looked up for the rows that are shown.
"""

import threading
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Self
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pyarrow as pa

from monitor.errors import StoreError
from monitor.store.lake import Lake
from monitor.store.tables import TABLES

Parameters = dict[str, Any]

# No extension: there may be no network to load one from. That is also why days of a time
# zone come from a table, and not from DuckDB.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(2100, 1, 1)

# What holds now, or as of a batch. The last row of an article or a revision counts; rows
# of one article and batch can't be in doubt, since a batch holds a revision once.
_CURRENT = """
create table current_articles as
    select a.*, d.day as charted_day
    from (
        select article_id, revision, outlet, feed, title, url, language, published_at,
               published_precision, published_source, words, batch, demo,
               revisions::integer as revisions, first_seen_at,
               case when published_precision = 'future' then null
                    else coalesce(published_at, first_seen_at) end as charted_at
        from (
            select * exclude (text),
                   row_number() over latest as place,
                   count(*) over everything as revisions,
                   min(seen_at) over everything as first_seen_at
            from articles
            window latest as (partition by article_id order by revision desc, batch desc),
                   everything as (partition by article_id)
        )
        where place = 1
    ) a
    asof left join days d on a.charted_at >= d.starts_at;

create table current_fetches as
    select f.*, d.day from fetches f asof left join days d on f.fetched_at >= d.starts_at;

create table current_stories as
    select a.article_id, coalesce(s.story_id, a.article_id) as story_id
    from current_articles a
    left join (
        select article_id, arg_max(story_id, batch) as story_id from stories group by all
    ) s using (article_id);

create table current_scorings as
    select s.article_id, s.revision, s.scorer, s.outcome, s.batch
    from (
        select *, row_number() over (
            partition by article_id, revision order by batch desc, scored_at desc
        ) as place
        from scorings
    ) s
    join current_articles a using (article_id, revision)
    where place = 1;

create table current_statements as
    select s.statement_id, s.batch, s.article_id, s.target_id, s.target,
           s.holder, s.holder_kind, s.holder_id,
           case when s.holder_kind = 'outlet' then 'outlet' else 'quoted' end as voice,
           s.stance, s.p_support - s.p_oppose as stance_score,
           s.sentiment, s.p_positive - s.p_negative as sentiment_score, s.tone,
           a.outlet, a.charted_at, a.charted_day, t.story_id
    from statements s
    join current_scorings c using (article_id, revision, scorer, batch)
    join current_articles a using (article_id, revision)
    join current_stories t using (article_id)
    order by s.target_id, a.charted_at;
"""


class Engine:
    """Answers SQL over the store as it is now, or as it was up to `batch`.

    Tables: those of tables.py, and current_articles, current_stories, current_scorings,
    current_statements, current_fetches. `charted_day` and `day` are days in `timezone`.
    Threads may share an engine; each query has a cursor of its own.
    """

    def __init__(self, lake: Lake, timezone: str = "UTC", batch: int | None = None) -> None:
        self._lake = lake
        self._batch = batch
        self._materialised = False
        self._guard = threading.Lock()
        self._connection = duckdb.connect(":memory:", config=_CONFIG)
        self._connection.register("days", _days(timezone))
        for table in TABLES:
            self._define(table)

    def frame(self, sql: str, parameters: Parameters | None = None) -> pd.DataFrame:
        """The result as a DataFrame; times are aware, in UTC. Raises StoreError."""
        frame: pd.DataFrame = self._run(sql, parameters).to_pandas()
        return frame

    def rows(self, sql: str, parameters: Parameters | None = None) -> list[dict[str, Any]]:
        """The result as one dict a row. Raises StoreError."""
        rows: list[dict[str, Any]] = self._run(sql, parameters).to_pylist()
        return rows

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the memory; DuckDB's threads end with it."""
        self._connection.close()

    def _run(self, sql: str, parameters: Parameters | None) -> pa.Table:
        if "current_" in sql:
            self._materialise()
        try:
            try:
                return self._ask(sql, parameters)
            except duckdb.IOException:
                # A compaction removed files that this list names: take the new list, once.
                for table in TABLES:
                    self._define(table)
                return self._ask(sql, parameters)
        except duckdb.Error as error:
            raise _unreadable(self._lake, error) from error

    def _ask(self, sql: str, parameters: Parameters | None) -> pa.Table:
        found = self._connection.cursor().sql(sql, params=parameters).to_arrow_table()
        # DuckDB labels times with the machine's zone; they are instants, and ours are in UTC.
        zoned = [pa.types.is_timestamp(field.type) and field.type.tz for field in found.schema]
        return found.cast(
            pa.schema(
                field.with_type(pa.timestamp("us", "UTC")) if tz else field
                for field, tz in zip(found.schema, zoned, strict=True)
            )
        )

    def _materialise(self) -> None:
        with self._guard:
            if not self._materialised:
                try:
                    self._connection.execute(_CURRENT)
                except duckdb.Error as error:
                    raise _unreadable(self._lake, error) from error
                self._materialised = True

    def _define(self, table: str) -> None:
        """A view of the table's live files, cut off after the batch."""
        columns = ", ".join(f'"{name}"' for name in TABLES[table].names)
        upto = "" if self._batch is None else f" where batch <= {int(self._batch)}"
        if self._lake.remote:
            data = self._lake.dataset(table)
            source = f"{table}_source"
            self._connection.register(source, TABLES[table].empty_table() if data is None else data)
        elif files := self._lake.files(table):
            names = ", ".join("'" + name.replace("'", "''") + "'" for name in files)
            source = f"read_parquet([{names}], union_by_name = true)"
        else:
            source = f"{table}_source"
            self._connection.register(source, TABLES[table].empty_table())
        self._connection.execute(
            f'create or replace view "{table}" as select {columns} from {source}{upto}'  # noqa: S608  names are ours, the paths are quoted
        )


@cache
def _days(timezone: str) -> pa.Table:
    """One row a day: the day, and the instant at which it starts in the time zone."""
    zone = ZoneInfo(timezone)
    count = (_LAST_DAY - _FIRST_DAY).days
    days = [_FIRST_DAY + timedelta(days=number) for number in range(count)]
    starts = [datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC) for day in days]
    return pa.table(
        {"day": pa.array(days), "starts_at": pa.array(starts, pa.timestamp("us", "UTC"))}
    )


def _unreadable(lake: Lake, error: Exception) -> StoreError:
    return StoreError(
        f"The store {lake.root} can't be read: {error}",
        remedy="If it goes on, check the disk, or restore a backup.",
    )
