"""Which spans cover a place of a text, without looking at all of them.

A hostile text has tens of thousands of quotations and mentions; every question "what does
this stand in?" must stay cheap.
"""

from collections.abc import Iterable
from typing import Generic, TypeVar

_BUCKET = 512  # characters
_CROWDED = 64  # spans of one bucket; no honest text has more, the rest is left out

Item = TypeVar("Item")


class Spans(Generic[Item]):
    """An index of items by the half-open spans that they hold."""

    def __init__(self, items: Iterable[tuple[int, int, Item]]) -> None:
        self._buckets: dict[int, list[tuple[int, int, Item]]] = {}
        for start, end, item in items:
            for number in range(start // _BUCKET, max(start, end - 1) // _BUCKET + 1):
                bucket = self._buckets.setdefault(number, [])
                if len(bucket) < _CROWDED:
                    bucket.append((start, end, item))

    def over(self, start: int, end: int) -> list[tuple[int, int, Item]]:
        """Give (start, end, item) of every span that shares a character with [start, end)."""
        found: list[tuple[int, int, Item]] = []
        for number in range(start // _BUCKET, max(start, end - 1) // _BUCKET + 1):
            for span in self._buckets.get(number, ()):
                first_shared = max(start, span[0])
                if first_shared < min(end, span[1]) and first_shared // _BUCKET == number:
                    found.append(span)
        return found
