"""The catalogue: the packaged one is sound; a user's file adds, replaces, or is refused."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.errors import CatalogueError
from monitor.read import entities

MEMBERS = [
    "albania",
    "belgium",
    "bulgaria",
    "canada",
    "croatia",
    "czechia",
    "denmark",
    "estonia",
    "finland",
    "france",
    "germany",
    "greece",
    "hungary",
    "iceland",
    "italy",
    "latvia",
    "lithuania",
    "luxembourg",
    "montenegro",
    "netherlands",
    "north-macedonia",
    "norway",
    "poland",
    "portugal",
    "romania",
    "slovakia",
    "slovenia",
    "spain",
    "sweden",
    "turkey",
    "uk",
    "us",
]


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_packaged_catalogue_holds_the_alliance_and_its_members() -> None:
    found = entities.load().entities
    assert len(MEMBERS) == 32
    assert {"nato", "eu", "un", "russia", "ukraine", "mark-rutte", *MEMBERS} <= found.keys()


def test_terms_of_an_office_never_overlap() -> None:
    for office in entities.load().offices:
        terms = sorted(office.terms, key=lambda term: term.start or date.min)
        for earlier, later in pairwise(terms):
            assert earlier.end is not None, office.names
            assert later.start is not None, office.names
            assert earlier.end < later.start, office.names


def test_an_office_belongs_to_whoever_held_it_that_day() -> None:
    office = next(o for o in entities.load().offices if "US Secretary of State" in o.names)
    assert office.holder(date(2025, 1, 20)) == "antony-blinken"
    assert office.holder(date(2025, 1, 21)) == "marco-rubio"
    assert office.holder(date(1890, 1, 1)) is None
    assert office.holder(None) is None


def test_a_users_file_adds_and_takes_the_place_of_single_entities(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '[[entity]]\nid = "ferry"\nname = "Ferry Board"\nkind = "organisation"\n'
        '[[entity]]\nid = "nato"\nname = "The Pact"\nkind = "organisation"\n',
    )
    found = entities.load(path)
    assert found.entities["ferry"].aliases[0].text == "Ferry Board"
    assert found.entities["nato"].name == "The Pact"
    assert "france" in found.entities
    assert found.fingerprint != entities.load().fingerprint


def test_a_users_file_can_replace_the_packaged_one(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        'replace = true\n[[entity]]\nid = "ferry"\nname = "Ferry Board"\nkind = "organisation"\n',
    )
    found = entities.load(path)
    assert found.entities.keys() == {"ferry"}
    assert found.offices == ()


GOOD = '[[entity]]\nid = "ferry"\nname = "Ferry Board"\nkind = "organisation"\n'
BAD = {
    "unknown key": (GOOD + 'colour = "red"\n', 5, "colour"),
    "unknown top key": ("version = 2\n" + GOOD, 1, "version"),
    "empty alias": (GOOD + 'aliases = ["Ferries", " "]\n', 5, "empty alias"),
    "alias twice": (GOOD + 'aliases = ["Ferries", "Ferries"]\n', 5, "twice"),
    "unknown kind": (GOOD.replace("organisation", "boat"), 4, "boat"),
    "no name": ('[[entity]]\nid = "ferry"\nkind = "person"\n', 1, "name"),
    "claimed": (GOOD + 'aliases = ["Kremlin"]\n', 5, "russia"),
    "id twice": (GOOD + "\n" + GOOD, 6, "ferry"),
    "bad case": (GOOD + 'aliases = [{ text = "FB", case = "loud" }]\n', 5, "loud"),
    "not a date": (
        GOOD + '[[office]]\nnames = ["Head"]\nterms = [{ entity = "ferry", from = "May" }]\n',
        7,
        "May",
    ),
    "ends first": (
        GOOD
        + '[[office]]\nnames = ["Head"]\n'
        + 'terms = [{ entity = "ferry", from = 2020-02-01, to = 2020-01-01 }]\n',
        7,
        "before",
    ),
    "not toml": ("[[entity\n", 1, "TOML"),
}


@pytest.mark.parametrize(("text", "line", "word"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, word: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(CatalogueError) as caught:
        entities.load(path)
    assert str(path) in caught.value.message
    assert f"line {line}" in caught.value.message
    assert word in caught.value.message


def test_a_missing_file_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError):
        entities.load(tmp_path / "none.toml")


OWN = '[[entity]]\nid = "ferry"\nname = "Ferry Board"\nkind = "organisation"\n'


def test_single_packaged_entities_can_be_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, 'without = ["mark-rutte"]\n' + OWN)
    found = entities.load(path)
    assert "mark-rutte" not in found.entities
    assert {"nato", "ferry"} <= found.entities.keys()
    assert not any(t.entity == "mark-rutte" for o in found.offices for t in o.terms)


def test_leaving_out_what_is_not_packaged_is_a_mistake(tmp_path: Path) -> None:
    path = write(tmp_path, '# mine\nwithout = ["mark-ruttte"]\n')
    with pytest.raises(CatalogueError, match=r"line 2.*mark-ruttte"):
        entities.load(path)


def test_the_own_offices_are_asked_before_the_packaged_ones(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '[[entity]]\nid = "ada-wren"\nname = "Ada Wren"\nkind = "person"\n'
        '[[office]]\nnames = ["US Secretary of State"]\n'
        'terms = [{ entity = "ada-wren", from = 2031-01-01 }]\n',
    )
    offices = [o for o in entities.load(path).offices if "US Secretary of State" in o.names]
    holders = [[o.holder(date(year, 6, 1)) for o in offices] for year in (2025, 2032)]
    assert holders == [[None, "marco-rubio"], ["ada-wren", None]]


@pytest.mark.parametrize(
    ("office", "day", "holder"),
    [
        ("NATO Secretary General", date(2024, 9, 30), "jens-stoltenberg"),
        ("NATO Secretary General", date(2026, 11, 1), "mark-rutte"),
        ("Hungarian Prime Minister", date(2026, 5, 8), "viktor-orban"),
        ("Hungarian Prime Minister", date(2026, 5, 9), "peter-magyar"),
        ("Dutch Prime Minister", date(2026, 2, 23), "rob-jetten"),
        ("British Prime Minister", date(2026, 11, 1), None),
        ("Supreme Allied Commander Europe", date(2025, 7, 4), "alexus-grynkewich"),
        ("Greek Prime Minister", date(2023, 6, 1), None),
        ("Spanish Prime Minister", None, None),
        ("President Trump", None, "donald-trump"),
    ],
)
def test_an_office_means_nobody_where_its_holder_is_not_known(
    office: str, day: date | None, holder: str | None
) -> None:
    found = next(o for o in entities.load().offices if office in o.names)
    assert found.holder(day) == holder


def test_an_open_term_is_known_up_to_the_day_of_the_file(tmp_path: Path) -> None:
    own = (
        'as_of = 2031-05-01\n[[entity]]\nid = "ada-wren"\nname = "Ada Wren"\nkind = "person"\n'
        '[[office]]\nnames = ["Ferry Chief"]\n'
        'terms = [{ entity = "ada-wren", from = 2031-01-01 }]\n'
    )
    office = next(
        o for o in entities.load(write(tmp_path, own)).offices if "Ferry Chief" in o.names
    )
    assert office.holder(date(2031, 5, 1)) == "ada-wren"
    assert office.holder(date(2031, 5, 2)) is None
    with pytest.raises(CatalogueError, match="needs a 'to'"):
        entities.load(write(tmp_path, own.replace("2031-05-01", "2030-05-01")))
    with pytest.raises(CatalogueError, match="as_of"):
        entities.load(write(tmp_path, own.replace("2031-05-01", '"May"', 1)))


def test_all_members_of_nato_are_in_the_catalogue() -> None:
    names = {entity.name for entity in entities.load().entities.values()}
    members = [
        "Albania",
        "Belgium",
        "Bulgaria",
        "Canada",
        "Croatia",
        "Czechia",
        "Denmark",
        "Estonia",
        "Finland",
        "France",
        "Germany",
        "Greece",
        "Hungary",
        "Iceland",
        "Italy",
        "Latvia",
        "Lithuania",
        "Luxembourg",
        "Montenegro",
        "Netherlands",
        "Norway",
        "Poland",
        "Portugal",
        "Romania",
        "Slovakia",
        "Slovenia",
        "Spain",
        "Sweden",
        "Turkey",
    ]
    assert {*members, "North Macedonia", "United Kingdom", "United States"} <= names
    assert len(members) + 3 == 32


def test_a_comment_makes_no_other_catalogue(tmp_path: Path) -> None:
    one = entities.load(write(tmp_path, OWN)).fingerprint
    assert entities.load(write(tmp_path, f"# why\n{OWN}")).fingerprint == one
    assert entities.load(write(tmp_path, "# nothing yet\n")).fingerprint == (
        entities.load().fingerprint
    )
