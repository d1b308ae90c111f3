"""What is compared: the shipped scorers, and the simplest things that could do their work."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from benchmarks.sets import Gold, Line
from monitor.read import predict, tone
from monitor.read.predict import Judgement
from monitor.read.quotemarks import quotations
from monitor.read.scorer import Scorer
from monitor.read.stance import SENTIMENTS, STANCES
from monitor.read.text import paragraphs

NEAR = 8  # words to either side of a target that VADER sees
FAINT = 0.05  # VADER's own limit: a weaker compound is neutral
_WORD = re.compile(r"\S+")

Answers = Callable[[Gold], list[Line]]


def by(scorer: Scorer) -> Answers:
    """Give a scorer's answers, as `predict` gives them."""

    def answers(gold: Gold) -> list[Line]:
        return [_ask(scorer, gold.task, line) for line in gold.lines]

    return answers


def _ask(scorer: Scorer, task: str, line: Line) -> Line:
    text = line["text"]
    if task == "attribution":
        found = predict.predict_attribution(scorer, text)
        return {"attributions": [{"holder": a.holder, "content": a.content} for a in found]}
    judged: Judgement
    if task == "sentiment":
        judged = predict.predict_sentiment(scorer, text, line["start"], line["end"])
    else:
        judged = predict.predict_stance(scorer, text, _holder(line), _target(line))
    return {"label": judged.label}


def majority(gold: Gold) -> list[Line]:
    """Answer the most frequent label of the set; for attribution, nobody says anything."""
    if gold.task == "attribution":
        return [{"attributions": []} for _ in gold.lines]
    (label, _), *_ = Counter(line["label"] for line in gold.lines).most_common(1)
    return [{"label": label} for _ in gold.lines]


def vader(gold: Gold) -> list[Line]:
    """Judge the words around a target, or between holder and target, by their tone."""
    names = SENTIMENTS if gold.task == "sentiment" else STANCES
    return [{"label": _by_tone(_seen(gold.task, line), names)} for line in gold.lines]


def _by_tone(words: str, names: Sequence[str]) -> str:
    found = tone.compound(words)
    return names[1] if abs(found) < FAINT else names[0 if found < 0 else 2]


def _seen(task: str, line: Line) -> str:
    text: str = line["text"]
    target = (line["start"], line["end"]) if task == "sentiment" else _target(line)
    holder = None if task == "sentiment" else _holder(line)
    if holder is not None:
        return text[min(holder[1], target[1]) : max(holder[0], target[0])]
    before = _WORD.findall(text, 0, target[0])[-NEAR:]
    after = _WORD.findall(text, target[1])[:NEAR]
    return " ".join([*before, text[slice(*target)], *after])


def marks(gold: Gold) -> list[Line]:
    """Take for speech what stands in quotation marks, and name nobody."""
    return [
        {
            "attributions": [
                {"holder": None, "content": [(quote.start, quote.end)]}
                for quote in quotations(line["text"], paragraphs(line["text"]))
            ]
        }
        for line in gold.lines
    ]


def _holder(line: Line) -> tuple[int, int] | None:
    start, end = line["holder_start"], line["holder_end"]
    return None if start is None else (start, end)


def _target(line: Line) -> tuple[int, int]:
    return line["target_start"], line["target_end"]
