"""A tagger's training that was stopped goes on as if it had not been. Needs torch."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip(
    "torch", reason="torch is not here: pip install -r requirements-train.txt"
)

from tokenizers import Tokenizer  # noqa: E402

from monitor.read import model  # noqa: E402
from training import attribution, encoder, tagger  # noqa: E402

SPEECH = "The harbour master said that the ferry would sail again on Monday. Nobody asked him why."
TEXT = f"{SPEECH}\n\n{SPEECH}"


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    shape = replace(encoder.SHAPES["minilm"], width=16, layers=2, heads=2, inner=32)
    monkeypatch.setitem(encoder.SHAPES, "minilm", shape)
    monkeypatch.setattr(tagger, "MINILM", shape)
    torch.set_num_threads(1)


@pytest.mark.usefixtures("tiny")
def test_stopped_and_started_again_it_ends_with_the_same_weights(tmp_path: Path) -> None:
    said = {"doc": "a", "source": [[0, 18]], "cue": [[19, 23]], "content": [[24, 65]]}
    (tmp_path / "polnear_dev_docs.jsonl").write_text(json.dumps({"doc": "a", "text": TEXT}))
    (tmp_path / "polnear_dev_attr.jsonl").write_text(json.dumps(said))
    cut = attribution.cutter(Tokenizer.from_file(str(model.FOLDER / "minilm.tokenizer.json")))
    documents = attribution.load(tmp_path, "dev", cut) * 3
    plan = [batch for n in range(3) for batch in attribution.epoch(documents, n, 1)]

    def trained(name: str, *stops: int) -> dict[str, torch.Tensor]:
        torch.manual_seed(5)
        start = tagger.Tagger().state_dict()
        for stop in (*stops, None):
            network = tagger.Tagger()
            network.load_state_dict(start)
            torch.manual_seed(5)
            tagger.fit(network, documents, cut, plan, tmp_path / name, stop_after=stop)
        weights: dict[str, torch.Tensor] = torch.load(tmp_path / name, weights_only=True)
        assert any(not torch.equal(weights[key], start[key]) for key in weights)
        return weights

    at_once, in_pieces = trained("once.pt"), trained("pieces.pt", 2, 5)
    assert all(torch.equal(at_once[key], in_pieces[key]) for key in at_once)
