"""Long work in a process of its own, with its progress on the page.

The process runs the same commands as a person does, so that other sessions go on.
"""

import json
import re
import subprocess
import sys
from typing import Any

import streamlit as st

from monitor.errors import MonitorError
from monitor.ui import state

_PROGRESS = re.compile(r"^(.*): ([\d,]+) of ([\d,]+)$")
_SHOWN = 20  # lines of messages


def run(*arguments: str) -> dict[str, Any] | None:
    """Run a command of ours and show how far it is; null, and a message, where it failed."""
    command = [sys.executable, "-m", "monitor", "--store", state.settings().store]
    bar = st.progress(0.0, text="Starting ...")
    lines: list[str] = []
    with subprocess.Popen(  # noqa: S603  our own command, and no shell
        [*command, *arguments, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        if process.stderr is None or process.stdout is None:
            raise MonitorError("The command could not be started.")
        for line in process.stderr:
            if found := _PROGRESS.match(line.strip()):
                done, total = (int(group.replace(",", "")) for group in found.groups()[1:])
                bar.progress(
                    min(1.0, done / max(total, 1)), text=f"{found[1]} {done:,} of {total:,}"
                )
            elif line.strip():
                lines.append(line.strip())
        printed = process.stdout.read().splitlines()
    bar.empty()
    if lines:
        st.text("\n".join(lines[-_SHOWN:]))
    if process.returncode != 0 or not printed:
        return None
    result: dict[str, Any] = json.loads(printed[-1])
    return result
