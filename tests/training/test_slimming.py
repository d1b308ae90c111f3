"""A network cut to size keeps what matters. Needs requirements-train.txt."""

import pytest

torch = pytest.importorskip(
    "torch", reason="torch is not here: pip install -r requirements-train.txt"
)

from monitor.read.marks import Marks  # noqa: E402
from training import encoder, judge, slimming  # noqa: E402

MARKS = Marks(start=1, end=2, target=(3, 4), holder=(5, 6))
EXAMPLES = [
    judge.Example((1, 3, 10 + n % 7, 4, *range(20, 21 + n % 5), 2), sentiment=(0.0, 1.0, 0.0))
    for n in range(40)
]


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    shape = encoder.Shape(16, 2, 4, 32, 1e-5, 64, 0, 40, True, 0, 1, 2)
    monkeypatch.setitem(encoder.SHAPES, "tiny", shape)
    monkeypatch.setitem(judge.FRAMES, "tiny", ("[CLS]", "[SEP]"))
    torch.manual_seed(5)


def answers(network: judge.Judge) -> torch.Tensor:
    ids, mask = encoder.pad([example.ids for example in EXAMPLES], network.encoder.shape)
    with torch.no_grad():
        return torch.cat(network.eval()(ids, mask))


def test_what_gives_nothing_goes_first() -> None:
    large = judge.Judge("tiny", MARKS)
    for layer in large.encoder.layers:
        with torch.no_grad():
            layer.narrow.weight[:, ::2] = 0  # of 32 inner units 16 say nothing
            layer.out.weight[:, :4] = 0  # nor does the first of four heads
    small = judge.Judge("tiny", MARKS, heads=3, inner=16)
    slimming.slim(large, small, judge.losses(large, EXAMPLES))
    for layer in small.encoder.layers:
        assert layer.kept.tolist() == [1, 2, 3]
    assert torch.allclose(answers(small), answers(large), atol=0.02)


def test_the_fit_makes_up_for_what_is_cut() -> None:
    large = judge.Judge("tiny", MARKS)
    fitted, cut = (judge.Judge("tiny", MARKS, heads=3, inner=24) for _ in range(2))
    slimming.slim(large, fitted, judge.losses(large, EXAMPLES))
    slimming.slim(large, cut, judge.losses(large, EXAMPLES))
    for layer, whole in zip(cut.encoder.layers, large.encoder.layers, strict=True):
        rows = (layer.kept[:, None] * layer.head_width + torch.arange(layer.head_width)).flatten()
        with torch.no_grad():
            layer.out.weight.copy_(whole.out.weight[:, rows])
    whole = answers(large)
    assert (answers(fitted) - whole).norm() < (answers(cut) - whole).norm()
