"""MiniLM and MPNet in plain torch, so that training needs no model library.

Both are post-norm transformers (Devlin et al. 2019); MPNet adds a bias to attention that
depends on the distance of two tokens in buckets (Song et al. 2020, after Raffel et al. 2020).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class Shape:
    """The dimensions of an encoder, and the ids of its frame and padding."""

    width: int
    layers: int
    heads: int
    inner: int
    epsilon: float
    positions: int
    first_position: int
    pieces: int
    relative: bool  # whether attention has a bias by distance
    pad: int
    start: int
    end: int


SHAPES = {
    "minilm": Shape(384, 6, 12, 1536, 1e-12, 512, 0, 30522, False, 0, 101, 102),
    "mpnet": Shape(768, 12, 12, 3072, 1e-5, 514, 2, 30527, True, 1, 0, 2),
}
# Names of a layer's parts in the published weights.
_NAMES = {
    "minilm": {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "out": "attention.output.dense",
        "norm": "attention.output.LayerNorm",
        "widen": "intermediate.dense",
        "narrow": "output.dense",
        "last_norm": "output.LayerNorm",
    },
    "mpnet": {
        "query": "attention.attn.q",
        "key": "attention.attn.k",
        "value": "attention.attn.v",
        "out": "attention.attn.o",
        "norm": "attention.LayerNorm",
        "widen": "intermediate.dense",
        "narrow": "output.dense",
        "last_norm": "output.LayerNorm",
    },
}


class Layer(nn.Module):
    """A layer with `heads` of the shape's heads and `inner` of its inner units."""

    def __init__(
        self, shape: Shape, dropout: float, attention_dropout: float, heads: int, inner: int
    ) -> None:
        super().__init__()
        width = shape.width
        self.attention_dropout = attention_dropout
        self.head_width = width // shape.heads
        mixed = heads * self.head_width
        self.register_buffer("kept", torch.arange(heads))  # which of the shape's heads
        self.query = nn.Linear(width, mixed)
        self.key = nn.Linear(width, mixed)
        self.value = nn.Linear(width, mixed)
        self.out = nn.Linear(mixed, width)
        self.norm = nn.LayerNorm(width, shape.epsilon)
        self.widen = nn.Linear(width, inner)
        self.narrow = nn.Linear(inner, width)
        self.last_norm = nn.LayerNorm(width, shape.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        """[batch, tokens, width] -> the same; `bias`: [batch, all heads or 1, tokens, tokens]."""
        batch, tokens, _ = states.shape

        def split(flat: Tensor) -> Tensor:
            return flat.view(batch, tokens, -1, self.head_width).transpose(1, 2)

        if bias.shape[1] > 1:
            bias = bias[:, self.kept]

        query, key, value = (
            split(self.query(states)),
            split(self.key(states)),
            split(self.value(states)),
        )
        if torch.onnx.is_in_onnx_export():  # plain products, which the quantiser knows
            weights = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(self.head_width)
            mixed = torch.matmul((weights + bias).softmax(-1), value)
        else:
            chance = self.attention_dropout if self.training else 0.0
            mixed = functional.scaled_dot_product_attention(
                query, key, value, attn_mask=bias.to(query.dtype), dropout_p=chance
            )
        mixed = mixed.transpose(1, 2).reshape(batch, tokens, -1)
        states = self.norm(states + self.dropout(self.out(mixed)))
        wide = functional.gelu(self.widen(states))
        return self.last_norm(states + self.dropout(self.narrow(wide)))


class Encoder(nn.Module):
    """Token ids -> a vector a token. `kind` is a key of SHAPES; 0 layers, heads, inner: all.

    `attention_dropout` is as `dropout` where it is null; without any, attention is faster.
    """

    def __init__(
        self,
        kind: str,
        dropout: float = 0.1,
        layers: int = 0,
        attention_dropout: float | None = None,
        heads: int = 0,
        inner: int = 0,
    ) -> None:
        super().__init__()
        self.kind = kind
        self.shape = shape = SHAPES[kind]
        self.pieces = nn.Embedding(shape.pieces, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.norm = nn.LayerNorm(shape.width, shape.epsilon)
        self.dropout = nn.Dropout(dropout)
        if shape.relative:
            self.distances = nn.Embedding(32, shape.heads)
        within = dropout if attention_dropout is None else attention_dropout
        self.layers = nn.ModuleList(
            [
                Layer(shape, dropout, within, heads or shape.heads, inner or shape.inner)
                for _ in range(layers or shape.layers)
            ]
        )

    def forward(self, ids: Tensor, mask: Tensor, more: Tensor | None = None) -> Tensor:
        """[batch, tokens] ids, and a mask with 0 for padding -> [batch, tokens, width].

        `more`, [batch, tokens, width], is added to what the ids and their places stand for.
        """
        return self.each(ids, mask, more)[-1]

    def each(self, ids: Tensor, mask: Tensor, more: Tensor | None = None) -> list[Tensor]:
        """The same after each layer."""
        tokens = ids.shape[1]
        places = torch.arange(tokens, device=ids.device)
        states = self.pieces(ids) + self.positions(places + self.shape.first_position)[None]
        if more is not None:
            states = states + more
        states = self.dropout(self.norm(states))
        bias = (1.0 - mask[:, None, None, :].to(states.dtype)) * -1e4
        if self.shape.relative:
            bias = bias + self.distances(buckets(places)).permute(2, 0, 1)[None]
        else:
            bias = bias.expand(ids.shape[0], 1, tokens, tokens)
        found = []
        for layer in self.layers:
            states = layer(states, bias)
            found.append(states)
        return found

    def take(self, weights: Mapping[str, Tensor]) -> None:
        """Take over published weights (training/base.py)."""
        names = {
            "pieces.weight": "embeddings.word_embeddings.weight",
            "positions.weight": "embeddings.position_embeddings.weight",
            "norm.weight": "embeddings.LayerNorm.weight",
            "norm.bias": "embeddings.LayerNorm.bias",
        }
        if self.shape.relative:
            names["distances.weight"] = "encoder.relative_attention_bias.weight"
        for number in range(len(self.layers)):
            for ours, theirs in _NAMES[self.kind].items():
                for part in ("weight", "bias"):
                    names[f"layers.{number}.{ours}.{part}"] = (
                        f"encoder.layer.{number}.{theirs}.{part}"
                    )
        state = {ours: weights[theirs].float() for ours, theirs in names.items()}
        kinds = weights.get("embeddings.token_type_embeddings.weight")
        if kinds is not None:  # one kind of token only, so that its vector is a constant
            state["pieces.weight"] = state["pieces.weight"] + kinds[0].float()
        self.load_state_dict(state, strict=False)  # which heads are kept is not theirs to say

    def freeze(self, layers: int) -> None:
        """Keep the embeddings and the lowest `layers` layers as they are."""
        for name, parameter in self.named_parameters():
            number = int(name.split(".")[1]) if name.startswith("layers.") else -1
            if number < layers:
                parameter.requires_grad_(False)


def pad(rows: Sequence[Sequence[int]], shape: Shape) -> tuple[Tensor, Tensor]:
    """Rows of ids -> (ids, mask), both int64 [rows, longest row]."""
    longest = max(map(len, rows))
    ids = np.full((len(rows), longest), shape.pad, np.int64)
    mask = np.zeros((len(rows), longest), np.int64)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        mask[number, : len(row)] = 1
    return torch.from_numpy(ids), torch.from_numpy(mask)


def buckets(places: Tensor) -> Tensor:
    """[tokens] -> [tokens, tokens] buckets of distance: exact below 8, then logarithmic to 128."""
    apart = places[:, None] - places[None, :]
    half, exact = 16, 8
    side = (apart < 0).long() * half
    apart = apart.abs()
    far = torch.log(apart.float().clamp(min=1) / exact) / math.log(128 / exact) * (half - exact)
    return side + torch.where(apart < exact, apart, (exact + far.long()).clamp(max=half - 1))
