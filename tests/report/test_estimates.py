import math

import pandas as pd
import pytest

from monitor.report import estimates
from monitor.report.estimates import Estimate
from tests.report.frames import trend


def measured(voice: str = "outlet", **rows: tuple[float, float, int]) -> pd.DataFrame:
    """A row a name: mean stance, half the width of its interval, statements."""
    return pd.DataFrame(
        [(name, mean, mean - half, mean + half, n) for name, (mean, half, n) in rows.items()],
        columns=["outlet", "stance_mean", "stance_low", "stance_high", "mentions"],
    ).assign(voice=voice)


def test_a_share_has_an_interval_and_its_whole() -> None:
    found = estimates.share(30, 120)
    assert found.value == 0.25
    assert 0.17 < found.low < 0.25 < found.high < 0.34
    assert found.n == 120
    assert math.isnan(estimates.share(0, 0).value)


def test_a_difference_adds_the_uncertainties_in_squares() -> None:
    found = estimates.difference(Estimate(0.5, 0.2, 0.8, 40), Estimate(0.1, -0.3, 0.5, 12))
    assert (found.value, found.low, found.high) == pytest.approx((0.4, -0.1, 0.9))
    assert found.n == 12
    assert not found.clear


def test_a_difference_from_an_unknown_interval_is_never_clear() -> None:
    found = estimates.difference(Estimate(0.9, math.nan, math.nan, 50), Estimate(0, 0, 0, 50))
    assert found.value == 0.9
    assert not found.clear


def test_newcombes_example_of_two_proportions() -> None:
    # Newcombe (1998), table II, (a), method 10: 56/70 - 48/80 is 0.2, from 0.0524 to 0.3339.
    found = estimates.difference(estimates.share(56, 70), estimates.share(48, 80))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)


def test_only_shifts_beyond_their_margin_and_on_enough_statements_are_told() -> None:
    before = measured(clear=(0.0, 0.1, 40), unsure=(0.0, 0.4, 40), few=(0.0, 0.1, 4))
    now = measured(clear=(0.5, 0.1, 40), unsure=(0.3, 0.4, 40), few=(0.9, 0.1, 40))
    found = estimates.shifts(now, before, "outlet")
    assert found["name"].tolist() == ["clear"]
    assert found["change"].iloc[0] == pytest.approx(0.5)


def test_the_largest_shift_comes_first_whatever_its_direction() -> None:
    before = measured(up=(0.0, 0.01, 40), down=(0.5, 0.01, 40))
    now = measured(up=(0.3, 0.01, 40), down=(-0.5, 0.01, 40))
    assert estimates.shifts(now, before, "outlet")["name"].tolist() == ["down", "up"]


def test_shifts_keep_the_voices_apart() -> None:
    before = pd.concat([measured(post=(0.0, 0.1, 40)), measured("quoted", post=(0.5, 0.1, 40))])
    now = pd.concat([measured(post=(0.5, 0.1, 40)), measured("quoted", post=(0.0, 0.1, 40))])
    found = estimates.shifts(now, before, "outlet")
    assert found[["voice", "old", "new"]].to_numpy().tolist() == [
        ["outlet", 0.0, 0.5],
        ["quoted", 0.5, 0.0],
    ]


def test_a_share_of_copies_is_as_sure_as_their_stories() -> None:
    assert estimates.share(30, 120, 40).low == estimates.share(10, 40).low
    assert estimates.share(30, 120, 40).n == 120


def test_own_minus_quoted_rests_on_the_rarer_voice_and_skips_what_is_few() -> None:
    own, quoted = trend([9, 9, 3], voice="outlet"), trend([5, 4, 0], voice="quoted")
    own["stance_mean"] = 0.45
    found = estimates.apart(pd.concat([own, quoted]))
    assert found["value"].round(3).tolist()[0] == 0.2
    assert found["value"].isna().tolist() == [False, True, True]
    assert found["few"].tolist() == [False, True, True]
    assert found["n"].tolist() == [10, 8, 0]
