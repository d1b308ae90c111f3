"""Soft labels: what the teacher thinks of cases without labels, for the small model to learn."""

import gzip
import json
import logging
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import torch

from monitor.read.marks import Span
from training.encoder import pad
from training.judge import Example, Judge
from training.judge_data import Encode, part, rows

log = logging.getLogger("training")

MENTIONS, PAIRS, OFFICIAL = 6000, 2500, 1500
PAIRS_USED = 1000
WEIGHT = 1.0
_NAME = re.compile(r"\bNATO\b|\bthe Alliance\b|\bEuropean Union\b|\bUnited Nations\b|\bRussia\b")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]+[\"”’)]*(?=\s|$)")

Case = tuple[str, Span, Span | None]


def cases(data: Path) -> Iterator[Case]:
    """Mentions, pairs (one direction each) and sentences of official texts, without labels.

    Sentences of the labelled NATO items are left out, labelled or not: they are for tests.
    """
    chance = random.Random(5)  # noqa: S311  a sample
    found = rows(data / "unlabelled.jsonl.gz")
    chance.shuffle(found)
    mentions = [row for row in found if row["kind"] == "tsc"][:MENTIONS]
    pairs = [row for row in found if row["kind"] == "dse"][:PAIRS]
    for row in mentions:
        yield row["text"], (row["start"], row["end"]), None
    for row in pairs:
        p, q = (row["p_start"], row["p_end"]), (row["q_start"], row["q_end"])
        yield (row["text"], q, p) if part(row["text"]) < 0.7 else (row["text"], p, q)
    held = {_plain(row["text"]) for row in rows(data / "nato/items.jsonl")}
    official = [case for case in _official(data) if _plain(case[0]) not in held]
    chance.shuffle(official)
    yield from official[:OFFICIAL]


def _official(data: Path) -> Iterator[Case]:
    for row in rows(data / "nato/nato_sample.jsonl.gz"):
        for sentence in _SENTENCE.finditer(row["text"]):
            text = sentence.group().strip()
            names = list(_NAME.finditer(text))
            if names and 40 < len(text) < 350:
                name = names[int(part(text) * len(names))]
                yield text, name.span(), None


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def examples(
    data: Path, work: Path, encode: Encode, teacher: Callable[[], tuple[Judge, Encode]]
) -> list[Example]:
    """The cases with the teacher's probabilities; what it said is kept in `work`."""
    asked = list(cases(data))
    path = work / "distil" / "soft.jsonl.gz"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        judge, theirs = teacher()
        answers = judged(judge, [theirs(*case) for case in asked])
        with gzip.open(path, "wt") as out:
            out.writelines(json.dumps(answer) + "\n" for answer in answers)
    with gzip.open(path, "rt") as lines:
        soft = [json.loads(line) for line in lines]
    # The teacher saw few pairs: about stance it is asked only in our own domain.
    return [
        Example(
            tuple(encode(*case)),
            stance=tuple(stance) if number >= MENTIONS + PAIRS else None,
            sentiment=tuple(sentiment),
            weight=WEIGHT,
        )
        for number, (case, (stance, sentiment)) in enumerate(zip(asked, soft, strict=True))
        if number < MENTIONS + PAIRS_USED or number >= MENTIONS + PAIRS
    ]


@torch.no_grad()
def judged(
    judge: Judge, cases: Sequence[Sequence[int]], batch: int = 64
) -> list[tuple[list[float], list[float]]]:
    """(stance, sentiment) probabilities of cases given as ids, in order."""
    judge.eval()
    found: dict[int, tuple[list[float], list[float]]] = {}
    order = sorted(range(len(cases)), key=lambda n: len(cases[n]))
    for first in range(0, len(order), batch):
        numbers = order[first : first + batch]
        ids, mask = pad([cases[n] for n in numbers], judge.encoder.shape)
        with torch.autocast("cpu", torch.bfloat16):
            logits = judge(ids, mask)
        stance, sentiment = (x.float().softmax(-1).tolist() for x in logits)
        found |= {n: (stance[k], sentiment[k]) for k, n in enumerate(numbers)}
        if first // batch % 20 == 0:
            log.info("judged %d of %d", first + len(numbers), len(cases))
    return [found[n] for n in range(len(cases))]
