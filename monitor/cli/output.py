"""What a command prints: progress and messages on standard error, results on standard output."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.text import Text

from monitor.errors import MonitorError
from monitor.pipeline.progress import Progress

# highlight=False and Text(): what feeds and files say is never taken for markup.
messages = Console(stderr=True, highlight=False)
results = Console(highlight=False, soft_wrap=True)


def say(text: str, style: str = "") -> None:
    """Print one message for a person, on standard error."""
    messages.print(Text(text, style=style), soft_wrap=True)


def complain(error: MonitorError) -> None:
    """Print what went wrong and what to do about it, on standard error."""
    say(error.message, "bold red")
    if error.remedy:
        say(error.remedy)


def finish(result: Mapping[str, Any], *, as_json: bool, text: str) -> None:
    """Print a command's result: for people, or as one JSON object on the last line."""
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False, default=str) + "\n")
    else:
        results.print(Text(text))


@contextmanager
def progress() -> Iterator[Progress]:
    """Yield a Progress: bars on a terminal, else a line for each tenth of the way."""
    if messages.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Bars(*columns, TimeElapsedColumn(), console=messages, transient=True) as bars:
            tasks: dict[str, Any] = {}

            def draw(doing: str, done: int, total: int) -> None:
                if doing not in tasks:
                    tasks[doing] = bars.add_task(doing, total=total or None)
                bars.update(tasks[doing], completed=done, total=total or None)

            yield draw
        return

    printed: dict[str, int] = {}

    def tell(doing: str, done: int, total: int) -> None:
        step = done * 10 // total if total else done // 100
        if printed.get(doing) != step:
            printed[doing] = step
            say(f"{doing}: {done} of {total}" if total else f"{doing}: {done}")

    yield tell
