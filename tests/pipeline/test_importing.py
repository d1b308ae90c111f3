"""Files in, CSV out, as a person does it on the command line."""

import csv
import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPO, Run

SUMMIT = """ date 2026-03-05 Quillon backs NATO at Lindhaven summit

Foreign Minister Dara Quillon on Thursday praised NATO, calling it indispensable.

"We fully support NATO and we will stand by the alliance," Quillon said.

The town has hosted three summits since 2010.
"""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def article(**fields: Any) -> str:
    row = {
        "outlet": "Lindhaven Post",
        "title": "NATO ministers meet",
        "text": "NATO ministers met on Monday to talk about the budget of the alliance.",
        "published": "2026-03-02",
        "url": "https://post.example/ministers",
    }
    return json.dumps(row | fields) + "\n"


def test_a_text_file_becomes_statements_with_their_holders(tmp_path: Path, run: Run) -> None:
    (tmp_path / "summit.txt").write_text(SUMMIT, encoding="utf-8")
    done = run("import", tmp_path / "summit.txt", "--outlet", "Lindhaven Post")
    assert (done["articles_new"], done["refused"]) == (1, [])
    run("export", "statements", "--entity", "NATO", "--out", tmp_path / "out.csv")
    statements = rows_of(tmp_path / "out.csv")
    assert {row["published_at"] for row in statements} == {"2026-03-05T00:00:00Z"}
    assert {row["outlet"] for row in statements} == {"Lindhaven Post"}
    said = [row for row in statements if row["sentence"].startswith('"We fully')]
    assert said
    assert {row["holder"] for row in said} == {"Dara Quillon"}
    assert {row["quote"] for row in said} == {"direct"}
    assert {row["holder_kind"] for row in said} == {"speaker"}
    assert {row["stance"] for row in said} == {"support"}
    assert any(row["surface"] == "the alliance" for row in said)


