"""Trains the judge: on the public sets, again with our domain; then a smaller one.

    python -m training.judge_train public domain small ship

Each stage goes on where it was stopped, and leaves `done.pt` in its folder under `--work`.
"""

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path

import torch

from monitor.read import marks
from training import base, judge_data, ship, slimming, teaching
from training.fitting import CHECKPOINT, Plan, fit
from training.judge import FRAMES, Example, Judge, losses
from training.judge_data import Encode

log = logging.getLogger("training")

KIND = "mpnet"
LAYERS = 8  # of twelve: the topmost cost time and room and bring little
HEADS, INNER = 8, 1024  # what the small judge keeps of twelve heads and 3,072 inner units
EXIT = 4  # layers after which the small judge answers what it is sure of
FROZEN = {"public": 3, "domain": 2, "small": 0}
STAGES = ("public", "domain", "small", "ship")
PLANS = {
    "public": Plan(epochs=1, rate=6e-5, heads_rate=3e-4),
    "domain": Plan(epochs=1, rate=4e-5, heads_rate=2e-4, warm_up=0.04, seed=4),
    "small": Plan(epochs=1, rate=1e-4, heads_rate=3e-4, batch=16, warm_up=0.05, seed=5),
}
WATCHED = 640  # examples that show what the large judge can do without


def start(stage: str, folder: Path) -> tuple[Judge, Encode]:
    """A stage's judge with base weights and fresh heads, and what prepares its cases."""
    weights, tokenizer = base.load(KIND, folder)
    ids = marks.marks(tokenizer.token_to_id, *FRAMES[KIND])
    torch.manual_seed(1)
    if stage == "small":
        judge = Judge(KIND, ids, dropout=0.05, layers=LAYERS, exit_=EXIT, heads=HEADS, inner=INNER)
    else:
        judge = Judge(KIND, ids, layers=LAYERS)
        judge.encoder.take(weights)
    judge.encoder.freeze(FROZEN[stage])

    def cut(text: str) -> Sequence[int]:
        return tokenizer.encode(text, add_special_tokens=False).ids if text else []

    def encode(text: str, target: marks.Span, holder: marks.Span | None) -> list[int]:
        return marks.encode(cut, ids, text, target, holder)

    return judge, encode


def public_examples(data: Path, encode: Encode) -> list[Example]:
    return [
        *judge_data.sentiment(data, encode),
        *judge_data.stance(data, encode, keep=0.22, opposite=0.25),
    ]


def domain_examples(data: Path, encode: Encode) -> list[Example]:
    return [*public_examples(data, encode), *_ours(data, encode) * 2]


def small_examples(data: Path, encode: Encode) -> list[Example]:
    news = judge_data.news(data, encode, most=3000)
    return [*public_examples(data, encode), *news, *_ours(data, encode) * 2]


def _ours(data: Path, encode: Encode) -> list[Example]:
    return [*judge_data.own(encode), *judge_data.official(data, encode)]


EXAMPLES = {"public": public_examples, "domain": domain_examples, "small": small_examples}


def run(stage: str, data: Path, work: Path, plan: Plan) -> bool:
    """Train a stage to its end, or to `plan.stop_after`; True when it is done."""
    folder = work / stage
    if (folder / "done.pt").is_file():
        log.info("%s is done", stage)
        return True
    judge, encode = start(stage, work / "base")
    examples = EXAMPLES[stage](data, encode)
    log.info("%s: %d examples", stage, len(examples))
    if stage == "domain":
        judge.load_state_dict(finished("public", work))
    if stage == "small":
        teacher, _ = start("domain", work / "base")
        teacher.load_state_dict(finished("domain", work))
        examples = teaching.taught(teacher, examples, folder / "taught")
        if not (folder / CHECKPOINT).is_file():
            step = len(examples) // WATCHED
            slimming.slim(teacher, judge, losses(teacher, examples[:: max(1, step)]))
    if not fit(judge, examples, plan, folder):
        return False
    torch.save(judge.state_dict(), folder / "done.pt")
    return True


def finished(stage: str, work: Path) -> dict[str, torch.Tensor]:
    state: dict[str, torch.Tensor] = torch.load(work / stage / "done.pt", weights_only=True)
    return state


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
            judge, encode = start("small", given.work / "base")
            judge.load_state_dict(finished("small", given.work))
            some = list(judge_data.own(encode))[::20]
            ship.ship(judge, some, KIND, given.shared, given.work)
        else:
            run(stage, given.shared, given.work, PLANS[stage])


if __name__ == "__main__":
    main()
