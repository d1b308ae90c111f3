"""The trained tagger without the heads and inner units that matter least: tagger_small.pt.

    python -m training.slim_tagger --shared ../shared/data --work var/train

Nothing is trained after it; export_tagger measures what it costs.
"""

import argparse
import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

from training import attribution, base, slimming
from training.tagger import BATCH, HEADS, INNER, LINK_WEIGHT, MINILM, Tagger, loss_of

WATCHED = 16  # batches that show what the tagger can do without
EVERY = 12  # of so many documents one is read

log = logging.getLogger("tagger")


def slim(shared: Path, work: Path) -> Path:
    """Write and give the file with the smaller network's weights."""
    large = Tagger(0.0)
    large.load_state_dict(torch.load(work / "tagger.pt", weights_only=True))
    small = Tagger(0.0, heads=HEADS, inner=INNER)
    slimming.slim(large, small, _batches(large, shared, work))
    done = work / "tagger_small.pt"
    torch.save(small.state_dict(), done)
    log.info("wrote %s", done)
    return done


def _batches(network: Tagger, shared: Path, work: Path) -> Iterator[slimming.Batch]:
    _, tokenizer = base.load("minilm", work / "base")
    cut = attribution.cutter(tokenizer)
    documents = attribution.load(shared / "attribution", "train", cut)[::EVERY]
    fill = attribution.Batcher(documents, cut, (MINILM.start, MINILM.end))
    for number, windows in enumerate(attribution.epoch(documents, 0, BATCH)[:WATCHED]):
        batch = fill(windows, number)
        mask = torch.from_numpy(batch.mask)
        yield mask, partial(_loss, network, mask, batch)


def _loss(network: Tagger, mask: Tensor, batch: attribution.Batch) -> Tensor:
    tags, links = network(torch.from_numpy(batch.ids), mask, torch.from_numpy(batch.shapes))
    by_tag, by_link = loss_of(tags, links, batch)
    return by_tag + LINK_WEIGHT * by_link


def main() -> None:
    """Slim from the command line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shared", type=Path, default=Path("../shared/data"))
    options.add_argument("--work", type=Path, default=Path("var/train"))
    given = options.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    torch.set_num_threads(1)
    slim(given.shared, given.work)


if __name__ == "__main__":
    main()
