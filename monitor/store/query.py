"""Filters -> DataFrame: the questions that pages and exports ask of the store.

What the frames share:

- Rows come in a fixed order. Days are days in `filters.timezone`; times are aware, in UTC.
- `voice` is "outlet" (the outlet's own), "quoted" or "all".
- "measured" stands for the columns of measures.by: counts (int64), and means of scores in
  [-1, 1] with 95 % intervals (float64), null where they rest on fewer than two stories.
- `share` is a part of all articles collected in the selection of outlets and dates, in [0, 1].
- With `filters.batch` everything is as it was when that batch had come in.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence

import pandas as pd

from monitor.records import Feed, Filters
from monitor.store import coverage, evidence, labels, measures, polls, selection
from monitor.store import stories as telling
from monitor.store.conditions import on_collected, on_statements
from monitor.store.engine import Engine
from monitor.store.evidence import ArticleView
from monitor.store.lake import Lake, Version
from monitor.store.selection import Options, Summary
from monitor.store.stories import StoryView
from monitor.store.texts import Texts

_ENGINES = 3  # kept at a time: now, one as of a batch or in another time zone, and a spare


class Reader:
    """Asks a store. Always sees its newest version; may be shared between threads."""

    def __init__(self, lake: Lake) -> None:
        self.lake = lake
        self._engines: OrderedDict[tuple[int | None, str], Engine] = OrderedDict()
        self._version: Version | None = None
        self._guard = threading.Lock()

    @property
    def version(self) -> Version:
        """Changes with every commit to the store; a cache key."""
        return self.lake.version()

    # --- what there is ---------------------------------------------------------------

    def options(self, timezone: str = "UTC") -> Options:
        """What can be chosen from; days are days in `timezone`."""
        return selection.options(self._engine(Filters(timezone=timezone)))

    def summary(self, filters: Filters) -> Summary:
        """The size of a selection."""
        return selection.summary(self._engine(filters), filters)

    # --- measured --------------------------------------------------------------------

    def trend(
        self,
        filters: Filters,
        bucket: str,
        *,
        by_entity: bool | None = None,
        by_voice: bool = False,
    ) -> pd.DataFrame:
        """Coverage and stance over time: one row a bucket, entity and voice.

        The columns of docs/columns.md; see coverage.trend for each.
        """
        return coverage.trend(
            self._engine(filters), filters, bucket, by_entity=by_entity, by_voice=by_voice
        )

    def collected(self, filters: Filters, bucket: str) -> pd.DataFrame:
        """What was collected, whatever it is about: one row a bucket; see coverage.collected."""
        return coverage.collected(self._engine(filters), filters, bucket)

    def voices(self, filters: Filters, *, by_voice: bool = True) -> pd.DataFrame:
        """One row a voice, or one for all, over the whole selection: voice, measured."""
        frame = self._measured(filters, [], by_voice=by_voice)
        return frame.sort_values("voice", ignore_index=True)

    def entities(self, filters: Filters, *, by_voice: bool = True) -> pd.DataFrame:
        """One row an entity (and voice): target_id, target, voice, measured, total_articles, share.

        Most mentions first. share: articles with a statement on the entity, of all collected.
        """
        frame = self._measured(filters, ["target_id"], by_voice=by_voice)
        names = coverage.entity_names(self._engine(filters), tuple(frame["target_id"].unique()))
        frame.insert(1, "target", frame["target_id"].map(names))
        frame["total_articles"] = self._total(filters)
        return _sorted(_with_share(frame), ["target_id", "voice"])

    def outlets(self, filters: Filters, *, by_voice: bool = True) -> pd.DataFrame:
        """One row an outlet (and voice): outlet, voice, measured, total_articles, share.

        Most mentions first. share: articles with a statement in the selection, of all that
        the outlet had in it. Not by voice, outlets without such an article are there too.
        """
        collected = on_collected(filters)
        totals = self._engine(filters).frame(
            f"""select a.outlet, count(*) as total_articles from current_articles a
                where {collected.sql} group by a.outlet""",  # noqa: S608
            collected.parameters,
        )
        frame = self._measured(filters, ["outlet"], by_voice=by_voice)
        frame = frame.merge(totals, on="outlet", how="left" if by_voice else "right")
        frame["voice"] = frame["voice"].fillna(filters.voice or "all")
        counts = dict.fromkeys(measures.COUNTS, 0)
        frame = frame.fillna(counts).astype(dict.fromkeys(counts, "int64"))
        return _sorted(_with_share(frame), ["outlet", "voice"])

    def holders(self, filters: Filters) -> pd.DataFrame:
        """One row a holder: holder, holder_id, holder_kind, measured, total_articles, share,
        outlets, targets.

        Outlets are holders of what they say in their own voice. Most mentions first.
        outlets: in how many the holder stands; targets: up to three names, most frequent first.
        """
        keys = ["holder", "holder_kind"]
        frame = self._measured(filters, keys).drop(columns="voice")
        said = on_statements(filters)
        more = self._engine(filters).frame(
            f"""with said as (
                    select s.* from current_statements s where {said.sql}
                ),
                facts as (
                    select holder, holder_kind, max(holder_id) as holder_id,
                           count(distinct outlet) as outlets
                    from said group by holder, holder_kind
                ),
                tops as (
                    select holder, holder_kind,
                           array_to_string(list(target order by n desc, target)[1:3], ', ')
                               as targets
                    from (select holder, holder_kind, target, count(*) as n
                          from said group by holder, holder_kind, target)
                    group by holder, holder_kind
                )
                select * from facts join tops using (holder, holder_kind)""",  # noqa: S608
            said.parameters,
        )
        frame = frame.merge(more, on=keys, how="left")
        frame.insert(1, "holder_id", frame.pop("holder_id"))
        frame["total_articles"] = self._total(filters)
        frame = _with_share(frame)
        last = ["outlets", "targets"]
        return _sorted(frame[[*frame.columns.drop(last), *last]], keys)

    def matrix(self, filters: Filters, limit: int = 20) -> pd.DataFrame:
        """Who judges whom: one row a named speaker and target, most statements first.

        Columns: holder, holder_id, target_id, target, n (= mentions), measured. Of the
        `limit` speakers and the `limit` targets with most statements.
        """
        return self._pairs(filters, ["holder", "target_id"], limit)

    def quoted_by(self, filters: Filters, limit: int = 20) -> pd.DataFrame:
        """Who is quoted by whom: one row an outlet and named speaker, most statements first.

        Columns: outlet, holder, holder_id, n (= mentions), measured. Of the `limit` outlets
        and the `limit` speakers with most statements.
        """
        return self._pairs(filters, ["outlet", "holder"], limit)

    def mixture(self, filters: Filters) -> pd.DataFrame:
        """What a mean is mixed of: one row an outlet and holder, most statements first.

        Columns: outlet, holder_kind, holder, measured.
        """
        keys = ["outlet", "holder_kind", "holder"]
        return _sorted(self._measured(filters, keys).drop(columns="voice"), keys)

    def drivers(self, filters: Filters, limit: int = 10) -> pd.DataFrame:
        """The stories that make up a selection, largest first.

        Columns: story_id, title, outlet, published_at (all three of its earliest article in
        the selection), articles, outlets, statements, stance_mean.
        """
        said = on_statements(filters)
        return self._engine(filters).frame(
            f"""select any_value(a.story_id) as story_id,
                       arg_min(a.title, (coalesce(a.charted_at, a.first_seen_at), a.article_id))
                           as title,
                       arg_min(a.outlet, (coalesce(a.charted_at, a.first_seen_at), a.article_id))
                           as outlet,
                       min(coalesce(a.charted_at, a.first_seen_at)) as published_at,
                       count(distinct s.article) as articles,
                       count(distinct s.outlet) as outlets, count(*) as statements,
                       sum(s.stance_millionths)::double / count(*) / 1e6 as stance_mean
                from current_statements s join current_articles a using (article)
                where {said.sql} group by s.story
                order by articles desc, statements desc, story_id limit $limit""",  # noqa: S608
            said.parameters | {"limit": limit},
        )

    def together(self, filters: Filters, limit: int = 10) -> pd.DataFrame:
        """What else is spoken of where the chosen entities are, most articles first.

        One row another entity: target_id, target, articles (of the selection, with a statement
        on it as well), share (of the articles of the selection, in [0, 1]).
        """
        said = on_statements(filters)
        return self._engine(filters).frame(
            f"""with chosen as (
                    select distinct s.article from current_statements s where {said.sql}
                )
                select s.target_id, any_value(s.target order by s.target) as target,
                       count(distinct s.article) as articles,
                       count(distinct s.article) / (select count(*) from chosen) as share
                from current_statements s semi join chosen using (article)
                where not contains($chosen, s.target_id)
                group by s.target_id order by articles desc, s.target_id limit $limit""",  # noqa: S608
            said.parameters | {"limit": limit, "chosen": list(filters.entities)},
        )

    # --- the evidence ----------------------------------------------------------------

    def statements(
        self, filters: Filters, limit: int | None = None, *, stance: str = ""
    ) -> pd.DataFrame:
        """One row a statement, newest first; the columns of docs/columns.md.

        Of one stance only, where it is given.
        """
        return evidence.statements(self._engine(filters), filters, limit, stance)

    def strongest(self, filters: Filters, stance: str, limit: int = 4) -> pd.DataFrame:
        """The surest statements that "oppose" or "support", surest first; as `statements`.

        One of each holder and of each story, so that they don't say the same thing.
        """
        return evidence.strongest(self._engine(filters), filters, stance, limit)

    def statement_pieces(self, filters: Filters) -> Iterator[pd.DataFrame]:
        """The same rows in frames of some thousand, for exports of any size."""
        return evidence.statement_pieces(self._engine(filters), filters)

    def articles(self, filters: Filters, limit: int | None = None) -> pd.DataFrame:
        """One row an article, newest first; the columns of docs/columns.md.

        Where entities, holders or a voice are chosen: articles with such a statement.
        """
        return evidence.articles(self._engine(filters), filters, limit)

    def article(self, article_id: str) -> ArticleView:
        """All that is stored of one article; empty frames where there is none."""
        return evidence.article(self._engine(Filters()), article_id)

    def to_label(self) -> pd.DataFrame:
        """The mentions that people are asked about; see labels.queue."""
        return labels.queue(self._engine(Filters()))

    def to_correct(self, statement_id: str) -> pd.DataFrame:
        """One mention that a person picked, in the columns of to_label; see labels.picked."""
        return labels.picked(self._engine(Filters()), statement_id)

    def labels(self) -> pd.DataFrame:
        """All answers of people, oldest first: the rows of table labels."""
        return labels.given(self.lake)

    def texts(self) -> Texts:
        """Articles with their texts, newest first."""
        return Texts(self._engine(Filters()))

    def stories(
        self, filters: Filters, limit: int | None = None, *, only: str = ""
    ) -> pd.DataFrame:
        """One row a story with an article in the selection; the columns of docs/columns.md.

        Most copies first, then newest. Statements are counted in the selection; the rest is
        of the whole story, since who was first doesn't depend on what one looks for. `only`:
        "copied" (several copies), "altered" (several headlines) or "edited" (afterwards).
        """
        return telling.stories(self._engine(filters), filters, limit, only)

    def story(self, story_id: str) -> StoryView:
        """One story with its copies and their revisions; empty frames where there is none."""
        return telling.story(self._engine(Filters()), story_id)

    # --- how collecting went ---------------------------------------------------------

    def fetches(self, filters: Filters, limit: int | None = None) -> pd.DataFrame:
        """One row a poll of the outlets and days, newest first; the columns of docs/columns.md."""
        return polls.fetches(self._engine(filters), filters, limit)

    def feed_health(self, feeds: Sequence[Feed]) -> pd.DataFrame:
        """One row a feed: the facts of the list, the state of its last poll, and articles.

        Then one a feed of the demonstration set, of the kind "demonstration".

        Columns: url, outlet, country, kind, language, paused; outcome, reason, message,
        status, fetched_at, last_success_at, last_new_at, next_poll_at, failures,
        failing_since, moved_to, entries_seen, undated, future (null where it was never
        polled); demo (bool); articles (that the store holds of it).
        """
        return polls.feed_health(self._engine(Filters()), feeds)

    def feed_days(self, filters: Filters) -> pd.DataFrame:
        """One row a feed and day, from its first poll on; the best poll of a day counts.

        Columns: feed, outlet, day, state (new: brought entries; quiet: nothing new; soft,
        hard, gone: failed; none: not polled), polls, entries_new, gap (bool: the day belongs to
        a time in which the feed was not watched).
        """
        return polls.feed_days(self._engine(filters), filters)

    def gaps(self, filters: Filters, bucket: str) -> pd.DataFrame:
        """One row a bucket and feed that was not watched throughout: date, outlet, feed, days."""
        return coverage.gaps(self._engine(filters), filters, bucket)

    # --- inside ----------------------------------------------------------------------

    def _measured(
        self, filters: Filters, keys: list[str], *, by_voice: bool = False, also: str = "true"
    ) -> pd.DataFrame:
        """`keys`, voice, measured; one row a combination."""
        said = on_statements(filters)
        voice = "s.voice" if by_voice else "$series"
        series = {} if by_voice else {"series": filters.voice or "all"}
        source = (
            f"select s.* exclude (voice), {voice} as voice"  # noqa: S608
            f" from current_statements s where {also} and {said.sql}"
        )
        return self._engine(filters).frame(
            measures.by(", ".join([*keys, "voice"]), source), said.parameters | series
        )

    def _pairs(self, filters: Filters, keys: list[str], limit: int) -> pd.DataFrame:
        """`keys`, holder_id, target where it is a key, n, measured; of the largest `limit`."""
        ask, said = self._engine(filters), on_statements(filters)
        speakers = f"s.holder_kind = 'speaker' and {said.sql}"
        tops = [
            f"""s.{key} in (select s.{key} from current_statements s where {speakers}
                            group by s.{key} order by count(*) desc, s.{key} limit {int(limit)})"""  # noqa: S608
            for key in keys
        ]
        also = " and ".join(["s.holder_kind = 'speaker'", *tops])
        frame = self._measured(filters, keys, also=also).drop(columns="voice")
        ids = {
            row["holder"]: row["holder_id"]
            for row in ask.rows(
                """select holder, max(holder_id) as holder_id from current_statements
                   where holder in (select unnest($holders)) group by holder""",
                {"holders": frame["holder"].unique().tolist()},
            )
        }
        frame.insert(keys.index("holder") + 1, "holder_id", frame["holder"].map(ids))
        if "target_id" in keys:
            names = coverage.entity_names(ask, tuple(frame["target_id"].unique()))
            frame.insert(3, "target", frame["target_id"].map(names))
        frame.insert(list(frame.columns).index("articles"), "n", frame["mentions"])
        return _sorted(frame, keys)

    def _total(self, filters: Filters) -> int:
        collected = on_collected(filters)
        found = self._engine(filters).rows(
            f"select count(*) as n from current_articles a where {collected.sql}",  # noqa: S608
            collected.parameters,
        )
        return int(found[0]["n"])

    def _engine(self, filters: Filters) -> Engine:
        """The engine of the store's newest version, as of a batch and in a time zone."""
        key = filters.batch, filters.timezone
        with self._guard:
            version = self.version
            if version != self._version:
                # Threads may still be asking the old ones, which go when they are done.
                self._engines.clear()
                self._version = version
            if key not in self._engines:
                self._engines[key] = Engine(self.lake, filters.timezone, filters.batch)
                if len(self._engines) > _ENGINES:
                    self._engines.popitem(last=False)
            self._engines.move_to_end(key)
            return self._engines[key]


def _sorted(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    ascending = [False, *(True for _ in keys)]
    return frame.sort_values(["mentions", *keys], ascending=ascending, ignore_index=True)


def _with_share(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(share=frame["articles"] / frame["total_articles"])
