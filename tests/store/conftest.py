"""What the tests of questions to the store share."""

from pathlib import Path

import pandas as pd
import pytest

from monitor.records import Filters, Statement
from monitor.store.lake import Lake
from monitor.store.query import Reader
from tests.builders import statement

ALL = Filters()
KEPT = "Vell"  # a speaker


@pytest.fixture
def lake(store: Path) -> Lake:
    return Lake(str(store))


@pytest.fixture
def reader(lake: Lake) -> Reader:
    return Reader(lake)


def one(frame: pd.DataFrame, **where: object) -> "pd.Series[object]":
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def scored(*scores: float) -> list[Statement]:
    return [statement(stance=score, start=place) for place, score in enumerate(scores)]
