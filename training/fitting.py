"""The training loop: seeded, logged, and resumable to the bit.

A run is a function of its seed, its examples and its plan. The order of batches comes from
the seed alone; a checkpoint holds weights, optimiser and the state of chance, so that a run
that was stopped goes on as if it had not been.
"""

import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from training.encoder import pad
from training.judge import Example, Judge, loss

log = logging.getLogger("training")

CHECKPOINT = "checkpoint.pt"

# Without these instructions half precision takes fifty times as long.
HALVES = torch.backends.cpu.get_cpu_capability() == "AVX512"


@dataclass(frozen=True, slots=True)
class Plan:
    epochs: int
    rate: float  # highest learning rate of the encoder
    heads_rate: float
    batch: int = 32
    warm_up: float = 0.08  # part of the steps
    decay: float = 0.01
    seed: int = 1
    every: int = 50  # steps between checkpoints
    last: int = 0  # step at which the run is finished; 0: after all epochs
    stop_after: int = 0  # steps in this call; 0: all. For tests of resuming


def fit(judge: Judge, examples: Sequence[Example], plan: Plan, folder: Path) -> bool:
    """Train in place; True when finished. Goes on from the checkpoint in `folder`, if any."""
    torch.manual_seed(plan.seed)
    judge.train()
    optimiser = _optimiser(judge, plan)
    batches = _batches(examples, plan)
    step = _resume(judge, optimiser, folder)
    first, started, cpu = step, time.monotonic(), time.process_time()
    running = 0.0
    end = plan.last or len(batches)
    while step < end:
        for group in optimiser.param_groups:
            group["lr"] = group["highest"] * _slope(step, len(batches), plan.warm_up)
        batch = [examples[n] for n in batches[step]]
        ids, mask = pad([example.ids for example in batch], judge.encoder.shape)
        with torch.autocast("cpu", torch.bfloat16, enabled=HALVES):
            value = loss(judge, ids, mask, batch)
        optimiser.zero_grad(set_to_none=True)
        value.backward()
        torch.nn.utils.clip_grad_norm_(judge.parameters(), 1.0)
        optimiser.step()
        step += 1
        running = value.item() if step == first + 1 else 0.98 * running + 0.02 * value.item()
        if step % 10 == 0:
            log.info(
                "step %d of %d, loss %.3f, %.0f s, %.0f CPU-s, %.3f CPU-s an example",
                step, end, running, time.monotonic() - started,
                time.process_time() - cpu,
                (time.process_time() - cpu) / (step - first) / plan.batch,
            )  # fmt: skip
        enough = bool(plan.stop_after) and step - first >= plan.stop_after
        if step % plan.every == 0 or step == end or enough:
            _save(judge, optimiser, step, folder)
        if enough and step < end:
            return False
    return True


def _optimiser(judge: Judge, plan: Plan) -> torch.optim.Optimizer:
    groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
    for name, parameter in judge.named_parameters():
        if parameter.requires_grad:
            kind = (name.startswith("encoder."), parameter.ndim > 1)
            groups.setdefault(kind, []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": found,
                "highest": plan.rate if encoder else plan.heads_rate,
                "weight_decay": plan.decay if matrix else 0.0,
            }
            for (encoder, matrix), found in groups.items()
        ],
        betas=(0.9, 0.98),
        eps=1e-6,
        fused=True,
    )


def _slope(step: int, steps: int, warm_up: float) -> float:
    """Linear warm-up to 1, then linear decay to 0."""
    rising = max(1, int(warm_up * steps))
    return (step + 1) / rising if step < rising else (steps - step) / (steps - rising)


def _batches(examples: Sequence[Example], plan: Plan) -> list[list[int]]:
    """Batches of all epochs: shuffled, of like lengths."""
    chance = random.Random(plan.seed)  # noqa: S311  order, not secrecy
    found = []
    for _ in range(plan.epochs):
        order = list(range(len(examples)))
        chance.shuffle(order)
        block = plan.batch * 40
        epoch = []
        for first in range(0, len(order), block):
            alike = sorted(order[first : first + block], key=lambda n: len(examples[n].ids))
            epoch += [alike[n : n + plan.batch] for n in range(0, len(alike), plan.batch)]
        chance.shuffle(epoch)
        found += epoch
    return found


def _resume(judge: Judge, optimiser: torch.optim.Optimizer, folder: Path) -> int:
    path = folder / CHECKPOINT
    if not path.is_file():
        return 0
    kept = torch.load(path, weights_only=True)
    judge.load_state_dict(kept["judge"])
    optimiser.load_state_dict(kept["optimiser"])
    torch.set_rng_state(kept["chance"])
    log.info("going on from step %d", kept["step"])
    return int(kept["step"])


def _save(judge: Judge, optimiser: torch.optim.Optimizer, step: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / "checkpoint.new"
    torch.save(
        {
            "judge": judge.state_dict(),
            "optimiser": optimiser.state_dict(),
            "chance": torch.get_rng_state(),
            "step": step,
        },
        fresh,
    )
    fresh.replace(folder / CHECKPOINT)
