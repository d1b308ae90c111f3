"""Filters -> DataFrame: the questions that pages and exports ask of the store.

In all frames `voice` is "outlet" (the outlet's own) or "quoted"; the measured columns are
those of measures.by: counts, and means of scores in [-1, 1] with 95 % intervals, null where
they rest on fewer than two stories. Rows come in a fixed order.
"""

import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pandas as pd

from monitor.records import Feed, Filters
from monitor.store import coverage, measures
from monitor.store.conditions import on_articles, on_fetches, on_statements
from monitor.store.engine import Engine
from monitor.store.lake import Lake, Version

_STATEMENTS = """
    w.statement_id, w.article_id, w.revision, s.story_id, a.outlet, a.url, a.title,
    a.published_at, a.published_precision, a.first_seen_at,
    w.sentence, w.holder, w.holder_kind, w.holder_id, w.cue, w.quote,
    w.target_id, w.target, w.surface, w.start, w."end",
    w.stance, w.p_support - w.p_oppose as stance_score, w.p_oppose, w.p_neutral, w.p_support,
    w.sentiment, w.p_positive - w.p_negative as sentiment_score,
    w.p_negative, w.p_neutral_sentiment, w.p_positive, w.tone, w.scorer, w.batch,
    w.part, w.sentence_start, w.holder_start, w.holder_end, w.cue_start, w.cue_end,
    c.copies
"""

_IN_TEXT = "w.part = 'text', w.start, w.\"end\", w.target_id"  # the order of title and text

_COPIES = "(select story_id, count(*)::integer as copies from current_stories group by story_id)"


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen from, most frequent first."""

    entities: pd.DataFrame  # target_id, target, n (statements)
    outlets: pd.DataFrame  # outlet, n (articles)
    holders: pd.DataFrame  # holder, n (statements); speakers only
    first: date | None  # of the charted days
    last: date | None
    days: pd.DataFrame  # day, n (articles charted on it), oldest first
    scorers: tuple[str, ...]  # versions that current statements come from


@dataclass(frozen=True, slots=True)
class Summary:
    """The size of a selection. Counts of articles are of all collected in it."""

    articles: int  # with a statement in the selection
    total_articles: int  # collected in the selection of outlets and dates
    stories: int  # of `articles`
    statements: int
    outlets: int
    holders: int  # named speakers
    first: date | None
    last: date | None
    undated: int  # charted at the day they were first seen
    future: int  # dated in the future: never charted, so of the whole store
    not_read: int  # in other languages than the scorer reads
    demo: bool  # whether the store holds the demonstration set
    real: bool  # whether it holds anything else
    batch: int


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article, as far as it can be looked into."""

    revisions: pd.DataFrame  # rows of table articles, latest first
    statements: pd.DataFrame  # of the latest revision, in the order of the text
    copies: pd.DataFrame  # article_id, outlet, title, url, charted_at; oldest first, itself too


