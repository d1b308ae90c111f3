"""What a figure shows, in one sentence, for people who do not see it."""

import pandas as pd

from monitor.report import trends, words
from monitor.report.figures.lines import MEASURES
from monitor.report.figures.rows import name_column


def alt(kind: str, frame: pd.DataFrame, measure: str = "stance") -> str:
    """One sentence on the figure `kind` (the name of its function) over the frame it takes.

    `measure` is that of stance_lines and compare_lines. Plain text: the caller escapes it for
    where it is put. Raises KeyError for other kinds.
    """
    if frame.empty:
        return "Nothing to show in this selection."
    if kind in _NAMED_BY:
        return _of_lines(frame, _NAMED_BY[kind], measure)
    return _WRITERS[kind](frame)


def _coverage(frame: pd.DataFrame) -> str:
    articles = int(frame["count"].fillna(0).sum())
    sums = {stance: int(frame[stance].fillna(0).sum()) for stance in ("oppose", "support")}
    mentions = int(frame["mentions"].fillna(0).sum())
    return (
        f"Bars over time, {_period(frame)}: {words.counted(articles, 'article')} with "
        f"{words.counted(mentions, 'statement')}, {sums['oppose']:,} oppose and "
        f"{sums['support']:,} support; {_empty(frame)}."
    )


def _difference_line(frame: pd.DataFrame) -> str:
    known = frame[frame["value"].notna()]
    clear = int(((known["low"] > 0) | (known["high"] < 0)).sum())
    return (
        f"Line of own voice minus quoted voices over time, {_period(frame)}: "
        f"{words.counted(len(known), 'bucket')} with a difference, in {clear} of them more than "
        "chance would have it."
    )


def _of_lines(frame: pd.DataFrame, key: str, measure: str) -> str:
    names = {"outlet": "outlets' own voice", "quoted": "quoted", "all": "all voices"}
    parts = []
    for name, rows in frame.groupby(key, sort=False):
        shown = names[str(name)] if key == "voice" else str(rows["entity"].iloc[0])
        parts.append(f"{shown} {_share(rows) if measure == 'share' else _mean(rows, measure)}")
    name = MEASURES[measure].name
    return f"Lines of {name} over time, {_period(frame)}: {', '.join(parts)}."


def _dots(frame: pd.DataFrame) -> str:
    key, known = name_column(frame), trends.told(frame)
    known = known[known["stance_mean"].notna()]
    if known.empty:
        return "Dots of mean stance: every row rests on too few statements for a mean."
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
    most = trends.told(frame).sort_values("n", ascending=False, kind="stable").iloc[0]
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


_NAMED_BY = {"stance_lines": "voice", "compare_lines": "entity_id"}
_WRITERS = {
    "coverage": _coverage,
    "difference_line": _difference_line,
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


def _mean(rows: pd.DataFrame, measure: str) -> str:
    """The mean over all buckets, each by its statements; a dash where those are few."""
    column = MEASURES[measure].column
    known = rows[rows[column].notna()]
    weights = known["mentions"].astype("float64")
    if weights.sum() < trends.SMALL:
        return words.DASH
    return words.score(float((known[column] * weights).sum() / weights.sum()))


def _share(rows: pd.DataFrame) -> str:
    total = rows["total_count"].sum()
    return words.share(rows["count"].sum() / total if total else None)
