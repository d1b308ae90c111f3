"""What people's labels say: how far they agree, and how right the scorer is. Pure.

Labels are rows of table labels, oldest first; answers are rows of the queue (Reader.to_label).
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.report import estimates
from monitor.report.estimates import Estimate

UNCLEAR = "unclear"
PICKED = "picked"  # sample of labels that were given because of what the scorer said
CLASSES = {
    "stance": ("oppose", "neutral", "support"),
    "sentiment": ("negative", "neutral", "positive"),
}

_MENTION = ["article_id", "revision", "part", "start", "end", "target_id"]
_RESAMPLES, _SEED = 1_000, 7


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How the scorer's answers compare with the labels that people agree on.

    n of `right` counts mentions. `precision` and `recall` are by class, with Wilson's
    intervals: n counts the scorer's answers of a class, and the labels of it. An answer that
    is uncertain is of no class, so it lowers recall and no precision.
    """

    right: Estimate
    precision: dict[str, Estimate]
    recall: dict[str, Estimate]
    asked: int  # mentions of the random part
    unclear: int  # of these: labelled unclear
    disputed: int  # of these: labelled in more than one way


def latest(labels: pd.DataFrame) -> pd.DataFrame:
    """The last answer of each annotator to each question on each mention."""
    keys = [*_MENTION, "question", "annotator"]
    return labels.drop_duplicates(keys, keep="last", ignore_index=True)


def alpha(labels: pd.DataFrame, question: str) -> Estimate:
    """Krippendorff's alpha of a question, at most 1; 0 is the agreement of chance.

    Nominal, with "unclear" as a class of its own. n counts the mentions that two or more
    annotators labelled in the queue; the value is NaN where there is none, or where all labels
    are one.
    The interval resamples mentions, a thousand times with a fixed seed (percentiles).
    """
    held = latest(labels[labels["sample"] != PICKED])
    held = held[held["question"] == question]
    counts = held.groupby([*_MENTION, "label"]).size().unstack(fill_value=0)
    units = counts.to_numpy()
    units = units[units.sum(axis=1) > 1] if len(units) else np.zeros((0, 1))
    value = _alpha(units)
    if math.isnan(value):
        return Estimate(math.nan, math.nan, math.nan, len(units))
    draw = np.random.default_rng(_SEED)
    again = [_alpha(units[draw.integers(0, len(units), len(units))]) for _ in range(_RESAMPLES)]
    low, high = np.nanpercentile(again, [2.5, 97.5])
    return Estimate(value, float(low), float(high), len(units))


def accuracy(labels: pd.DataFrame, answers: pd.DataFrame, question: str) -> Accuracy:
    """How right the scorer is on the random part of the queue, and on nothing else.

    A mention counts where it was labelled as one of the random part and still is one, and all
    its annotators gave the same class. Answers on picked mentions hide none of these.
    """
    asked = answers.loc[answers["sample"] == "random", [*_MENTION, question]]
    held = latest(labels[labels["sample"] != PICKED])
    held = held[(held["question"] == question) & (held["sample"] == "random")]
    joined = asked.merge(held[[*_MENTION, "label"]], on=_MENTION)
    gold = joined.groupby(_MENTION)["label"].agg(["nunique", "first"])
    told = asked.set_index(_MENTION)[question].reindex(gold.index)
    agreed = gold["nunique"] == 1
    clear = agreed & (gold["first"] != UNCLEAR)
    wanted, given = gold.loc[clear, "first"], told[clear]
    hits = wanted == given
    classes = CLASSES[question]
    return Accuracy(
        right=estimates.share(int(hits.sum()), len(hits)),
        precision={
            one: estimates.share(int((hits & (given == one)).sum()), int((given == one).sum()))
            for one in classes
        },
        recall={
            one: estimates.share(int((hits & (wanted == one)).sum()), int((wanted == one).sum()))
            for one in classes
        },
        asked=len(asked),
        unclear=int((agreed & ~clear).sum()),
        disputed=int((~agreed).sum()),
    )


def _alpha(units: np.ndarray) -> float:
    """Nominal alpha of counts of labels, one row a mention and one column a class.

    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C, from the sums
    of the coincidence matrix; each row has two labels or more.
    """
    raters = units.sum(axis=1)
    classes = units.sum(axis=0)
    n = raters.sum()
    chance = n * n - (classes * classes).sum()
    if chance == 0:
        return math.nan
    alike = ((units * (units - 1)).sum(axis=1) / (raters - 1)).sum()
    return float(1 - (n - 1) * (n - alike) / chance)
