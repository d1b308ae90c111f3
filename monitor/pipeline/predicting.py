"""`predict` and `evaluate`: JSON lines in, JSON lines out, in the same order."""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from monitor.errors import MonitorError, ReadError
from monitor.pipeline.progress import Progress, silent
from monitor.pipeline.scoring import load_scorer
from monitor.read import evaluate as measuring
from monitor.read import predict as reading
from monitor.read.scorer import Scorer
from monitor.records import Attribution, Statement
from monitor.settings import Settings

Line = dict[str, Any]


class Task(StrEnum):
    """What can be predicted."""

    SENTIMENT = "sentiment"
    STANCE = "stance"
    ATTRIBUTION = "attribution"
    STATEMENTS = "statements"


@dataclass(frozen=True, slots=True)
class Predicted:
    """What predicting came to."""

    rows: int
    errors: int
    seconds: float
    scorer: str


def predict(
    settings: Settings, task: Task, source: Path, target: Path, progress: Progress = silent
) -> Predicted:
    """Write one answer a line of `source`; a malformed line yields `{id, error}`.

    Raises ReadError where `source` can't be read or `target` can't be written.
    """
    started = time.monotonic()
    scorer = load_scorer(settings.catalogue, settings.scorer)
    rows = errors = 0
    try:
        with target.open("w", encoding="utf-8", newline="\n") as out:
            for question in _lines(source):
                answer = _answer(scorer, task, question)
                # ASCII only: a lone surrogate in the input can't break the output.
                out.write(json.dumps(answer) + "\n")
                rows += 1
                errors += "error" in answer
                progress("Predicting", rows, 0)
    except OSError as error:
        raise _unusable(error) from error
    return Predicted(rows, errors, round(time.monotonic() - started, 2), scorer.version)


def evaluate(
    settings: Settings, task: Task, source: Path, progress: Progress = silent
) -> dict[str, Any]:
    """Predict lines whose answers are known; keys macro_f1, low, high, accuracy, per_class, n.

    Raises ReadError where `source` can't be read or a gold line has no answer.
    """
    scorer = load_scorer(settings.catalogue, settings.scorer)
    try:
        gold = [line if isinstance(line, dict) else {} for line in _lines(source)]
    except OSError as error:
        raise _unusable(error) from error
    answers = []
    for line in gold:
        answers.append(_answer(scorer, task, line))
        progress("Predicting", len(answers), len(gold))
    return asdict(measuring.evaluate(task.value, gold, answers)) | {"scorer": scorer.version}


def _lines(source: Path) -> Iterator[Any]:
    """The lines' values; a ValueError stands for a line that is not JSON. Blank lines too:
    one line in, one line out."""
    with source.open(encoding="utf-8-sig", errors="replace") as lines:
        for line in lines:
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                yield ValueError("not JSON")


def _answer(scorer: Scorer, task: Task, question: Any) -> Line:
    if not isinstance(question, dict):
        return {"id": None, "error": "The line is not a JSON object."}
    known = {"id": question.get("id")}
    try:
        return known | _ASK[task](scorer, question)
    except KeyError as error:
        return known | {"error": f"The line has no {error.args[0]!r}."}
    except MonitorError as error:
        return known | {"error": str(error)}
    except (TypeError, ValueError) as error:
        return known | {"error": f"A field has a value of the wrong kind: {error}."}


def _sentiment(scorer: Scorer, line: Line) -> Line:
    judged = reading.predict_sentiment(scorer, _text(line), line["start"], line["end"])
    scores = judged.scores
    return {
        "label": judged.label,
        "p_negative": scores.low,
        "p_neutral": scores.neutral,
        "p_positive": scores.high,
    }


def _stance(scorer: Scorer, line: Line) -> Line:
    start, end = line.get("holder_start"), line.get("holder_end")
    holder = None if start is None or end is None else (start, end)
    target = line["target_start"], line["target_end"]
    judged = reading.predict_stance(scorer, _text(line), holder, target)
    scores = judged.scores
    return {
        "label": judged.label,
        "p_oppose": scores.low,
        "p_neutral": scores.neutral,
        "p_support": scores.high,
    }


def _attribution(scorer: Scorer, line: Line) -> Line:
    found = reading.predict_attribution(scorer, _text(line))
    return {"attributions": [_attributed(one) for one in found]}


def _attributed(found: Attribution) -> Line:
    return {
        "holder": found.holder,
        "cue": found.cue,
        "content": found.content,
        "kind": found.kind.value,
    }


def _statements(scorer: Scorer, line: Line) -> Line:
    read = reading.predict_statements(
        scorer, _text(line, "title", missing=""), _text(line), line.get("entities")
    )
    return {"statements": [_stated(one, scorer.version) for one in read.statements]}


def _stated(statement: Statement, version: str) -> Line:
    """The columns of an exported statement, as far as a text alone has them."""
    row = asdict(statement)
    stance, sentiment = row.pop("stance_scores"), row.pop("sentiment_scores")
    return row | {
        "stance_score": statement.stance_scores.score,
        "p_oppose": stance["low"],
        "p_neutral": stance["neutral"],
        "p_support": stance["high"],
        "sentiment_score": statement.sentiment_scores.score,
        "p_negative": sentiment["low"],
        "p_neutral_sentiment": sentiment["neutral"],
        "p_positive": sentiment["high"],
        "scorer": version,
    }


def _text(line: Line, name: str = "text", missing: str | None = None) -> str:
    value = line[name] if missing is None else line.get(name) or missing
    if not isinstance(value, str):
        raise ReadError(f"{name!r} is not a text.", reason="text")
    return value


def _unusable(error: OSError) -> ReadError:
    return ReadError(f"{error.filename}: {error.strerror}.", remedy="Check the path.")


_ASK = {
    Task.SENTIMENT: _sentiment,
    Task.STANCE: _stance,
    Task.ATTRIBUTION: _attribution,
    Task.STATEMENTS: _statements,
}
