"""The colours. Orange, grey and blue mean oppose, neutral and support, and nothing else.

The pair comes from the colour-blind safe palette of Okabe and Ito; the dark variants are
lightened until they have 3:1 against the dark background.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    oppose: str
    neutral: str
    support: str
    ink: str  # text and figures that carry no stance
    muted: str  # axes, notes
    grid: str
    gap: str  # shading where collection was disturbed
    surface: str  # what charts stand on
    categories: tuple[str, ...]  # tell entities apart, where they stand side by side


LIGHT = Palette(
    oppose="#D55E00",
    neutral="#C3CAD3",
    support="#0072B2",
    ink="#0D151F",
    muted="#566270",
    grid="#E6EAEF",
    gap="#EFE9DA",
    surface="#FFFFFF",
    categories=("#0B7A63", "#9A4A86", "#7D6512", "#5A51C4", "#B03A5B", "#56616E"),
)
DARK = Palette(
    oppose="#F28A3C",
    neutral="#5C6875",
    support="#52A9E0",
    ink="#E4E9EF",
    muted="#9DAAB8",
    grid="#25303C",
    gap="#2B2A22",
    surface="#10161E",
    categories=("#4CC2A6", "#D48FC4", "#CDB35A", "#A59DF5", "#EE8BA6", "#A9B4C0"),
)


def palette(dark: bool) -> Palette:
    """The colours of a theme."""
    return DARK if dark else LIGHT


def stance_colour(score: float, colours: Palette) -> str:
    """The colour of a stance balance in [-1, 1]: from oppose over neutral to support."""
    score = max(-1.0, min(1.0, score))
    end = colours.oppose if score < 0 else colours.support
    # The square root brings small balances out of the grey early enough to be told apart.
    return _mix(colours.neutral, end, abs(score) ** 0.5)


def transparent(colour: str, alpha: float) -> str:
    """A hex colour as rgba()."""
    red, green, blue = _channels(colour)
    return f"rgba({red},{green},{blue},{alpha:g})"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(first: str, second: str, share: float) -> str:
    mixed = (
        round(a + (b - a) * share) for a, b in zip(_channels(first), _channels(second), strict=True)
    )
    return "#{:02X}{:02X}{:02X}".format(*mixed)
