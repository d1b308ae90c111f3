"""Tables on disk or in a bucket: append, compact, versions. The only user of deltalake.

Readers never lock anything: every commit of a Delta table is atomic and numbered. One
process writes at a time, held by a file lock. For a directory the lock is `.lock` in it. An
object store has no locks, so there it is a file in this machine's cache directory: it keeps
two writers of one machine apart. Writers on two machines can't damage a table or give one number
to two batches: commits are conditional puts, and of two that meet one is refused.

Tables are not partitioned. Queries run on a copy in memory (engine.py), so there is nothing
that partitions could spare them, and an archive of 23 years by month is 230 files a table.
"""

import hashlib
import os
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as pads
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from filelock import FileLock, Timeout

from monitor.errors import StoreBusyError, StoreError, StoreVersionError
from monitor.store.tables import ASIDE, TABLES, VERSION

Version = tuple[tuple[str, int, int], ...]

_BATCH = "stancewatch.batch"  # application id of the transaction number kept in the Delta log
_VERSION = "stancewatch.version"  # table property
_TRIES, _PAUSE = 20, 0.05  # seconds between tries at a table that several people write
_LOCK_SECONDS = 2.0  # how long a writer waits for another one to finish
_RETENTION_HOURS = 1  # a reader that holds an older list of files has this long to finish
_REMOTE_CHECK_SECONDS = 5.0  # asking an object store for its versions costs a round trip a table
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # not UTF-8, or an end of string to some readers


@dataclass(frozen=True, slots=True)
class Compacted:
    """What `Lake.compact` came to."""

    tables: int  # that exist
    bytes: int  # of all live files, afterwards
    files_removed: int


