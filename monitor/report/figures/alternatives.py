"""What a figure shows, in one sentence, for people who do not see it."""

import pandas as pd

from monitor.report import words
from monitor.report.figures.rows import name_column


def alt(kind: str, frame: pd.DataFrame) -> str:
    """One sentence on the figure `kind` (the name of its function) over the frame it takes.

    Plain text: the caller escapes it for where it is put. Raises KeyError for other kinds.
    """
    write = _WRITERS[kind]
    return "Nothing to show in this selection." if frame.empty else write(frame)


def _coverage(frame: pd.DataFrame) -> str:
    articles = int(frame["count"].fillna(0).sum())
    sums = {stance: int(frame[stance].fillna(0).sum()) for stance in ("oppose", "support")}
    mentions = int(frame["mentions"].fillna(0).sum())
    return (
        f"Bars over time, {_period(frame)}: {words.counted(articles, 'article')} with "
        f"{words.counted(mentions, 'statement')}, {sums['oppose']:,} oppose and "
        f"{sums['support']:,} support; {_empty(frame)}."
    )


def _stance_lines(frame: pd.DataFrame) -> str:
    names = {"outlet": "outlets' own voice", "quoted": "quoted", "all": "all voices"}
    means = [f"{names[str(voice)]} {_mean(rows)}" for voice, rows in frame.groupby("voice")]
    return f"Lines of mean stance over time, {_period(frame)}: {', '.join(means)}."


def _compare_lines(frame: pd.DataFrame) -> str:
    groups = frame.groupby("entity_id", sort=False)
    means = [f"{rows['entity'].iloc[0]} {_mean(rows)}" for _, rows in groups]
    return f"Lines of mean stance over time, {_period(frame)}: {', '.join(means)}."


def _dots(frame: pd.DataFrame) -> str:
    key, known = name_column(frame), frame[frame["stance_mean"].notna()]
    if known.empty:
        return "No row has a mean stance."
    ranked = known.sort_values("stance_mean")
    low, high = ranked.iloc[0], ranked.iloc[-1]
    return (
        f"Dots of mean stance for {words.counted(frame[key].nunique(), 'name')}: from "
        f"{words.score(low['stance_mean'])} ({low[key]}) to "
        f"{words.score(high['stance_mean'])} ({high[key]})."
    )


def _mix_bars(frame: pd.DataFrame) -> str:
    key = name_column(frame)
    sums = frame.groupby(key, sort=False)[["mentions", "oppose", "support"]].sum()
    sums = sums[sums["mentions"] > 0]
    parts = [
        f"{name} {words.share(row['oppose'] / row['mentions'])} oppose, "
        f"{words.share(row['support'] / row['mentions'])} support"
        for name, row in sums.head(3).iterrows()
    ]
    return f"Bars of the mix of stances for {words.counted(len(sums), 'name')}: {'; '.join(parts)}."


def _matrix(frame: pd.DataFrame) -> str:
    side, top = ("holder", "target") if "target" in frame else ("outlet", "holder")
    most = frame.sort_values("n", ascending=False, kind="stable").iloc[0]
    return (
        f"Grid of {words.counted(frame[side].nunique(), side)} by "
        f"{words.counted(frame[top].nunique(), top)}; most statements, {most['n']:,}: "
        f"{most[side]} and {most[top]}, mean stance {words.score(most['stance_mean'])}."
    )


def _feed_strip(frame: pd.DataFrame) -> str:
    failed = int(frame["state"].isin(["soft", "hard", "gone"]).sum())
    return (
        f"Grid of {words.counted(frame['feed'].nunique(), 'feed')} by "
        f"{words.counted(frame['day'].nunique(), 'day')}: "
        f"{words.counted(failed, 'feed day')} with failures only, "
        f"{int(frame['gap'].sum()):,} in gaps."
    )


_WRITERS = {
    "coverage": _coverage,
    "stance_lines": _stance_lines,
    "compare_lines": _compare_lines,
    "dots": _dots,
    "mix_bars": _mix_bars,
    "matrix": _matrix,
    "feed_strip": _feed_strip,
}


def _period(frame: pd.DataFrame) -> str:
    return words.period(frame["date"].min().date(), frame["date"].max().date())


def _empty(frame: pd.DataFrame) -> str:
    missing = int(frame["count"].isna().sum())
    return f"nothing was collected in {missing} of {words.counted(len(frame), 'bucket')}"


def _mean(rows: pd.DataFrame) -> str:
    """The mean over all buckets, each by its statements."""
    known = rows[rows["stance_mean"].notna()]
    weights = known["mentions"].astype("float64")
    if not weights.sum() > 0:
        return words.DASH
    return words.score(float((known["stance_mean"] * weights).sum() / weights.sum()))
