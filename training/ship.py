"""The last stage: the trained judge into monitor/data/model, calibrated on development data."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from monitor.read import marks, model
from training import base, calibrate, export, judge_data
from training.calibrate import Calibration, Numbers
from training.judge import Example, Judge

log = logging.getLogger("training")

THRESHOLD = 0.5
STANCE = ("stance", "stance_without_holder")  # sets whose cases are asked for a stance
CHECKED = {"sentiment_nato": "sentiment"}  # too few to fit on: the calibration of another set
LIMITS = tuple(round(0.95 - 0.05 * n, 2) for n in range(10))
MAY_LOSE = 0.003

Asked = tuple[str, marks.Span, marks.Span | None, int]
Answers = tuple[Numbers, ...]  # stance, sentiment, early stance, early sentiment


def development(data: Path) -> dict[str, list[Asked]]:
    """Cases with their classes: DSE valid without sentences of train, both directions of each
    pair; the labelled NATO sentences; NewsMTSC mt."""
    trained = {row["text"] for row in judge_data.rows(data / "stance/dse_train.jsonl")}
    stances, sentiments = judge_data.STANCES, judge_data.SENTIMENTS
    items = {row["id"]: row for row in judge_data.rows(data / "nato/items.jsonl")}
    labels = judge_data.rows(data / "nato/labels_dev.jsonl")
    nato = [(row, items[row["id"]]) for row in labels]
    return {
        "stance": [
            (row["text"], target, holder, stances.index(found))
            for row in judge_data.rows(data / "stance/dse_valid.jsonl")
            if row["text"] not in trained
            for holder, target, found in judge_data.directions(row)
        ],
        "stance_without_holder": [
            (item["text"], (item["start"], item["end"]), None, stances.index(row["stance"]))
            for row, item in nato
        ],
        "sentiment_nato": [
            (item["text"], (item["start"], item["end"]), None, sentiments.index(row["sentiment"]))
            for row, item in nato
        ],
        "sentiment": [
            (row["text"], (row["start"], row["end"]), None, sentiments.index(row["label"]))
            for row in judge_data.rows(data / "sentiment/newsmtsc_devtest_mt.jsonl")
        ],
    }


def ship(
    judge: Judge,
    examples: Sequence[Example],
    kind: str,
    data: Path,
    work: Path,
    folder: Path = model.FOLDER,
) -> None:
    """Export, quantise, calibrate, and state the files and what was fitted.

    `examples`, some, show which activations have outliers.
    """
    names = ("judge_low", "judge_high")
    plain = [work / f"{name}.fp32.onnx" for name in names]
    weights = [folder / f"{name}.onnx" for name in names]
    export.to_onnx(judge, examples, *plain)
    for source, target in zip(plain, weights, strict=True):
        export.quantise(source, target)
    vocabulary = base.load(kind, work / "base")[1]
    tokenizer = folder / f"{kind}.tokenizer.json"
    tokenizer.write_text(vocabulary.to_str(), "utf-8")
    low, high = (model.Network(path.read_bytes, vocabulary, {}) for path in weights)
    asked = development(data)
    answers = {name: ask(low, high, judge.frame, cases) for name, cases in asked.items()}
    np.savez(work / "development.npz", **{k: np.array(v) for k, v in answers.items()})
    facts = {
        "base": kind,
        "frame": list(judge.frame),
        "threshold": THRESHOLD,
        **fitted(answers, {name: [case[3] for case in cases] for name, cases in asked.items()}),
    }
    for name, path in zip(names, weights, strict=True):
        more = facts if name == names[0] else {"base": kind}
        export.write_manifest(folder, path, tokenizer, more, name)


def fitted(answers: Mapping[str, Answers], golds: Mapping[str, list[int]]) -> dict[str, object]:
    """Fit calibrations, and the limit above which an early answer stands.

    The limit is the lowest at which no set loses more than MAY_LOSE of its macro-F1.
    """
    late: dict[str, Calibration] = {}
    for name in (each for each in golds if each not in CHECKED):
        logits, gold = answers[name][0 if name in STANCE else 1], golds[name]
        late[name] = calibrate.fit(logits, gold, lean=name != "sentiment")
    early = {
        "early_stance": calibrate.fit(
            np.concatenate([answers[name][2] for name in STANCE]),
            [label for name in STANCE for label in golds[name]],
            lean=False,
        ),
        "early_sentiment": calibrate.fit(answers["sentiment"][3], golds["sentiment"], lean=False),
    }
    limit = 1.0
    for candidate in LIMITS:
        losses, left = [], []
        for name, gold in golds.items():
            wanted = np.array(gold)
            at_once = (
                early["early_stance"](answers[name][2]),
                early["early_sentiment"](answers[name][3]),
            )
            done = np.minimum(at_once[0].max(1), at_once[1].max(1)) >= candidate
            soon = at_once[0 if name in STANCE else 1].argmax(1)
            whole = late[CHECKED.get(name, name)](answers[name][0 if name in STANCE else 1])
            labels = whole.argmax(1)
            before = calibrate.macro_f1(wanted, labels)
            after = calibrate.macro_f1(wanted, np.where(done, soon, labels))
            losses.append(before - after)
            left.append(float(done.mean()))
            log.info(
                "%s at %.2f: n %d, macro-F1 %.3f, %.3f with %.0f %% done early; "
                "calibration error %.3f, accuracy %.3f",
                name, candidate, len(gold), before, after, 100 * done.mean(),
                calibrate.error(whole, gold), (labels == wanted).mean(),
            )  # fmt: skip
        if max(losses) > MAY_LOSE:
            break
        limit = candidate
    return {
        "exit": limit,
        "calibration": {name: each.stated() for name, each in {**late, **early}.items()},
    }


def ask(
    low: model.Network, high: model.Network, frame: tuple[str, str], asked: Sequence[Asked]
) -> Answers:
    """[n, 3] logits of the shipped networks: stance, sentiment, early stance and sentiment."""
    ids = marks.marks(low.piece_id, *frame)

    def cut(text: str) -> Sequence[int]:
        return low.pieces(text).ids if text else []

    found = []
    for text, target, holder, _ in asked:
        row = np.array([marks.encode(cut, ids, text, target, holder)], np.int64)
        stance, sentiment, states = low.run(ids=row)
        found.append([*(x[0] for x in high.run(ids=row, states=states)), stance[0], sentiment[0]])
    numbers = np.array(found, np.float64)
    return tuple(numbers[:, n] for n in range(4))
