"""What the trained judge answers to examples, for a smaller one to learn from.

Soft labels after Hinton et al. 2015. An example that says nothing about sentiment, or about
stance, takes the teacher's word for it; where it does, teacher and label count half each.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from training.encoder import pad
from training.fitting import HALVES
from training.judge import Example, Judge

log = logging.getLogger("training")

CHUNK = 640  # examples answered between two files
BATCH = 32
SHARE = 0.5  # of the teacher, where the label is known


def taught(teacher: Judge, examples: Sequence[Example], folder: Path) -> list[Example]:
    """Examples with both answers; goes on from the files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    teacher.eval()
    parts = []
    for first in range(0, len(examples), CHUNK):
        path = folder / f"{first:06}.pt"
        if not path.is_file():
            answers = _answers(teacher, examples[first : first + CHUNK])
            torch.save(answers, path.with_suffix(".new"))
            path.with_suffix(".new").replace(path)
            log.info("taught %d of %d", first + len(answers), len(examples))
        parts.append(torch.load(path, weights_only=True))
    said: list[list[list[float]]] = torch.cat(parts).tolist()
    return [_mixed(*each) for each in zip(examples, said, strict=True)]


def _answers(teacher: Judge, examples: Sequence[Example]) -> Tensor:
    """[n, 2, 3] probabilities: stance, sentiment."""
    found = torch.zeros(len(examples), 2, 3)
    order = sorted(range(len(examples)), key=lambda n: len(examples[n].ids))
    for first in range(0, len(order), BATCH):
        batch = order[first : first + BATCH]
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=HALVES):
            logits = teacher(*pad([examples[n].ids for n in batch], teacher.encoder.shape))
        found[batch] = torch.stack(logits, 1).float().softmax(-1)
    return found


def _mixed(example: Example, said: Sequence[Sequence[float]]) -> Example:
    stance, sentiment = said
    return replace(
        example,
        stance=_mix(example.stance, stance),
        sentiment=_mix(example.sentiment, sentiment),
    )


def _mix(
    label: tuple[float, float, float] | None, said: Sequence[float]
) -> tuple[float, float, float]:
    low, neutral, high = (
        said
        if label is None
        else [SHARE * s + (1 - SHARE) * own for s, own in zip(said, label, strict=True)]
    )
    return low, neutral, high
