"""The attribution tagger: a model over windows of pieces, and its training.

    python -m training.tagger --shared ../shared/data --work var/train

Checkpoints hold weights, optimizer, random state and step; the order of batches follows from
the seed alone. A run that was stopped goes on where its last checkpoint stands, and ends with
the weights of an uninterrupted one.
"""

import argparse
import logging
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from monitor.read.stream import SHAPES, Cut
from training import attribution, base
from training.attribution import LAYERS, Batch, Batcher, Document, Window
from training.encoder import SHAPES as ENCODERS
from training.encoder import Encoder

MINILM = ENCODERS["minilm"]
EPOCHS = 3
BATCH = 8  # windows
RATE = 3e-4
HEADS_RATE = 5  # times RATE: the heads start from nothing
WARM_UP = 0.06  # parts of the training
COOL_DOWN = 0.4
DECAY = 0.01
POINTER = 96  # width of the pointer's queries and keys
LINK_WEIGHT = 0.5
KEEP_EVERY = 50  # steps
HEADS, INNER = 8, 768  # what the small tagger keeps of 12 heads and 1,536 inner units

log = logging.getLogger("tagger")


class Tagger(nn.Module):
    """Labels of source, cue and content for every piece, and where each piece points."""

    def __init__(self, dropout: float = 0.1, *, heads: int = 0, inner: int = 0) -> None:
        super().__init__()
        width = MINILM.width
        self.encoder = Encoder("minilm", dropout, attention_dropout=0.0, heads=heads, inner=inner)
        self.shapes = nn.Embedding(SHAPES, width)
        nn.init.zeros_(self.shapes.weight)
        self.drop = nn.Dropout(dropout)
        self.tags = nn.Linear(width, 3 * len(LAYERS))
        self.query = nn.Linear(width, 2 * POINTER)
        self.key = nn.Linear(width, 2 * POINTER)

    def forward(self, ids: Tensor, mask: Tensor, shapes: Tensor) -> tuple[Tensor, Tensor]:
        """Give tags [batch, places, 9] and links [batch, 2, places, places], both as logits."""
        states = self.encoder(ids, mask, self.shapes(shapes))
        tags, links = self.read(self.drop(states))
        return tags, links + (1.0 - mask[:, None, None, :].to(links.dtype)) * -1e4

    def read(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """Give tags and links from the encoder's states."""

        def two(flat: Tensor) -> Tensor:
            return flat.view(flat.shape[0], -1, 2, POINTER).transpose(1, 2)

        links = torch.matmul(two(self.query(states)), two(self.key(states)).transpose(-1, -2))
        return self.tags(states), links * POINTER**-0.5


def loss_of(tags: Tensor, links: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    """Give the loss of labels and that of links (the pieces pointed at share the probability)."""
    labels = torch.from_numpy(batch.labels).view(-1, len(LAYERS))
    counted = labels[:, 0] >= 0
    logits = tags.float().view(-1, len(LAYERS), 3)[counted]
    by_tag = len(LAYERS) * functional.cross_entropy(logits.flatten(0, 1), labels[counted].flatten())
    wanted = torch.from_numpy(batch.links)
    pointing = wanted.any(-1)
    if not pointing.any():
        return by_tag, torch.zeros(())
    chosen, right = links.float()[pointing], wanted[pointing]
    by_link = chosen.logsumexp(-1) - chosen.masked_fill(~right, -1e4).logsumexp(-1)
    return by_tag, by_link.mean()


def train(shared: Path, work: Path, *, epochs: int = EPOCHS, stop_after: int | None = None) -> Path:
    """Train, or go on training; give the file with the weights.

    `stop_after` ends the run after so many steps in all, with a checkpoint.
    """
    torch.manual_seed(attribution.SEED)
    weights, tokenizer = base.load("minilm", work / "base")
    cut = attribution.cutter(tokenizer)
    documents = attribution.load(shared / "attribution", "train", cut)
    model = Tagger()
    model.encoder.take(weights)
    plan = [batch for n in range(epochs) for batch in attribution.epoch(documents, n, BATCH)]
    return fit(model, documents, cut, plan, work / "tagger.pt", stop_after=stop_after)


def fit(
    model: Tagger,
    documents: list[Document],
    cut: Cut,
    plan: list[list[Window]],
    done: Path,
    *,
    stop_after: int | None = None,
) -> Path:
    """Train on batches in order, from the checkpoint beside `done` where there is one."""
    optimizer, rates = _optimizer(model)
    fill = Batcher(documents, cut, (MINILM.start, MINILM.end))
    kept = done.with_suffix(".checkpoint.pt")
    first = _resume(kept, model, optimizer) if kept.is_file() else 0
    last = min(len(plan), stop_after or len(plan))
    log.info("%d documents, %d steps, from step %d", len(documents), len(plan), first)
    model.train()
    started, seen = time.process_time(), []
    for step in range(first, last):
        _set_rate(optimizer, rates, step / len(plan))
        batch = fill(plan[step], step)
        with torch.autocast("cpu", torch.bfloat16):
            tags, links = model(*map(torch.from_numpy, (batch.ids, batch.mask, batch.shapes)))
        by_tag, by_link = loss_of(tags, links, batch)
        optimizer.zero_grad(set_to_none=True)
        (by_tag + LINK_WEIGHT * by_link).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        seen.append((by_tag.item(), by_link.item()))
        if (step + 1) % KEEP_EVERY == 0:
            _keep(kept, model, optimizer, step + 1)
            tag, link = np.mean(seen[-KEEP_EVERY:], axis=0)
            spent = time.process_time() - started
            log.info("step %d loss %.4f links %.4f cpu %.0f s", step + 1, tag, link, spent)
    if last < len(plan):
        _keep(kept, model, optimizer, last)
        return kept
    torch.save(model.state_dict(), done)
    log.info("wrote %s after %.0f CPU-s", done, time.process_time() - started)
    return done


def _optimizer(model: Tagger) -> tuple[torch.optim.Optimizer, list[float]]:
    groups = []
    for name, parameter in model.named_parameters():
        rate = RATE * (1 if name.startswith("encoder.") else HEADS_RATE)
        decay = DECAY if parameter.ndim > 1 else 0.0
        groups.append({"params": [parameter], "lr": rate, "weight_decay": decay})
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)
    return optimizer, [group["lr"] for group in groups]


def _set_rate(optimizer: torch.optim.Optimizer, rates: list[float], part: float) -> None:
    """Rise, stay, and fall to nothing over the last part of the training."""
    factor = min(1.0, part / WARM_UP, (1 - part) / COOL_DOWN)
    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        group["lr"] = rate * factor


def _keep(path: Path, model: Tagger, optimizer: torch.optim.Optimizer, step: int) -> None:
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "random": torch.get_rng_state(),
        "step": step,
    }
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)  # a run that is stopped while writing keeps the checkpoint before


def _resume(path: Path, model: Tagger, optimizer: torch.optim.Optimizer) -> int:
    state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    return int(state["step"])


def documents_of(shared: Path, work: Path, split: str) -> list[Document]:
    """Give the labelled documents of a split."""
    _, tokenizer = base.load("minilm", work / "base")
    return attribution.load(shared / "attribution", split, attribution.cutter(tokenizer))


def main() -> None:
    """Train from the command line; what is there already is not done again."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shared", type=Path, default=Path("../shared/data"))
    options.add_argument("--work", type=Path, default=Path("var/train"))
    options.add_argument("--epochs", type=int, default=EPOCHS)
    options.add_argument("--stop-after", type=int)
    given = options.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(name)s %(message)s",
        handlers=[logging.StreamHandler(), logging.FileHandler(given.work / "tagger.log")],
    )
    torch.set_num_threads(1)
    train(given.shared, given.work, epochs=given.epochs, stop_after=given.stop_after)


if __name__ == "__main__":
    main()
