"""Why two means differ: which outlets, which speakers in them, or what those say. Pure.

A mean over all statements is a mean over outlets o, each with its part w(o) of the statements,
and within an outlet one over its holders h, each with a part v(h, o):

    M = sum_o w(o) m(o)        m(o) = sum_h v(h, o) m(h, o)

With d for "after minus before" and a bar for the mean of both, the change divides without rest
(Kitagawa, 1955, applied first to outlets and then to the holders within each):

    outlets   sum_o  dw(o) * bar m(o)
    speakers  sum_o  bar w(o) * sum_h  dv(h, o) * bar m(h, o)
    wording   sum_o  bar w(o) * sum_h  bar v(h, o) * dm(h, o)

Whoever is there on one side only has the same mean on both, so that his coming or going is a
matter of the mix and of nothing else.
"""

from dataclasses import dataclass

import pandas as pd

_CELL = ["outlet", "holder_kind", "holder"]


@dataclass(frozen=True, slots=True)
class Parts:
    """A change of a mean stance, divided; outlets + speakers + wording = after - before."""

    before: float  # means, in [-1, 1]
    after: float
    outlets: float
    speakers: float
    wording: float
    n_before: int  # statements
    n_after: int
    shared: float  # of all statements: of holders who are there in the same outlet on both sides

    @property
    def change(self) -> float:
        """after - before."""
        return self.after - self.before

    @property
    def reason(self) -> str:
        """The part that did most to move the mean where it went."""
        parts = {
            "outlet mix": self.outlets,
            "speakers": self.speakers,
            "wording": self.wording,
        }
        return max(parts, key=lambda name: parts[name] * self.change)


def parts(now: pd.DataFrame, before: pd.DataFrame) -> Parts | None:
    """Divide the change between two frames of Reader.mixture; null where one has no statement."""
    if not now["mentions"].sum() or not before["mentions"].sum():
        return None
    columns = [*_CELL, "mentions", "stance_mean"]
    cells = before[columns].merge(now[columns], on=_CELL, how="outer", suffixes=("_old", "_new"))
    for side in ("old", "new"):
        cells[f"n_{side}"] = cells[f"mentions_{side}"].astype("float64").fillna(0.0)
    _fill(cells, "stance_mean")
    for side in ("old", "new"):
        cells[f"sum_{side}"] = cells[f"n_{side}"] * cells[f"stance_mean_{side}"]
    outlets = cells.groupby("outlet", sort=True)[["n_old", "n_new", "sum_old", "sum_new"]].sum()
    for side in ("old", "new"):
        outlets[f"w_{side}"] = outlets[f"n_{side}"] / outlets[f"n_{side}"].sum()
        there = outlets[f"n_{side}"].where(outlets[f"n_{side}"] > 0)
        outlets[f"m_{side}"] = outlets[f"sum_{side}"] / there
    _fill(outlets, "m")
    weight = (outlets["w_old"] + outlets["w_new"]) / 2
    by_outlet = ((outlets["w_new"] - outlets["w_old"]) * _middle(outlets, "m")).sum()

    # An outlet on one side only has no change within it.
    both = outlets[(outlets["n_old"] > 0) & (outlets["n_new"] > 0)]
    inside = cells[cells["outlet"].isin(both.index)].copy()
    for side in ("old", "new"):
        inside[f"v_{side}"] = inside[f"n_{side}"] / inside["outlet"].map(both[f"n_{side}"]).astype(
            "float64"
        )
    inside["w"] = inside["outlet"].map(weight).astype("float64")
    moved = inside["stance_mean_new"] - inside["stance_mean_old"]
    shifted = inside["v_new"] - inside["v_old"]
    by_speaker = (inside["w"] * shifted * _middle(inside, "stance_mean")).sum()
    by_wording = (inside["w"] * _middle(inside, "v") * moved).sum()

    shared = cells[(cells["n_old"] > 0) & (cells["n_new"] > 0)]
    n_old, n_new = (int(cells[f"n_{side}"].sum()) for side in ("old", "new"))
    return Parts(
        before=float(cells["sum_old"].sum() / n_old),
        after=float(cells["sum_new"].sum() / n_new),
        outlets=float(by_outlet),
        speakers=float(by_speaker),
        wording=float(by_wording),
        n_before=n_old,
        n_after=n_new,
        shared=float((shared["n_old"] + shared["n_new"]).sum() / (n_old + n_new)),
    )


def _fill(frame: pd.DataFrame, name: str) -> None:
    """Give whoever is on one side only the same value on the other."""
    old, new = (frame[f"{name}_{side}"].astype("float64") for side in ("old", "new"))
    frame[f"{name}_old"], frame[f"{name}_new"] = old.fillna(new), new.fillna(old)


def _middle(frame: pd.DataFrame, name: str) -> "pd.Series[float]":
    return (frame[f"{name}_old"] + frame[f"{name}_new"]) / 2
