import random

import pandas as pd
import pytest

from monitor.report import mixes
from monitor.report.mixes import Parts

Cell = tuple[str, str, float, int]  # outlet, holder, mean stance, statements


def mixture(*cells: Cell) -> pd.DataFrame:
    frame = pd.DataFrame(cells, columns=["outlet", "holder", "stance_mean", "mentions"])
    return frame.assign(holder_kind="speaker")


def divided(before: pd.DataFrame, now: pd.DataFrame) -> Parts:
    found = mixes.parts(now, before)
    assert found is not None
    return found


def test_a_change_of_the_outlets_weights_alone_is_outlet_mix() -> None:
    before = mixture(("warm", "a", 0.6, 10), ("cold", "b", -0.4, 30))
    now = mixture(("warm", "a", 0.6, 30), ("cold", "b", -0.4, 10))
    found = divided(before, now)
    assert (found.before, found.after) == pytest.approx((-0.15, 0.35))
    assert (found.outlets, found.speakers, found.wording) == pytest.approx((0.5, 0, 0))
    assert found.reason == "outlet mix"
    assert found.shared == 1


def test_other_speakers_in_the_same_outlet_are_speaker_mix() -> None:
    before = mixture(("post", "a", -0.5, 30), ("post", "b", 0.5, 10))
    now = mixture(("post", "a", -0.5, 10), ("post", "c", 0.5, 30))
    found = divided(before, now)
    assert (found.outlets, found.speakers, found.wording) == pytest.approx((0, 0.5, 0))
    assert found.reason == "speakers"
    assert found.shared == 0.5


def test_other_words_of_the_same_speakers_are_wording() -> None:
    before = mixture(("post", "a", 0.6, 10), ("wire", "a", -0.4, 30))
    now = mixture(("post", "a", 0.2, 10), ("wire", "a", -0.8, 30))
    found = divided(before, now)
    assert (found.outlets, found.speakers, found.wording) == pytest.approx((0, 0, -0.4))
    assert found.reason == "wording"


def test_whoever_comes_or_goes_is_mix_and_never_wording() -> None:
    before = mixture(("old", "a", 0.0, 10), ("stays", "b", 0.0, 10))
    now = mixture(("new", "c", 1.0, 10), ("stays", "b", 0.0, 10))
    found = divided(before, now)
    assert (found.outlets, found.speakers, found.wording) == pytest.approx((0.5, 0, 0))


def test_between_outlets_that_have_nothing_in_common_all_is_outlet_mix() -> None:
    found = divided(mixture(("old", "a", 0.2, 10)), mixture(("new", "a", 0.5, 10)))
    assert (found.outlets, found.speakers, found.wording) == pytest.approx((0.3, 0, 0))
    assert found.shared == 0


def test_the_parts_always_add_up() -> None:
    draw = random.Random(7)  # noqa: S311  repeatable, not secret

    def some() -> pd.DataFrame:
        names = [(outlet, holder) for outlet in "opqr" for holder in "abcde"]
        chosen = draw.sample(names, 11)
        return mixture(*((*name, draw.uniform(-1, 1), draw.randint(1, 9)) for name in chosen))

    for _ in range(50):
        found = divided(some(), some())
        parts = found.outlets + found.speakers + found.wording
        assert parts == pytest.approx(found.change, abs=1e-12)


def test_nothing_on_one_side_can_not_be_divided() -> None:
    assert mixes.parts(mixture(), mixture(("post", "a", 0.5, 3))) is None
