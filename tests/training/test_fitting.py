"""A training that was stopped goes on as if it had not been. Needs requirements-train.txt."""

from pathlib import Path

import pytest

torch = pytest.importorskip(
    "torch", reason="torch is not here: pip install -r requirements-train.txt"
)

from monitor.read.marks import Marks  # noqa: E402
from training import encoder, fitting, judge  # noqa: E402

MARKS = Marks(start=1, end=2, target=(3, 4), holder=(5, 6))
PLAN = fitting.Plan(epochs=2, rate=1e-3, heads_rate=1e-3, batch=4, every=3)
EXAMPLES = [
    judge.Example(
        (1, 3, 10 + n % 7, 4, *range(20, 21 + n % 5), 2),
        sentiment=(0.0, 1.0, 0.0) if n % 2 else (0.7, 0.2, 0.1),
        stance=None if n % 3 else (0.0, 0.0, 1.0),
    )
    for n in range(22)
]


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    shape = encoder.Shape(16, 2, 2, 32, 1e-5, 64, 0, 40, True, 0, 1, 2)
    monkeypatch.setitem(encoder.SHAPES, "tiny", shape)
    monkeypatch.setitem(judge.FRAMES, "tiny", ("[CLS]", "[SEP]"))
    torch.set_num_threads(1)


def fresh() -> judge.Judge:
    torch.manual_seed(5)
    return judge.Judge("tiny", MARKS)


def train(folder: Path, *stops: int) -> list[torch.Tensor]:
    """Train, stopping after so many steps; each time a new process's worth of state."""
    for stop in stops:
        plan = fitting.Plan(epochs=2, rate=1e-3, heads_rate=1e-3, batch=4, every=3, stop_after=stop)
        assert not fitting.fit(fresh(), EXAMPLES, plan, folder)
    trained = fresh()
    assert fitting.fit(trained, EXAMPLES, PLAN, folder)
    ids, mask = encoder.pad([example.ids for example in EXAMPLES], trained.encoder.shape)
    with torch.no_grad():
        return list(trained.eval()(ids, mask))


@pytest.mark.usefixtures("tiny")
def test_stopped_and_started_again_it_ends_with_the_same_answers(tmp_path: Path) -> None:
    at_once = train(tmp_path / "once")
    in_pieces = train(tmp_path / "pieces", 4, 3)
    untrained = fresh().eval()
    ids, mask = encoder.pad([example.ids for example in EXAMPLES], untrained.encoder.shape)
    for whole, pieced, before in zip(at_once, in_pieces, untrained(ids, mask), strict=True):
        assert torch.equal(whole, pieced)
        assert not torch.allclose(whole, before)
