"""A store in a bucket: a real S3 server on loopback, a program of its own."""

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from monitor.store.lake import Lake
from tests.builders import article, fill
from tests.conftest import REPO, Run

LINES = [
    {
        "title": f"NATO meets for day {day}",
        "text": f'"We support NATO," Ada Wren said on day {day}. The budget was not decided.',
        "url": f"https://post.example/{day}",
        "published": f"2026-03-0{day}",
        "outlet": "Lindhaven Post",
    }
    for day in range(1, 6)
]

WRITE_FIVE = """
import sys
from monitor.errors import StoreBusyError
from monitor.store.lake import Lake
from tests.builders import article, fill
left = [f"{sys.argv[2]}-{number}" for number in range(5)]
while left:
    try:
        fill(Lake(sys.argv[1]), [article(left[-1])])
        left.pop()
    except StoreBusyError:
        pass
"""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server."""
    beside = REPO / ".venv" / "s3-server" / "bin" / "moto_server"
    program = str(beside) if beside.exists() else shutil.which("moto_server")
    if program is None:
        pytest.skip("there is no S3 server: make test installs one from requirements-s3.txt")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = (tmp_path_factory.mktemp("s3") / "log").open("wb")
    with (
        log,
        subprocess.Popen(
            [program, "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log
        ) as process,
    ):
        try:
            _wait(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while True:
        assert process.poll() is None
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def bucket(
    server: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """A store in a bucket of the test's own, with the environment that names the server."""
    name = f"b{abs(hash(request.node.name)):x}"
    connection = HTTPConnection(server.removeprefix("http://"))
    connection.request("PUT", f"/{name}")
    assert connection.getresponse().status == 200
    connection.close()
    for variable, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_REGION": "us-east-1",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }.items():
        monkeypatch.setenv(variable, value)
    return f"s3://{name}/desk/store"


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    return path


def test_a_bucket_holds_what_a_directory_holds(
    bucket: str, lines: Path, tmp_path: Path, store: Path, run: Run
) -> None:
    for place in (bucket, store):
        done = run("--store", place, "import", lines)
        assert (done["articles_new"], done["refused"]) == (5, [])
    assert run("--store", bucket, "import", lines)["articles_new"] == 0
    tables = []
    for place in (bucket, store):
        out = tmp_path / "out.csv"
        done = run("--store", place, "export", "statements", "--out", out, "--search", "budget")
        with out.open(encoding="utf-8", newline="") as rows:
            # All but the time at which it came in.
            tables.append([{**row, "first_seen_at": ""} for row in csv.DictReader(rows)])
        assert done["rows"] == len(tables[-1]) > 0
    assert tables[0] == tables[1]
    assert run("--store", bucket, "compact")["tables"] == run("compact")["tables"]
    assert not (REPO / "s3:").exists()


def test_a_second_writer_of_this_machine_is_refused(bucket: str, lines: Path, run: Run) -> None:
    with Lake(bucket).writing():
        run("--store", bucket, "import", lines, code=1)
    assert run("--store", bucket, "import", lines)["articles_new"] == 5


def test_of_two_machines_that_write_at_once_one_is_refused_and_nothing_is_lost(
    bucket: str, tmp_path: Path
) -> None:
    fill(Lake(bucket), [article("first")])
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE_FIVE, bucket, name],
            cwd=REPO,
            # Another cache, so another lock: as if it were another machine.
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / name)},
        )
        for name in ("one", "two")
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    dataset = Lake(bucket).dataset("articles")
    assert dataset is not None
    ids = dataset.to_table(columns=["article_id"])["article_id"].to_pylist()
    assert sorted(ids) == sorted(
        ["first", *(f"{name}-{number}" for name in ("one", "two") for number in range(5))]
    )
