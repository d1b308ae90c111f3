"""The stage: articles go in, statements come out, each with its holder and its evidence."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.read import scorer as reading
from monitor.read.scorer import Scorer
from monitor.records import HolderKind, QuoteKind, Statement
from tests.read.conftest import Read

SHARED = Path(__file__).parents[3] / "shared" / "data" / "nato"

PRESS = """\
German Chancellor Friedrich Merz on Monday assured partners of Berlin’s commitment to NATO, \
stressing that the alliance stays strong, amid doubts over President Donald Trump’s view of the \
military organisation, local media reported.

“Germany is in NATO and stays there,” Merz said, while answering questions, the Guardian reported.

Merz played down what he described as “noise and nonsense” around NATO. He reportedly said Trump \
supports NATO but wants the alliance “to spend more.”

President Trump “is not against NATO,” Merz explained, adding, “He is against a NATO that does \
not pay its bills.”

Germany has spent two per cent of its GDP on defence since last year.
"""


def of(statements: tuple[Statement, ...], target: str, words: str) -> list[Statement]:
    return [s for s in statements if s.target_id == target and words in s.sentence]


def test_an_article_of_reported_speech(read: Read) -> None:
    found = read(PRESS, title="Merz backs NATO", day="2025-06-02")
    (title,) = of(found, "nato", "backs")
    assert (title.part, title.holder, title.stance) == ("title", "Friedrich Merz", "support")
    commitment, stays, organisation = of(found, "nato", "assured partners")
    assert (commitment.holder_id, commitment.stance) == ("friedrich-merz", "support")
    assert (stays.surface, stays.cue) == ("the alliance", "stressing")
    assert organisation.surface == "the military organisation"
    assert organisation.holder_kind is HolderKind.OUTLET
    (quoted,) = of(found, "nato", "stays there")
    assert (quoted.holder, quoted.quote) == ("Friedrich Merz", QuoteKind.DIRECT)
    (noise,) = of(found, "nato", "nonsense")
    assert noise.stance != "oppose"
    supports, _ = of(found, "nato", "spend more")
    assert (supports.holder_id, supports.stance) == ("donald-trump", "support")
    against, condition = of(found, "nato", "explained")
    assert against.holder_id == condition.holder_id == "donald-trump"
    assert "oppose" not in (against.stance, condition.stance)
    (last,) = of(found, "germany", "two per cent")
    assert (last.holder, last.holder_kind) == ("The Ledger", HolderKind.OUTLET)
    assert last.quote is QuoteKind.NONE
    holders = {s.holder.lower() for s in found}
    assert holders == {"the ledger", "friedrich merz", "donald trump"}


def test_a_speaker_is_no_target_of_what_he_says(read: Read) -> None:
    speaker, target = read("Sergei Lavrov accused NATO of lies.")
    assert (speaker.target_id, speaker.holder) == ("sergey-lavrov", "The Ledger")
    assert speaker.stance == "neutral"
    assert (target.target_id, target.holder_id) == ("nato", "sergey-lavrov")
    assert target.stance == "oppose"


def test_every_mention_is_one_statement_and_its_spans_hold(read: Read) -> None:
    text = "\u202aThe N\u200bATO chief came.\u202c  “NATO is old,” he said. Russia and NATO met."
    title = "NATO chief in Riga"
    found = read(text, title=title)
    assert len({(s.part, s.start) for s in found}) == len(found)
    for statement in found:
        whole = title if statement.part == "title" else text
        assert whole[statement.start : statement.end] == statement.surface
        start = statement.sentence_start
        assert whole[start : start + len(statement.sentence)] == statement.sentence
        assert start <= statement.start
        if statement.cue_start is not None:
            assert whole[statement.cue_start : statement.cue_end] == statement.cue
        assert -1 <= statement.tone <= 1


def test_headlines_name_their_speaker(read: Read) -> None:
    for title in ("NATO is a threat – Lavrov", "Lavrov: NATO is a threat", "Lavrov says NATO lies"):
        target = next(s for s in read("", title=title) if s.target_id == "nato")
        assert target.holder_id == "sergey-lavrov", title
    (wire,) = read("", title="NATO is to grow — Reuters")
    assert (wire.holder, wire.holder_kind) == ("The Ledger", HolderKind.OUTLET)


def test_a_transcript_gives_its_speakers(read: Read) -> None:
    text = "QUESTION: Is NATO dead?\n\nMR PESKOV: We respect NATO.\n\nQUESTION: Thank you."
    asked, answered = (s for s in read(text) if s.target_id == "nato")
    assert asked.holder_kind is HolderKind.UNRESOLVED
    assert answered.holder_id == "dmitry-peskov"


def test_other_languages_and_empty_articles_are_not_read(scorer: Scorer) -> None:
    args = {"outlet": "x", "published_at": None}
    assert scorer.read("NATO", "NATO", language="fr", **args).outcome == "language"
    assert scorer.read(" ", "\n", language="en", **args).outcome == "empty"
    assert scorer.read("", "NATO", language="", **args).outcome == "scored"
    assert scorer.read("Rain", "It rains.", language="en", **args).statements == ()


def test_the_version_follows_the_catalogue(tmp_path: Path, scorer: Scorer) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[entity]]\nid = "ferry"\nname = "Ferry Board"\nkind = "organisation"\n')
    assert reading.load(name="baseline").version == scorer.version
    assert reading.load(own, "baseline").version != scorer.version
    assert scorer.version.startswith("baseline-")


@pytest.mark.parametrize(
    "text",
    ["NATO said “" * 300, "\u200b" * 5000 + "NATO", "“" * 5000 + "NATO", "NATO: NATO\n\n" * 300],
    ids=["open quotes", "invisible", "marks", "labels"],
)
def test_a_hostile_text_is_read_like_any_other(read: Read, text: str) -> None:
    first = read(text)
    assert any(s.target_id == "nato" for s in first)
    assert read(text) == first


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/nato is not here")
class TestSeedArticle:
    @pytest.fixture
    def statements(self, scorer: Scorer) -> tuple[Statement, ...]:
        title, text = (SHARED / "seed_article.txt").read_text("utf-8").split("\n\n", 1)
        at = datetime(2025, 4, 3, tzinfo=UTC)
        return scorer.read(title, text, outlet="Outlet", published_at=at, language="en").statements

    def test_who_supports_whom(self, statements: tuple[Statement, ...]) -> None:
        nato = [s for s in statements if s.target_id == "nato"]
        rubio = [s for s in nato if s.holder_id == "marco-rubio" and s.stance == "support"]
        trump = [s for s in nato if s.holder_id == "donald-trump"]
        assert len(rubio) >= 2
        assert trump
        assert all(s.stance != "oppose" for s in trump)
        assert {"the alliance", "the military organisation"} <= {s.surface for s in nato}

    def test_who_is_no_holder(self, statements: tuple[Statement, ...]) -> None:
        holders = {s.holder.lower() for s in statements}
        assert holders == {"outlet", "marco rubio", "donald trump", "mark rutte"}

    def test_single_sentences(self, statements: tuple[Statement, ...]) -> None:
        active = [s for s in statements if "has ever been,”" in s.sentence and s.cue == "said"]
        assert {s.holder_id for s in active} == {"marco-rubio"}
        doubts = next(s for s in statements if s.surface == "the military organisation")
        assert doubts.holder_kind is not HolderKind.SPEAKER
        hysteria = [s for s in statements if "hysteria" in s.sentence and s.target_id == "nato"]
        assert all(s.stance != "oppose" for s in hysteria)
        last = statements[-1]
        assert (last.holder_kind, last.stance) == (HolderKind.OUTLET, "neutral")


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/nato is not here")
def test_official_texts_of_twenty_years_are_read(scorer: Scorer) -> None:
    with gzip.open(SHARED / "nato_sample.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for _, line in zip(range(60), lines, strict=False)]
    for row in rows:
        found = scorer.read(
            row["title"], row["text"], outlet=row["outlet"], published_at=None, language="en"
        )
        for s in found.statements:
            assert row[s.part][s.start : s.end] == s.surface
