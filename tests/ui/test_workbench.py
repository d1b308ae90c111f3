"""The entity workbench: a draft is tried, refused, saved, counted and removed."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from monitor.pipeline import entitylist
from monitor.settings import Settings
from tests.ui.conftest import Visit
from tests.ui.test_jobs import click, finish
from tests.ui.test_pages import captions

HOSTILE = "Ferry <b>Board</b> **x** ![](https://tracker.example/i.png)"


def field(app: AppTest, label: str) -> AppTest:
    return next(one for one in (*app.text_input, *app.text_area) if one.label == label)


def alerts(app: AppTest) -> str:
    return "\n".join(note.body for note in app.get("html") if 'role="alert"' in note.body)


def counts(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def own(store: Path) -> tuple[str, ...]:
    return entitylist.in_force(Settings(store=str(store))).own


@pytest.mark.usefixtures("filled")
def test_what_a_new_entity_would_find_is_shown_before_it_is_saved(
    visit: Visit, store: Path
) -> None:
    app = visit("workbench")
    assert not app.exception
    assert not alerts(app)
    app = field(app, "Name").set_value("Ada Wren").run()
    assert counts(app) == {"Articles": "12", "Mentions": "12"}
    assert "All 24 articles were searched." in captions(app)
    assert '<mark class="target">Ada Wren</mark> said that' in captions(app)
    assert own(store) == ()

    app = click(app, "Save")
    assert not app.exception
    assert own(store) == ("ada-wren",)
    assert field(app, "Name").value == "Ada Wren"
    assert "1 yours" in captions(app)
    assert "24 articles were last read with another list" in captions(app)

    app = click(app, "Read them anew")
    finish()
    assert not app.run().exception
    app = visit("entities", entity="Ada Wren")
    assert app.title[0].value == "Ada Wren"


@pytest.mark.usefixtures("filled")
def test_a_wrong_field_is_named_and_nothing_is_saved(visit: Visit, store: Path) -> None:
    app = field(visit("workbench"), "Name").set_value("Ferry Board").run()
    app = field(app, "Other names").set_value("Ferries\nNATO\n").run()
    assert "“NATO” is a name of NATO already" in alerts(app)
    assert not app.metric
    save = next(button for button in app.button if button.label == "Save")
    assert save.disabled
    assert own(store) == ()


@pytest.mark.usefixtures("filled")
def test_a_name_with_markup_is_plain_text(visit: Visit, store: Path) -> None:
    app = field(visit("workbench"), "Name").set_value(HOSTILE).run()
    app = click(app, "Save")
    assert not app.exception
    assert len(own(store)) == 1
    for page in ("workbench", "entities", ""):
        app = visit(page)
        assert not app.exception
        assert HOSTILE not in "\n".join(text.value for text in app.markdown)
        assert "<b>Board</b>" not in captions(app)


@pytest.mark.usefixtures("filled")
def test_offices_are_added_and_kept(visit: Visit, store: Path) -> None:
    app = field(visit("workbench"), "Name").set_value("Ada Wren").run()
    app = click(app, "Add an office")
    app = field(app, "Office").set_value("Chair; chairwoman").run()
    click(app, "Save")
    held = entitylist.in_force(Settings(store=str(store))).offices("ada-wren")
    assert [office.names for office in held] == [("Chair", "chairwoman")]
    app = visit("workbench", edit="ada-wren")
    assert field(app, "Office").value == "Chair; chairwoman"
    app = click(app, "Remove it")
    click(app, "Save")
    assert entitylist.in_force(Settings(store=str(store))).offices("ada-wren") == ()


@pytest.mark.usefixtures("filled")
def test_a_packaged_entity_is_left_out_and_brought_back(visit: Visit, store: Path) -> None:
    app = click(visit("workbench", edit="nato"), "Remove")
    assert not app.exception
    assert "1 left out" in captions(app)
    app = click(app, "Bring it back")
    assert "left out" not in captions(app)
    app = click(app, "Undo the last change")
    assert "1 left out" in captions(app)


@pytest.mark.usefixtures("filled")
def test_a_link_may_name_an_entity_by_id(visit: Visit) -> None:
    app = visit("workbench", edit="nato")
    assert not app.exception
    assert field(app, "Name").value == "NATO"
    assert "what is not here" not in captions(app)


@pytest.mark.usefixtures("filled")
def test_a_link_to_nobody_is_told(visit: Visit) -> None:
    app = visit("workbench", edit="no-such-entity")
    assert not app.exception
    assert "not in the list: no-such-entity" in captions(app)


def test_an_empty_store_can_have_entities_too(visit: Visit, store: Path) -> None:
    app = field(visit("workbench"), "Name").set_value("Ferry Board").run()
    assert not app.exception
    assert "Nothing that can be read has been collected yet." in captions(app)
    click(app, "Save")
    assert own(store) == ("ferry-board",)


def test_a_broken_file_is_told_with_its_line(visit: Visit, store: Path) -> None:
    store.mkdir()
    (store / "entities.toml").write_text("# mine\n[[entity]]\nid = 3\n", encoding="utf-8")
    app = visit("workbench")
    assert not app.exception
    assert "line 3" in "\n".join(text.value for text in app.text)
