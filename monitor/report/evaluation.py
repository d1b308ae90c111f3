"""The table of accuracy that `make evaluate` wrote, as people read it."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from monitor.report import words
from monitor.settings import DATA

PACKAGED = DATA / "evaluation.json"
OURS = "trained"
_SIMPLE = ("VADER", "quotation marks")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured, when, and with which scorer.

    `table` has a row a measure: what, ours (with its 95 % interval), rules, simple (VADER or
    quotation marks), set and sample (n).
    """

    date: str
    scorer: str
    table: pd.DataFrame


def load(path: Path = PACKAGED) -> Evaluation | None:
    """Read the table; null where there is none, or where the file is not one."""
    try:
        found = json.loads(path.read_text("utf-8"))
        measured: dict[tuple[str, str, str], dict[str, Any]] = {}
        for row in found["rows"]:
            key = (str(row["task"]), str(row["set"]), str(row["measure"]))
            measured.setdefault(key, {})[row["system"]] = row
        rows = [_row(key, systems) for key, systems in measured.items() if OURS in systems]
        return Evaluation(str(found["date"]), str(found["scorer"]), pd.DataFrame(rows))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _row(key: tuple[str, str, str], systems: dict[str, dict[str, Any]]) -> dict[str, str]:
    ours = systems[OURS]
    simple = (f"{name} {_value(systems[name])}" for name in _SIMPLE if name in systems)
    return {
        "what": f"{key[0].capitalize()}, {key[2]}",
        "ours": _value(ours) + _interval(ours),
        "rules": _value(systems["rules"]) if "rules" in systems else words.DASH,
        "simple": next(simple, words.DASH),
        "set": key[1],
        "sample": words.count(ours["n"]),
    }


def _value(row: dict[str, Any]) -> str:
    unit = str(row.get("unit", "%"))
    if unit == "cases":
        return f"{row['value']:.0f} of {row['n']}"
    digits = 0 if unit == "MB" else 1
    return f"{row['value']:.{digits}f} {unit}".replace(" /s", "/s")


def _interval(row: dict[str, Any]) -> str:
    low, high = row.get("low"), row.get("high")
    if low is None or high is None or math.isnan(low):
        return ""
    return f" ({low:.1f} to {high:.1f})"
