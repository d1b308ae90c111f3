"""SQL for what is measured of statements: counts, means and their intervals. The ONE place.

Statements of one story are not independent: copies repeat each other. So stories are the
clusters of a ratio estimate (Cochran, Sampling Techniques, 3rd ed., section 6.3, without the
finite-population term): with per-story sums s and counts m over K stories,

    mean = sum(s) / sum(m)
    variance = K / (K - 1) * sum((s - mean * m)^2) / sum(m)^2

and the interval is mean +- 1.96 * sqrt(variance), cut to [-1, 1], null where K < 2.
"""

_Z95 = 1.96

COLUMNS = (
    "articles, stories, mentions, oppose, neutral, support, uncertain,"
    " stance_mean, stance_low, stance_high,"
    " sentiment_mean, sentiment_low, sentiment_high, tone_mean"
)


def by(keys: str, source: str) -> str:
    """A query with one row a combination of `keys`, and the columns of COLUMNS.

    articles, stories, mentions (= statements), oppose, neutral, support, uncertain: counts;
    stance_* and sentiment_*: means of scores in [-1, 1] with 95 % intervals; tone_mean:
    mean VADER compound in [-1, 1]. `source` selects rows of current_statements, with `keys`
    among its columns.
    """
    return f"""
        select {keys},
               sum(a)::bigint as articles, count(*)::bigint as stories, sum(m)::bigint as mentions,
               sum(oppose)::bigint as oppose, sum(neutral)::bigint as neutral,
               sum(support)::bigint as support, sum(uncertain)::bigint as uncertain,
               {_mean("stance")}, {_mean("sentiment")},
               sum(tone) / sum(m) as tone_mean
        from (
            select {keys}, story_id,
                   count(*) as m, count(distinct article_id) as a,
                   count(*) filter (stance = 'oppose') as oppose,
                   count(*) filter (stance = 'neutral') as neutral,
                   count(*) filter (stance = 'support') as support,
                   count(*) filter (stance = 'uncertain') as uncertain,
                   sum(stance_score::double) as stance, sum(sentiment_score::double) as sentiment,
                   sum(tone::double) as tone
            from ({source})
            group by {keys}, story_id
        )
        group by {keys}
    """  # noqa: S608  all parts are ours


def _mean(name: str) -> str:
    mean = f"(sum({name}) / sum(m))"
    spread = f"sum({name} * {name}) - 2 * {mean} * sum({name} * m) + {mean} * {mean} * sum(m * m)"
    half = f"{_Z95} * sqrt(greatest({spread}, 0) * count(*) / nullif(count(*) - 1, 0)) / sum(m)"
    return (
        f"{mean} as {name}_mean,"
        # greatest() and least() pass over nulls, and an unknown interval has to stay unknown
        f" case when count(*) > 1 then greatest({mean} - {half}, -1) end as {name}_low,"
        f" case when count(*) > 1 then least({mean} + {half}, 1) end as {name}_high"
    )
