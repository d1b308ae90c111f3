"""What `predict` asks: one text in, one answer out. Spans count in the text that was given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from monitor.errors import CatalogueError, ReadError
from monitor.read import entities, stance
from monitor.read.scorer import Reading, Scorer
from monitor.read.stance import Case
from monitor.records import Attribution, Scores


@dataclass(frozen=True, slots=True)
class Judgement:
    """A label, never "uncertain", and its probabilities in the order low, neutral, high."""

    label: str
    scores: Scores


def predict_sentiment(scorer: Scorer, text: str, start: int, end: int) -> Judgement:
    """Judge how a text shows text[start:end]. Raises ReadError on a span outside the text."""
    check_span(text, start, end)
    return _judge(scorer, Case(text, (start, end)), 1, stance.SENTIMENTS)


def predict_stance(
    scorer: Scorer, text: str, holder: tuple[int, int] | None, target: tuple[int, int]
) -> Judgement:
    """Judge the attitude of a holder to a target; holder null: whoever speaks.

    Raises ReadError on a span outside the text.
    """
    check_span(text, *target)
    if holder is not None:
        check_span(text, *holder)
    return _judge(scorer, Case(text, target, holder), 0, stance.STANCES)


def predict_attribution(scorer: Scorer, text: str) -> tuple[Attribution, ...]:
    """Give who says what in a text, in order."""
    _, part = scorer.parts("", text, None)
    origin = part.view.origin
    return tuple(
        replace(
            found,
            content=tuple(origin(*span) for span in found.content),
            quoted=tuple(origin(*span) for span in found.quoted),
            holder=origin(*found.holder) if found.holder else None,
            cue=origin(*found.cue) if found.cue else None,
        )
        for found in part.attributions
    )


def predict_statements(
    scorer: Scorer, title: str, text: str, given: Sequence[Mapping[str, Any]] | None = None
) -> Reading:
    """Read a text that is taken to be English; `given` entities replace the catalogue.

    The outlet's name is "outlet". Raises ReadError where the entities can't be used.
    """
    if given is not None:
        try:
            catalogue = entities.from_names(given)
        except CatalogueError as error:
            raise ReadError(error.message, remedy=error.remedy, reason="entities") from error
        scorer = Scorer(catalogue, scorer.model, scorer.speech)
    return scorer.read(title, text, outlet="outlet", published_at=None, language="en")


def check_span(text: str, start: int, end: int) -> None:
    """Raise ReadError unless text[start:end] is a span with something in it."""
    if not 0 <= start < end <= len(text):
        raise ReadError(
            f"The span {start}-{end} is not inside a text of {len(text)} characters.",
            remedy="Give half-open character offsets into `text`.",
            reason="span",
        )


def _judge(scorer: Scorer, case: Case, which: int, names: tuple[str, str, str]) -> Judgement:
    scores = scorer.model.judge([case])[0][which]
    return Judgement(stance.likeliest(scores, names), scores)