class Lake:
    """The tables below one address: a directory, or `s3://bucket/prefix`.

    A store that does not exist is an empty store; the first write creates it. Storage
    options for an object store are the AWS_* environment variables.
    """

    def __init__(self, root: str) -> None:
        self.remote = "://" in root
        self.root = root.rstrip("/") if self.remote else str(Path(root).resolve())
        self._options = _storage_options(os.environ) if self.remote else None
        self._handles: dict[str, DeltaTable] = {}
        self._seen: tuple[float, Version] | None = None
        self._guard = threading.Lock()

    # --- writing ---------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[int]:
        """Hold the writer's lock; yield the number of the next batch, from 1.

        The lock goes with the process, also when that is killed. Raises StoreBusyError where
        another process writes, StoreVersionError where a newer release wrote the store.
        """
        lock = FileLock(self._lock_path())
        try:
            lock.acquire(timeout=_LOCK_SECONDS)
        except Timeout:
            raise StoreBusyError(
                f"Another process is writing to the store {self.root}.",
                remedy="Wait until it has finished, or stop it, and try again.",
            ) from None
        except OSError as error:
            raise _unwritable(self.root, error) from error
        try:
            yield self.batch() + 1
        finally:
            lock.release()

    def append(self, table: str, rows: Sequence[Mapping[str, Any]] | pa.Table, batch: int) -> None:
        """Append rows in one atomic commit; no rows, no commit.

        `rows` have the table's columns but `batch`; a column that is left out is null, one
        that the table does not have is an error. The order of tables that makes a crash
        harmless is the caller's: what says "done" comes last.

        Raises StoreError where the rows don't fit or nothing can be written, StoreBusyError
        where another machine wrote to the table since it was opened.
        """
        data = _with_batch(table, rows, batch)
        if data.num_rows == 0:
            return
        # Two commits that set the number of the batch at once exclude each other; tables that
        # are written beside the batches don't set it, and may try again after a lost race.
        aside = table in ASIDE
        done = CommitProperties(app_transactions=[] if aside else [Transaction(_BATCH, batch)])
        for tries_left in reversed(range(_TRIES if aside else 1)):
            try:
                self._commit(table, data, done)
            except CommitFailedError as error:
                if not tries_left:
                    raise StoreBusyError(
                        f"Another machine wrote to the store {self.root} at the same time.",
                        remedy="Run it again: what was stored is known. "
                        "Let one machine write to a store.",
                    ) from error
                time.sleep(_PAUSE)
            except (DeltaError, OSError) as error:
                raise _unwritable(self.root, error) from error
            else:
                break
        self._seen = None

    def _commit(self, table: str, data: pa.Table, done: CommitProperties) -> None:
        if self._open(table) is None:
            DeltaTable.create(
                self._uri(table),
                schema=TABLES[table],
                mode="ignore",
                configuration={
                    _VERSION: str(VERSION),
                    # Statistics of texts would fill the log; batches are what prunes.
                    "delta.dataSkippingStatsColumns": "batch",
                },
                storage_options=self._options,
                raise_if_key_not_exists=False,
            )
        write_deltalake(
            self._uri(table),
            data,
            mode="append",
            schema_mode="merge",
            storage_options=self._options,
            commit_properties=done,
        )

    def remove_demo(self) -> int:
        """Delete the rows of the demonstration set from every table; return how many."""
        removed = 0
        with self.writing():
            for table in TABLES:
                if (found := self._open(table)) is not None:
                    removed += int(found.delete("demo = true")["num_deleted_rows"])
        self._seen = None
        return removed

    def tidy(self, table: str, most: int) -> None:
        """Join the files of a table where there are more than `most`.

        Rows may be appended meanwhile, but two who join the same files would double them; so
        it does nothing where another process writes, and leaves it to the next one. So it does
        where the commit is refused, which leaves the table as it was.
        """
        found = self._open(table)
        if found is None or len(found.file_uris()) <= most:
            return
        with suppress(Timeout, DeltaError), FileLock(self._lock_path(), timeout=0):
            DeltaTable(self._uri(table), storage_options=self._options).optimize.compact()

    def compact(self) -> Compacted:
        """Join small files and drop those that nothing has used for an hour.

        Readers go on meanwhile. Rows, batches and every answer stay as they were.
        """
        tables = size = removed = 0
        with self.writing():
            for name in TABLES:
                if (table := self._open(name)) is None:
                    continue
                table.optimize.compact()
                table.create_checkpoint()
                removed += len(
                    table.vacuum(
                        retention_hours=_RETENTION_HOURS,
                        dry_run=False,
                        enforce_retention_duration=False,
                    )
                )
                tables += 1
                size += sum(pa.table(table.get_add_actions())["size_bytes"].to_pylist())
        self._seen = None
        return Compacted(tables=tables, bytes=size, files_removed=removed)

    # --- reading ---------------------------------------------------------------------

    def version(self) -> Version:
        """A small hashable value that changes with every commit; () for an empty store.

        Commits to the tables of ASIDE don't change it.
        """
        followed = [table for table in TABLES if table not in ASIDE]
        if not self.remote:
            return tuple(
                (table, *newest)
                for table in followed
                if (newest := _newest_commit(Path(self.root) / table / "_delta_log"))
            )
        with self._guard:
            if self._seen and time.monotonic() - self._seen[0] < _REMOTE_CHECK_SECONDS:
                return self._seen[1]
            version = tuple(
                (table, handle.version(), 0)
                for table in followed
                if (handle := self._followed(table)) is not None
            )
            self._seen = (time.monotonic(), version)
            return version

    def batch(self) -> int:
        """The number of the last batch, 0 for an empty store.

        It is kept as a transaction number in the Delta log, so that it survives compaction,
        vacuum and the removal of the demonstration set, and no number is ever given twice.
        """
        found = (self._open(table) for table in TABLES)
        return max((t.transaction_version(_BATCH) or 0 for t in found if t is not None), default=0)

    def files(self, table: str) -> list[str]:
        """The paths of the Parquet files that make up a table now; a directory store only."""
        found = self._open(table)
        return [] if found is None else sorted(found.file_uris())

    def dataset(self, table: str) -> pads.Dataset | None:
        """The table as an Arrow dataset; how an object store is read."""
        found = self._open(table)
        return None if found is None else found.to_pyarrow_dataset()

    # --- inside ----------------------------------------------------------------------

    def _uri(self, table: str) -> str:
        return f"{self.root}/{table}"

    def _open(self, table: str) -> DeltaTable | None:
        if not self.remote and not (Path(self.root) / table / "_delta_log").is_dir():
            return None
        try:
            found = DeltaTable(self._uri(table), storage_options=self._options)
        except TableNotFoundError:
            return None
        except (DeltaError, OSError) as error:
            raise StoreError(
                f"The table {table} of the store {self.root} can't be read: {error}",
                remedy="Check the address, the network and the rights; or restore a backup.",
            ) from error
        written_by = int(found.metadata().configuration.get(_VERSION) or VERSION)
        if written_by > VERSION:
            raise StoreVersionError(
                f"The store {self.root} has format {written_by}; this release knows {VERSION}.",
                remedy="Update Stancewatch, or name another store with MONITOR_STORE or --store.",
            )
        return found

    def _followed(self, table: str) -> DeltaTable | None:
        """A handle that is kept open, brought up to date."""
        handle = self._handles.get(table)
        if handle is None:
            handle = self._open(table)
        else:
            try:
                handle.update_incremental()
            except DeltaError:  # the table was replaced
                handle = self._open(table)
        if handle is not None:
            self._handles[table] = handle
        return handle

    def _lock_path(self) -> Path:
        if not self.remote:
            folder = Path(self.root)
            name = ".lock"
        else:
            cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
            folder = Path(cache) / "stancewatch"
            name = hashlib.sha256(self.root.encode()).hexdigest()[:16] + ".lock"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(self.root, error) from error
        return folder / name


