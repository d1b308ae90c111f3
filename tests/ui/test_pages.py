"""Every page over a small store, and over an empty one."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui import builders
from tests.ui.conftest import Visit

PAGES = {
    "overview": "Overview",
    "entities": "NATO",
    "compare": "Compare",
    "voices": "Voices",
    "outlets": "Outlets",
    "stories": "Stories",
    "articles": "Articles",
    "feeds": "Feeds",
    "workbench": "Workbench",
    "labelling": "Labelling",
    "method": "Method",
}
NEED_ARTICLES = ("overview", "entities", "compare", "voices", "outlets", "stories", "articles")


def titles(app: AppTest) -> list[str]:
    return [title.value for title in app.title]


def captions(app: AppTest) -> str:
    return "\n".join(note.body for note in app.get("html"))


def page(name: str) -> str:
    return "" if name == "overview" else name


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("filled")
def test_a_page_shows_the_selection(visit: Visit, name: str) -> None:
    app = visit(page(name))
    assert not app.exception
    assert not app.error
    assert titles(app) == [PAGES[name]]


@pytest.mark.parametrize("name", NEED_ARTICLES)
def test_an_empty_store_says_how_to_begin(visit: Visit, name: str) -> None:
    app = visit(page(name))
    assert not app.exception
    assert titles(app) == ["Who says what about whom"]
    assert "Load the demonstration" in [button.label for button in app.button]


@pytest.mark.parametrize("name", ["feeds", "workbench", "labelling", "method"])
def test_feeds_and_method_need_no_article(visit: Visit, name: str) -> None:
    app = visit(page(name))
    assert not app.exception
    assert titles(app) == [PAGES[name]]


@pytest.mark.usefixtures("filled")
def test_the_header_counts_what_the_address_selects(visit: Visit) -> None:
    everything = captions(visit())
    assert f"{builders.ARTICLES} articles" in everything
    one = captions(visit(entity="NATO", outlet="Inland Post"))
    assert "NATO" in one
    assert "1 outlet " in one


@pytest.mark.usefixtures("filled")
def test_unknown_values_in_the_address_are_dropped(visit: Visit) -> None:
    app = visit(entity="no-such-entity", voice="nobody")
    assert not app.exception
    assert f"{builders.ARTICLES} articles" in captions(app)


@pytest.mark.usefixtures("filled")
def test_what_the_address_asks_for_in_vain_is_told_once(visit: Visit) -> None:
    app = visit(entity=["NATO", "no-such-entity"], dates="2031-01-01", outlet="Nowhere Post")
    told = captions(app)
    assert "entity: no-such-entity, dates: 2031-01-01, outlet: Nowhere Post" in told
    assert "NATO ·" in told
    assert "what is not here" not in captions(app.run())


@pytest.mark.usefixtures("filled")
def test_an_address_may_name_entities_and_voices_by_id(visit: Visit) -> None:
    app = visit(entity="nato", voice="quoted")
    assert app.query_params["entity"] in ("NATO", ["NATO"])
    assert "NATO ·" in captions(app)
    assert "quoted voices" in captions(app)
    assert "what is not here" not in captions(app)


@pytest.mark.usefixtures("filled")
def test_one_day_is_a_range_of_one_day(visit: Visit) -> None:
    one = captions(visit(dates="2026-03-20"))
    assert "20 Mar 2026" in one
    assert "1 article of 1 collected" in one


@pytest.mark.usefixtures("filled")
def test_a_preset_sets_the_dates_and_shows_itself(visit: Visit) -> None:
    app = visit(dates=["2026-03-25", "2026-03-28"])
    preset = next(one for one in app.segmented_control if one.key == "preset")
    assert preset.value is None
    app = preset.set_value("all").run()
    assert not app.exception
    assert f"{builders.ARTICLES} articles" in captions(app)


@pytest.mark.usefixtures("filled")
def test_a_selection_of_one_case_shows_no_mean(visit: Visit) -> None:
    app = visit("entities", entity="NATO", dates="2026-03-30")
    assert not app.exception
    assert {metric.value for metric in app.metric} == {"–"}
    assert "too few: n = 1" in captions(app)


@pytest.mark.parametrize("mode", ["Entities", "Outlets", "Periods"])
@pytest.mark.usefixtures("filled")
def test_entities_outlets_and_periods_can_be_compared(visit: Visit, mode: str) -> None:
    app = visit("compare", compare=mode)
    assert not app.exception
    differences = app.dataframe[0].value
    assert differences["measure"].unique().tolist() == [
        "Share of coverage",
        "Stance, outlets' own voice",
        "Stance, quoted voices",
    ]
    assert differences["verdict"].tolist()[::2] == ["compared with"] * 3


@pytest.mark.usefixtures("filled")
def test_one_entity_alone_is_offered_another_to_compare_with(visit: Visit) -> None:
    app = visit("compare", entity="NATO")
    assert not app.exception
    assert "needs two entities" in app.info[0].value
    add = next(button for button in app.button if button.label == "Add European Union")
    app = add.click().run()
    assert not app.exception
    assert not app.info
    assert "NATO, European Union ·" in captions(app)
    assert set(app.dataframe[0].value["name"]) == {"NATO", "European Union"}


@pytest.mark.usefixtures("filled")
def test_where_there_is_no_other_entity_none_is_offered(visit: Visit) -> None:
    app = visit("compare", entity="NATO", dates="2026-03-30")
    assert not app.exception
    assert "No other entity" in app.info[0].value
    assert not [button for button in app.button if button.label.startswith("Add ")]


@pytest.mark.usefixtures("filled")
def test_the_profile_reads_out_statements_for_and_against(visit: Visit) -> None:
    told = captions(visit("entities", entity="NATO"))
    assert "Ada Wren" in told
    assert '<mark class="target">NATO</mark>' in told


@pytest.mark.usefixtures("filled")
def test_reset_brings_everything_back(visit: Visit) -> None:
    app = visit(entity="NATO")
    reset = next(button for button in app.button if button.label == "Reset filters")
    app = reset.click().run()
    assert not app.exception
    assert "All entities" in captions(app)


@pytest.mark.usefixtures("filled")
def test_an_empty_selection_says_what_to_do(visit: Visit) -> None:
    app = visit("articles", search="zebrafinch")
    assert not app.exception
    assert "reset the filters" in app.info[0].value


@pytest.mark.usefixtures("filled")
def test_feed_text_is_never_markdown(visit: Visit) -> None:
    for name in NEED_ARTICLES:
        app = visit(page(name))
        assert builders.HOSTILE not in "\n".join(text.value for text in app.markdown)
        assert "<b>Daily</b>" not in captions(app)


def test_a_bad_setting_is_a_message_with_a_remedy(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_TIMEZONE", "Atlantis/Capital")
    app = visit()
    assert not app.exception
    assert "Atlantis/Capital" in app.text[0].value
    assert "Use a name such as" in app.text[0].value
