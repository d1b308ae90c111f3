"""What the measurements in a browser share: a Streamlit script that is served, and a Chromium."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Playwright

REPO = Path(__file__).parents[1]
DASHBOARD = "dashboard.py"


@dataclass(frozen=True, slots=True)
class Served:
    """A script that is being served."""

    address: str
    process: int

    def processor_ms(self) -> float | None:
        """Processor time that its server has used so far; null where the system hides it."""
        try:
            # After the name, which may hold spaces: the 12th and 13th field are user and system.
            fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            return None
        return (int(fields[11]) + int(fields[12])) * 1_000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(script: str, port: int, **settings: str) -> Iterator[Served]:
    """Serve a script of this repository on loopback until the block ends."""
    options = ["--server.port", str(port), "--server.headless", "true"]
    server = subprocess.Popen(  # noqa: S603  our own scripts
        [sys.executable, "-m", "streamlit", "run", script, *options],
        cwd=REPO,
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(f"{address}/_stcore/health")
        yield Served(address, server.pid)
    finally:
        server.terminate()
        server.wait()


def chromium(playwright: Playwright) -> Browser:
    """Start a Chromium: a process of its own, which has seen nothing yet."""
    return playwright.chromium.launch(
        executable_path="/usr/bin/chromium",
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    )


def _wait(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  our own server
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server does not start.")