def _newest_commit(log: Path) -> tuple[int, int] | None:
    """Number and time of the newest commit in a Delta log; the time tells a replaced table."""
    try:
        names = [e.name for e in os.scandir(log) if re.fullmatch(r"\d{20}\.json", e.name)]
        if not names:
            return None
        newest = max(names)
        return int(newest[:20]), (log / newest).stat().st_mtime_ns
    except FileNotFoundError:
        return None


def _storage_options(environment: Mapping[str, str]) -> dict[str, str]:
    options = {name: value for name, value in environment.items() if name.startswith("AWS_")}
    # S3 and its compatibles refuse to overwrite a commit where asked so; without it two
    # writers could lose one.
    options.setdefault("aws_conditional_put", "etag")
    return options


def _with_batch(table: str, rows: Sequence[Mapping[str, Any]] | pa.Table, batch: int) -> pa.Table:
    schema = TABLES[table]
    columns = set(rows.column_names) if isinstance(rows, pa.Table) else {k for r in rows for k in r}
    if unknown := sorted(columns - set(schema.names)):
        raise StoreError(f"The table {table} has no column {', '.join(unknown)}.")
    try:
        if not isinstance(rows, pa.Table):
            rows = pa.Table.from_pylist([_storable(row) for row in rows], schema=schema)
        arrays = [
            pa.array([batch] * rows.num_rows, pa.int64())
            if field.name == "batch"
            else rows[field.name].cast(field.type)
            if field.name in rows.column_names
            else pa.nulls(rows.num_rows, field.type)
            for field in schema
        ]
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise StoreError(f"Rows don't fit the table {table}: {error}") from error
    return pa.Table.from_arrays(arrays, schema=schema)


def _storable(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with one U+FFFD for each character that UTF-8 can't hold: offsets stay true."""
    return {
        name: _UNSTORABLE.sub("\ufffd", value)
        if isinstance(value, str) and not (value.isascii() and "\0" not in value)
        else value
        for name, value in row.items()
    }


def _unwritable(root: str, error: Exception) -> StoreError:
    return StoreError(
        f"The store {root} can't be written: {error}",
        remedy="Check that there is free space and that you may write there.",
    )
