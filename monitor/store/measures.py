"""SQL for what is measured of statements: counts, means and their intervals. The ONE place.

Statements of one story are not independent: copies repeat each other. So stories are the
clusters of a ratio estimate (Cochran, Sampling Techniques, 3rd ed., section 6.3, without the
finite-population term): with per-story sums s and counts m over K stories,

    mean = sum(s) / sum(m)
    variance = K / (K - 1) * sum((s - mean * m)^2) / sum(m)^2

and the interval is mean +- 1.96 * sqrt(variance), cut to [-1, 1], null where K < 2.
"""

from monitor.store.current import MILLION

_Z95 = 1.959963984540054  # 97.5 % of the standard normal distribution lie below it

COUNTS = ("articles", "stories", "mentions", "oppose", "neutral", "support", "uncertain")
MEANS = (
    *("stance_mean", "stance_low", "stance_high"),
    *("sentiment_mean", "sentiment_low", "sentiment_high", "tone_mean"),
)


def by(keys: str, source: str) -> str:
    """A query with one row a combination of `keys`, then the columns COUNTS and MEANS.

    articles, stories, mentions (= statements), oppose, neutral, support, uncertain: counts;
    stance_* and sentiment_*: means of scores in [-1, 1] with 95 % intervals; tone_mean:
    mean VADER compound in [-1, 1]. `source` selects rows of current_statements, with `keys`
    among its columns; it must keep the columns article and story.
    """
    # By article first: counting distinct articles inside each group takes half as long again.
    return f"""
        select {keys},
               sum(a)::bigint as articles, count(*)::bigint as stories, sum(m)::bigint as mentions,
               sum(oppose)::bigint as oppose, sum(neutral)::bigint as neutral,
               sum(support)::bigint as support, sum(uncertain)::bigint as uncertain,
               {_mean("stance")}, {_mean("sentiment")},
               sum(tone)::double / sum(m) / {MILLION} as tone_mean
        from (
            select {keys}, story, count(*) as a, sum(m)::bigint as m,
                   sum(oppose) as oppose, sum(neutral) as neutral,
                   sum(support) as support, sum(uncertain) as uncertain,
                   sum(stance)::bigint as stance, sum(sentiment)::bigint as sentiment,
                   sum(tone)::bigint as tone
            from (
                select {keys}, story, article, count(*) as m,
                       count(*) filter (stance = 'oppose') as oppose,
                       count(*) filter (stance = 'neutral') as neutral,
                       count(*) filter (stance = 'support') as support,
                       count(*) filter (stance = 'uncertain') as uncertain,
                       sum(stance_millionths) as stance,
                       sum(sentiment_millionths) as sentiment,
                       sum(tone_millionths) as tone
                from ({source})
                group by {keys}, story, article
            )
            group by {keys}, story
        )
        group by {keys}
    """  # noqa: S608  all parts are ours


def _mean(name: str) -> str:
    total, count = f"sum({name})::double", "sum(m)::double"
    mean = f"({total} / {count})"
    # Sums of whole numbers are exact only as hugeint: squares of millionths are large.
    spread = (
        f"sum({name}::hugeint * {name})::double"
        f" - 2 * {mean} * sum({name}::hugeint * m)::double"
        f" + {mean} * {mean} * sum(m * m)::double"
    )
    variance = f"greatest({spread}, 0) * count(*) / nullif(count(*) - 1, 0)"
    half = f"({_Z95} * sqrt({variance}) / {count})"
    return (
        f"{mean} / {MILLION} as {name}_mean,"
        # greatest() and least() pass over nulls, and an unknown interval has to stay unknown
        f" case when count(*) > 1 then greatest(({mean} - {half}) / {MILLION}, -1)"
        f" end as {name}_low,"
        f" case when count(*) > 1 then least(({mean} + {half}) / {MILLION}, 1) end as {name}_high"
    )
