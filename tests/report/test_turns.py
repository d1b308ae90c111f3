import numpy as np
import pandas as pd
import pytest

from monitor.report import turns
from tests.report.frames import trend

FLAT = [9, 10, 11, 10, 9, 10, 11, 10, 12]


def stances(means: list[float], mentions: list[int] | int = 6) -> pd.DataFrame:
    """A day a mean, each of so many statements."""
    frame = trend([3] * len(means)).assign(stance_mean=means)
    return frame.assign(mentions=pd.Series(mentions, index=frame.index, dtype="Int64"))


def noise(length: int, seed: int) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return np.random.default_rng(seed).normal(0, 0.1, length)


def test_a_peak_says_how_many_times_the_usual() -> None:
    found = turns.peaks(trend([9, 10, 11, 10, 9, 40, 11, 10, 12]))
    assert found["count"].tolist() == [40]
    assert found["times"].tolist() == [4.0]


@pytest.mark.parametrize("place", [0, 8])
def test_the_first_and_the_last_bucket_may_be_a_peak(place: int) -> None:
    counts = FLAT.copy()
    counts[place] = 40
    assert turns.peaks(trend(counts))["count"].tolist() == [40]


def test_a_peak_over_equal_buckets_is_found() -> None:
    assert turns.peaks(trend([2, 2, 2, 2, 20, 2, 2, 2]))["times"].tolist() == [10.0]


def test_flat_and_empty_series_have_no_peak() -> None:
    assert turns.peaks(trend([10] * 12)).empty
    assert turns.peaks(trend([0] * 12)).empty
    assert turns.peaks(trend([1]).iloc[:0]).empty
    assert turns.peaks(trend(FLAT)).empty


def test_few_buckets_have_no_peaks() -> None:
    assert turns.peaks(trend([1, 2, 3, 90])).empty


def test_what_comes_by_chance_is_no_peak() -> None:
    """Of 90 days with one article on average some have four."""
    counts = np.random.default_rng(3).poisson(1, 90)
    assert counts.max() >= 4
    assert turns.peaks(trend(counts.tolist())).empty


def test_one_event_of_two_days_is_one_peak() -> None:
    found = turns.peaks(trend([9, 10, 11, 40, 36, 41, 10, 9, 11, 10, 12]))
    assert found["count"].tolist() == [41]


def test_a_bucket_with_a_gap_is_never_a_peak_but_its_neighbour_may_be() -> None:
    frame = trend([9, 10, 11, 10, 60, 40, 11, 10, 12])
    frame.loc[4, "complete"] = False
    assert turns.peaks(frame)["count"].tolist() == [40]


def test_a_bucket_without_a_count_is_no_peak() -> None:
    assert turns.peaks(trend([9, 10, 11, None, 10, 9, 10, 11, 12])).empty


def test_the_outlet_that_made_a_peak_is_named() -> None:
    made = pd.DataFrame({"outlet": ["Tide Times", "Inland Post"], "articles": [9, 1]})
    assert turns.leader(made) == ("Tide Times", 0.9)
    assert turns.leader(made.assign(articles=[3, 3])) == ("", 0.0)
    assert turns.leader(made.iloc[:0]) == ("", 0.0)


def test_a_turn_has_both_levels_and_what_they_rest_on() -> None:
    means = np.concatenate([noise(12, 1) - 0.3, noise(8, 2) + 0.3])
    found = turns.turns(stances(means.tolist()))
    assert found["date"].dt.day.tolist() == [13]
    (row,) = found.to_dict("records")
    assert row["before"] == pytest.approx(means[:12].mean())
    assert row["after"] == pytest.approx(means[12:].mean())
    assert row["change"] == pytest.approx(row["after"] - row["before"])
    assert (row["n_before"], row["n_after"]) == (72, 48)
    assert row["p"] <= 0.05


def test_two_turns_are_told_apart_and_the_same_each_time() -> None:
    means = np.concatenate([noise(12, 1), noise(10, 2) + 0.6, noise(12, 3) - 0.2])
    frame = stances(means.tolist())
    assert turns.turns(frame)["date"].dt.day.tolist() == [13, 23]
    assert turns.turns(frame.sample(frac=1, random_state=1)).equals(turns.turns(frame))


def test_flat_series_have_no_turn() -> None:
    assert turns.turns(stances([0.2] * 20)).empty
    assert turns.turns(stances([0.1]).iloc[:0]).empty
    assert turns.turns(stances([0.5, -0.5])).empty


def test_below_ten_statements_there_is_no_turn() -> None:
    means = np.concatenate([noise(12, 1) - 0.3, noise(4, 2) + 0.6]).tolist()
    assert len(turns.turns(stances(means, [6] * 12 + [3] * 4))) == 1
    assert turns.turns(stances(means, [6] * 12 + [2] * 4)).empty


def test_a_turn_across_a_gap_is_not_told() -> None:
    frame = stances(np.concatenate([noise(12, 1) - 0.3, noise(9, 2) + 0.3]).tolist())
    frame.loc[12, "complete"] = False
    assert turns.turns(frame).empty


def test_shuffled_days_turn_as_seldom_as_the_level_says() -> None:
    """Most days at zero and a few far from it, as outlets' own voices are."""
    random = np.random.default_rng(5)
    found = 0
    for _ in range(100):
        means = np.where(random.random(60) < 0.15, random.choice([-0.9, 0.9], 60), 0.0)
        found += len(turns.turns(stances(means.tolist(), random.integers(1, 20, 60).tolist()))) > 0
    assert found <= 10  # of 100 at 5 %: more than this happens once in 70 times


def test_voices_turn_on_their_own() -> None:
    turning = stances(np.concatenate([noise(12, 1) - 0.3, noise(8, 2) + 0.3]).tolist())
    both = pd.concat([turning.assign(voice="quoted"), stances([0.1] * 20).assign(voice="outlet")])
    assert turns.turns_by_voice(both)["voice"].tolist() == ["quoted"]
    assert turns.turns_by_voice(both.iloc[:0]).empty
