"""An empty store: own files are looked into, imported, and shown."""

from datetime import date
from pathlib import Path

import pytest
from deltalake import DeltaTable
from streamlit.testing.v1 import AppTest

from monitor.store.lake import Lake
from monitor.ui import jobs
from tests.ui import builders
from tests.ui.conftest import Visit
from tests.ui.test_jobs import click, finish

TABLE = """Überschrift;Inhalt;Tag;Blatt
NATO ministers meet;"NATO ministers met on Monday. ""We support NATO"", said Dara Quillon.";2019-03-02;Bay Post
;;2019-03-03;Bay Post
"=HYPERLINK(""https://lure.example"")";<b>Bold</b> words about NATO from a stranger.;soon;Bay Post
Far away;NATO will meet again in many years.;2125-01-01;Bay Post
"""  # noqa: E501
LONG = f"{'A' * 10_000}\n\nNATO did well on a long day, said the minister of the town.\n"


def told(app: AppTest) -> str:
    return "\n".join(note.body for note in app.get("html"))


def upload(app: AppTest, *files: tuple[str, str]) -> AppTest:
    app.file_uploader[0].set_value([(name, text.encode(), "") for name, text in files])
    return app.run()


def say(app: AppTest, **meanings: str) -> AppTest:
    """Choose the columns by the labels of their meanings."""
    for label, column in meanings.items():
        next(one for one in app.selectbox if one.label == label).set_value(column)
    return app.run()


def button(app: AppTest, label: str) -> object:
    return next(one for one in app.button if one.label == label)


def test_own_files_are_looked_into_mapped_imported_and_shown(visit: Visit, store: Path) -> None:
    app = upload(visit(), ("a.csv", TABLE), ("long.txt", LONG))
    assert not app.exception
    assert "Choose the column" in told(app)
    assert button(app, "Import 2 files").disabled  # type: ignore[attr-defined]
    raw = app.dataframe[0].value
    assert raw["Überschrift"].tolist()[0] == "NATO ministers meet"

    app = say(app, Headline="Überschrift", Text="Inhalt", Date="Tag", Outlet="Blatt")
    assert not app.exception
    shown = app.dataframe[0].value
    assert shown["published"].tolist() == [
        "2 Mar 2019",
        "not readable: soon",
        "in the future: 2125-01-01",
    ]
    assert shown["text"].tolist()[1] == "Bold words about NATO from a stranger."
    assert "a.csv, row 3:" in told(app)
    assert all(len(text) <= 200 for text in app.dataframe[1].value["text"])
    assert not Lake(str(store)).version()  # nothing is stored yet

    click(app, "Import 2 files")
    finish()
    app = app.run()
    assert not app.exception
    assert app.title[0].value == "Overview"
    assert app.session_state["dates"][0] == date(2019, 3, 2)
    assert "2 files, 4 new articles" in app.text[0].value
    refused = next(frame.value for frame in app.dataframe if "reason" in frame.value)
    assert refused.values.tolist() == [["a.csv", 3, "It has neither a title nor a text."]]


def test_an_import_is_led_to_only_from_where_it_was_started(visit: Visit) -> None:
    app = upload(visit(), ("long.txt", LONG))
    click(app, "Import 1 file")
    app.switch_page("pages/method.py")
    finish()
    app = app.run()
    assert app.title[0].value == "Method"
    app = click(app, "Show them")
    assert app.title[0].value == "Overview"


def test_what_can_not_be_read_is_told_before_and_after(visit: Visit) -> None:
    app = upload(visit(), ("feed.xml", "<html><body>No feed</body></html>"))
    assert not app.exception
    assert "feed.xml:" in told(app)
    click(app, "Import 1 file")
    finish()
    app = app.run()
    assert app.title[0].value == "Who says what about whom"
    refused = next(frame.value for frame in app.dataframe if "reason" in frame.value)
    assert refused["file"].tolist() == ["feed.xml"]


def test_the_demonstration_comes_back_after_its_removal(visit: Visit) -> None:
    app = click(visit(), "Load the demonstration")
    finish()
    app = click(app.run(), "Remove it")
    finish()
    app = click(app.run(), "Load it again")
    finish()
    assert app.run().title[0].value == "Overview"


@pytest.mark.parametrize("page", ["", "feeds"])
def test_a_store_of_a_newer_release_is_told_of(visit: Visit, store: Path, page: str) -> None:
    builders.fill(store)
    newer = {"stancewatch.version": "999"}
    DeltaTable(str(store / "articles")).alter.set_table_properties(newer, raise_if_not_exists=False)
    app = visit(page)
    assert not app.exception
    assert "has format 999" in app.text[0].value
    assert "Update Stancewatch" in app.text[0].value


def test_feeds_that_were_polled_in_vain_are_told(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text('<opml><body><outline text="A" xmlUrl="http://192.0.2.1/rss"/></body></opml>')
    monkeypatch.setenv("MONITOR_FEEDS", str(path))
    app = click(visit(), "Poll the feeds")
    finish()
    app = app.run()
    assert "1 feed did not answer" in told(app)
    assert [link.label for link in app.page_link] == ["Why, and what to do"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        (".hidden.csv", "hidden.csv"),
        ("a\x00b\n.txt", "ab.txt"),
        ("..", "file"),
        ("ä" * 300 + ".csv", "ä" * 58 + ".csv"),
    ],
)
def test_the_name_of_an_upload_decides_its_kind_and_no_more(name: str, kept: str) -> None:
    assert jobs.file_name(name) == kept
