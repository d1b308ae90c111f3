"""An answer of a person: checked, and kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monitor.errors import StoreError
from monitor.read.drafts import clean
from monitor.report.agreement import CLASSES, UNCLEAR
from monitor.settings import Settings
from monitor.store import labels
from monitor.store.lake import Lake

LONGEST = 60  # characters of an annotator's name


def label(
    settings: Settings,
    mention: Mapping[str, Any],
    question: str,
    answer: str,
    annotator: str,
    *,
    now: datetime,
) -> None:
    """Keep what somebody answers to a question on a mention of the queue.

    A later answer of the same annotator counts instead of it. Raises StoreError where the
    answer is none, nobody gives it, or it can't be written.
    """
    name = clean(annotator)[:LONGEST]
    if question not in CLASSES or answer not in (*CLASSES[question], UNCLEAR):
        raise StoreError(f"{answer!r} is no answer to {question!r}.")
    if not name:
        raise StoreError("Somebody has to give the answer.", remedy="Write a name or initials.")
    labels.add(Lake(settings.store), labels.row(mention, question, answer, name, now))
