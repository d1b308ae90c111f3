"""The scorer is loaded once; texts and names in these tests are invented."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from monitor.read import scorer as reading
from monitor.read.scorer import Scorer
from monitor.records import Statement

Read = Callable[..., tuple[Statement, ...]]


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    return reading.load(name="baseline")


@pytest.fixture
def read(scorer: Scorer) -> Read:
    def statements(
        text: str, *, title: str = "", day: str = "2025-06-02", outlet: str = "The Ledger"
    ) -> tuple[Statement, ...]:
        at = datetime.fromisoformat(day).replace(tzinfo=UTC)
        found = scorer.read(title, text, outlet=outlet, published_at=at, language="en")
        assert found.outcome == "scored"
        return found.statements

    return statements
