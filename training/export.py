"""The trained judge as the app runs it: int8 ONNX files, their tokenizer and manifests.

The graphs are the same function as the torch model, arranged for speed: query, key and value
are one product, the last layer is computed only where the heads read it, and the layers above
the exit are a graph of their own, which many cases do without. Products by weights are int8
(dynamic: one scale for all activations, one a column of weights). The few inner units whose
activations are far larger than others' would spoil that scale: they stay fp32. The products of
the heads, whose states have outliers too, get a scale for each block of 128 instead: slow for
many tokens, but a head reads one.
"""

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import (
    DefaultWeightOnlyQuantConfig,
    MatMulNBitsQuantizer,
)
from torch import Tensor, nn
from torch.nn import functional

from training.encoder import Layer, buckets
from training.judge import Example, Judge

PLAIN = "few"  # these by names of their modules
GENTLE = ("inner", "outer")
FEW = 16  # inner units of a layer that stay fp32


class Fused(nn.Module):
    """A layer with one product for query, key and value; at chosen places only, if `chosen`.

    `largest`: the inner units in order of how large their activations get, largest first;
    without it none of them has a product of its own.
    """

    def __init__(self, layer: Layer, largest: Tensor | None = None, chosen: bool = False) -> None:
        super().__init__()
        self.layer, self.chosen = layer, chosen
        parts = [layer.key, layer.value] if chosen else [layer.query, layer.key, layer.value]
        mixed, width = layer.query.weight.shape
        self.mixed = mixed
        self.joint = nn.Linear(width, mixed * len(parts))
        self.joint.weight.data = torch.cat([part.weight.data for part in parts])
        self.joint.bias.data = torch.cat([part.bias.data for part in parts])
        inner = layer.narrow.in_features
        order = torch.arange(inner) if largest is None else largest
        own = 0 if largest is None else FEW
        self.sizes = [own, inner - own]
        few, many = order.split(self.sizes)
        self.widen = nn.Linear(width, inner)
        self.widen.weight.data = layer.widen.weight.data[order]
        self.widen.bias.data = layer.widen.bias.data[order]
        self.few = nn.Linear(len(few), width, bias=False) if len(few) else None
        if self.few is not None:
            self.few.weight.data = layer.narrow.weight.data[:, few]
        self.narrow = nn.Linear(len(many), width)
        self.narrow.weight.data = layer.narrow.weight.data[:, many]
        self.narrow.bias.data = layer.narrow.bias.data

    def forward(self, states: Tensor, bias: Tensor, places: Tensor) -> Tensor:
        batch = states.shape[0]

        def split(flat: Tensor) -> Tensor:
            return flat.view(batch, -1, len(self.layer.kept), self.layer.head_width).transpose(1, 2)

        if bias.shape[1] > 1:
            bias = bias[:, self.layer.kept]
        joint = self.joint(states).split(self.mixed, -1)
        if self.chosen:
            states = torch.matmul(places, states)
            if bias.shape[-1] > 1:
                bias = torch.matmul(places[:, None], bias)
            joint = (self.layer.query(states), *joint)
        query, key, value = (split(part) for part in joint)
        weights = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(self.layer.head_width)
        mixed = torch.matmul((weights + bias).softmax(-1), value)
        mixed = mixed.transpose(1, 2).reshape(batch, -1, self.mixed)
        states = self.layer.norm(states + self.layer.out(mixed))
        wide = functional.gelu(self.widen(states))
        if self.few is None:
            return self.layer.last_norm(states + self.narrow(wide))
        few, many = wide.split(self.sizes, -1)
        return self.layer.last_norm(states + self.few(few) + self.narrow(many))


class Low(nn.Module):
    """ids [batch, tokens] without padding -> early logits (stance, sentiment), and the states."""

    def __init__(self, judge: Judge, largest: Sequence[Tensor]) -> None:
        super().__init__()
        self.judge = judge
        layers = list(zip(judge.encoder.layers, largest, strict=True))
        self.layers = nn.ModuleList(Fused(*each, False) for each in layers[: judge.exit])

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        encoder = self.judge.encoder
        seats = _seats(ids, self.judge)
        states = encoder.norm(encoder.pieces(ids) + encoder.positions(seats)[None])
        bias, places = _bias(seats, self.judge), _places(ids, self.judge)
        for layer in self.layers:
            states = layer(states, bias, places)
        seen = _flat(torch.matmul(places, states))
        stance, sentiment = self.judge.early_stance, self.judge.early_sentiment
        return stance(seen), sentiment(_without_holder(seen)), states


class High(nn.Module):
    """ids [batch, tokens], states of the lower layers -> logits (stance, sentiment)."""

    def __init__(self, judge: Judge, largest: Sequence[Tensor]) -> None:
        super().__init__()
        self.judge = judge
        upper = list(zip(judge.encoder.layers, largest, strict=True))[judge.exit :]
        self.layers = nn.ModuleList(Fused(*each, each is upper[-1]) for each in upper)

    def forward(self, ids: Tensor, states: Tensor) -> tuple[Tensor, Tensor]:
        bias, places = _bias(_seats(ids, self.judge), self.judge), _places(ids, self.judge)
        for layer in self.layers:
            states = layer(states, bias, places)
        # Nothing where no holder is marked.
        seen = _flat(states * places.sum(-1, keepdim=True))
        return self.judge.stance(seen), self.judge.sentiment(_without_holder(seen))


def _seats(ids: Tensor, judge: Judge) -> Tensor:
    return torch.arange(ids.shape[1]) + judge.encoder.shape.first_position


