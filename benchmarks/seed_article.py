"""What an expert reads in the article that the project started from, case by case."""

from collections.abc import Callable
from datetime import UTC, datetime

from monitor.read.scorer import Scorer
from monitor.records import HolderKind, Statement

Statements = tuple[Statement, ...]
_DAY = datetime(2025, 4, 3, tzinfo=UTC)


def held(scorer: Scorer, article: str) -> dict[str, bool]:
    """Give, for each case, whether a scorer reads the article so."""
    title, text = article.split("\n\n", 1)
    read = scorer.read(title, text, outlet="Outlet", published_at=_DAY, language="en")
    return {name: bool(check(read.statements)) for name, check in CASES.items()}


def _of(found: Statements, target: str, words: str = "") -> list[Statement]:
    return [s for s in found if s.target_id == target and words in s.sentence]


def _holder(found: Statements, words: str, target: str = "nato") -> set[str]:
    return {s.holder_id for s in _of(found, target, words)}


CASES: dict[str, Callable[[Statements], bool]] = {
    "Rubio supports NATO, several times": lambda found: (
        sum(s.holder_id == "marco-rubio" and s.stance == "support" for s in _of(found, "nato")) >= 2
    ),
    "“The US is in NATO” belongs to Rubio, not to the Guardian": lambda found: (
        "marco-rubio" in {s.holder_id for s in _of(found, "nato", "The US is in NATO")}
    ),
    "Trump does not oppose NATO, as Rubio reports it": lambda found: (
        bool(trump := [s for s in _of(found, "nato") if s.holder_id == "donald-trump"])
        and all(s.stance != "oppose" for s in trump)
    ),
    "“Trump supports NATO” is Trump's support": lambda found: any(
        s.holder_id == "donald-trump" and s.stance == "support"
        for s in _of(found, "nato", "supports NATO")
    ),
    "“is not against NATO” is not opposition": lambda found: all(
        s.stance != "oppose" for s in _of(found, "nato", "not against")
    ),
    "criticism aimed at critics is not opposition": lambda found: all(
        s.stance != "oppose" for s in _of(found, "nato", "hysteria")
    ),
    "the concerns about Trump belong to nobody named": lambda found: all(
        s.holder_kind is not HolderKind.SPEAKER
        for s in found
        if s.surface == "the military organisation"
    ),
    "the date before the title is no speaker, and nobody else is made up": lambda found: (
        {s.holder.lower() for s in found if s.holder_kind is HolderKind.SPEAKER}
        <= {"marco rubio", "donald trump", "mark rutte"}
    ),
    "“the alliance” and “the military organisation” mean NATO": lambda found: (
        {"the alliance", "the military organisation"} <= {s.surface for s in _of(found, "nato")}
    ),
    "the path forward is Rubio's": lambda found: "marco-rubio" in _holder(found, "strengthening"),
    "the last paragraph is the outlet's own voice, and neutral": lambda found: (
        found[-1].holder_kind is HolderKind.OUTLET and found[-1].stance == "neutral"
    ),
}
