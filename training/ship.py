"""The last stage: the trained judge into monitor/data/model, calibrated on development data."""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from monitor.read import marks, model
from training import base, calibrate, export, judge_data
from training.calibrate import Calibration, Numbers
from training.judge import Judge

log = logging.getLogger("training")

THRESHOLD = 0.5
_NONE = {"temperature": 1.0, "bias": (0.0, 0.0, 0.0)}
_NAMES = ("stance", "stance_without_holder", "sentiment")

Asked = tuple[str, marks.Span, marks.Span | None, int]


def development(data: Path) -> dict[str, list[Asked]]:
    """Cases with their classes: DSE valid without sentences of train, both directions of each
    pair; the labelled NATO sentences; NewsMTSC mt."""
    trained = {row["text"] for row in judge_data.rows(data / "stance/dse_train.jsonl")}
    stances, sentiments = judge_data.STANCES, judge_data.SENTIMENTS
    items = {row["id"]: row for row in judge_data.rows(data / "nato/items.jsonl")}
    return {
        "stance": [
            (row["text"], target, holder, stances.index(found))
            for row in judge_data.rows(data / "stance/dse_valid.jsonl")
            if row["text"] not in trained
            for holder, target, found in judge_data.directions(row)
        ],
        "stance_without_holder": [
            (item["text"], (item["start"], item["end"]), None, stances.index(row["stance"]))
            for row in judge_data.rows(data / "nato/labels_dev.jsonl")
            for item in [items[row["id"]]]
        ],
        "sentiment": [
            (row["text"], (row["start"], row["end"]), None, sentiments.index(row["label"]))
            for row in judge_data.rows(data / "sentiment/newsmtsc_devtest_mt.jsonl")
        ],
    }


def ship(judge: Judge, kind: str, data: Path, work: Path, folder: Path = model.FOLDER) -> None:
    """Export, quantise, calibrate, and state the files in judge.json."""
    whole, weights = work / "judge.fp32.onnx", folder / "judge.onnx"
    export.to_onnx(judge.eval(), whole)
    export.quantise(whole, weights)
    tokenizer = folder / f"{kind}.tokenizer.json"
    tokenizer.write_text(base.load(kind, work / "base")[1].to_str(), "utf-8")
    facts: dict[str, object] = {
        "base": kind,
        "frame": list(judge.frame),
        "threshold": THRESHOLD,
        "calibration": dict.fromkeys(_NAMES, _NONE),
    }
    export.write_manifest(folder, weights, tokenizer, facts)
    network = model.Network(weights.read_bytes(), base.load(kind, work / "base")[1], {})
    found: dict[str, Calibration] = {}
    for name, asked in development(data).items():
        logits = ask(network, judge.frame, asked, 1 if name == "sentiment" else 0)
        gold = [case[3] for case in asked]
        found[name] = calibrate.fit(logits, gold, lean=name != "sentiment")
        before, after = Calibration(1.0, (0.0, 0.0, 0.0))(logits), found[name](logits)
        log.info(
            "%s: n %d, macro-F1 %.3f, then %.3f; calibration error %.3f, then %.3f; %s",
            name, len(gold),
            calibrate.macro_f1(np.array(gold), before.argmax(1)),
            calibrate.macro_f1(np.array(gold), after.argmax(1)),
            calibrate.error(before, gold), calibrate.error(after, gold), found[name],
        )  # fmt: skip
        np.savez(work / f"dev_{name}.npz", logits=logits, gold=gold)
    facts["calibration"] = {name: each.stated() for name, each in found.items()}
    export.write_manifest(folder, weights, tokenizer, facts)


def ask(
    network: model.Network, frame: tuple[str, str], asked: Sequence[Asked], output: int
) -> Numbers:
    """[n, 3] logits of the shipped network."""
    ids = marks.marks(network.piece_id, *frame)

    def cut(text: str) -> Sequence[int]:
        return network.pieces(text).ids if text else []

    found = []
    for text, target, holder, _ in asked:
        row = marks.encode(cut, ids, text, target, holder)
        found.append(network.run(ids=np.array([row], np.int64))[output][0])
    return np.array(found, np.float64)
