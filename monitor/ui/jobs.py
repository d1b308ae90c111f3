"""Long work in a process of its own, with its progress on every page.

The process runs the same commands as a person does. Threads only listen to it, so pages stay
quick, other visitors go on, and leaving a page does not stop the work.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import streamlit as st

from monitor.report import words
from monitor.ui import state

_PROGRESS = re.compile(r"^(.*): ([\d,]+)(?: of ([\d,]+))?$")
_PACKAGE = Path(__file__).parents[2]
_SHOWN = 30  # lines of messages, and files that were refused


@dataclass
class Job:
    """One command that runs, or has run, in this server. Written by the thread that follows it."""

    title: str
    doing: str = "Starting"
    share: float = 0.0  # of what is being done, in [0, 1]
    running: bool = True
    failed: bool = False
    result: dict[str, Any] = field(default_factory=dict)
    messages: deque[str] = field(default_factory=lambda: deque(maxlen=_SHOWN))


@dataclass
class Board:
    """The last job of this server: there is one at a time, since there is one store to write."""

    job: Job | None = None
    guard: threading.Lock = field(default_factory=threading.Lock)


def start(title: str, *arguments: str, uploads: tuple[tuple[str, bytes], ...] = ()) -> None:
    """Run a command of ours, unless a job is running: then that one is shown.

    `uploads`, names and contents, are written to a folder that becomes the last argument.
    """
    board = _board()
    with board.guard:
        if board.job is None or not board.job.running:
            board.job = Job(title)
            threading.Thread(
                name="job",
                target=_follow,
                args=(board.job, state.settings().store, arguments, uploads),
                daemon=True,
            ).start()
    st.session_state["job"] = board.job
    st.rerun()


def running() -> bool:
    """Whether a job is at work."""
    job = _board().job
    return job is not None and job.running


def panel() -> None:
    """On top of every page: how far the job is, and once what came of it."""
    job = _board().job
    if job is not None and job.running:
        st.session_state["job"] = job
        _watch(job)
    elif (done := st.session_state.get("job")) is not None:
        _report(done)


@st.fragment(run_every=1.0)
def _watch(job: Job) -> None:
    if not job.running:
        st.rerun()
    st.progress(job.share, text=f"{job.title}: {job.doing}")


def _report(job: Job) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        icon, colour = (":material/error:", "red") if job.failed else (":material/check:", "gray")
        st.badge(job.title, icon=icon, color=colour)  # type: ignore[arg-type]
        st.text(in_words(job.result) or ("It did not work." if job.failed else "Done."))
        lines = [*job.messages, *_refusals(job.result)]
        if lines:
            with st.popover(words.counted(len(lines), "message"), type="tertiary"):
                st.text("\n".join(lines))
        if st.button("Close", type="tertiary", icon=":material/close:"):
            del st.session_state["job"]
            st.rerun()


def in_words(result: dict[str, Any]) -> str:
    """What a command's JSON says, in one line."""
    parts = [
        words.counted(int(result[key]), one, many)
        for key, one, many in (
            ("feeds", "feed polled", "feeds polled"),
            ("ok", "read", "read"),
            ("unchanged", "unchanged", "unchanged"),
            ("failed", "failed", "failed"),
            ("files", "file", "files"),
            ("articles_new", "new article", "new articles"),
            ("duplicates", "known already", "known already"),
            ("statements", "statement", "statements"),
            ("removed", "row removed", "rows removed"),
        )
        if isinstance(result.get(key), int)
    ]
    if refused := result.get("refused"):
        parts.append(f"{len(refused):,} refused")
    return ", ".join(parts)


def _refusals(result: dict[str, Any]) -> list[str]:
    refused = result.get("refused") or []
    return [
        f"{Path(one['path']).name}{':' + str(one['row']) if one['row'] else ''}: {one['reason']}"
        for one in refused[:_SHOWN]
    ]


@st.cache_resource
def _board() -> Board:
    return Board()


def _follow(
    job: Job, store: str, arguments: tuple[str, ...], uploads: tuple[tuple[str, bytes], ...]
) -> None:
    """Run the command to its end, and write down on the job what it tells."""
    try:
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as printed:
            for number, (name, content) in enumerate(uploads):
                # The visitor's name for a file decides its kind, and nothing else.
                (Path(folder) / f"{number:03}-{Path(name).name}").write_bytes(content)
            command = [sys.executable, "-m", "monitor", "--store", store, *arguments, "--json"]
            _run(job, [*command, folder] if uploads else command, printed)
            printed.seek(0)
            lines = printed.read().splitlines()
        job.result = json.loads(lines[-1]) if lines else {}
    except (OSError, ValueError) as error:
        job.failed = True
        job.messages.append(f"The command could not be run: {error}")
    finally:
        job.running = False


def _run(job: Job, command: list[str], printed: IO[str]) -> None:
    path = os.pathsep.join(filter(None, (str(_PACKAGE), os.environ.get("PYTHONPATH"))))
    with subprocess.Popen(  # noqa: S603  our own command, and no shell
        command,
        stdout=printed,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
    ) as process:
        for line in process.stderr or ():
            _tell(job, line.strip())
    job.failed = process.returncode != 0


def _tell(job: Job, line: str) -> None:
    """Take a line of the command for progress where it looks like it, else for a message."""
    found = _PROGRESS.match(line)
    if not found:
        if line:
            job.messages.append(line)
        return
    done, total = (int((number or "0").replace(",", "")) for number in found.groups()[1:])
    job.share = min(1.0, done / total) if total else 0.0
    job.doing = f"{found[1]}, {done:,} of {total:,}" if total else f"{found[1]}, {done:,}"
