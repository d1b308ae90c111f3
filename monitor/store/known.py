"""What collecting and scoring have to know of the store."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Self

from monitor.records import Article, Fetch, Outcome, Precision
from monitor.store.engine import Engine
from monitor.store.lake import Lake
from monitor.store.tables import TABLES

# Texts in memory at a time; 200 articles of 5,000 words are about 6 MB.
_CHUNK = 200
_PIECE = 5_000  # each is one look through all texts


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


class Archive:
    """Looks up the stored articles that some at hand may be. Use as `with`.

    What is in memory is what was asked for, however large the store is.
    """

    def __init__(self, lake: Lake) -> None:
        self._ask = Engine(lake)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ask.close()

    def revisions(
        self, articles: Sequence[Article], ids: Sequence[str]
    ) -> Iterator[Mapping[str, Any]]:
        """All revisions of the stored articles that share with one of these its guid in its feed,
        or its address, or its text, each within its outlet; or that have one of the ids.

        Columns: article_id, revision, outlet, feed, guid, comparison_key, content_hash,
        published_at, title, words.
        """
        found = self._ask.table(
            """with wanted as (
                   select unnest($outlets) as outlet, unnest($feeds) as feed,
                          unnest($guids) as guid, unnest($keys) as comparison_key,
                          unnest($hashes) as content_hash
               ),
               alike as (
                   select unnest($ids) as article_id
                   union select article_id from articles a
                   semi join (select * from wanted where guid <> '') using (outlet, feed, guid)
                   union select article_id from articles a
                   semi join (select * from wanted where comparison_key <> '')
                        using (outlet, comparison_key)
                   union select article_id from articles a
                   semi join wanted using (outlet, content_hash)
               )
               select article_id, revision, outlet, feed, guid, comparison_key, content_hash,
                      published_at, title, words
               from articles semi join alike using (article_id)
               order by article_id, revision""",
            {
                "outlets": [article.outlet for article in articles],
                "feeds": [article.feed for article in articles],
                "guids": [article.guid for article in articles],
                "keys": [article.comparison_key for article in articles],
                "hashes": [article.content_hash for article in articles],
                "ids": list(ids),
            },
        )
        yield from found.to_pylist()

    def texts(self, ids: Sequence[str]) -> dict[str, str]:
        """The latest texts of these articles."""
        found = self._ask.rows(
            """select article_id, arg_max(text, revision) as text
               from articles where article_id in (select unnest($ids)) group by article_id""",
            {"ids": list(ids)},
        )
        return {row["article_id"]: row["text"] for row in found}


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
            # Which they are first: a join that reads along would hold the texts of all articles.
            near = ask.table(
                """select article_id, revision, batch, title,
                          coalesce(charted_at, first_seen_at) as dated_at, story_id
                   from current_articles
                   where article_id in (select article_id from stories)
                         and exists (
                             select 1 from (
                                 select unnest($starts) as starts, unnest($ends) as ends)
                             where dated_at between starts and ends)
                   order by article_id""",
                {"starts": [first for first, _ in spans], "ends": [last for _, last in spans]},
            )
            for piece in near.to_batches(max_chunksize=_PIECE):
                rows = piece.to_pylist()
                keys = {row["article_id"]: (row["revision"], row["batch"]) for row in rows}
                texts = {
                    row["article_id"]: row["text"]
                    for row in ask.rows(
                        """select article_id, revision, batch, text from articles
                           where article_id in (select unnest($ids))""",
                        {"ids": list(keys)},
                    )
                    if (row["revision"], row["batch"]) == keys[row["article_id"]]
                }
                for row in rows:
                    one = row["article_id"]
                    yield one, row["title"], texts[one], row["dated_at"], row["story_id"]


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
