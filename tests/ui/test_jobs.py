"""Long work that pages start: it runs on by itself, and what came of it is told."""

import threading

import pytest
from streamlit.testing.v1 import AppTest

from monitor.ui import jobs
from tests.ui.conftest import Visit


def click(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def finish() -> None:
    for thread in threading.enumerate():
        if thread.name == "job":
            thread.join(120)


def test_the_demonstration_is_loaded_told_of_and_removed_again(visit: Visit) -> None:
    app = click(visit(), "Load the demonstration")
    assert not app.exception
    finish()
    app.run()
    assert app.title[0].value == "Overview"
    assert "new articles" in app.text[0].value
    app = click(app, "Close")
    assert not [one for one in app.text if "new articles" in one.value]

    click(app, "Remove it")
    finish()
    app.run()
    assert app.title[0].value == "Who says what about whom"
    assert "rows removed" in app.text[0].value


def test_work_can_be_stopped(visit: Visit) -> None:
    app = click(visit(), "Load the demonstration")
    app = click(app, "Stop")
    finish()
    app.run()
    assert "Stopped." in app.text[0].value
    assert app.title[0].value == "Who says what about whom"
    assert "Load the demonstration" in [one.label for one in app.button if not one.disabled]


def test_a_command_that_fails_leaves_its_message(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit()
    monkeypatch.setenv("MONITOR_TIMEZONE", "Atlantis/Capital")
    click(app, "Load the demonstration")
    finish()
    job = app.session_state["job"]
    assert job.failed
    assert any("Atlantis/Capital" in line for line in job.messages)


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ({"feeds": 3, "ok": 2, "failed": 1}, "3 feeds polled, 2 read, 1 failed"),
        (
            {"files": 1, "articles_new": 1, "duplicates": 0, "refused": [{}]},
            "1 file, 1 new article, 0 known already",
        ),
        ({}, ""),
    ],
)
def test_results_in_words(result: dict[str, object], told: str) -> None:
    assert jobs.in_words(result) == told
