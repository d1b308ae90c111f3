"""The room of onnxruntime and tokenizers: the shipped networks, loaded by hash."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from monitor.errors import ModelError
from monitor.settings import DATA

_Found = TypeVar("_Found")

FOLDER = DATA / "model"
REMEDY = (
    "Restore monitor/data/model from the repository or the release, "
    "or ask for the rules by name: --scorer baseline."
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text cut into the vocabulary's pieces.

    `ids` and `spans` (half-open character offsets) have one item a piece; `words` numbers the
    words that the pieces belong to. No frame of special tokens.
    """

    ids: list[int]
    spans: list[tuple[int, int]]
    words: list[int | None]


class Network:
    """One shipped network, its tokenizer, and the facts that its manifest states.

    `version` follows the manifest, and through the hashes in it every byte of the files.

    One thread: the cores are used by processes, and one thread sums in one order, so that the
    same input gives the same output.
    """

    def __init__(
        self, weights: Callable[[], bytes], tokenizer: Tokenizer, manifest: Mapping[str, Any]
    ) -> None:
        """`weights` are read when the network first runs: its version is known before."""
        self._weights = weights
        self._tokenizer = tokenizer
        self.manifest = manifest
        stated = json.dumps(manifest, sort_keys=True)
        self.version = hashlib.sha256(stated.encode()).hexdigest()[:8]

    def pieces(self, text: str) -> Pieces:
        """Cut a text into pieces."""
        found = self._tokenizer.encode(text, add_special_tokens=False)
        return Pieces(found.ids, found.offsets, found.word_ids)

    def piece_id(self, name: str) -> int:
        """Give the id of a piece by name. Raises ModelError for a name without one."""
        found: int | None = self._tokenizer.token_to_id(name)
        if found is None:
            raise ModelError(f"The vocabulary has no piece {name!r}.", remedy=REMEDY)
        return found

    def run(self, **inputs: npt.NDArray[Any]) -> list[npt.NDArray[np.float32]]:
        """Give the network's outputs for named inputs, in the order in which it lists them.

        Raises ModelError where the weights are missing or damaged.
        """
        found: list[npt.NDArray[np.float32]] = self._session.run(None, inputs)
        return found

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # texts differ in length; an arena only grows
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            self._weights(),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["SkipLayerNormFusion"],  # its kernel takes five times as long
        )


@cache
def load(name: str, folder: Path = FOLDER) -> Network:
    """Load a network by the name of its manifest, `NAME.json`, once a process.

    The manifest states `weights` and `tokenizer`, names of files beside it, and their hashes,
    `sha256` and `tokenizer_sha256`; more as the network's reader needs it. Raises ModelError
    where a file is missing, damaged, or not the one that the manifest states; of the weights,
    when they are needed.
    """
    manifest = _checked(folder / f"{name}.json", _parsed)
    try:
        weights = partial(_checked, folder / manifest["weights"], bytes, manifest["sha256"])
        tokenizer = _checked(
            folder / manifest["tokenizer"], _tokenizer, manifest["tokenizer_sha256"]
        )
        return Network(weights, tokenizer, manifest)
    except KeyError as error:
        raise ModelError(f"{name}.json does not state {error}.", remedy=REMEDY) from error


def _checked(path: Path, parse: Callable[[bytes], _Found], sha256: str = "") -> _Found:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"The model's file {path} can't be read: {error.strerror}.", remedy=REMEDY
        ) from error
    if sha256 and hashlib.sha256(content).hexdigest() != sha256:
        raise ModelError(f"The model's file {path} is damaged.", remedy=REMEDY)
    try:
        return parse(content)
    except Exception as error:  # the tokenizers library raises bare Exception
        raise ModelError(
            f"The model's file {path} can't be used: {error}", remedy=REMEDY
        ) from error


def _parsed(content: bytes) -> dict[str, Any]:
    found = json.loads(content)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _tokenizer(content: bytes) -> Tokenizer:
    tokenizer = Tokenizer.from_str(content.decode("utf-8"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
