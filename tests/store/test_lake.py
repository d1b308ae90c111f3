import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from textwrap import dedent

import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from monitor.errors import StoreBusyError, StoreError, StoreVersionError
from monitor.records import Filters
from monitor.store import known, rows
from monitor.store.lake import Lake
from monitor.store.query import Reader
from monitor.store.tables import VERSION
from tests.builders import article, fetch, fill, statement
from tests.conftest import REPO


@pytest.fixture
def lake(store: Path) -> Lake:
    return Lake(str(store))


def writer(store: Path, body: str) -> "subprocess.Popen[str]":
    """Another process, which holds the lock and says so, then runs `body`."""
    code = dedent("""
        import sys
        from monitor.store import rows
        from monitor.store.lake import Lake
        from tests.builders import article
        lake = Lake(sys.argv[1])
        with lake.writing() as batch:
    """) + "".join(f"    {line}\n" for line in dedent(body).strip().splitlines())
    return subprocess.Popen(
        [sys.executable, "-c", code, str(store)],
        cwd=REPO,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_store_that_does_not_exist_is_empty_and_reading_does_not_create_it(
    store: Path, lake: Lake
) -> None:
    assert lake.version() == ()
    assert lake.batch() == 0
    assert set(known.counts(lake).values()) == {0}
    assert not store.exists()


def test_rows_come_back_as_they_were_given(lake: Lake) -> None:
    given = article("a", author="N. Vell")
    fill(lake, [given])
    [[found]] = known.Unscored(lake, "any").chunks()
    assert found == given


def test_batches_count_up_over_all_tables_and_no_number_comes_twice(lake: Lake) -> None:
    assert fill(lake, [article("a", demo=True)]) == 1
    assert fill(lake, fetches=[fetch("2026-03-02")]) == 2
    assert fill(lake, [article("b", demo=True)]) == 3
    lake.remove_demo()
    assert fill(lake, [article("c")]) == 4


def test_the_version_changes_with_every_commit_and_stays_otherwise(lake: Lake) -> None:
    versions = [lake.version()]
    for number in range(3):
        fill(lake, [article(f"a{number}")])
        versions.append(lake.version())
    assert len(set(versions)) == 4
    fill(lake)
    assert lake.version() == versions[-1]
    assert Lake(lake.root).version() == versions[-1]


def test_a_column_that_the_table_does_not_have_is_an_error(lake: Lake) -> None:
    with lake.writing() as batch, pytest.raises(StoreError, match="no column colour"):
        lake.append("stories", [{"article_id": "a", "colour": "red"}], batch)


def test_a_value_of_the_wrong_kind_is_an_error_and_leaves_nothing(lake: Lake) -> None:
    with lake.writing() as batch, pytest.raises(StoreError, match="don't fit"):
        lake.append("stories", [{"article_id": "a"}, {"article_id": 7}], batch)
    assert known.counts(lake)["stories"] == 0


def test_text_that_utf8_cannot_hold_keeps_its_offsets(lake: Lake) -> None:
    fill(lake, [article("a", text="one \ud800 two \x00 NATO")])
    [[found]] = known.Unscored(lake, "any").chunks()
    assert found.text == "one \ufffd two \ufffd NATO"


def test_a_second_writer_is_turned_away_and_readers_are_not(store: Path, lake: Lake) -> None:
    fill(lake, [article("a")])
    other = writer(store, 'print("holding", flush=True)\nsys.stdin.read()')
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "holding\n"
        with pytest.raises(StoreBusyError) as refused, lake.writing():
            pass
        assert refused.value.remedy
        assert Reader(lake).summary(Filters()).total_articles == 1
    finally:
        other.kill()
        other.communicate()
    assert fill(lake, [article("b")]) == 2


def test_a_writer_that_is_killed_leaves_whole_commits_only(store: Path, lake: Lake) -> None:
    body = """
        for number in range(1_000_000):
            texts = [article(f"{number}-{part}") for part in range(7)]
            lake.append("articles", [rows.article_row(text) for text in texts], batch)
            print(number, flush=True)
    """
    acknowledged = 0
    for kill_after in (1, 3):
        other = writer(store, body)
        assert other.stdout is not None
        for _ in range(kill_after):
            other.stdout.readline()
        os.kill(other.pid, signal.SIGKILL)
        acknowledged += kill_after + len(other.communicate()[0].splitlines())
        stored = known.counts(lake)["articles"]
        assert stored % 7 == 0
        assert acknowledged <= stored // 7 <= acknowledged + 1
        acknowledged = stored // 7
    assert fill(lake, [article("afterwards")]) == 3


def test_statements_without_their_scoring_never_count(lake: Lake) -> None:
    text = article("a")
    fill(lake, [text])
    with lake.writing() as batch:  # a crash before the row that says "read"
        lake.append("statements", rows.statement_rows(text, [statement()], scorer="s"), batch)
    assert Reader(lake).summary(Filters()).statements == 0
    assert known.Unscored(lake, "s").count == 1


def test_reading_while_writing_sees_whole_batches(lake: Lake) -> None:
    fill(lake, {article("0"): [statement()] * 3})
    reader, seen = Reader(lake), []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            size = reader.summary(Filters())
            seen.append((size.articles, size.statements))

    threads = [threading.Thread(target=watch) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(1, 8):
        fill(lake, {article(str(number)): [statement(start=n) for n in range(3)]})
    done.set()
    for thread in threads:
        thread.join()
    assert seen
    assert all(statements == 3 * articles for articles, statements in seen)
    assert reader.summary(Filters()).statements == 24


def test_removing_the_demonstration_removes_nothing_else(lake: Lake) -> None:
    fill(lake, {article("mine"): [statement()]}, [fetch("2026-03-02")])
    fill(lake, {article("demo", demo=True): [statement()] * 2}, [fetch("2026-03-03", demo=True)])
    assert Reader(lake).summary(Filters()).demo
    assert lake.remove_demo() == 5  # article, two statements, scoring, fetch
    size = Reader(lake).summary(Filters())
    assert (size.demo, size.total_articles, size.statements) == (False, 1, 1)
    assert known.counts(lake)["fetches"] == 1


def test_compaction_joins_files_and_changes_no_answer(lake: Lake) -> None:
    for day in range(1, 9):
        text = article(f"a{day}", f"2026-03-0{day}T10:00")
        fill(lake, {text: [statement(stance=day / 10)]}, [fetch(f"2026-03-0{day}T11:00")])
    reader = Reader(lake)

    def answers() -> list[str]:
        asked = [Filters(), Filters(batch=4), Filters(search="a3")]
        frames = [f for a in asked for f in (reader.statements(a), reader.trend(a, "day"))]
        return [frame.to_csv() for frame in frames]

    before = answers()
    assert len(lake.files("statements")) == 8
    compacted = lake.compact()
    assert len(lake.files("statements")) == 1
    assert answers() == before
    assert compacted.tables == 4
    assert compacted.bytes == sum(
        Path(file).stat().st_size
        for table in ("articles", "statements", "scorings", "fetches")
        for file in lake.files(table)
    )
    assert fill(lake, [article("later")]) == 9


def test_compacting_twice_changes_nothing_the_second_time(lake: Lake) -> None:
    fill(lake, [article("a")])
    fill(lake, [article("b")])
    lake.compact()
    files = lake.files("articles")
    lake.compact()
    assert lake.files("articles") == files


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_reader_goes_on_when_its_files_are_gone(lake: Lake, in_pieces: bool) -> None:
    for name in "abc":
        fill(lake, {article(name): [statement()]})
    reader = Reader(lake)
    assert len(reader.statements(Filters())) == 3
    engine = reader._engine(Filters())
    old = lake.files("statements")
    lake.compact()
    for file in old:  # as a vacuum does an hour later
        Path(file).unlink()
    question = "select * from statements"
    frames = engine.pieces(question, {}, 2) if in_pieces else [engine.frame(question)]
    assert sum(map(len, frames)) == 3


def test_a_store_of_a_newer_release_is_refused(lake: Lake) -> None:
    fill(lake, [article("a")])
    newer = {"stancewatch.version": str(VERSION + 1)}
    table = DeltaTable(f"{lake.root}/articles")
    table.alter.set_table_properties(newer, raise_if_not_exists=False)
    with pytest.raises(StoreVersionError) as refused, lake.writing():
        pass
    assert refused.value.remedy
    with pytest.raises(StoreVersionError):
        Reader(lake).summary(Filters())


def test_files_of_an_older_release_lack_a_column(lake: Lake) -> None:
    fill(lake, [article("a")])
    [file] = lake.files("articles")
    table = pq.read_table(file)
    pq.write_table(table.drop_columns(["author"]), file)
    fill(lake, [article("b", author="N. Vell")])
    found = [a for chunk in known.Unscored(lake, "any").chunks() for a in chunk]
    assert [a.author for a in found] == [None, "N. Vell"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    with (
        pytest.raises(StoreError, match="can't be written"),
        Lake(str(tmp_path / "file")).writing(),
    ):
        pass


def test_a_damaged_file_is_a_store_error(lake: Lake) -> None:
    fill(lake, [article("a")])
    for file in lake.files("articles"):
        Path(file).write_bytes(b"PAR1 nonsense PAR1")
    with pytest.raises(StoreError, match="can't be read"):
        Reader(lake).summary(Filters())


def test_a_process_that_read_in_threads_ends_cleanly(store: Path, lake: Lake) -> None:
    fill(lake, {article("a"): [statement()]})
    code = dedent("""
        import sys, threading
        from monitor.records import Filters
        from monitor.store.lake import Lake
        from monitor.store.query import Reader
        reader = Reader(Lake(sys.argv[1]))
        ask = lambda: reader.trend(Filters(), "day")
        threads = [threading.Thread(target=ask) for _ in range(4)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    """)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(store)],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
