"""What collecting and scoring have to know of the store."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from monitor.records import Article, Fetch, Outcome, Precision
from monitor.store.engine import Engine
from monitor.store.lake import Lake
from monitor.store.tables import TABLES

# Texts in memory at a time; 200 articles of 5,000 words are about 6 MB.
_CHUNK = 200


def last_fetches(lake: Lake) -> dict[str, Fetch]:
    """The last poll of each feed, by its address."""
    with Engine(lake) as ask:
        found = ask.rows(
            """select * exclude (place) from (
                   select *, row_number() over
                             (partition by feed order by fetched_at desc, batch desc) as place
                   from fetches)
               where place = 1"""
        )
    return {row["feed"]: _fetch(row) for row in found}


def feed_changes(lake: Lake) -> list[dict[str, Any]]:
    """Rows of table feeds, oldest first."""
    with Engine(lake) as ask:
        return ask.rows('select * from feeds order by batch, "at", url')


def revisions(lake: Lake, outlets: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """All revisions of the outlets' articles, with what tells whether one is known.

    Columns: article_id, revision, outlet, feed, guid, comparison_key, content_hash,
    published_at, title, text.
    """
    with Engine(lake) as ask:
        found = ask.table(
            """select article_id, revision, outlet, feed, guid, comparison_key, content_hash,
                      published_at, title, text
               from articles where outlet in (select unnest($outlets))
               order by article_id, revision""",
            {"outlets": sorted(set(outlets))},
        )
    for piece in found.to_batches(max_chunksize=_CHUNK):
        yield from piece.to_pylist()


def collected(lake: Lake) -> bool:
    """Whether the store holds any article that is not of the demonstration set."""
    with Engine(lake) as ask:
        return bool(ask.rows("select 1 from articles where not demo limit 1"))


def demo_loaded(lake: Lake) -> bool:
    """Whether the demonstration set is in the store."""
    with Engine(lake) as ask:
        return bool(ask.rows("select 1 from articles where demo limit 1"))


def counts(lake: Lake) -> dict[str, int]:
    """Rows of each table."""
    with Engine(lake) as ask:
        return {
            table: ask.rows(f'select count(*) as n from "{table}"')[0]["n"]  # noqa: S608
            for table in TABLES
        }


class Unscored:
    """Articles whose latest revision was not read last by a scorer; or all, with `everything`.

    Last, since an entity that was removed again brings an earlier version back.
    """

    def __init__(self, lake: Lake, scorer: str, *, everything: bool = False) -> None:
        self._lake = lake
        with Engine(lake) as ask:
            found = ask.rows(
                """select a.article_id
                   from (select article_id, max(revision) as revision
                         from articles group by article_id) a
                   left join (
                       select article_id, revision,
                              arg_max(scorer, (batch, scored_at, scorer)) as scorer
                       from scorings group by article_id, revision) s
                       using (article_id, revision)
                   where $everything or s.scorer is distinct from $scorer
                   order by a.article_id""",
                {"scorer": scorer, "everything": everything},
            )
        self._ids = [row["article_id"] for row in found]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._ids)

    def chunks(self) -> Iterator[list[Article]]:
        """The articles, in chunks that fit into memory."""
        with Engine(self._lake) as ask:
            for first in range(0, len(self._ids), _CHUNK):
                ids = self._ids[first : first + _CHUNK]
                yield [article_of(row) for row in ask.rows(_LATEST, {"ids": ids})]


_LATEST = """
    select * exclude (place) from (
        select *, row_number() over
                  (partition by article_id order by revision desc, batch desc) as place
        from articles where article_id in (select unnest($ids)))
    where place = 1 order by article_id
"""


class StoryTexts:
    """Latest texts of articles charted near given times, with the story each is in."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake

    def around(
        self, times: Sequence[datetime], window: timedelta
    ) -> Iterator[tuple[str, str, str, datetime, str]]:
        """Yield article_id, title, text, charted_at, story_id of articles within `window`.

        Articles that have no row in table stories are left out: they are the new ones.
        """
        spans = _spans(times, window)
        with Engine(self._lake) as ask:
            found = ask.table(
                """select a.article_id, a.title, w.text,
                          coalesce(a.charted_at, a.first_seen_at) as dated_at, a.story_id
                   from current_articles a join articles w using (article_id, revision, batch)
                   where a.article_id in (select article_id from stories)
                         and exists (
                             select 1 from (
                                 select unnest($starts) as starts, unnest($ends) as ends)
                             where dated_at between starts and ends)
                   order by a.article_id""",
                {"starts": [first for first, _ in spans], "ends": [last for _, last in spans]},
            )
        for piece in found.to_batches(max_chunksize=_CHUNK):
            for row in piece.to_pylist():
                yield tuple(row.values())


def _spans(times: Sequence[datetime], window: timedelta) -> list[tuple[datetime, datetime]]:
    """Everything within `window` of one of the times, as few spans as there can be."""
    spans: list[tuple[datetime, datetime]] = []
    for time in sorted(times):
        if spans and time - window <= spans[-1][1]:
            spans[-1] = spans[-1][0], time + window
        else:
            spans.append((time - window, time + window))
    return spans


def article_of(row: Mapping[str, Any]) -> Article:
    """The record of a row of table articles."""
    values = {field.name: row[field.name] for field in fields(Article)}
    return Article(**values | {"published_precision": Precision(row["published_precision"])})


def _fetch(row: Mapping[str, Any]) -> Fetch:
    values = {field.name: row[field.name] for field in fields(Fetch)}
    return Fetch(**values | {"outcome": Outcome(row["outcome"])})
