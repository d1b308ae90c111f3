"""Trained weights -> the tagger that ships: one int8 file, held to the unquantised one.

    python -m training.export_tagger --shared ../shared/data --work var/train [--grid]

Linear layers and the table of pieces become int8. The export is refused where the content F1
on the development part falls by more than MAY_LOSE. `--grid` prints what the limits of
monitor/read/linking.py do there.
"""

import argparse
import logging
import warnings
from collections.abc import Iterable
from pathlib import Path

import torch
from torch import Tensor, nn

from monitor.read import model
from monitor.read import tagger as runtime
from monitor.read.evaluate import evaluate
from monitor.read.linking import Limits, links
from monitor.read.stream import Cut, Integers
from monitor.read.tagger import Floats, Tagged, Tagger
from monitor.read.text import paragraphs, sentences
from training import attribution, base
from training import tagger as training
from training.attribution import Document
from training.export import Fused, quantise, write_manifest

MAY_LOSE = 0.3  # points of F1
NAME = "tagger"
TOKENIZER = "minilm.tokenizer.json"

log = logging.getLogger("tagger")


class Shipped(nn.Module):
    """ids, shapes [1, places], without padding -> logits of tags and links."""

    def __init__(self, tagger: training.Tagger) -> None:
        super().__init__()
        self.tagger = tagger
        self.layers = nn.ModuleList(map(Fused, tagger.encoder.layers))

    def forward(self, ids: Tensor, shapes: Tensor) -> tuple[Tensor, Tensor]:
        """Give tags [1, places, 9] and links [1, 2, places, places]."""
        encoder = self.tagger.encoder
        places = encoder.positions(torch.arange(ids.shape[1]))[None]
        states = encoder.norm(encoder.pieces(ids) + places + self.tagger.shapes(shapes))
        bias = torch.zeros(1, 1, 1, 1)
        for layer in self.layers:
            states = layer(states, bias, states)
        return self.tagger.read(states)


def export(weights: Path, target: Path) -> None:
    """Write the network as int8 ONNX."""
    ids = torch.randint(1000, 2000, (1, 33))
    plain = target.with_suffix(".plain")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's remarks on shapes that are fixed here
        torch.onnx.export(
            Shipped(trained(weights)).eval(),
            (ids, torch.zeros_like(ids)),
            str(plain),
            input_names=["ids", "shapes"],
            output_names=["tags", "links"],
            dynamic_axes={
                **{name: {1: "places"} for name in ("ids", "shapes", "tags")},
                "links": {2: "places", 3: "places"},
            },
            opset_version=17,
            dynamo=False,
        )
    quantise(plain, target, gentle=())
    plain.unlink()


def trained(weights: Path) -> training.Tagger:
    """Give the trained network as it came out of training."""
    network = training.Tagger(0.0, heads=training.HEADS, inner=training.INNER)
    network.load_state_dict(torch.load(weights, weights_only=True))
    return network.eval()


def unquantised(weights: Path, cut: Cut) -> Tagger:
    """Give the trained network behind the app's reader."""
    network = Shipped(trained(weights)).eval()

    def forward(ids: Integers, shapes: Integers) -> tuple[Floats, Floats]:
        with torch.no_grad():
            tags, pointed = network(torch.from_numpy(ids), torch.from_numpy(shapes))
        return tags.numpy(), pointed.numpy()

    return Tagger(forward, cut)


# --- measuring -----------------------------------------------------------------------

Seen = list[tuple[Document, list[Tagged]]]


def look(tagger: Tagger, documents: Iterable[Document]) -> Seen:
    """Run a network over documents once; what it sees is decoded many times."""
    return [(d, list(tagger.read(d.text, paragraphs(d.text)))) for d in documents]


def measure(seen: Seen, limits: Limits) -> dict[str, float]:
    """Give F1 of content, of content with its holder, and of spans that match exactly."""
    gold, answers = [], []
    for document, blocks in seen:
        split = sentences(document.text)
        found = [link for tagged in blocks for link in links(document.text, split, tagged, limits)]
        gold.append({"id": document.name, "text": document.text, "attributions": wanted(document)})
        answers.append(
            {"attributions": [{"holder": one.source, "content": [one.content]} for one in found]}
        )
    report = evaluate("attribution", gold, answers)
    exact = (
        {(g["id"], *span) for g in gold for a in g["attributions"] for span in a["content"]},
        {
            (g["id"], *span)
            for g, a in zip(gold, answers, strict=True)
            for one in a["attributions"]
            for span in one["content"]
        },
    )
    return {
        "content": 100 * report.per_class["content"].f1,
        "precision": 100 * report.per_class["content"].precision,
        "holder": 100 * report.per_class["content_holder"].f1,
        "right": 100 * report.accuracy,
        "exact": 200 * len(exact[0] & exact[1]) / (len(exact[0]) + len(exact[1])),
    }


def wanted(document: Document) -> list[dict[str, object]]:
    """Give a document's attributions as `predict` would."""
    return [
        {"holder": (a["source"] or [None])[0], "content": a["content"]}
        for a in document.attributions
    ]


def grid(seen: Seen) -> None:
    """Print what each limit does to the development part, one changed at a time."""
    start = Limits()
    tried = [("as they are", start)]
    tried += [
        (f"inside {v}", start._replace(inside=(*start.inside[:2], v))) for v in (0.4, 0.5, 0.6)
    ]
    tried += [(f"source {v}", start._replace(inside=(v, *start.inside[1:]))) for v in (0.3, 0.5)]
    tried += [(f"begins {v}", start._replace(begins=v)) for v in (0.4, 0.6, 0.7)]
    tried += [(f"switch {v}", start._replace(switch=(v / 2, v / 2, v))) for v in (0.0, 1.0, 3.0)]
    tried += [(f"pointer {v}", start._replace(pointer=v)) for v in (0.3, 0.5, 0.6, 0.8)]
    tried += [(f"nobody {v}", start._replace(nobody=v)) for v in (0.5, 0.6, 0.8, 0.9, 1.1)]
    for name, limits in tried:
        log.info("%s: %s", name, _text(measure(seen, limits)))


def _text(found: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in found.items())


def main() -> None:
    """Export, compare, and print the grid."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shared", type=Path, default=Path("../shared/data"))
    options.add_argument("--work", type=Path, default=Path("var/train"))
    options.add_argument("--out", type=Path, default=model.FOLDER)
    options.add_argument("--grid", action="store_true", help="try other limits")
    given = options.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    torch.set_num_threads(1)
    weights = given.work / "tagger_small.pt"
    _, tokenizer = base.load("minilm", given.work / "base")
    given.out.mkdir(parents=True, exist_ok=True)
    shipped, vocabulary = given.out / f"{NAME}.onnx", given.out / TOKENIZER
    export(weights, shipped)
    vocabulary.write_text(tokenizer.to_str(), "utf-8")
    write_manifest(given.out, shipped, vocabulary, {"base": "minilm"}, NAME)
    documents = training.documents_of(given.shared, given.work, "dev")
    small = look(runtime.load(given.out), documents)
    before = measure(look(unquantised(weights, attribution.cutter(tokenizer)), documents), Limits())
    after = measure(small, Limits())
    log.info("trained: %s", _text(before))
    log.info("shipped: %s", _text(after))
    if after["content"] < before["content"] - MAY_LOSE:
        raise SystemExit("int8 costs too much: this export must not be shipped.")
    if given.grid:
        grid(small)


if __name__ == "__main__":
    main()