class Reader:
    """Asks a store. Always sees its newest version; may be shared between threads."""

    def __init__(self, lake: Lake, timezone: str = "UTC") -> None:
        self.lake = lake
        self.timezone = timezone
        self._engines: dict[int | None, Engine] = {}
        self._version: Version | None = None
        self._guard = threading.Lock()

    @property
    def version(self) -> Version:
        """Changes with every commit to the store; a cache key."""
        return self.lake.version()

    # --- what there is ---------------------------------------------------------------

    def options(self) -> Options:
        """What can be chosen from."""
        ask = self._engine(None)
        days = ask.frame(
            """select charted_day as day, count(*) as n from current_articles
               where charted_day is not null group by all order by day"""
        )
        return Options(
            entities=ask.frame(
                """select target_id, any_value(target) as target, count(*) as n
                   from current_statements group by target_id order by n desc, target_id"""
            ),
            outlets=ask.frame(
                """select outlet, count(*) as n from current_articles
                   group by outlet order by n desc, outlet"""
            ),
            holders=ask.frame(
                """select holder, count(*) as n from current_statements
                   where holder_kind = 'speaker' group by holder order by n desc, holder"""
            ),
            first=None if days.empty else days["day"].iloc[0],
            last=None if days.empty else days["day"].iloc[-1],
            days=days,
            scorers=tuple(
                row["scorer"]
                for row in ask.rows("select distinct scorer from current_scorings order by scorer")
            ),
        )

    def summary(self, filters: Filters) -> Summary:
        """The size of a selection."""
        articles, statements = on_articles(filters), on_statements(filters)
        ask = self._engine(filters.batch)
        collected = ask.rows(
            f"""select count(*) as total_articles, min(a.charted_day) as first,
                       max(a.charted_day) as last,
                       count(*) filter (a.published_precision = 'none') as undated,
                       count(*) filter (c.outcome = 'language') as not_read
                from current_articles a left join current_scorings c using (article_id)
                where {articles.sql}""",  # noqa: S608
            articles.parameters,
        )[0]
        found = ask.rows(
            f"""select count(distinct s.article_id) as articles,
                       count(distinct s.story_id) as stories, count(*) as statements,
                       count(distinct s.outlet) as outlets,
                       count(distinct s.holder) filter (s.holder_kind = 'speaker') as holders
                from current_statements s where {statements.sql}""",  # noqa: S608
            statements.parameters,
        )[0]
        store = ask.rows(
            """select count(*) filter (published_precision = 'future') as future,
                      coalesce(bool_or(demo), false) as demo,
                      coalesce(bool_or(not demo), false) as real,
                      coalesce(max(batch), 0) as batch
               from current_articles"""
        )[0]
        return Summary(**collected, **found, **store)

    # --- measured --------------------------------------------------------------------

    def trend(
        self,
        filters: Filters,
        bucket: str,
        *,
        by_entity: bool = False,
        by_voice: bool = False,
    ) -> pd.DataFrame:
        """Coverage and stance over time; see coverage.trend."""
        return coverage.trend(
            self._engine(filters.batch), filters, bucket, by_entity=by_entity, by_voice=by_voice
        )

    def entities(self, filters: Filters) -> pd.DataFrame:
        """One row an entity and voice: target_id, target, voice, measured, total_articles, share.

        share: articles with a statement on it, of all articles collected in the selection.
        """
        frame = self._measured(filters, "target_id, target, voice")
        frame["total_articles"] = self.summary(filters).total_articles
        return _with_share(frame).sort_values(
            ["mentions", "target_id", "voice"], ascending=[False, True, True], ignore_index=True
        )

    def outlets(self, filters: Filters) -> pd.DataFrame:
        """One row an outlet and voice: outlet, voice, measured, total_articles, share.

        share: articles with a statement in the selection, of all that the outlet had in it.
        """
        articles = on_articles(filters)
        totals = self._engine(filters.batch).frame(
            f"""select a.outlet, count(*) as total_articles from current_articles a
                where {articles.sql} group by all""",  # noqa: S608
            articles.parameters,
        )
        frame = self._measured(filters, "outlet, voice").merge(totals, on="outlet", how="left")
        return _with_share(frame).sort_values(
            ["mentions", "outlet", "voice"], ascending=[False, True, True], ignore_index=True
        )

    def holders(self, filters: Filters) -> pd.DataFrame:
        """One row a holder: holder, holder_id, holder_kind, measured, outlets, targets.

        Outlets are holders of what they say in their own voice. outlets: in how many the
        holder stands; targets: up to three names, most frequent first.
        """
        frame = self._measured(filters, "holder, holder_id, holder_kind")
        condition = on_statements(filters)
        more = self._engine(filters.batch).frame(
            f"""select holder, holder_id, holder_kind, sum(outlets)::bigint as outlets,
                       array_to_string(list(target order by n desc, target)[1:3], ', ') as targets
                from (
                    select s.holder, s.holder_id, s.holder_kind, s.target, count(*) as n,
                           count(distinct s.outlet) as outlets
                    from current_statements s where {condition.sql} group by all
                ) group by all""",  # noqa: S608
            condition.parameters,
        )
        keys = ["holder", "holder_id", "holder_kind"]
        return frame.merge(more, on=keys, how="left").sort_values(
            ["mentions", *keys], ascending=[False, True, True, True], ignore_index=True
        )

    def matrix(self, filters: Filters, limit: int = 400) -> pd.DataFrame:
        """Who judges whom: one row a named speaker and target, most statements first.

        Columns: holder, holder_id, target_id, target, n (= mentions), measured.
        """
        frame = self._measured(
            filters, "holder, holder_id, target_id, target", "s.holder_kind = 'speaker'"
        )
        frame.insert(4, "n", frame["mentions"])
        return frame.sort_values(
            ["n", "holder", "target_id"], ascending=[False, True, True], ignore_index=True
        ).head(limit)

    def quoted_by(self, filters: Filters, limit: int = 400) -> pd.DataFrame:
        """Who is quoted by whom: outlet, holder, n, measured; most statements first."""
        frame = self._measured(filters, "outlet, holder", "s.holder_kind = 'speaker'")
        frame.insert(2, "n", frame["mentions"])
        return frame.sort_values(
            ["n", "outlet", "holder"], ascending=[False, True, True], ignore_index=True
        ).head(limit)

    def drivers(self, filters: Filters, limit: int = 10) -> pd.DataFrame:
        """The stories that make up a selection, largest first.

        Columns: story_id, title, outlet, published_at (of its earliest article), articles,
        outlets, statements, stance_mean.
        """
        condition = on_statements(filters)
        return self._engine(filters.batch).frame(
            f"""select s.story_id,
                       arg_min(a.title, a.charted_at) as title,
                       arg_min(a.outlet, a.charted_at) as outlet,
                       min(a.charted_at) as published_at,
                       count(distinct s.article_id) as articles,
                       count(distinct s.outlet) as outlets,
                       count(*) as statements, avg(s.stance_score) as stance_mean
                from current_statements s join current_articles a using (article_id)
                where {condition.sql}
                group by s.story_id
                order by articles desc, statements desc, s.story_id limit $limit""",  # noqa: S608
            condition.parameters | {"limit": limit},
        )

    # --- the evidence ----------------------------------------------------------------

    def statements(self, filters: Filters, limit: int | None = None) -> pd.DataFrame:
        """One row a statement, newest first; the columns of docs/columns.md, then copies."""
        condition = on_statements(filters)
        return self._statements(condition.sql, condition.parameters, filters.batch, limit)

    def articles(self, filters: Filters, limit: int | None = None) -> pd.DataFrame:
        """One row an article, newest first; the columns of docs/columns.md.

        Where entities, speakers or a voice are chosen: articles with such a statement.
        """
        condition = on_articles(filters)
        parameters = condition.parameters
        chosen = ""
        if filters.entities or filters.holders or filters.voice:
            statements = on_statements(filters)
            chosen = (
                " and a.article_id in"  # noqa: S608
                f" (select s.article_id from current_statements s where {statements.sql})"
            )
            parameters = parameters | statements.parameters
        return self._engine(filters.batch).frame(
            f"""select a.article_id as id, a.first_seen_at as indexed_date, a.language,
                       a.outlet as media_name,
                       regexp_extract(a.url, '^https?://[^/]+') as media_url,
                       a.published_at as publish_date, a.title, a.url, a.revision, a.revisions,
                       t.story_id, c.copies, a.published_precision, a.published_source, a.words,
                       coalesce(n.statements, 0)::integer as statements, a.batch
                from current_articles a
                join current_stories t using (article_id)
                join {_COPIES} c using (story_id)
                left join (select article_id, count(*) as statements from current_statements
                           group by article_id) n using (article_id)
                where {condition.sql}{chosen}
                order by a.charted_at desc nulls last, a.article_id
                {"" if limit is None else f"limit {int(limit)}"}""",  # noqa: S608
            parameters,
        )

    def article(self, article_id: str) -> ArticleView:
        """All that is stored of one article; empty frames where there is none."""
        ask = self._engine(None)
        return ArticleView(
            revisions=ask.frame(
                "select * from articles where article_id = $id order by revision desc",
                {"id": article_id},
            ),
            statements=self._statements(
                "s.article_id = $id",
                {"id": article_id},
                None,
                None,
                order="w.part = 'text', w.start, w.\"end\", w.target_id",
            ),
            copies=ask.frame(
                """select a.article_id, a.outlet, a.title, a.url, a.charted_at
                   from current_articles a join current_stories t using (article_id)
                   where t.story_id =
                       (select story_id from current_stories where article_id = $id)
                   order by a.charted_at, a.article_id""",
                {"id": article_id},
            ),
        )

    # --- how collecting went ---------------------------------------------------------

    def fetches(self, filters: Filters) -> pd.DataFrame:
        """One row a poll, newest first; the columns of table fetches."""
        condition = on_fetches(filters)
        return self._engine(filters.batch).frame(
            f"""select f.* exclude (day, demo) from current_fetches f where {condition.sql}
                order by f.fetched_at desc, f.feed""",  # noqa: S608
            condition.parameters,
        )

    def feed_health(self, feeds: Sequence[Feed]) -> pd.DataFrame:
        """One row a feed: the facts of the list, the state of its last poll, and articles.

        Columns: url, outlet, country, kind, language, paused; outcome, reason, message,
        fetched_at, last_success_at, last_new_at, next_poll_at, failures, failing_since,
        entries_seen, undated, future (null where it was never polled); articles.
        """
        ask = self._engine(None)
        last = ask.frame(
            """select feed as url, outcome, reason, message, fetched_at, last_success_at,
                      last_new_at, next_poll_at, failures, failing_since, entries_seen,
                      undated, future
               from (select *, row_number() over
                            (partition by feed order by fetched_at desc, batch desc) as place
                     from fetches)
               where place = 1"""
        )
        counts = ask.frame(
            "select feed as url, count(*) as articles from current_articles group by all"
        )
        columns = ["url", "outlet", "country", "kind", "language", "paused"]
        frame = pd.DataFrame([asdict(feed) for feed in feeds], columns=columns)
        frame = frame.merge(last, on="url", how="left").merge(counts, on="url", how="left")
        frame["articles"] = frame["articles"].fillna(0).astype("int64")
        return frame

    def feed_days(self, filters: Filters) -> pd.DataFrame:
        """One row a feed and day: feed, outlet, day, state; the best poll of a day counts.

        state: new (brought entries), quiet (nothing new), soft, hard or gone (failed).
        """
        condition = on_fetches(filters)
        return self._engine(filters.batch).frame(
            f"""select f.feed, any_value(f.outlet) as outlet, f.day,
                       case when bool_or(f.entries_new > 0) then 'new'
                            when bool_or(f.outcome in ('ok', 'unchanged')) then 'quiet'
                            when bool_or(f.outcome = 'soft') then 'soft'
                            when bool_or(f.outcome = 'hard') then 'hard'
                            else 'gone' end as state
                from current_fetches f where {condition.sql}
                group by f.feed, f.day order by outlet, f.feed, f.day""",  # noqa: S608
            condition.parameters,
        )

    def gaps(self, filters: Filters, bucket: str) -> pd.DataFrame:
        """One row a bucket and feed that was not watched throughout; see coverage.gaps."""
        return coverage.gaps(self._engine(filters.batch), filters, bucket)

    # --- inside ----------------------------------------------------------------------

    def _measured(self, filters: Filters, keys: str, also: str = "true") -> pd.DataFrame:
        condition = on_statements(filters)
        source = f"select s.* from current_statements s where {also} and {condition.sql}"  # noqa: S608
        return self._engine(filters.batch).frame(measures.by(keys, source), condition.parameters)

    def _statements(
        self,
        sql: str,
        parameters: dict[str, Any],
        batch: int | None,
        limit: int | None,
        order: str = f"s.charted_at desc nulls last, s.article_id, {_IN_TEXT}",
    ) -> pd.DataFrame:
        # The narrow table picks the rows; only for those are the wide files read.
        picked = f"select s.* from current_statements s where {sql}"  # noqa: S608
        if limit is not None:
            picked += (
                " order by s.charted_at desc nulls last, s.article_id, s.statement_id"
                f" limit {int(limit)}"
            )
        return self._engine(batch).frame(
            f"""select {_STATEMENTS}
                from ({picked}) s
                join statements w using (statement_id, batch)
                join current_articles a on a.article_id = s.article_id
                join {_COPIES} c on c.story_id = s.story_id
                order by {order}""",  # noqa: S608
            parameters,
        )

    def _engine(self, batch: int | None) -> Engine:
        """The engine of the store's newest version, as of a batch."""
        with self._guard:
            version = self.version
            if version != self._version:
                # Threads may still be asking the old ones, which go when they are done.
                self._engines = {}
                self._version = version
            if batch not in self._engines:
                self._engines[batch] = Engine(self.lake, self.timezone, batch)
            return self._engines[batch]


def _with_share(frame: pd.DataFrame) -> pd.DataFrame:
    frame["share"] = frame["articles"] / frame["total_articles"]
    return frame
