"""Metrics of the reader's tasks. Pure: gold and answers in, numbers out.

Lines have the shapes of `predict`: a gold line is an input line with its answer, `label`
for sentiment and stance, `attributions` for attribution, `statements` for statements.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from monitor.errors import ReadError
from monitor.read.stance import SENTIMENTS, STANCES

TASKS = ("sentiment", "stance", "attribution", "statements")
RESAMPLES = 500
SEED = 7

_TOKEN = re.compile(r"\w+|[^\w\s]")
Line = Mapping[str, Any]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class ClassScore:
    """Precision, recall and F1 of one class, each in [0, 1], and its gold count."""

    precision: float
    recall: float
    f1: float
    n: int


@dataclass(frozen=True, slots=True)
class Report:
    """What an evaluation came to; `low` and `high` bound macro_f1 with 95 % confidence.

    For attribution the classes are "content" and "content_holder", at the level of tokens;
    `macro_f1` is that of content_holder and `accuracy` the share of right holders among
    the tokens that both found. `n` counts lines.
    """

    macro_f1: float
    accuracy: float
    per_class: dict[str, ClassScore]
    n: int
    low: float
    high: float


def evaluate(task: str, gold: Sequence[Line], answers: Sequence[Line]) -> Report:
    """Compare answers with gold lines of the same order.

    An answer with `error` counts as wrong. Raises ReadError for an unknown task, no lines,
    lines that don't pair up, or a gold line without its answer.
    """
    if task not in TASKS:
        raise ReadError(f"{task!r} is no task.", remedy=f"Available: {', '.join(TASKS)}.")
    if not gold or len(gold) != len(answers):
        raise ReadError(f"{len(gold)} gold lines and {len(answers)} answers can't be compared.")
    if task == "attribution":
        counts = [attribution_counts(g, a) for g, a in zip(gold, answers, strict=True)]
        return _report(counts, _attribution_report)
    if task == "statements":
        pairs = [p for g, a in zip(gold, answers, strict=True) for p in _statement_pairs(g, a)]
        return _classes(pairs, STANCES, len(gold))
    names = SENTIMENTS if task == "sentiment" else STANCES
    pairs = [
        (_field(g, "label"), str(a.get("label", ""))) for g, a in zip(gold, answers, strict=True)
    ]
    for wanted, _ in pairs:
        if wanted not in names:
            raise ReadError(f"{wanted!r} is no label.", remedy=f"Available: {', '.join(names)}.")
    return _classes(pairs, names, len(gold))


def class_scores(pairs: Sequence[tuple[str, str]], names: Sequence[str]) -> dict[str, ClassScore]:
    """Give precision, recall and F1 of each class from (gold, answer) pairs."""
    found = {}
    for name in names:
        hits = sum(wanted == given == name for wanted, given in pairs)
        wanted_n = sum(wanted == name for wanted, _ in pairs)
        given_n = sum(given == name for _, given in pairs)
        found[name] = _class_score(hits, given_n, wanted_n)
    return found


def _class_score(hits: int, given: int, wanted: int) -> ClassScore:
    precision = hits / given if given else 0.0
    recall = hits / wanted if wanted else 0.0
    both = given + wanted
    return ClassScore(precision, recall, 2 * hits / both if both else 0.0, wanted)


def _classes(pairs: list[tuple[str, str]], names: Sequence[str], lines: int) -> Report:
    """Score labels. A class that neither gold nor answers have counts 0 in the macro mean."""

    def score(sample: Sequence[tuple[str, str]]) -> tuple[float, float, dict[str, ClassScore]]:
        per_class = class_scores(sample, names)
        macro = sum(c.f1 for c in per_class.values()) / len(names)
        right = sum(wanted == given for wanted, given in sample)
        return macro, right / len(sample) if sample else 0.0, per_class

    report = _report(pairs, score)
    return Report(
        report.macro_f1, report.accuracy, report.per_class, lines, report.low, report.high
    )


def _report(
    items: Sequence[_Item],
    score: Callable[[Sequence[_Item]], tuple[float, float, dict[str, ClassScore]]],
) -> Report:
    """Score all items, and resamples of them for the interval (percentile bootstrap)."""
    macro, accuracy, per_class = score(items)
    chance = random.Random(SEED)  # noqa: S311 - no secret, and the same interval every time
    means = sorted(score(chance.choices(items, k=len(items)))[0] for _ in range(RESAMPLES)) or [0.0]
    low, high = means[int(0.025 * len(means))], means[int(0.975 * len(means))]
    return Report(macro, accuracy, per_class, len(items), low, high)


def _field(line: Line, name: str) -> Any:
    if name not in line:
        raise ReadError(f"The gold line {line.get('id')!r} has no {name!r}.")
    return line[name]


# --- attribution, by token -----------------------------------------------------------


def attribution_counts(gold: Line, answer: Line) -> tuple[int, int, int, int]:
    """Give (tokens of both, of the answer, of gold, of both with a right holder) of a text."""
    tokens = [match.span() for match in _TOKEN.finditer(_field(gold, "text"))]
    wanted = _holders(tokens, _field(gold, "attributions"))
    given = _holders(tokens, answer.get("attributions", []))
    both = wanted.keys() & given.keys()
    right = sum(any(_same(w, g) for w in wanted[t] for g in given[t]) for t in both)
    return len(both), len(given), len(wanted), right


def _holders(
    tokens: list[tuple[int, int]], attributions: Sequence[Line]
) -> dict[int, list[list[int] | None]]:
    found: dict[int, list[list[int] | None]] = {}
    for attribution in attributions:
        for start, end in attribution["content"]:
            for number, (first, last) in enumerate(tokens):
                if start <= first and last <= end:
                    found.setdefault(number, []).append(attribution["holder"])
    return found


def _same(wanted: list[int] | None, given: list[int] | None) -> bool:
    if wanted is None or given is None:
        return wanted is given
    return wanted[0] < given[1] and given[0] < wanted[1]


def _attribution_report(
    counts: Sequence[tuple[int, int, int, int]],
) -> tuple[float, float, dict[str, ClassScore]]:
    both, given, wanted, right = (sum(column) for column in zip(*counts, strict=True))
    per_class = {
        "content": _class_score(both, given, wanted),
        "content_holder": _class_score(right, given, wanted),
    }
    return per_class["content_holder"].f1, right / both if both else 0.0, per_class


# --- statements ----------------------------------------------------------------------


def _statement_pairs(gold: Line, answer: Line) -> list[tuple[str, str]]:
    """Give (gold, answer) stances of the statements that gold asks for.

    A gold statement is paired with the one of the same target and span (and part, where it
    names one); where it names a holder, another holder's stance counts as no answer.
    """
    given = answer.get("statements", [])
    pairs = []
    for wanted in _field(gold, "statements"):
        match = next(
            (s for s in given if all(s.get(k) == v for k, v in wanted.items() if k != "stance")),
            None,
        )
        pairs.append((str(wanted["stance"]), str(match["stance"]) if match else "none"))
    return pairs
