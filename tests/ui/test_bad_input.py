"""Every page over what feeds, links and stores should not hold, brought in by the importer."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import deltalake
import pytest
from streamlit.testing.v1 import AppTest

from monitor import settings
from monitor.pipeline.importing import import_files
from monitor.records import Filters
from monitor.store.lake import Lake
from monitor.store.query import Reader
from monitor.store.tables import VERSION
from monitor.ui.router import PAGES
from tests.conftest import REPO
from tests.ui.conftest import Visit

SCRIPT = "<script>alert(1)</script>"
IMAGE = "![pixel](https://evil.example/pixel.png)"
MARKUP = "<b onclick=alert(1)>bold</b><img src=x onerror=alert(1)> <a href='javascript:x()'>go</a>"
MARKDOWN = f"# **Heading** {IMAGE} [link](javascript:alert(1)) :material/bomb: :red[alarm] $x^2$"
FORMULA = '=HYPERLINK("https://evil.example";"NATO")'
BIDI = "\u202eOTAN\u202c\u2066\u200f NATO\u200b \ufeffpraised"
LONG = "NATO " + "headline without an end " * 450  # 10,800 characters
OUTLET = f"Daily **Bold** <i>Post</i> {IMAGE}"
TARGET = "Ali\\*nce <u>X</u> :red[y] **z**"
# What no string that Streamlit takes for markdown may hold, since it would become markup.
LIVE = ("evil.example/pixel.png)", "**Bold**", "**Heading**", ":red[", ":material/bomb:", "<u>")
TAGS = {
    *("div", "span", "mark", "style", "br", "b", "i", "p", "h1", "h2", "h3", "section"),
    *("blockquote", "del", "ins", "a", "ol", "ul", "li", "table", "tbody", "thead", "tr", "td"),
    *("th", "dl", "dt", "dd", "time", "small", "strong", "em", "details", "summary", "svg", "path"),
}

ENTITIES = f"""
[[entity]]
id = "x"
name = {json.dumps(TARGET)}
kind = "organisation"
aliases = ["Zorblax"]
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A feed, lines, a table and a text, each with what it should not hold."""
    folder = tmp_path_factory.mktemp("files")
    said = 'NATO is weak, and it will stay weak for years," said Ada Wren. She praised Zorblax.'
    items = [
        ("Plain", f"&lt;p&gt;NATO failed. {SCRIPT} Zorblax won.&lt;/p&gt;", "Mon, 02 Mar 2026"),
        (MARKUP, f'"{said}', "Tue, 03 Mar 2026 10:00:00 GMT"),
        (MARKDOWN, f'{MARKDOWN} "{said}', "Wed, 04 Mar 2026 10:00:00 GMT"),
        (LONG, "NATO praised Zorblax. " * 300, "Thu, 05 Mar 2026 10:00:00 GMT"),
        ("", "NATO condemned Zorblax without a headline.", "Fri, 31 Feb 2026 10:00:00 GMT"),
        (BIDI, f"{BIDI} Zorblax on Monday.", "Fri, 06 Mar 2099 10:00:00 GMT"),
    ]
    entries = "".join(
        f"<item><title>{_xml(title)}</title><description>{_xml(text)}</description>"
        f"<guid>{number}</guid><pubDate>{date}</pubDate>"
        f"<link>{'javascript:alert(1)' if number % 2 else 'https://post.example/' + str(number)}"
        "</link></item>"
        for number, (title, text, date) in enumerate(items)
    )
    (folder / "feed.xml").write_text(
        f'<rss version="2.0"><channel><title>{_xml(OUTLET)}</title>{entries}</channel></rss>'
    )
    numbers = " ".join(f"Ward {number} sent {number + 7} votes." for number in range(40))
    story = f'The vote was close.\n\n"{said}\n\n{numbers}\n\n{MARKDOWN} {MARKUP}'
    lines = [
        {"title": "No date", "text": "NATO praised Zorblax.", "outlet": OUTLET},
        {"title": FORMULA, "text": f"{FORMULA} NATO blamed Zorblax.", "outlet": "=cmd|'x'!A0"},
        {"title": f"Story {MARKUP}", "text": story, "outlet": OUTLET, "date": "2026-03-05"},
        {"title": f"Story {MARKDOWN}", "text": story.replace(" said ", " claimed "),
         "outlet": "Inland Post", "date": "2026-03-06T08:00:00Z"},
        {"text": "NATO has no title here."},
        {"title": "Nothing else"},
        {"title": "\x00\x1b[31m\ud7ff", "text": "NATO and a bell \x07.", "date": "0000-00-00"},
    ]  # fmt: skip
    (folder / "lines.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n{broken\n")
    (folder / "table.csv").write_text(f'title,text,date\n"{FORMULA[:10]}",NATO met,2026-03-07\n')
    (folder / "text.txt").write_text(f"{MARKDOWN}\n\nNATO praised Zorblax. {MARKUP}\n")
    return folder


@pytest.fixture(scope="module")
def brought(files: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store that these files were imported into, and the entities that it was read with."""
    place = tmp_path_factory.mktemp("bad")
    (place / "entities.toml").write_text(ENTITIES)
    given = settings.Settings(store=str(place / "store"), entities=place / "entities.toml")
    done = import_files(given, [files], outlet=OUTLET)
    assert done.kinds["new"] >= 12
    assert done.refused  # the broken line, at least
    assert done.statements
    return place / "store", place / "entities.toml"


