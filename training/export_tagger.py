"""Trained weights -> the tagger that ships: one int8 file, held to the unquantised one.

    python -m training.export_tagger --shared ../shared/data --work var/train

Linear layers and embeddings become int8 (per channel, activations scaled as they come). The
export is refused where the development part's content F1 falls by more than MAY_LOSE.
Prints the grid from which the limits of monitor/read/linking.py were chosen.
"""

import argparse
import hashlib
import json
import logging
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from monitor.read import model
from monitor.read import tagger as runtime
from monitor.read.evaluate import evaluate
from monitor.read.linking import Limits, links
from monitor.read.tagger import Tagged, Tagger
from monitor.read.text import paragraphs, sentences
from training import attribution, base
from training import tagger as training
from training.attribution import Document

MAY_LOSE = 0.3  # points of F1
NAME = "tagger"
TOKENIZER = "minilm.tokenizer.json"

log = logging.getLogger("tagger")


def export(weights: Path, target: Path) -> None:
    """Write the network as int8 ONNX."""
    network = training.Tagger(0.0)
    network.load_state_dict(torch.load(weights, weights_only=True))
    network.eval()
    ids = torch.randint(1000, 2000, (1, 33))
    axes = {0: "batch", 1: "places"}
    plain, ready = target.with_suffix(".plain"), target.with_suffix(".ready")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's remarks on shapes that are fixed here
        torch.onnx.export(
            network,
            (ids, torch.ones_like(ids), torch.zeros_like(ids)),
            str(plain),
            input_names=["ids", "mask", "shapes"],
            output_names=["tags", "links"],
            dynamic_axes={
                **dict.fromkeys(("ids", "mask", "shapes", "tags"), axes),
                "links": {0: "batch", 2: "places", 3: "places"},
            },
            opset_version=17,
            dynamo=False,
        )
    quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
    quantize_dynamic(
        str(ready),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Gather", "Gemm"],
    )
    plain.unlink()
    ready.unlink()


def describe(folder: Path, tokenizer: bytes) -> None:
    """Write the manifest by which the app finds and checks the network."""

    def digest(content: bytes) -> str:
        return hashlib.sha256(content).hexdigest()

    (folder / TOKENIZER).write_bytes(tokenizer)
    stated = {
        "weights": f"{NAME}.onnx",
        "sha256": digest((folder / f"{NAME}.onnx").read_bytes()),
        "tokenizer": TOKENIZER,
        "tokenizer_sha256": digest(tokenizer),
    }
    text = json.dumps(stated, indent=2) + "\n"
    (folder / f"{NAME}.json").write_text(text, encoding="utf-8")


def unquantised(weights: Path, cut: Callable[[str], model.Pieces]) -> Tagger:
    """Give the trained network as it came out of training."""
    network = training.Tagger(0.0)
    network.load_state_dict(torch.load(weights, weights_only=True))
    network.eval()

    def forward(*inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        with torch.no_grad():
            tags, pointed = network(*map(torch.from_numpy, inputs))
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
    weights = given.work / "tagger.pt"
    _, tokenizer = base.load("minilm", given.work / "base")
    given.out.mkdir(parents=True, exist_ok=True)
    export(weights, given.out / f"{NAME}.onnx")
    describe(given.out, tokenizer.to_str().encode())
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
