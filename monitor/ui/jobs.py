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
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pandas as pd
import streamlit as st

from monitor.report import words
from monitor.ui import landing, state

_PROGRESS = re.compile(r"^(.*): ([\d,]+)(?: of ([\d,]+))?$")
_PACKAGE = Path(__file__).parents[2]
_SHOWN = 30  # lines of messages
_REFUSED = 500  # rows that are listed
_NICE = 10  # of 0 to 19: how far work stands back behind the pages
_LONGEST_NAME = 120  # bytes of a file's name


@dataclass(frozen=True, slots=True)
class Command:
    """A command of ours: its words, and files by name and content that it is given last."""

    arguments: tuple[str, ...]
    uploads: tuple[tuple[str, bytes], ...] = ()


@dataclass
class Job:
    """Work that runs, or has run, in this server. Written by the thread that follows it."""

    title: str
    doing: str = "Starting"
    share: float = 0.0  # of what is being done, in [0, 1]
    running: bool = True
    failed: bool = False
    stopped: bool = False  # by a visitor
    process: "subprocess.Popen[str] | None" = None  # while it runs
    result: dict[str, Any] = field(default_factory=dict)
    messages: deque[str] = field(default_factory=lambda: deque(maxlen=_SHOWN))


@dataclass
class Board:
    """The last job of this server: there is one at a time, since there is one store to write."""

    job: Job | None = None
    guard: threading.Lock = field(default_factory=threading.Lock)


def start(title: str, *arguments: str) -> None:
    """Run a command of ours, unless a job is running: then that one is shown."""
    start_all(title, [Command(arguments)])


def start_all(title: str, commands: Sequence[Command], *, land: bool = False) -> None:
    """Run commands one after the other, unless a job is running: then that one is shown.

    With `land` the visitor is led to what was imported once it is there; see landing.py.
    """
    board = _board()
    with board.guard:
        if board.job is None or not board.job.running:
            board.job = Job(title)
            threading.Thread(
                name="job",
                target=_follow,
                args=(board.job, state.settings().store, tuple(commands)),
                daemon=True,
            ).start()
            if land:
                st.session_state["landing"] = board.job, st.session_state.get("page")
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
    bar, end = st.columns([8, 1], vertical_alignment="center")
    bar.progress(job.share, text=f"{job.title}: {job.doing}")
    if end.button("Stop", type="tertiary", icon=":material/stop_circle:", key="stop the job"):
        _stop(job)


def _stop(job: Job) -> None:
    """End the command; what it has stored so far stays."""
    job.stopped = True
    job.doing = "Stopping"
    if job.process is not None:
        job.process.terminate()


def _report(job: Job) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        icon, colour = (":material/error:", "red") if job.failed else (":material/check:", "gray")
        st.badge(job.title, icon=icon, color=colour)  # type: ignore[arg-type]
        st.text(in_words(job.result) or _ended(job))
        if job.messages and not job.stopped:
            with st.popover(words.counted(len(job.messages), "message"), type="tertiary"):
                st.text("\n".join(job.messages))
        if refused := job.result.get("refused"):
            with st.popover(f"{len(refused):,} refused", type="tertiary", width="content"):
                _refusals(refused)
        elsewhere = st.session_state.get("page") != landing.PAGE
        if elsewhere and landing.brought(job.result) and st.button("Show them", type="tertiary"):
            landing.show(job.result)
        if job.result.get("removed") and st.button(
            "Load it again", type="tertiary", icon=":material/undo:"
        ):
            start("Demonstration", "demo")
        if st.button("Close", type="tertiary", icon=":material/close:"):
            del st.session_state["job"]
            st.rerun()


def _ended(job: Job) -> str:
    if job.stopped:
        return "Stopped. What was stored before stays."
    return "It did not work." if job.failed else "Done."


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
    return ", ".join(parts)


def _refusals(refused: Sequence[dict[str, Any]]) -> None:
    """What was not taken in, and why."""
    st.dataframe(
        pd.DataFrame(
            {
                "file": [Path(one["path"]).name for one in refused],
                "row": pd.array([one["row"] for one in refused], dtype="Int64"),
                "reason": [one["reason"] for one in refused],
            }
        ).head(_REFUSED),
        key="refused",
        hide_index=True,
        width=720,
        placeholder=words.DASH,
        column_config={
            "file": "File",
            "row": st.column_config.NumberColumn("Row", format="localized"),
            "reason": st.column_config.TextColumn("Why", width="large"),
        },
    )
    if len(refused) > _REFUSED:
        st.text(f"The first {_REFUSED:,} of {len(refused):,}.")


@st.cache_resource
def _board() -> Board:
    return Board()


def file_name(name: str) -> str:
    """A visitor's name for a file as this machine can take it: it decides its kind, no more."""
    plain = "".join(mark for mark in name.rpartition("/")[2] if mark.isprintable())
    return plain.encode()[-_LONGEST_NAME:].decode(errors="ignore").lstrip(". ") or "file"


def _follow(job: Job, store: str, commands: tuple[Command, ...]) -> None:
    """Run the commands to their end, and write down on the job what they tell."""
    try:
        for command in commands:
            if not job.stopped:
                job.result = _joined(job.result, _done(job, store, command))
    except (OSError, ValueError) as error:
        job.failed = True
        job.messages.append(f"The command could not be run: {error}")
    finally:
        job.running = False


def _done(job: Job, store: str, command: Command) -> dict[str, Any]:
    """Run one command; the JSON that it prints."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as printed:
        paths = []
        for number, (name, content) in enumerate(command.uploads):
            path = Path(folder) / str(number) / file_name(name)
            path.parent.mkdir()
            path.write_bytes(content)
            paths.append(str(path))
        words_of = ["--store", store, *command.arguments, "--json", *paths]
        _run(job, [sys.executable, "-m", "monitor", *words_of], printed)
        printed.seek(0)
        lines = printed.read().splitlines()
    result: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    return result


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """The results of two commands of one kind as one: what can be added is added."""
    joined = {**first, **second}
    for key in first.keys() & second.keys():
        one, other = first[key], second[key]
        if isinstance(one, int) and isinstance(other, int):
            joined[key] = one + other
        elif isinstance(one, list) and isinstance(other, list):
            joined[key] = [*one, *other]
        elif key in ("first", "last") and one and other:
            joined[key] = min(one, other) if key == "first" else max(one, other)
        else:
            joined[key] = other or one
    return joined


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
        job.process = process
        with suppress(OSError):  # it may be done already
            # Pages come first; what the work starts inherits it.
            os.setpriority(os.PRIO_PROCESS, process.pid, _NICE)
        if job.stopped:  # before there was a process to tell
            process.terminate()
        for line in process.stderr or ():
            _tell(job, line.strip())
    job.process = None
    job.failed = job.failed or process.returncode != 0


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
