"""docs/columns.md names every column of every table and export, in order, and no other."""

import re
from pathlib import Path

import pytest

from monitor.report.export import COLUMNS
from monitor.store.tables import TABLES

PAGE = Path(__file__).parent.parent / "docs" / "columns.md"


def documented(kind: str) -> dict[str, list[str]]:
    sections = re.split(r"^### ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = {}
    for section in sections:
        heading, *lines = section.splitlines()
        if heading.startswith(f"{kind} "):
            rows = [line.split("|")[1].strip() for line in lines if line.startswith("| ")]
            found[heading.removeprefix(f"{kind} ")] = rows[2:]
    return found


def test_every_table_is_described_and_no_other() -> None:
    assert list(documented("Table")) == list(TABLES)


def test_every_export_is_described_and_no_other() -> None:
    assert list(documented("Export")) == list(COLUMNS)


@pytest.mark.parametrize("table", TABLES)
def test_columns_of_a_table(table: str) -> None:
    assert documented("Table")[table] == TABLES[table].names


@pytest.mark.parametrize("kind", COLUMNS)
def test_columns_of_an_export(kind: str) -> None:
    assert documented("Export")[kind] == COLUMNS[kind]