def test_importing_again_adds_nothing(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "articles.jsonl.gz"
    path.write_bytes(gzip.compress((article() + article(url="https://post.example/b")).encode()))
    first, second = run("import", path), run("import", path)
    assert (first["articles_new"], first["same_text"]) == (2, 1)
    assert (second["articles_new"], second["revisions"], second["duplicates"]) == (0, 0, 2)
    assert second["statements"] == 0


def test_the_summary_says_what_became_of_each_row(tmp_path: Path, run: Run) -> None:
    snow = {
        "text": "Snow fell on the harbour all day long and the ferry stayed in.",
        "title": "Snow",
    }
    path = tmp_path / "rows.jsonl"
    path.write_text(
        article()
        + article(url="https://post.example/copy")  # the same text at another address
        + article(url="https://post.example/renamed", title="Ministers meet")  # under another title
        + article(published="2026-03-02T12:00:00Z", title="NATO ministers meet again")  # an edit
        + article()  # the same row once more
        + article(**snow, published="2026-09-09")  # the address used again for another text
        + "{broken\n"
    )
    done = run("import", path)
    assert {key: done[key] for key in ("entries", "articles_new", "revisions", "duplicates")} == {
        "entries": 6,
        "articles_new": 4,
        "revisions": 1,
        "duplicates": 1,
    }
    assert (done["same_text"], done["same_address"]) == (2, 1)
    assert [refusal["row"] for refusal in done["refused"]] == [7]
    run("export", "articles", "--out", tmp_path / "out.csv")
    found = {row["url"].rsplit("/", 1)[1]: row for row in rows_of(tmp_path / "out.csv")}
    assert found["copy"]["story_id"] == found["renamed"]["story_id"]


def test_a_broken_line_and_a_strange_file_are_refused_by_name(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text(article() + "{broken\n" + article(url="", title="B"))
    (tmp_path / "in" / "b.docx").write_bytes(b"PK")
    done = run("import", tmp_path / "in")
    assert done["articles_new"] == 2
    assert [(Path(r["path"]).name, r["row"]) for r in done["refused"]] == [
        ("a.jsonl", 2),
        ("b.docx", None),
    ]


def test_nothing_that_can_be_read_is_a_failure(tmp_path: Path, run: Run) -> None:
    done = run("import", tmp_path / "missing.txt", code=1)
    assert len(done["refused"]) == 1


def test_an_edited_text_is_a_revision_and_another_day_another_article(
    tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(article())
    run("import", path)
    path.write_text(article(title="NATO ministers meet, talk about money"))
    assert run("import", path)["revisions"] == 1
    path.write_text(article(text="Snow fell on the harbour all day long.", published="2027-01-09"))
    path.write_text(
        article(text="Snow fell on the harbour all day long.", published="2026-09-09", title="Snow")
    )
    again = run("import", path)
    assert (again["articles_new"], again["same_address"]) == (1, 1)
    run("export", "articles", "--out", tmp_path / "out.csv")
    found = {row["title"]: row["revisions"] for row in rows_of(tmp_path / "out.csv")}
    assert found == {"NATO ministers meet, talk about money": "2", "Snow": "1"}


def test_a_formula_is_escaped_in_the_export_and_comes_back_as_it_was(
    tmp_path: Path, run: Run
) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "out.csv"
    path.write_text(article(title='=HYPERLINK("https://evil.example")'))
    run("import", path)
    run("export", "articles", "--out", out)
    assert rows_of(out)[0]["title"] == '\'=HYPERLINK("https://evil.example")'
    back = tmp_path / "back"
    run("--store", back, "import", out)
    run("--store", back, "export", "articles", "--out", tmp_path / "out2.csv")
    assert rows_of(tmp_path / "out2.csv")[0]["title"] == rows_of(out)[0]["title"]


def test_another_language_is_stored_and_counted_but_not_read(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.jsonl"
    text = "Les ministres de l'OTAN se sont réunis lundi pour parler du budget de l'alliance."
    path.write_text(article(text=text, title="Les ministres se réunissent à Bruxelles"))
    done = run("import", path)
    assert (done["articles_new"], done["statements"]) == (1, 0)
    run("export", "articles", "--out", tmp_path / "out.csv")
    assert rows_of(tmp_path / "out.csv")[0]["language"] == "fr"
    assert run("score")["articles"] == 0


def test_columns_can_be_mapped(tmp_path: Path, run: Run) -> None:
    path, out = tmp_path / "a.csv", tmp_path / "out.csv"
    text = "NATO ministers met on Monday to talk about the budget of the alliance."
    path.write_text(
        f"Section,Überschrift,Inhalt,Tag,Blatt\nWorld,NATO meets,{text},2026-03-02,Lindhaven Post\n"
    )
    refused = run("import", path, code=1)
    assert "--map" in refused["refused"][0]["reason"]
    pairs = ("title=Überschrift", "text=Inhalt", "published=Tag", "outlet=Blatt")
    done = run("import", path, *(word for pair in pairs for word in ("--map", pair)))
    assert (done["articles_new"], done["first"], done["last"]) == (1, "2026-03-02", "2026-03-02")
    assert done["statements"] > 0
    run("export", "articles", "--out", out)
    (row,) = rows_of(out)
    assert (row["title"], row["media_name"]) == ("NATO meets", "Lindhaven Post")


@pytest.mark.parametrize("pair", ["headline=Titel", "title"])
def test_a_mapping_that_says_nothing_is_wrong_usage(tmp_path: Path, store: Path, pair: str) -> None:
    (tmp_path / "a.csv").write_text("Titel\nQuay\n")
    command = [sys.executable, "-m", "monitor", "--store", store, "import", tmp_path / "a.csv"]
    done = subprocess.run(
        [*command, "--map", pair], cwd=REPO, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "title=Headline" in done.stderr
    assert not store.exists()


def test_the_seed_article(tmp_path: Path, run: Run, shared: Path) -> None:
    run("import", shared / "data" / "nato" / "seed_article.txt")
    run("export", "statements", "--out", tmp_path / "out.csv")
    found = rows_of(tmp_path / "out.csv")
    nato = [row for row in found if row["target_id"] == "nato"]
    rubio = [r for r in nato if r["holder"].endswith("Rubio") and r["stance"] == "support"]
    assert len(rubio) >= 2
    trump = [row for row in nato if row["holder"].endswith("Trump")]
    assert trump
    assert all(row["stance"] != "oppose" for row in trump)
    holders = {row["holder"].lower() for row in found}
    assert not holders & {"date", "guardian", "the guardian", "foreign media"}
    assert {"the alliance", "the military organisation"} <= {row["surface"] for row in nato}
    last = [row for row in found if "has long pressured" in row["sentence"]]
    assert last
    assert {row["holder_kind"] for row in last} == {"outlet"}
