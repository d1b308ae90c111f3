"""DuckDB in memory over the tables of one store version. The only user of duckdb.

Narrow columns of what is current are copied into memory when first asked for; texts and
sentences stay in the files and are looked up for the rows that are shown.
"""

import re
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, Self

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as pads

from monitor.errors import StoreError
from monitor.store.conditions import FOUND, words_in
from monitor.store.current import CURRENT
from monitor.store.lake import Lake
from monitor.store.tables import TABLES

Parameters = dict[str, Any]
Sources = dict[str, pa.Table | pads.Dataset]

# No extension: there may be no network to load one from. That is also why days of a time
# zone come from a table, and not from DuckDB.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # Where sorting goes on when memory gets short; by default that is the working directory.
    "temp_directory": str(Path(tempfile.gettempdir()) / "stancewatch-sorting"),
}
_FIRST_DAY, _LAST_DAY = "1700-01-01", "2200-01-01"
_SEARCHES = 16  # whose results are kept
_ANSWERS = 512  # that are kept: a page asks the same of outlets and days, whatever is selected
_SHORT = 64_000  # bytes; longer answers are not kept
_KINDS = {
    pa.string(): "varchar",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.float32(): "float",
    pa.float64(): "double",
    pa.bool_(): "boolean",
    pa.timestamp("us", "UTC"): "timestamp with time zone",
}


class Engine:
    """Answers SQL over the store as it is now, or as it was up to `batch`.

    Tables: those of tables.py, and those of current.py, whose days are days in `timezone`.
    Threads may share an engine; each query has a cursor of its own.
    """

    def __init__(self, lake: Lake, timezone: str = "UTC", batch: int | None = None) -> None:
        self._lake = lake
        self._batch = batch
        self._guard = threading.RLock()
        self._copied: set[str] = set()
        self._found: OrderedDict[str, pa.Table] = OrderedDict()
        self._answers: OrderedDict[tuple[str, str], pa.Table] = OrderedDict()
        self._connection = duckdb.connect(":memory:", config=_CONFIG)
        _leave_a_core(self._connection)
        # What is registered is seen by one cursor only, so each gets these.
        self._sources: Sources = {"days": _days(timezone)}
        with self._errors():
            try:
                self._define()
            except duckdb.IOException:
                self._define()  # files went while the list was read

    def frame(self, sql: str, parameters: Parameters | None = None) -> pd.DataFrame:
        """The result as a DataFrame. Raises StoreError.

        Times are aware, in UTC; days are datetime.date; whole numbers are int64, or Int64
        where some are null; other numbers are float64 with NaN for null.
        """
        return to_pandas(self.table(sql, parameters))

    def rows(self, sql: str, parameters: Parameters | None = None) -> list[dict[str, Any]]:
        """The result as one dict a row. Raises StoreError."""
        rows: list[dict[str, Any]] = self.table(sql, parameters).to_pylist()
        return rows

    def table(self, sql: str, parameters: Parameters | None = None) -> pa.Table:
        """The result as an Arrow table; times in UTC. Raises StoreError.

        A store version does not change, so that a short answer is kept.
        """
        key = sql, repr(parameters)
        if (kept := self._answers.get(key)) is not None:
            return kept
        with self._errors():
            answer = self._retried(sql, *self._prepared(sql, parameters))
        if answer.nbytes <= _SHORT:
            with self._guard:
                self._answers[key] = answer
                if len(self._answers) > _ANSWERS:
                    self._answers.popitem(last=False)
        return answer

    def pieces(self, sql: str, parameters: Parameters, rows: int) -> Iterator[pd.DataFrame]:
        """The result as frames of at most so many rows; only one is in Python's memory.

        DuckDB puts what it sorts on disk where memory gets short. Raises StoreError.
        """
        with self._errors(), ExitStack() as stack:
            parameters, more = self._prepared(sql, parameters)

            def begin() -> Iterator[pa.RecordBatch]:
                cursor = stack.enter_context(self._cursor(more))
                batches = iter(cursor.sql(sql, params=parameters or None).to_arrow_reader(rows))
                # When the first rows of what is sorted are there, all files have been read.
                return chain(list(islice(batches, 1)), batches)

            try:
                batches = begin()
            except (duckdb.IOException, FileNotFoundError):
                self._define()
                batches = begin()
            for batch in batches:
                yield to_pandas(_in_utc(pa.Table.from_batches([batch])))

    def close(self) -> None:
        """Free the memory; DuckDB's threads end with it."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- inside ----------------------------------------------------------------------

    def _retried(
        self,
        sql: str,
        parameters: Parameters | None = None,
        more: dict[str, pa.Table] | None = None,
    ) -> pa.Table:
        try:
            return self._ask(sql, parameters, more)
        except (duckdb.IOException, FileNotFoundError):
            # A compaction removed files that this list names: take the new list, once.
            self._define()
            return self._ask(sql, parameters, more)

    def _ask(
        self, sql: str, parameters: Parameters | None, more: dict[str, pa.Table] | None
    ) -> pa.Table:
        with self._cursor(more) as cursor:
            result = cursor.sql(sql, params=parameters or None)
            return _in_utc(result.to_arrow_table()) if result is not None else pa.table({})

    @contextmanager
    def _cursor(self, more: dict[str, pa.Table] | None) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._connection.cursor()
        try:
            for name, source in (self._sources | (more or {})).items():
                cursor.register(name, source)
            yield cursor
        finally:
            cursor.close()

    def _prepared(self, sql: str, parameters: Parameters | None) -> tuple[Parameters, Sources]:
        """Copy what the query needs; its own parameters, and the articles with the words."""
        parameters = dict(parameters or {})
        search = parameters.pop(FOUND, None)
        self._copy(sql)
        return parameters, {} if search is None else {FOUND: self._search(search)}

    def _copy(self, sql: str) -> None:
        """Copy the current_ tables that the query names, and those that they need."""
        wanted = _needed(sql)
        if wanted <= self._copied:
            return
        with self._guard:
            for name, select in CURRENT.items():
                if name in wanted - self._copied:
                    self._retried(f"create or replace table {name} as {select}", {}, {})
                    self._copied.add(name)

    def _search(self, search: str) -> pa.Table:
        """The numbers of the articles in which all words stand; the last results are kept."""
        with self._guard:
            if search not in self._found:
                condition = words_in(search)
                sql = f"""
                    select n.article from ({condition.sql}) w
                    join current_articles n using (article_id, revision, batch)
                """  # noqa: S608  the words are parameters
                self._copy(sql)
                self._found[search] = self._retried(sql, condition.parameters, {})
                if len(self._found) > _SEARCHES:
                    self._found.popitem(last=False)
            self._found.move_to_end(search)
            return self._found[search]

    def _define(self) -> None:
        """Make each table's live rows, cut off after the batch, known by its name.

        What says "done" is resolved first: the writer wrote it last, so all that it vouches
        for is in the lists that are resolved after it.
        """
        with self._guard:
            for table in reversed(TABLES):
                if self._lake.remote:
                    self._sources[table] = self._remote(table)
                else:
                    self._connection.execute(self._view(table))

    def _view(self, table: str) -> str:
        """SQL for a view of a table's files; an empty one lends it all columns."""
        columns = ", ".join(f'"{field.name}" {_KINDS[field.type]}' for field in TABLES[table])
        empty = f'"{table}_empty"'
        self._connection.execute(f"create table if not exists {empty} ({columns})")
        names = ", ".join(f'"{name}"' for name in TABLES[table].names)
        select = f"select {names} from {empty}"  # noqa: S608
        if files := self._lake.files(table):
            paths = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
            # Files of older releases may lack the newest columns.
            select = (
                f"select {names} from (select * from {empty} union all by name"  # noqa: S608
                f" select * from read_parquet([{paths}], union_by_name = true))"
            )
            if self._batch is not None:
                select += f" where batch <= {int(self._batch)}"
        return f'create or replace view "{table}" as {select}'

    def _remote(self, table: str) -> pa.Table | pads.Dataset:
        dataset = self._lake.dataset(table)
        if dataset is None:
            return TABLES[table].empty_table()
        dataset = dataset.replace_schema(TABLES[table])
        return (
            dataset if self._batch is None else dataset.filter(pads.field("batch") <= self._batch)
        )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (duckdb.Error, pa.ArrowException, FileNotFoundError) as error:
            raise StoreError(
                f"The store {self._lake.root} can't be read: {error}",
                remedy="If it goes on, check the disk, or restore a backup.",
            ) from error


