"""What tests share: a store of their own, and the command line as a person runs it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

# Rules read ten times as fast; the tests of the trained scorer ask for it by name.
os.environ["MONITOR_SCORER"] = "baseline"

REPO = Path(__file__).parent.parent
SHARED = REPO.parent / "shared"

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def run(store: Path) -> Run:
    """Run `python -m monitor` on the test's store, and give the JSON that it prints."""

    def command(*arguments: object, code: int = 0) -> dict[str, Any]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MONITOR_")}
        done = subprocess.run(
            [sys.executable, "-m", "monitor", "--store", store, *map(str, arguments), "--json"],
            cwd=REPO,
            env=environment | {"MONITOR_SCORER": "baseline"},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == code, done.stderr
        result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}
        return result

    return command


@pytest.fixture
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"the development data are not at {SHARED}")
    return SHARED
