"""Imports go one way; each outside library has one room. docs/design.md draws the house."""

import ast
from pathlib import Path

import pytest

REPO = Path(__file__).parent.parent

# A room may import from the rooms listed beside it, and from itself.
LEAVES = {"records", "errors", "settings"}
ALLOWED = {
    "records": set(),
    "errors": set(),
    "settings": {"errors"},
    "collect": LEAVES,
    "read": LEAVES,
    "store": LEAVES,
    "report": LEAVES,
    "demo": LEAVES,
    "pipeline": LEAVES | {"collect", "read", "store", "report", "demo"},
    "cli": LEAVES | {"collect", "read", "store", "report", "pipeline"},
    "ui": LEAVES | {"collect", "read", "store", "report", "pipeline"},
    "pages": LEAVES | {"store", "report", "ui"},
}

# An outside library and the only places that may import it.
ROOMS = {
    "aiohttp": ["monitor/collect/fetch.py", "monitor/collect/guard.py"],
    "feedparser": ["monitor/collect/feedtext.py"],
    "lxml": ["monitor/collect/catalogue.py"],
    "selectolax": ["monitor/collect/markup.py"],
    "trafilatura": ["monitor/collect/documents"],
    "warcio": ["monitor/collect/documents"],
    "protego": ["monitor/collect/robots.py"],
    "courlan": ["monitor/collect/urls.py"],
    "dateparser": ["monitor/collect/dates.py"],
    "py3langid": ["monitor/collect/language.py"],
    "tomlkit": ["monitor/read/editing.py"],
    "ahocorasick": ["monitor/read/matching.py"],
    "vaderSentiment": ["monitor/read/tone.py"],
    "onnxruntime": ["monitor/read/model.py"],
    "tokenizers": ["monitor/read/model.py"],
    "rensa": ["monitor/read/stories.py"],
    "deltalake": ["monitor/store/lake.py"],
    "duckdb": ["monitor/store/engine.py"],
    "scipy": ["monitor/report/turns.py"],
    "plotly": ["monitor/report"],
    "streamlit": ["monitor/ui", "pages", "dashboard.py"],
    "typer": ["monitor/cli"],
    "rich": ["monitor/cli"],
}


def modules() -> list[Path]:
    return [
        path
        for place in ("monitor", "pages", "dashboard.py")
        for path in (
            [REPO / place] if place.endswith(".py") else sorted((REPO / place).rglob("*.py"))
        )
    ]


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def room_of(path: Path) -> str:
    parts = path.relative_to(REPO).with_suffix("").parts
    return parts[1] if parts[0] == "monitor" and len(parts) > 1 else parts[0]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(REPO)))
def test_a_room_knows_only_what_lies_before_it(path: Path) -> None:
    room = room_of(path)
    if room in ("__init__", "__main__", "dashboard"):
        return
    used = {name.split(".")[1] for name in imported(path) if name.startswith("monitor.")}
    assert used - ALLOWED[room] - {room, "__version__"} == set()


@pytest.mark.parametrize("library", ROOMS)
def test_an_outside_library_has_one_room(library: str) -> None:
    users = [
        str(path.relative_to(REPO))
        for path in modules()
        if any(name.split(".")[0] == library for name in imported(path))
    ]
    assert users, f"{library} is required, but nothing imports it"
    strangers = [user for user in users if not user.startswith(tuple(ROOMS[library]))]
    assert strangers == []
