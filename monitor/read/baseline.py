"""Stance and sentiment by rules: words of attitude, their direction, and negation.

A word of attitude counts by where it stands: before the target it is an attitude toward it
("backs NATO"), after it what the target does or is ("NATO has failed"). VADER on the words
around the target is a second opinion on sentiment. The weights below were
chosen on samples of the training parts of NewsMTSC and DSE and on the labelled NATO sentences,
by a grid at first and then by hand, so that figures on those sets flatter this scorer.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from monitor.read import tone, words
from monitor.read.stance import Case
from monitor.records import Scores
from monitor.settings import DATA

ATTITUDES = DATA / "attitudes.toml"
RULES = 1  # goes up whenever a rule or a weight below changes

_TOKEN = re.compile(r"\w[\w.’'-]*\w|\w|[^\w\s]")
_REACH = 9  # tokens to either side in which a word of attitude counts
_WINDOW = 8  # words to either side that VADER sees
_FAINT = 0.3  # a weaker compound is no opinion


@dataclass(frozen=True, slots=True)
class _Weights:
    toward: float
    does: float
    neutral: float  # lead of "neutral" over the other two
    scale: float


_STANCE = _Weights(toward=1.0, does=0.6, neutral=1.0, scale=2.0)
_SENTIMENT = _Weights(toward=0.7, does=1.0, neutral=0.5, scale=2.0)


@dataclass(frozen=True, slots=True)
class Attitudes:
    """The word lists of attitudes.toml, by form."""

    toward: dict[str, int]  # form -> +1 for, -1 against
    named: dict[str, int]  # the nouns and adjectives among them: "NATO is an enemy"
    does: dict[str, int]  # form -> +1 good, -1 bad
    own: frozenset[str]
    allies: frozenset[str]
    negation: frozenset[str]
    about: frozenset[str]
    bars: frozenset[str]


@cache
def attitudes(path: Path = ATTITUDES) -> Attitudes:
    """Read attitudes.toml. Raises CatalogueError."""
    sides: dict[str, type] = dict.fromkeys(("for", "against", "good", "bad"), list)
    content = words.read(
        path,
        {
            "verbs": sides,
            "words": {**sides, "own": list, "allies": list},
            "links": dict.fromkeys(("negation", "about", "bars"), list),
        },
    )

    def forms(plus: str, minus: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for side, sign in ((plus, 1), (minus, -1)):
            for verb in content["verbs"][side]:
                found |= dict.fromkeys(words.inflect(verb.split()[0], words.irregular()), sign)
            found |= dict.fromkeys(content["words"][side], sign)
        return found

    named = dict.fromkeys(content["words"]["for"], 1)
    named |= dict.fromkeys(content["words"]["against"], -1)
    return Attitudes(
        toward=forms("for", "against"),
        named=named,
        does=forms("good", "bad"),
        own=frozenset(content["words"]["own"]),
        allies=frozenset(content["words"]["allies"]),
        **{key: frozenset(values) for key, values in content["links"].items()},
    )


@lru_cache(maxsize=64)  # a sentence is judged once a mention
def _tokens(text: str) -> list[tuple[str, int, int]]:
    return [
        (match.group().lower().replace("’", "'"), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]


class Baseline:
    """The judge by rules. Satisfies StanceModel."""

    version = f"baseline-{RULES}"
    threshold = 0.45

    def __init__(self) -> None:
        self._lists = attitudes()

    def judge(self, cases: Sequence[Case]) -> list[tuple[Scores, Scores]]:
        """Give (stance, sentiment) of each case, in order."""
        return [self._one(case) for case in cases]

    def _one(self, case: Case) -> tuple[Scores, Scores]:
        toks = _tokens(case.text)
        first = next((n for n, t in enumerate(toks) if t[2] > case.target[0]), len(toks))
        last = next((n for n, t in enumerate(toks) if t[1] >= case.target[1]), len(toks))
        holder = -1
        if case.holder:
            holder = next((n for n, t in enumerate(toks) if t[2] >= case.holder[1]), -1)
        low = [t[0] for t in toks]
        toward, does = self._toward(low, first, holder), self._does(low, last)
        if low[first - 1 : first] in (["a"], ["an"]) and low[last : last + 1] in (
            ["that"],
            ["which"],
        ):
            toward, does = (
                0.2 * toward,
                0.2 * does,
            )  # "a NATO that can't defend itself" is a condition, not the target
        start = toks[max(0, first - _WINDOW)][1] if toks else 0
        end = toks[min(len(toks), last + _WINDOW) - 1][2] if toks else 0
        around = tone.compound(case.text[start:end])
        second = around if abs(around) > _FAINT else 0.0
        return (
            _scores(_STANCE, toward, does),  # stance is never derived from tone
            _scores(_SENTIMENT, toward, does, second),
        )

    def _toward(self, low: list[str], first: int, holder: int) -> float:
        total, counted = 0.0, 0
        lists = self._lists
        for at in range(first - 1, max(-1, first - 1 - _REACH), -1):
            word = low[at]
            if word in lists.bars or word in lists.about:
                break
            if at == holder and first - at > 1:
                break
            if word in lists.own and first - at <= 2 and lists.allies & set(low[first : first + 2]):
                total += 1.0
            sign = lists.toward.get(word, 0) or 0.5 * lists.does.get(word, 0)
            if sign:
                near = 1.0 if first - at <= 5 else 0.6
                total += sign * self._turn(low, at) * near * 0.5**counted
                counted += 1  # the nearest word governs; those before it count less
        return total

    def _does(self, low: list[str], last: int) -> float:
        total, counted = 0.0, 0
        lists = self._lists
        for at in range(last, min(len(low), last + _REACH)):
            word = low[at]
            if word in lists.bars and at > last + 1:
                break
            sign = lists.does.get(word, 0) or lists.named.get(word, 0)
            if sign:
                near = 1.0 if at - last <= 4 else 0.6
                total += sign * self._turn(low, at) * near * 0.5**counted
                counted += 1  # "a threat to peace" is a threat
        return total

    def _turn(self, low: list[str], at: int) -> float:
        """Give what negation leaves of a word: 1, or -0.7 after an odd number of negations."""
        before = sum(word in self._lists.negation for word in low[max(0, at - 4) : at])
        return -0.7 if before % 2 else 1.0


def _scores(weights: _Weights, toward: float, does: float, tone_around: float = 0.0) -> Scores:
    lean = (
        weights.toward * max(-2.0, min(2.0, toward))
        + weights.does * max(-2.0, min(2.0, does))
        + tone_around
    )
    low = math.exp(-weights.scale * lean - weights.neutral)
    high = math.exp(weights.scale * lean - weights.neutral)
    whole = low + 1.0 + high
    return Scores(low / whole, 1.0 / whole, high / whole)