def _leave_a_core(connection: duckdb.DuckDBPyConnection) -> None:
    """Take one thread fewer than DuckDB would: the page and its browser need one meanwhile."""
    [[cores]] = connection.execute("select current_setting('threads')").fetchall()
    connection.execute(f"set threads = {max(1, int(cores) - 1)}")


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """Arrow -> pandas; whole numbers stay whole, also beside nulls."""
    frame: pd.DataFrame = table.to_pandas()
    for field in table.schema:
        if pa.types.is_integer(field.type) and table[field.name].null_count:
            frame[field.name] = table[field.name].to_pandas(
                types_mapper={field.type: pd.Int64Dtype()}.get
            )
    return frame


def _needed(sql: str) -> set[str]:
    found = {name for name in re.findall(r"\bcurrent_\w+", sql) if name in CURRENT}
    return found.union(*(_needed(CURRENT[name]) for name in found))


def _in_utc(table: pa.Table) -> pa.Table:
    """DuckDB labels times with the machine's zone; they are instants, and ours are in UTC."""
    return table.cast(
        pa.schema(
            field.with_type(pa.timestamp("us", "UTC"))
            if pa.types.is_timestamp(field.type) and field.type.tz
            else field
            for field in table.schema
        )
    )


@cache
def _days(timezone: str) -> pa.Table:
    """One row a day: the day, and the instant at which it starts in the time zone."""
    days = pd.date_range(_FIRST_DAY, _LAST_DAY, freq="D", unit="us")
    # Where clocks skip midnight the day starts when they go on; where it comes twice, at first.
    starts = days.tz_localize(
        timezone, nonexistent="shift_forward", ambiguous=np.full(len(days), True)
    ).tz_convert("UTC")
    return pa.table(
        {
            "day": pa.array(days).cast(pa.date32()),
            "starts_at": pa.array(starts).cast(pa.timestamp("us", "UTC")),
        }
    )
