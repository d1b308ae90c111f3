"""A smaller network out of a large one: without the heads and inner units that matter least.

What a unit matters is told by its gate, a factor of 1 that it could be switched off with: the
size of (gate x gradient of the loss), summed over batches (Molchanov et al. 2017; Michel et
al. 2019 for heads). The weights that read the units which stay are fitted anew by least
squares, so that they give what all units gave (after Kwon et al. 2022).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn

from training.encoder import Encoder

RIDGE = 1e-3  # of the mean square: keeps the fit from leaning on chance


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one product (of the heads' output, or the inner units) was given."""

    gate: Tensor  # [units]
    worth: Tensor  # [units]
    squares: Tensor  # [inputs, inputs]: sum over tokens of input x input


class Network(Protocol):
    """A judge or a tagger."""

    encoder: Encoder

    def eval(self) -> object: ...
    def state_dict(self) -> dict[str, Tensor]: ...
    def load_state_dict(self, state: dict[str, Tensor]) -> object: ...


# The mask of a batch, [rows, tokens], and what computes the loss on it.
Batch = tuple[Tensor, Callable[[], Tensor]]


def slim(large: Network, small: Network, batches: Iterable[Batch]) -> None:
    """Fill `small`, of as many layers, with what matters most in `large` for some batches.

    What `large` does not have stays as it is.
    """
    state = large.state_dict()
    for number, (heads, units) in enumerate(_watched(large, batches)):
        layer = small.encoder.layers[number]
        name = f"encoder.layers.{number}"
        kept = heads.worth.topk(len(layer.kept)).indices.sort().values
        best = units.worth.topk(layer.narrow.in_features).indices
        rows = (kept[:, None] * layer.head_width + torch.arange(layer.head_width)).flatten()
        state[f"{name}.kept"] = kept
        for part, places in (("query", rows), ("key", rows), ("value", rows), ("widen", best)):
            for what in ("weight", "bias"):
                state[f"{name}.{part}.{what}"] = state[f"{name}.{part}.{what}"][places]
        for part, places, seen in (("out", rows, heads), ("narrow", best, units)):
            weight = f"{name}.{part}.weight"
            state[weight] = _refitted(state[weight], places, seen.squares)
    small.load_state_dict({**small.state_dict(), **state})


def _refitted(weight: Tensor, kept: Tensor, squares: Tensor) -> Tensor:
    """[outputs, inputs] -> [outputs, kept inputs]."""
    between = squares[kept][:, kept]
    between = between + RIDGE * between.diagonal().mean() * torch.eye(len(kept))
    return torch.linalg.solve(between, squares[kept] @ weight.T).T.contiguous()


def _watched(network: Network, batches: Iterable[Batch]) -> list[tuple[_Seen, _Seen]]:
    """By layer, of its heads and its inner units: what they were given and matter."""
    network.eval()
    found = []
    handles = []
    masks: list[Tensor] = [torch.ones(())]
    for layer in network.encoder.layers:
        pair = []
        for product, units in (
            (layer.out, len(layer.kept)),
            (layer.narrow, layer.narrow.in_features),
        ):
            inputs = product.in_features
            gate = torch.ones(units, requires_grad=True)
            seen = _Seen(gate, torch.zeros(units), torch.zeros(inputs, inputs))
            handles.append(product.register_forward_pre_hook(_hook(seen, masks)))
            pair.append(seen)
        found.append((pair[0], pair[1]))
    every = [seen for pair in found for seen in pair]
    for mask, loss in batches:
        masks[0] = mask.bool()
        value = loss()
        for seen, slope in zip(
            every, torch.autograd.grad(value, [seen.gate for seen in every]), strict=True
        ):
            seen.worth.add_(slope.abs())
    for handle in handles:
        handle.remove()
    return found


def _hook(seen: _Seen, masks: Sequence[Tensor]) -> Callable[[nn.Module, tuple[Tensor]], Tensor]:
    def hook(_: nn.Module, given: tuple[Tensor]) -> Tensor:
        states = given[0]
        real = states.detach()[masks[0]]
        seen.squares.addmm_(real.T, real)
        width = states.shape[-1] // len(seen.gate)
        return states * seen.gate.repeat_interleave(width)

    return hook
