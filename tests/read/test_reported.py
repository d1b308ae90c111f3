"""Attribution with the shipped tagger beside the rules."""

from pathlib import Path

import pytest

from benchmarks import measures, seed_article, sets, systems
from benchmarks.sets import Gold
from monitor.read import baseline, entities, tagger
from monitor.read.predict import predict_attribution
from monitor.read.scorer import Scorer
from monitor.records import HolderKind
from tests.read.test_quotes import HOLDERS, said

SHARED = Path(__file__).parents[3] / "shared" / "data"
ARTICLE = SHARED / "nato" / "seed_article.txt"


@pytest.fixture(scope="session")
def tagged() -> Scorer:
    """Give a scorer that finds speech with the tagger; what it judges by plays no part here."""
    return Scorer(entities.load(), baseline.Baseline(), tagger.load())


@pytest.fixture(scope="session")
def ruled() -> Scorer:
    return Scorer(entities.load(), baseline.Baseline())


def scores(scorer: Scorer, gold: Gold) -> list[float]:
    """Give F1 of content, and of content with its holder, in percent."""
    return [found.value for found in measures.measure(gold, systems.by(scorer)(gold))]


# Where the tagger sees no speech, the rules count only if they find an entity in it.
LEFT_OUT = ("relative",)
TRIED = {name: case for name, case in HOLDERS.items() if name not in LEFT_OUT}


@pytest.mark.parametrize(("text", "part", "holder"), TRIED.values(), ids=TRIED)
def test_the_holder_is_found(tagged: Scorer, text: str, part: str, holder: str) -> None:
    found = said(tagged, text, part)
    assert found.holder_name == holder
    assert found.holder_kind is HolderKind.SPEAKER


def test_an_adverb_is_no_part_of_a_name(tagged: Scorer) -> None:
    text = (
        "Although the talks on grain may last all winter, the two sides have to meet, "
        "Renn reportedly said amid the ministry’s call for a pause."
    )
    assert said(tagged, text, "two sides").holder_name == "Renn"


def test_floors_on_texts_written_for_this_project(tagged: Scorer) -> None:
    (gold,) = (one for one in sets.own() if one.task == "attribution")
    content, holder = scores(tagged, gold)
    assert content >= 95
    assert holder >= 88


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_floors_on_the_development_part_of_polnear(tagged: Scorer, ruled: Scorer) -> None:
    whole = sets.polnear(SHARED)
    gold = Gold(whole.task, whole.name, whole.lines[::4])
    content, holder = scores(tagged, gold)
    assert content >= 88
    assert holder >= 80
    before = scores(ruled, gold)
    assert content > before[0]
    assert holder > before[1]


@pytest.mark.skipif(not ARTICLE.is_file(), reason="../shared/data/nato is not here")
def test_the_seed_article_is_read_as_an_expert_reads_it(tagged: Scorer) -> None:
    held = seed_article.held(tagged, ARTICLE.read_text("utf-8"))
    assert [case for case, right in held.items() if not right] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "No",
        "“",
        "said said said",
        "Oda Renn said “it is\x00 closed” and \u202eleft\u202c.",
        "“" * 3000,
        '“Oda «Renn ‘said „the "harbour is closed',
        "Oda Renn said " + "the harbour is closed and " * 4000,
        "🙂 Oda Renn said: “🙂🙂” 🙂",
        "x" * 30_000,
        "\u0301" * 5000,
        "Оксана сказала: «Порт закрыт».",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_any_text_is_read_and_spans_lie_in_it(tagged: Scorer, text: str) -> None:
    found = predict_attribution(tagged, text)
    assert predict_attribution(tagged, text) == found
    for one in found:
        for start, end in filter(None, [*one.content, one.holder, one.cue]):
            assert 0 <= start < end <= len(text)


def test_what_stands_around_a_text_does_not_change_it(tagged: Scorer) -> None:
    text = "“It is shut,” Oda Renn said. The ferry left at noon."
    (alone,) = predict_attribution(tagged, text)
    predict_attribution(tagged, "Bo Lind warned that " + "the dam may break. " * 50)
    assert predict_attribution(tagged, text) == (alone,)


def test_the_version_follows_the_tagger(tagged: Scorer, ruled: Scorer) -> None:
    assert tagged.version != ruled.version
