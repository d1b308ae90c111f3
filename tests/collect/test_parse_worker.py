"""The parser's worker is a program of its own, whatever program asks for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from monitor.collect.parse import Parser
from monitor.errors import ParseError

REPO = Path(__file__).parents[2]

CALLER = """
import sys
from pathlib import Path

sys.path.insert(0, {repo!r})
with Path({log!r}).open("a") as log:
    log.write("run\\n")

from monitor.collect.parse import Parser

with Parser() as parser:
    print(parser.parse(b"<rss><channel><title>Post</title></channel></rss>").title)
"""


def test_the_main_module_of_the_caller_is_not_run_again(tmp_path: Path) -> None:
    # A dashboard is such a main module: Streamlit runs it without a guard.
    log, script = tmp_path / "log", tmp_path / "caller.py"
    script.write_text(CALLER.format(repo=str(REPO), log=str(log)), "utf-8")
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "Post"
    assert log.read_text("utf-8") == "run\n"


def test_nothing_is_imported_from_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "feedparser.py").write_text("raise SystemExit('imported')", "utf-8")
    script = (
        f"import sys; sys.path[:] = [p for p in sys.path if p] + [{str(REPO)!r}]\n"
        "from monitor.collect.parse import Parser\n"
        "with Parser() as parser: print(parser.parse(b'<rss><channel/></rss>').total_entries)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "0"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory so")
def test_a_feed_that_needs_too_much_memory_is_refused_and_the_next_one_is_read() -> None:
    # As a bomb is when it is unpacked; reading it takes several copies, and one gigabyte is all.
    words = b"A" * 250_000_000
    bomb = b"<rss><channel><item><description>" + words + b"</description></item></channel></rss>"
    with Parser(deadline=240.0) as parser:
        with pytest.raises(ParseError) as refused:
            parser.parse(bomb)
        assert refused.value.reason == "parse_memory"
        assert refused.value.remedy
        assert parser.parse(b"<rss><channel><title>Post</title></channel></rss>").title == "Post"
