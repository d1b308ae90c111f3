"""The page of stories: the list, one story opened by its address, what of it can't be shown."""

import html
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from monitor.store.lake import Lake
from tests import builders
from tests.builders import POST, RADIO
from tests.ui.conftest import Visit

HOSTILE = '<img src=x onerror="alert(1)"> **bold** ![x](https://evil.example/x.png)'
LEAD = "The bill passed on Monday, and the chamber emptied soon after the vote was read out."
QUOTE = '"NATO is weak, and it will stay weak for years," said Ada Wren, a deputy.'


@pytest.fixture
def told(store: Path) -> None:
    """Story a: a copy with another headline, another verb and a shorter quote; d: edited, alone."""
    lake = Lake(str(store))
    shorter = QUOTE.replace("said", "claimed").replace(", and it will stay weak for years", "")
    a = builders.article(
        "a", "2026-03-02T09:00", title="Bill passes", text=f"{LEAD}\n\n{QUOTE}", outlet=RADIO
    )
    b = builders.article(
        "b", "2026-03-02T12:30", title=f"Bill {HOSTILE}", text=f"{LEAD}\n\n{shorter}\n\n{HOSTILE}"
    )
    d = builders.article("d", "2026-03-05T09:00", title="Budget", text="One.")
    again = builders.article("d", "2026-03-05T09:00", title="Budget", text="Two.", revision=2)
    said = {a: [builders.statement(stance=-0.5)], b: [], d: []}
    builders.fill(lake, said, stories={"a": "a", "b": "a", "d": "d"})
    builders.fill(lake, {again: []})


def drawn(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(str(one.body) for one in app.get("html"))


@pytest.mark.usefixtures("told")
def test_the_list_has_the_stories_of_a_kind(visit: Visit) -> None:
    app = visit("stories")
    assert app.title[0].value == "Stories"
    assert app.dataframe[0].value["title"].tolist() == ["Bill passes"]
    edited = visit("stories", stories="Edited")
    assert edited.dataframe[0].value["title"].tolist() == ["Budget"]


@pytest.mark.usefixtures("told")
def test_an_address_opens_a_story(visit: Visit) -> None:
    shown = drawn(visit("stories", story="a"))
    assert '<h1 class="story-title" dir="auto">Bill passes</h1>' in shown
    assert "Radio Osterby was first of 2 copies" in shown
    assert "+3 h 30 min" in shown
    assert "Bill <del>passes</del> <ins>&lt;img" in shown
    assert "said → claimed" in shown
    assert "cut" in shown
    assert POST in shown


@pytest.mark.usefixtures("told")
def test_nothing_of_a_feed_is_markup(visit: Visit) -> None:
    app = visit("stories", story="a")
    shown = drawn(app)
    assert html.escape(HOSTILE.split(maxsplit=1)[0]) in shown
    assert "<img" not in shown
    for text in (*app.markdown, *app.caption, *app.title, *app.header, *app.subheader):
        assert "bold" not in text.value


@pytest.mark.usefixtures("told")
def test_an_edited_article_shows_both_wordings(visit: Visit) -> None:
    shown = drawn(visit("stories", story="d"))
    assert "No other outlet that is collected has this text" in shown
    assert "<del>One</del> <ins>Two</ins>." in shown


@pytest.mark.usefixtures("told")
def test_a_story_that_is_not_there_is_told_of_and_the_list_is_shown(visit: Visit) -> None:
    app = visit("stories", story="<b>nowhere</b>")
    assert "not here: story: &lt;b&gt;nowhere&lt;/b&gt;" in drawn(app)
    assert "story" not in app.query_params
    assert app.title[0].value == "Stories"


@pytest.mark.usefixtures("told")
def test_the_way_back_to_the_list(visit: Visit) -> None:
    app = visit("stories", story="a")
    next(button for button in app.button if button.label == "All stories").click().run()
    assert app.title[0].value == "Stories"


@pytest.mark.usefixtures("told")
def test_an_empty_list_says_what_to_do(visit: Visit) -> None:
    app = visit("stories", search="zebrafinch")
    assert not app.exception
    assert "No story here has more than one copy" in app.info[0].value
