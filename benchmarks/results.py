"""Figures -> a JSON file with the facts of the machine, and lines for people."""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

FOLDER = Path(__file__).parent / "results"
T = TypeVar("T")
_LIBRARIES = ("duckdb", "deltalake", "pyarrow", "pandas", "streamlit", "plotly")


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        **{library: version(library) for library in _LIBRARIES},
    }


def write(name: str, figures: dict[str, Any]) -> Path:
    """Keep figures beside those of other days; one file a benchmark, the last run counts."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.json"
    told = {"measured_at": datetime.now(UTC).date().isoformat(), "machine": machine(), **figures}
    path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return path


def milliseconds(work: Callable[[T], object], given: Iterable[T]) -> dict[str, float]:
    """Wall-clock time of the work on each of what is given, and processor time of all threads.

    On a machine that does other work at the same time, the second is what tells.
    """
    taken, busy = [], []
    for one in given:
        started, used = time.perf_counter(), time.process_time()
        work(one)
        taken.append((time.perf_counter() - started) * 1_000)
        busy.append((time.process_time() - used) * 1_000)
    return {**spread(taken), "cpu_median": round(statistics.median(busy), 1)}


def spread(taken: Sequence[float]) -> dict[str, float]:
    """Median, fastest, slowest and number of measurements."""
    return {
        "median": round(statistics.median(taken), 1),
        "min": round(min(taken), 1),
        "max": round(max(taken), 1),
        "n": len(taken),
    }
