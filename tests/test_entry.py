"""A process that multiprocessing spawns loads the caller's main module again: nothing may run."""

import subprocess
import sys

import pytest

from tests.conftest import REPO


@pytest.mark.parametrize("path", ["dashboard.py", "monitor/__main__.py"])
def test_a_spawned_process_loads_the_program_and_does_not_run_it(path: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import runpy; runpy.run_path({path!r}, run_name='__mp_main__')"],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
