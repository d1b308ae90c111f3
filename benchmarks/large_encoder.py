"""An encoder of RoBERTa-base's size with random weights, for its time alone.

The architecture of Liu et al. 2019: 12 layers, 768 wide, 12 heads, 3,072 inner, 50,265 pieces;
float32, on the same runtime as the shipped networks and with as many threads.
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

LAYERS, WIDTH, HEADS, INNER, PIECES, POSITIONS = 12, 768, 12, 3072, 50_265, 514
OPSET = 20  # the first with Gelu


class LargeEncoder:
    """Runs the encoder over so many pieces."""

    def __init__(self, path: Path) -> None:
        """Load what `write` wrote."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._chance = np.random.default_rng(1)

    def run(self, pieces: int) -> None:
        """Encode one text of so many pieces."""
        ids = self._chance.integers(5, PIECES, (1, pieces))
        places = np.arange(pieces)[None] + 2
        self._session.run(None, {"ids": ids, "places": places})


def write(path: Path) -> None:
    """Write the encoder; in a process of its own, for that takes much memory."""
    onnx.save(_model(), path)


def _model() -> onnx.ModelProto:
    graph = _Graph()
    x = graph.add("Add", graph.embed("ids", PIECES), graph.embed("places", POSITIONS))
    x = graph.norm(x)
    for _ in range(LAYERS):
        x = graph.norm(graph.add("Add", x, graph.attention(x)))
        inner = graph.add("Gelu", graph.linear(x, WIDTH, INNER))
        x = graph.norm(graph.add("Add", x, graph.linear(inner, INNER, WIDTH)))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "pieces"])
        for name in ("ids", "places")
    ]
    output = helper.make_tensor_value_info(x, TensorProto.FLOAT, ["batch", "pieces", WIDTH])
    made = helper.make_graph(graph.nodes, "encoder", inputs, [output], graph.weights)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._chance = np.random.default_rng(2)

    def add(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Add a node; give the name of its output."""
        name = f"{kind}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def weight(self, *shape: int) -> str:
        """Add random weights."""
        values = self._chance.normal(0, 0.02, shape).astype(np.float32)
        return self._keep(values)

    def _keep(self, values: np.ndarray) -> str:
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def embed(self, ids: str, count: int) -> str:
        return self.add("Gather", self.weight(count, WIDTH), ids)

    def linear(self, x: str, width: int, out: int) -> str:
        return self.add("Add", self.add("MatMul", x, self.weight(width, out)), self.weight(out))

    def norm(self, x: str) -> str:
        return self.add("LayerNormalization", x, self.weight(WIDTH), self.weight(WIDTH), axis=-1)

    def attention(self, x: str) -> str:
        """Self-attention with its output layer."""
        size = WIDTH // HEADS
        split = self._keep(np.array([0, 0, HEADS, size], np.int64))
        joined = self._keep(np.array([0, 0, WIDTH], np.int64))

        def heads(order: list[int]) -> str:
            flat = self.add("Reshape", self.linear(x, WIDTH, WIDTH), split)
            return self.add("Transpose", flat, perm=order)

        query, key, value = heads([0, 2, 1, 3]), heads([0, 2, 3, 1]), heads([0, 2, 1, 3])
        scale = self._keep(np.array(size**-0.5, np.float32))
        weights = self.add("Softmax", self.add("Mul", self.add("MatMul", query, key), scale))
        mixed = self.add("Transpose", self.add("MatMul", weights, value), perm=[0, 2, 1, 3])
        return self.linear(self.add("Reshape", mixed, joined), WIDTH, WIDTH)
