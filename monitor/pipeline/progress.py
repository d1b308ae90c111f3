"""How long work tells how far it is."""

from collections.abc import Callable

# Called with what is being done, how much of it is done, and how much there is
# (0 where that is not known beforehand).
Progress = Callable[[str, int, int], None]


def silent(doing: str, done: int, total: int) -> None:
    """Tell nobody."""
