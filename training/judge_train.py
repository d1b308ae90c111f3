"""Trains the judge: a teacher on the public sets and then on our domain too, and from it and
the labelled sets a small model.

    python -m training.judge_train teacher domain student distil

Each stage goes on where it was stopped, and leaves `done.pt` in its folder under `--work`.
"""

import argparse
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from monitor.read import marks
from training import base, distil, judge_data, ship
from training.fitting import Plan, fit
from training.judge import FRAMES, Example, Judge
from training.judge_data import Encode

log = logging.getLogger("training")

TEACHER_LAYERS, TEACHER_FROZEN = 9, 4  # of twelve: the rest costs time and brings little
STAGES = ("teacher", "domain", "student", "distil", "ship")
PLANS = {
    "teacher": Plan(epochs=1, rate=6e-5, heads_rate=3e-4, last=100),
    "domain": Plan(epochs=1, rate=5e-5, heads_rate=2.5e-4, warm_up=0.04, seed=4),
    "student": Plan(epochs=2, rate=1.2e-4, heads_rate=5e-4, seed=2, last=100),
    "distil": Plan(epochs=1, rate=1.2e-4, heads_rate=4e-4, warm_up=0.05, seed=3),
}


def start(kind: str, folder: Path, layers: int = 0) -> tuple[Judge, Encode]:
    """A judge with base weights and fresh heads, and what prepares its cases."""
    weights, tokenizer = base.load(kind, folder)
    ids = marks.marks(tokenizer.token_to_id, *FRAMES[kind])
    torch.manual_seed(1)
    judge = Judge(kind, ids, layers=layers)
    judge.encoder.take(weights)

    def cut(text: str) -> Sequence[int]:
        return tokenizer.encode(text, add_special_tokens=False).ids if text else []

    def encode(text: str, target: marks.Span, holder: marks.Span | None) -> list[int]:
        return marks.encode(cut, ids, text, target, holder)

    return judge, encode


def teacher_examples(data: Path, encode: Encode) -> list[Example]:
    pairs = list(judge_data.stance(data, encode, keep=0.22, opposite=0.25))
    kept = [e for n, e in enumerate(pairs) if judge_data.part(f"teacher {n}") < 0.7]
    return [*judge_data.sentiment(data, encode), *kept]


def domain_examples(data: Path, encode: Encode) -> list[Example]:
    public = [
        *judge_data.sentiment(data, encode),
        *judge_data.stance(data, encode, keep=0.22, opposite=0.25),
    ]
    kept = [e for n, e in enumerate(public) if judge_data.part(f"domain {n}") < 0.33]
    return [*kept, *judge_data.own(encode), *judge_data.official(data, encode)]


def student_examples(data: Path, encode: Encode) -> list[Example]:
    return [
        *judge_data.sentiment(data, encode),
        *judge_data.stance(data, encode, keep=0.4, opposite=0.4),
        *judge_data.own(encode),
        *judge_data.official(data, encode),
    ]


def run(stage: str, data: Path, work: Path, plan: Plan) -> bool:
    """Train a stage to its end, or to `plan.stop_after`; True when it is done."""
    folder = work / stage
    if (folder / "done.pt").is_file():
        log.info("%s is done", stage)
        return True
    if stage in ("teacher", "domain"):
        judge, encode = start("mpnet", work / "base", TEACHER_LAYERS)
        judge.encoder.freeze(TEACHER_FROZEN)
        if stage == "domain":
            judge.load_state_dict(finished("teacher", work))
            examples = domain_examples(data, encode)
        else:
            examples = teacher_examples(data, encode)
    else:
        judge, encode = start("minilm", work / "base")
        examples = student_examples(data, encode)
        if stage == "distil":
            judge.load_state_dict(finished("student", work))
            examples += distil.examples(data, work, encode, teacher(work))
    log.info("%s: %d examples", stage, len(examples))
    if not fit(judge, examples, plan, folder):
        return False
    torch.save(judge.state_dict(), folder / "done.pt")
    return True


def finished(stage: str, work: Path) -> dict[str, torch.Tensor]:
    state: dict[str, torch.Tensor] = torch.load(work / stage / "done.pt", weights_only=True)
    return state


def teacher(work: Path) -> Callable[[], tuple[Judge, Encode]]:
    """What loads the trained teacher, when it is needed."""

    def load() -> tuple[Judge, Encode]:
        judge, encode = start("mpnet", work / "base", TEACHER_LAYERS)
        judge.load_state_dict(finished("domain", work))
        return judge.eval(), encode

    return load


def main() -> None:
    """Run the stages that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stages", nargs="*", help=", ".join(STAGES))
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    parser.add_argument("--work", type=Path, default=Path("var/train"))
    given = parser.parse_args()
    logging.basicConfig(level="INFO", format="%(asctime)s %(message)s")
    torch.set_num_threads(1)  # sums in one order; two threads cost more than they bring
    for stage in given.stages or STAGES:
        if stage == "ship":
            judge, _ = start("minilm", given.work / "base")
            judge.load_state_dict(finished("distil", given.work))
            ship.ship(judge, "minilm", given.shared, given.work)
        else:
            run(stage, given.shared, given.work, PLANS[stage])


if __name__ == "__main__":
    main()