@pytest.fixture
def over(brought: tuple[Path, Path], visit: Visit, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Visits to that store."""
    monkeypatch.setenv("MONITOR_STORE", str(brought[0]))
    monkeypatch.setenv("MONITOR_ENTITIES", str(brought[1]))
    return visit


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


# To what an article gives as its address, and to the labelling of a mention by its id.
SAFE_LINK = re.compile(r"https?://|labelling\?mention=[0-9a-f]+$")


class Tags(HTMLParser):
    """The tags of a piece of HTML, and what in their attributes would run or fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [] if tag in TAGS else [tag]
        for name, value in attrs:
            link = name in ("href", "src") and not SAFE_LINK.match(str(value))
            if name.startswith("on") or link:
                self.found.append(f"{tag} {name}={value}")


def harmless(app: AppTest) -> None:
    """Nothing raised, and nothing of a feed stands where it would be markdown or markup."""
    assert not app.exception, app.exception
    for one in app.get("html"):
        assert Tags(str(one.body)).found == []
    for text in _markdown(app):
        assert not [live for live in LIVE if live in text], text
    for chart in app.get("plotly_chart"):
        drawn = "\n".join(_drawn(json.loads(chart.proto.spec)))
        assert not [tag for tag in ("<img", "<u>", "<script", "<i>") if tag in drawn]


def _drawn(part: Any) -> list[str]:
    """The texts of a chart, without what only tells what was clicked."""
    if isinstance(part, dict):
        return [text for key, one in part.items() if key != "customdata" for text in _drawn(one)]
    if isinstance(part, list):
        return [text for one in part for text in _drawn(one)]
    return [part] if isinstance(part, str) else []


def _markdown(app: AppTest) -> list[str]:
    """All strings of a page that Streamlit renders as markdown."""
    bodies = (*app.markdown, *app.caption, *app.title, *app.header, *app.subheader)
    notes = (*app.info, *app.warning, *app.error, *app.success, *app.toast)
    labelled: list[Any] = [*app.button, *app.metric, *app.selectbox, *app.multiselect]
    labelled += [*app.text_input, *app.expander, *app.tabs, *app.checkbox, *app.toggle]
    return [str(one.value) for one in (*bodies, *notes)] + [str(one.label) for one in labelled]


@pytest.mark.parametrize("page", PAGES)
def test_text_of_feeds_is_text_on_every_page(over: Visit, page: str) -> None:
    app = over("" if page == "overview" else page)
    harmless(app)
    assert not app.error


@pytest.mark.parametrize("page", ["overview", "entities", "compare", "voices", "stories"])
def test_an_entity_with_markup_in_its_name(over: Visit, page: str) -> None:
    app = over("" if page == "overview" else page, entity="x")
    harmless(app)
    assert not app.error


def test_every_story_and_article_can_be_opened(over: Visit, brought: tuple[Path, Path]) -> None:
    reader = Reader(Lake(str(brought[0])))
    stories = reader.stories(Filters())
    assert (stories["copies"] > 1).any()
    for story in stories["story_id"].head(6):
        harmless(over("stories", story=story))


NONSENSE = {
    "entity": ["nobody", "<b>x</b>", "\x00"],
    "outlet": "'; drop table articles; --",
    "voice": "loud",
    "dates": ["2026-99-99", "soon", "1970-01-01"],
    "bucket": "century",
    "height": "-1",
    "compare": "=1+1",
    "holder": "**nobody**",
    "story": "../../etc/passwd",
    "stories": "none",
    "against": "yesterday",
    "nonsense": IMAGE,
}


@pytest.mark.parametrize("page", PAGES)
def test_a_link_of_nonsense_is_cleaned_and_told_of(over: Visit, page: str) -> None:
    app = over("" if page == "overview" else page, **NONSENSE)
    harmless(app)
    assert not app.error
    told = "\n".join(str(one.body) for one in app.get("html"))
    assert "The link asks for what is not here:" in told
    assert "nonsense" not in app.query_params
    assert set(app.query_params) & {"bucket", "height", "voice", "outlet", "dates"} == set()


@pytest.mark.parametrize(
    "search", ["' or 1=1 --", "\\", "%_*.(", "\x00", "\u202e", "NATO " * 3_000, "=cmd", "\ud7ff"]
)
def test_a_search_for_nonsense_finds_little_and_harms_nothing(over: Visit, search: str) -> None:
    for page in ("articles", "stories"):
        app = over(page, search=search)
        harmless(app)
        assert not app.error


@pytest.mark.parametrize("page", PAGES)
def test_without_a_store_every_page_stands(visit: Visit, page: str) -> None:
    app = visit("" if page == "overview" else page)
    assert not app.exception
    assert not app.error


def test_a_store_of_a_newer_release_is_told_of_on_every_page(
    visit: Visit, store: Path, files: Path
) -> None:
    import_files(settings.Settings(store=str(store)), [files / "text.txt"], score=False)
    for table in store.iterdir():
        if (table / "_delta_log").is_dir():
            deltalake.DeltaTable(str(table)).alter.set_table_properties(
                {"stancewatch.version": str(VERSION + 1)}, raise_if_not_exists=False
            )
    for page in PAGES:
        app = visit("" if page == "overview" else page)
        assert not app.exception
        told = "\n".join(one.value for one in app.text)
        assert f"format {VERSION + 1}" in told


def test_pages_stand_while_another_process_writes(
    visit: Visit, store: Path, tmp_path: Path
) -> None:
    """Imports of one article each, then their compaction, beside a visit to page after page."""
    writer = (
        "import sys, pathlib\n"
        "from monitor.pipeline import importing, keeping\n"
        "from monitor.settings import Settings\n"
        "folder, given = pathlib.Path(sys.argv[2]), Settings(store=sys.argv[1])\n"
        "for number in range(12):\n"
        "    path = folder / f'{number}.txt'\n"
        "    path.write_text(f'Day {number}\\n\\nNATO praised day {number} of the talks.')\n"
        "    importing.import_files(given, [path], outlet='Inland Post', score=number % 3 == 0)\n"
        "    if number % 6 == 5:\n"
        "        keeping.compact(given)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", writer, store, tmp_path], cwd=REPO)
    try:
        visits = 0
        while process.poll() is None or visits < len(PAGES):
            page = PAGES[visits % len(PAGES)]
            app = visit("" if page == "overview" else page)
            assert not app.exception
            assert not app.error
            visits += 1
    finally:
        process.wait(120)
    assert process.returncode == 0


@pytest.mark.parametrize("page", ["workbench", "labelling"])
def test_a_page_without_filters_does_not_complain_of_those_of_others(
    over: Visit, page: str
) -> None:
    app = over(page, entity="NATO")
    assert "The link asks for" not in "\n".join(str(one.body) for one in app.get("html"))
