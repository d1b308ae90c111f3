"""Pages of docs lead somewhere: each picture and page that they link is there."""

import re
from pathlib import Path

import pytest

from tests.conftest import REPO

PAGES = [REPO / "README.md", REPO / "CONTRIBUTING.md", *sorted((REPO / "docs").rglob("*.md"))]
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_is_there(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_every_point_against_the_peers_is_answered_and_seen() -> None:
    lines = (REPO / "docs" / "peers.md").read_text(encoding="utf-8").splitlines()
    head, _, *rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("|")]
    assert [row[0].partition(".")[0] for row in rows] == [str(n) for n in range(1, 16)]
    for row in rows:
        assert len(row) == len(head), row[0]
        assert "Missing: " in row[1], row[0]
        assert {cell.partition(":")[0] for cell in row[2:8]} <= {"y", "p", "n", "?"}, row[0]
        assert _LINK.search(row[8]), row[0]
