"""The judge: one encoder, a head for sentiment toward the target, a head for directed stance."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn

from monitor.read.marks import Marks
from training.encoder import Encoder, pad

FRAMES = {"minilm": ("[CLS]", "[SEP]"), "mpnet": ("<s>", "</s>")}


@dataclass(frozen=True, slots=True)
class Example:
    """One case with what is known of its answer: probabilities of three classes, or nothing."""

    ids: tuple[int, ...]
    sentiment: tuple[float, float, float] | None = None
    stance: tuple[float, float, float] | None = None
    weight: float = 1.0


class Head(nn.Module):
    def __init__(self, inputs: int, width: int, dropout: float) -> None:
        super().__init__()
        self.inner = nn.Linear(inputs, width)
        self.outer = nn.Linear(width, 3)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor) -> Tensor:
        return self.outer(self.dropout(torch.tanh(self.inner(self.dropout(states)))))


class Judge(nn.Module):
    """Ids and mask -> (stance, sentiment), logits [batch, 3] each, in the order low to high.

    Sentiment reads the states at the start and at the target's mark; stance also the one at
    the holder's mark, which is zero where no holder is marked. With an `exit`, a number of
    layers, two more heads read the states after so many: most cases show nothing but neutral
    that early.
    """

    def __init__(
        self,
        kind: str,
        marks: Marks,
        dropout: float = 0.1,
        *,
        layers: int = 0,
        exit_: int = 0,
        heads: int = 0,
        inner: int = 0,
    ) -> None:
        super().__init__()
        self.encoder = Encoder(kind, dropout, layers, heads=heads, inner=inner)
        self.marks = marks
        self.frame = FRAMES[kind]
        self.exit = exit_
        width = self.encoder.shape.width
        self.sentiment = Head(2 * width, width, dropout)
        self.stance = Head(3 * width, width, dropout)
        if exit_:
            self.early_sentiment = Head(2 * width, width // 3, dropout)
            self.early_stance = Head(3 * width, width // 3, dropout)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        return self.answers(ids, mask)[-1]

    def answers(self, ids: Tensor, mask: Tensor) -> list[tuple[Tensor, Tensor]]:
        """The answers at the exit, if there is one, and at the end."""
        states = self.encoder.each(ids, mask)
        found = []
        if self.exit:
            early = self.exit - 1
            found.append(self._read(ids, states[early], self.early_stance, self.early_sentiment))
        found.append(self._read(ids, states[-1], self.stance, self.sentiment))
        return found

    def _read(
        self, ids: Tensor, states: Tensor, stance: Head, sentiment: Head
    ) -> tuple[Tensor, Tensor]:
        def at(mark: int) -> Tensor:
            return torch.matmul((ids == mark).to(states.dtype)[:, None, :], states)[:, 0]

        whole, target, holder = states[:, 0], at(self.marks.target[0]), at(self.marks.holder[0])
        return (
            stance(torch.cat([whole, target, holder], -1)),
            sentiment(torch.cat([whole, target], -1)),
        )


def loss(judge: Judge, ids: Tensor, mask: Tensor, batch: Sequence[Example]) -> Tensor:
    """Mean cross-entropy against the known answers of a batch, all heads together."""
    total = torch.zeros(())
    for answers in judge.answers(ids, mask):
        for logits, name in zip(answers, ("stance", "sentiment"), strict=True):
            known = [(n, e) for n, e in enumerate(batch) if getattr(e, name) is not None]
            if not known:
                continue
            rows = torch.tensor([n for n, _ in known])
            wanted = torch.tensor([getattr(e, name) for _, e in known])
            weights = torch.tensor([e.weight for _, e in known])
            each = -(wanted * logits.float()[rows].log_softmax(-1)).sum(-1)
            total = total + (each * weights).sum() / len(batch)
    return total


def losses(
    judge: Judge, examples: Sequence[Example], size: int = 16
) -> Iterator[tuple[Tensor, Callable[[], Tensor]]]:
    """Batches in order: the mask of each, and what computes its loss."""
    for first in range(0, len(examples), size):
        batch = examples[first : first + size]
        ids, mask = pad([example.ids for example in batch], judge.encoder.shape)
        yield mask, partial(loss, judge, ids, mask, batch)
