"""How collecting went: polls, the health of feeds, the days of each."""

from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd

from monitor.records import Feed, Filters
from monitor.store.conditions import on_fetches
from monitor.store.engine import Engine
from monitor.store.tables import TABLES

_FETCHES = ", ".join(f"w.{name}" for name in TABLES["fetches"].names if name != "demo")


def fetches(engine: Engine, filters: Filters, limit: int | None) -> pd.DataFrame:
    """One row a poll, newest first; see Reader.fetches."""
    condition = on_fetches(filters)
    return engine.frame(
        f"""with picked as (
                select f.feed, f.fetched_at, f.batch from current_fetches f
                where {condition.sql} order by f.fetched_at desc, f.feed
                {"" if limit is None else f"limit {int(limit)}"}
            )
            select {_FETCHES} from fetches w join picked using (feed, fetched_at, batch)
            order by w.fetched_at desc, w.feed""",  # noqa: S608
        condition.parameters,
    )


def feed_health(engine: Engine, feeds: Sequence[Feed]) -> pd.DataFrame:
    """One row a feed, in their order, then those of the demonstration; see Reader.feed_health."""
    last = engine.frame(
        """select feed as url, outlet as name, demo, outcome, reason, message, status,
                  fetched_at, last_success_at, last_new_at, next_poll_at, failures,
                  failing_since, moved_to, entries_seen, undated, future
           from (select *, row_number() over
                        (partition by feed order by fetched_at desc, batch desc) as place
                 from fetches)
           where place = 1"""
    )
    counts = engine.frame(
        "select feed as url, count(*) as articles from current_articles group by feed"
    )
    columns = ["url", "outlet", "country", "kind", "language", "paused"]
    listed = pd.DataFrame([asdict(feed) for feed in feeds], columns=columns)
    demo = last[last["demo"] & ~last["url"].isin(listed["url"])].sort_values("name")
    invented = [
        asdict(Feed(row["url"], row["name"], kind="demonstration")) for _, row in demo.iterrows()
    ]
    if invented:
        listed = pd.concat([listed, pd.DataFrame(invented, columns=columns)], ignore_index=True)
    last = last.drop(columns=["name", "demo"])
    frame = listed.merge(last, on="url", how="left").merge(counts, on="url", how="left")
    frame["demo"] = frame["url"].isin(demo["url"])
    whole = ["status", "failures", "entries_seen", "undated", "future"]
    frame = frame.astype(dict.fromkeys(whole, "Int64"))
    frame["articles"] = frame["articles"].fillna(0).astype("int64")
    return frame


def feed_days(engine: Engine, filters: Filters) -> pd.DataFrame:
    """One row a feed and day from its first poll on; see Reader.feed_days."""
    polled, watched = on_fetches(filters), on_fetches(filters)
    return engine.frame(
        f"""with polled as (
                select f.feed, f.day, count(*) as polls,
                       sum(coalesce(f.entries_new, 0))::bigint as entries_new,
                       case when bool_or(f.good and f.entries_new > 0) then 'new'
                            when bool_or(f.good) then 'quiet'
                            when bool_or(f.outcome = 'soft') then 'soft'
                            when bool_or(f.outcome = 'hard') then 'hard'
                            else 'gone' end as state
                from current_fetches f where {polled.sql} group by f.feed, f.day
            )
            select f.feed, f.outlet, f.day, coalesce(p.state, 'none') as state,
                   coalesce(p.polls, 0) as polls, coalesce(p.entries_new, 0) as entries_new, f.gap
            from current_watch f left join polled p on p.feed = f.feed and p.day = f.day
            where {watched.sql} order by f.outlet, f.feed, f.day""",  # noqa: S608
        polled.parameters | watched.parameters,
    )