def _bias(seats: Tensor, judge: Judge) -> Tensor:
    if not judge.encoder.shape.relative:
        return torch.zeros(1, 1, 1, 1)
    return judge.encoder.distances(buckets(seats)).permute(2, 0, 1)[None]


def _places(ids: Tensor, judge: Judge) -> Tensor:
    """[batch, 3, tokens]: ones at the start and at the marks of target and holder."""
    target = (ids == judge.marks.target[0]).to(torch.float32)[:, None, :]
    holder = (ids == judge.marks.holder[0]).to(torch.float32)[:, None, :]
    seats = torch.arange(ids.shape[1])
    return torch.cat([(seats == 0).to(torch.float32).expand_as(target), target, holder], 1)


def _flat(seen: Tensor) -> Tensor:
    return seen.reshape(seen.shape[0], -1)


def _without_holder(seen: Tensor) -> Tensor:
    return seen[:, : seen.shape[1] // 3 * 2]


def largest(judge: Judge, examples: Sequence[Example]) -> list[Tensor]:
    """By layer, the inner units in order of how large their activations get in `examples`."""
    sizes = [torch.zeros(layer.narrow.in_features) for layer in judge.encoder.layers]

    def note(size: Tensor) -> Callable[[nn.Module, tuple[Tensor]], None]:
        def hook(_: nn.Module, given: tuple[Tensor]) -> None:
            torch.maximum(size, given[0].abs().amax((0, 1)), out=size)

        return hook

    handles = [
        layer.narrow.register_forward_pre_hook(note(size))
        for layer, size in zip(judge.encoder.layers, sizes, strict=True)
    ]
    for example in examples:
        ids = torch.tensor([example.ids])
        with torch.inference_mode():
            judge(ids, torch.ones_like(ids))
    for handle in handles:
        handle.remove()
    return [size.argsort(descending=True) for size in sizes]


def to_onnx(judge: Judge, examples: Sequence[Example], low: Path, high: Path) -> None:
    """Write the fp32 graphs of the lower and the upper layers.

    `examples`, some, show which inner units have outliers.
    """
    order = largest(judge.eval(), examples)
    ids = torch.randint(1000, 2000, (1, 17))
    ids[:, 5], ids[:, 8] = judge.marks.target[0], judge.marks.holder[0]
    states = torch.zeros(1, 17, judge.encoder.shape.width)
    answers = ["stance", "sentiment"]
    both = {0: "batch", 1: "tokens"}
    for graph, given, path, names, outputs in (
        (Low(judge, order), (ids,), low, ["ids"], [*answers, "states"]),
        (High(judge, order), (ids, states), high, ["ids", "states"], answers),
    ):
        torch.onnx.export(
            graph.eval(),
            given,
            str(path),
            input_names=names,
            output_names=outputs,
            dynamic_axes={"ids": both, "states": both},
            opset_version=17,
            dynamo=False,
        )


def quantise(source: Path, target: Path, gentle: tuple[str, ...] = GENTLE) -> None:
    """fp32 -> int8 weights of products, and int8 rows of the table of pieces."""
    graph = onnx.load(source).graph
    products = [node.name for node in graph.node if node.op_type in ("MatMul", "Gemm")]
    plain = [name for name in products if f"/{PLAIN}/" in name]
    kept = [name for name in products if any(f"/{part}/" in name for part in gentle)] + plain
    kept += [f"{name}_MatMul" for name in kept]  # what the quantiser makes of a Gemm
    quantize_dynamic(
        source,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=kept,
        reduce_range=True,  # else processors without VNNI overflow, and answer otherwise
    )
    how = DefaultWeightOnlyQuantConfig(block_size=128, is_symmetric=True, accuracy_level=4, bits=8)
    blocks = MatMulNBitsQuantizer(
        onnx.load(target), op_types_to_quantize=("MatMul",), algo_config=how, nodes_to_exclude=plain
    )
    blocks.process()
    model = blocks.model.model
    _shrink_table(model)
    onnx.save(model, target)


def _shrink_table(model: onnx.ModelProto) -> None:
    """Store the table of pieces, where there is one, as int8 with a scale a row."""
    graph = model.graph
    stored = {each.name: each for each in graph.initializer}
    for number, node in enumerate(graph.node):
        table = stored.get(node.input[0]) if node.op_type == "Gather" else None
        if table is None or len(table.dims) != 2 or table.dims[0] < 10_000:
            continue
        values = numpy_helper.to_array(table)
        scale = np.maximum(np.abs(values).max(1, keepdims=True) / 127, 1e-9).astype(np.float32)
        small = np.round(values / scale).astype(np.int8)
        graph.initializer.remove(table)
        graph.initializer.extend(
            [numpy_helper.from_array(small, "table"), numpy_helper.from_array(scale, "table_scale")]
        )
        output = node.output[0]
        graph.node.remove(node)
        for place, fresh in enumerate(
            (
                helper.make_node("Gather", ["table", node.input[1]], ["row"]),
                helper.make_node("Cast", ["row"], ["row_float"], to=onnx.TensorProto.FLOAT),
                helper.make_node("Gather", ["table_scale", node.input[1]], ["row_scale"]),
                helper.make_node("Mul", ["row_float", "row_scale"], [output]),
            )
        ):
            graph.node.insert(number + place, fresh)
        return


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_manifest(
    folder: Path, weights: Path, tokenizer: Path, facts: dict[str, object], name: str = "judge"
) -> None:
    """State which files belong together, by hash, and what their reader has to know."""
    manifest = {
        "weights": weights.name,
        "sha256": sha256(weights),
        "tokenizer": tokenizer.name,
        "tokenizer_sha256": sha256(tokenizer),
        **facts,
    }
    (folder / f"{name}.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
