"""The demonstration set loads through the ordinary ingester, once, and goes without a trace."""

import csv
from pathlib import Path

from tests.conftest import Run


def test_it_loads_once_and_goes_again(tmp_path: Path, run: Run) -> None:
    loaded = run("demo")
    assert 280 <= loaded["articles_new"] <= 330
    assert loaded["statements"] > 1_000
    assert run("demo")["articles_new"] == 0
    run("export", "trend", "--out", tmp_path / "trend.csv")
    with (tmp_path / "trend.csv").open(encoding="utf-8") as file:
        trend = list(csv.DictReader(file))
    assert 179 <= len(trend) <= 185
    gap = [row["date"] for row in trend[1:-3] if row["complete"] == "false"]
    assert 8 <= len(gap) <= 11  # a feed was down for eight days
    assert run("demo", "--remove")["removed"] > 2_000
    assert run("status")["tables"]["articles"] == 0


def test_it_stays_out_of_a_store_that_has_articles(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.txt").write_text("Harbour reopens\n\nThe harbour of Lindhaven reopened today.")
    run("import", tmp_path / "a.txt")
    assert run("demo", "--if-empty")["articles_new"] == 0
