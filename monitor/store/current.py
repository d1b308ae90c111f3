"""What holds now, or held as of a batch: SQL that copies it into memory. The ONE place.

Each table is one statement over the tables of tables.py (cut off after the batch), over
`days` (day, starts_at: the instant at which the day starts in the time zone), and over those
before it. Texts and sentences stay in the files.

An article that its publisher did not date is charted at the time it was first seen; one that
is dated in the future is never charted. The last row of an article, a revision or a story
counts. Scores are kept as millionths: sums of whole numbers are exact, so that an answer has
the same bytes whatever the order in which threads add.
"""

MILLION = 1_000_000

# A feed that brought no readable answer for longer than this was not watched: two of its own
# intervals, and at least a day with some slack, so that one poll a day leaves no gaps.
GAP_INTERVALS = 2
GAP_HOURS = 26

# Sorted and grouped are narrow rows; titles and addresses join when it is known which.
_ARTICLES = """
with newest as (
    select article_id, max((revision, batch)) as place, count(*)::integer as revisions,
           min(seen_at) as first_seen_at
    from articles group by article_id
),
latest as (
    select a.article_id, a.revision, a.batch, n.revisions, n.first_seen_at,
           case when a.published_precision = 'future' then null
                else coalesce(a.published_at, n.first_seen_at) end as charted_at
    from articles a
    join newest n on a.article_id = n.article_id and a.revision = n.place[1]
                     and a.batch = n.place[2]
),
scored as (
    select article_id, revision,
           arg_max(scorer, (batch, scored_at, scorer)) as scorer,
           arg_max(batch, (batch, scored_at, scorer)) as scoring_batch,
           arg_max(outcome, (batch, scored_at, scorer)) as outcome
    from scorings group by article_id, revision
),
told as (
    -- Within a batch an article only ever moves to a story that begins earlier.
    select s.article_id,
           arg_max(s.story_id, (s.batch, -coalesce(epoch_us(f.charted_at), 0), s.story_id))
               as story_id
    from stories s left join latest f on f.article_id = s.story_id
    group by s.article_id
),
numbered as (
    select l.*, d.day as charted_day,
           (row_number() over (order by article_id))::integer as article,
           (dense_rank() over (order by coalesce(t.story_id, article_id)))::integer as story,
           coalesce(t.story_id, article_id) as story_id,
           (count(*) over (partition by coalesce(t.story_id, article_id)))::integer as copies
    from latest l
    asof left join days d on l.charted_at >= d.starts_at
    left join told t using (article_id)
)
select n.article, n.story, n.story_id, n.copies, n.article_id, n.revision, a.outlet, a.feed,
       a.title, a.url, a.language, a.published_at, a.published_precision, a.published_source,
       a.words, n.batch, a.demo, n.revisions, n.first_seen_at, n.charted_at, n.charted_day,
       c.scorer, c.scoring_batch, c.outcome
from numbered n
join articles a using (article_id, revision, batch)
left join scored c using (article_id, revision)
"""

# Comparing a number in every row takes a third of the time that a text takes.
_TARGETS = """
select target_id, (row_number() over (order by target_id))::integer as number
from (select distinct target_id from statements)
"""

_STATEMENTS = f"""
select s.statement_id, s.batch, a.article, a.story, a.outlet, a.charted_at, a.charted_day,
       t.number as target_number, s.target_id, s.target, s.holder, s.holder_kind, s.holder_id,
       case when s.holder_kind = 'outlet' then 'outlet' else 'quoted' end as voice, s.stance,
       round({MILLION} * (s.p_support::double - s.p_oppose))::integer as stance_millionths,
       round({MILLION} * (s.p_positive::double - s.p_negative))::integer as sentiment_millionths,
       round({MILLION} * s.tone::double)::integer as tone_millionths
from statements s
join current_articles a
     on s.article_id = a.article_id and s.revision = a.revision
        and s.scorer = a.scorer and s.batch = a.scoring_batch
join current_targets t using (target_id)
"""  # noqa: S608  the figure is ours

_FETCHES = """
select f.feed, f.outlet, f.fetched_at, f.outcome, f.outcome in ('ok', 'unchanged') as good,
       f.entries_new, f.interval_minutes, f.next_poll_at, f.batch, d.day
from fetches f asof left join days d on f.fetched_at >= d.starts_at
"""

# The last moment that the store knows of; its day was not over yet.
_NOW = """
select n.at_last, d.day
from (
    select max(moment) as at_last from (
        select max(fetched_at) as moment from fetches
        union all select max(seen_at) from articles)
) n asof left join days d on n.at_last >= d.starts_at
"""

# One row a feed and day from its first poll on. `watched`: it was polled as often as it
# should; `gap`: the day belongs to a time in which it was not. A day can be both. A gap runs
# from the day of the last readable answer to the day before the next one: that brings the
# entries of its own day along. A feed is expected until its next poll is due, so that one
# which nobody polls any more (removed, paused, gone) has no gap for ever.
_WATCH = f"""
with last as (
    select feed, max(fetched_at) as last_at, arg_max(next_poll_at, fetched_at) as due_at
    from current_fetches group by feed
),
ends as (
    -- greatest() and least() pass over nulls
    select feed, greatest(last_at, case when due_at is not null then least(due_at, at_last) end)
               as end_at
    from last, current_now
),
ended as (
    select e.feed, e.end_at, d.day as end_day
    from ends e asof left join days d on e.end_at >= d.starts_at
),
polls as (
    select *, row_number() over (partition by feed order by fetched_at) as place
    from current_fetches
),
points as (
    select feed, outlet, good, fetched_at, day, interval_minutes,
           lead(fetched_at) over following as next_at, lead(day) over following as next_day
    from polls where good or place = 1
    window following as (partition by feed order by fetched_at)
),
spans as (
    select feed, outlet, good, day as first_day, coalesce(next_day - 1, end_day) as last_day,
           epoch_us(coalesce(next_at, end_at)) - epoch_us(fetched_at)
               > 60e6 * greatest({GAP_INTERVALS} * coalesce(interval_minutes, 60),
                                 {GAP_HOURS} * 60) as gap
    from points join ended using (feed)
),
spread as (
    select feed, outlet, gap, good and day = first_day or not gap as watched, day
    from (
        select *, unnest(generate_series(first_day, greatest(first_day, last_day),
                                         interval 1 day))::date as day
        from spans)
)
select feed, any_value(outlet order by outlet) as outlet, day, bool_or(watched) as watched,
       bool_or(gap) as gap
from spread group by feed, day
"""  # noqa: S608  the figures are ours

# In an order in which each needs only those before it.
CURRENT: dict[str, str] = {
    "current_articles": _ARTICLES,
    "current_targets": _TARGETS,
    "current_statements": _STATEMENTS,
    "current_now": _NOW,
    "current_fetches": _FETCHES,
    "current_watch": _WATCH,
}
