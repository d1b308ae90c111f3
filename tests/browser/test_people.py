"""What people give in a real Chromium: labels by keyboard, and an entity of their own."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from monitor.pipeline import entitylist
from monitor.records import Filters
from monitor.settings import Settings
from monitor.store.lake import Lake
from monitor.store.query import Reader
from tests.browser.conftest import drawn, serving


@pytest.fixture(scope="module")
def own(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demonstration that these tests write to."""
    path = tmp_path_factory.mktemp("own") / "store"
    shutil.copytree(demonstration, path)
    return path


@pytest.fixture(scope="module")
def writable(own: Path) -> Iterator[str]:
    with serving(own) as address:
        yield address


def test_three_mentions_are_labelled_by_keyboard(page: Page, writable: str, own: Path) -> None:
    page.goto(f"{writable}/labelling")
    name = page.get_by_role("textbox", name="Your name or initials")
    # Letters that are typed into a field are no answers.
    name.press_sequentially("Os 1")
    name.press("Tab")
    expect(page.get_by_text("1 of 200 · 0 labelled by you")).to_be_visible()
    drawn(page)
    for number, (stance, sentiment) in enumerate(("o1", "n2", "u3"), start=1):
        page.keyboard.press(stance)
        answered = page.get_by_role("button", name=re.compile("^(Oppose|Neutral|Unclear)")).and_(
            page.locator("[kind=primary], [data-testid=stBaseButton-primary]")
        )
        expect(answered).to_have_count(1)
        drawn(page)
        page.keyboard.press(sentiment)
        told = f"{number + 1} of 200 · {number} labelled by you"
        expect(page.get_by_text(told)).to_be_visible()
        drawn(page)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("3 of 200 · 3 labelled by you")).to_be_visible()
    drawn(page)
    page.keyboard.press("s")
    answered = page.locator("[kind=primary], [data-testid=stBaseButton-primary]")
    expect(answered.filter(has_text="Support")).to_have_count(1)

    kept = Reader(Lake(str(own))).labels()
    assert set(kept["annotator"]) == {"Os 1"}
    stances = kept.loc[kept["question"] == "stance", "label"].tolist()
    assert stances == ["oppose", "neutral", "unclear", "support"]
    assert kept.loc[kept["question"] == "sentiment", "label"].tolist() == [
        "negative",
        "neutral",
        "positive",
    ]


def test_an_added_entity_is_tried_saved_and_counted(page: Page, writable: str, own: Path) -> None:
    page.goto(f"{writable}/workbench")
    drawn(page)
    page.get_by_role("textbox", name="Name", exact=True).fill("Kremlin")
    page.keyboard.press("Enter")
    alert = page.get_by_role("alert").filter(has_text="already")
    expect(alert).to_be_visible()
    page.get_by_role("textbox", name="Name", exact=True).fill("Strait pilots")
    page.keyboard.press("Enter")
    expect(page.get_by_text("None of its names stands in an article.")).to_be_visible()
    expect(alert).to_have_count(0)
    drawn(page)
    page.get_by_role("textbox", name="Other names").fill("strait pilots | any")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Would be found anew")).to_be_visible()
    drawn(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 yours")).to_be_visible()
    assert entitylist.in_force(Settings(store=str(own))).own == ("strait-pilots",)

    page.get_by_role("button", name="Read them anew").click()
    expect(page.get_by_role("button", name="Close")).to_be_visible()
    page.goto(f"{writable}/entities?entity=Strait+pilots")
    expect(page.get_by_role("heading", name="Strait pilots")).to_be_visible()
    found = Reader(Lake(str(own))).entities(Filters(entities=("strait-pilots",)))
    assert found["mentions"].sum() > 0
