"""Near-duplicates -> stories. The only user of rensa.

Two texts are copies where they lie within WINDOW of each other and their 5-word shingles
have a Jaccard similarity of at least JACCARD, or the smaller set is contained in the larger
by at least CONTAINMENT. MinHash with banding (Broder 1997) only proposes pairs; the exact
sets decide. Templates that are filled in anew each year reach 0.5-0.7 and stay apart.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from rensa import RMinHash, RMinHashLSH

from monitor.read.text import fold, view

SHINGLE = 5  # words
PERMUTATIONS = 128
BANDS = 32  # of 4 values each: proposes 87 % of pairs at Jaccard 0.5, all but 1e-7 at 0.8
SEED = 42
CANDIDATE = 0.5
JACCARD = 0.8
CONTAINMENT = 0.9
SHORTEST = 3  # shingles: of two texts of six words or less nobody can say who copied
SHORTEST_CONTAINED = 20  # shingles: a single sentence is not yet a copy of what quotes it
WINDOW = timedelta(days=14)

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class StoryText:
    """An article as it is compared. `at` is its publication, or when it was first seen."""

    article_id: str
    text: str  # title and text
    at: datetime
    story_id: str = ""  # where it has one already


def assign(new: Sequence[StoryText], existing: Sequence[StoryText] = ()) -> dict[str, str]:
    """Give {article_id: story_id} of the new articles and of old ones whose story changes.

    A story's id is the article_id of its earliest article, ties by id; so a late arrival
    that is older, or that joins two stories, changes old rows too. The result depends
    neither on the order of the input nor on how it was cut into calls, as long as all
    articles within WINDOW of a new one are given as existing.
    """
    texts = {text.article_id: text for text in (*existing, *new)}
    fresh = {text.article_id for text in new}
    groups = _Groups(texts)
    first_of: dict[str, str] = {}
    for text in texts.values():
        if text.story_id:
            groups.join(text.article_id, first_of.setdefault(text.story_id, text.article_id))
            if text.story_id in texts:
                groups.join(text.article_id, text.story_id)

    @lru_cache(maxsize=512)
    def exact(key: str) -> frozenset[str]:
        return frozenset(shingles(texts[key].text))

    for left, right in _candidates(texts, fresh):
        if groups.root(left) != groups.root(right) and copies(exact(left), exact(right)):
            groups.join(left, right)
    names = _names(texts, groups)
    return {
        key: names[groups.root(key)]
        for key, text in texts.items()
        if key in fresh or names[groups.root(key)] != text.story_id
    }


def copies(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether two sets of shingles belong to copies of one text."""
    small, large = sorted((len(left), len(right)))
    if small < SHORTEST:
        return False
    shared = len(left & right)
    if shared / (small + large - shared) >= JACCARD:
        return True
    return small >= SHORTEST_CONTAINED and shared / small >= CONTAINMENT


def shingles(text: str) -> list[str]:
    """Give all runs of SHINGLE words, without case, accents and marks."""
    found = _WORD.findall(fold(view(text).text).lower())
    return [" ".join(found[at : at + SHINGLE]) for at in range(max(0, len(found) - SHINGLE + 1))]


class _Groups:
    """Union-find in which the root of a group is its earliest member."""

    def __init__(self, texts: dict[str, StoryText]) -> None:
        self._parent = {key: key for key in texts}
        self._rank = {key: (text.at, key) for key, text in texts.items()}

    def root(self, key: str) -> str:
        while self._parent[key] != key:
            self._parent[key] = self._parent[self._parent[key]]
            key = self._parent[key]
        return key

    def join(self, left: str, right: str) -> None:
        first, second = sorted((self.root(left), self.root(right)), key=self._rank.__getitem__)
        self._parent[second] = first


def _names(texts: dict[str, StoryText], groups: _Groups) -> dict[str, str]:
    """Give {root: story_id}. A story whose first article is not among the texts keeps its id."""
    names = {groups.root(key): groups.root(key) for key in texts}
    for text in sorted(texts.values(), key=lambda text: text.story_id, reverse=True):
        if text.story_id and text.story_id not in texts:
            names[groups.root(text.article_id)] = text.story_id
    return names


def _candidates(texts: dict[str, StoryText], fresh: set[str]) -> Iterator[tuple[str, str]]:
    """Propose pairs that hold a new article and lie within WINDOW of each other."""
    keys = sorted(texts)
    index = RMinHashLSH(threshold=CANDIDATE, num_perm=PERMUTATIONS, num_bands=BANDS)
    hashes = []
    for number, key in enumerate(keys):
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        sketch.update(shingles(texts[key].text))
        index.insert(number, sketch)
        hashes.append(sketch)
    for number, key in enumerate(keys):
        if key not in fresh:
            continue
        for other in sorted(index.query(hashes[number])):
            near = abs(texts[keys[other]].at - texts[key].at) <= WINDOW
            if other != number and near:
                yield key, keys[other]
