"""Frames as the Reader gives them, small enough to see through."""

import pandas as pd

COUNTS = ["count", "total_count", "mentions", "oppose", "neutral", "support", "uncertain"]
MEANS = ["stance_mean", "stance_low", "stance_high"]


def trend(counts: list[int | None], *, entity: str = "NATO", voice: str = "all") -> pd.DataFrame:
    """A day a count, from 1 October 2026; None where nothing was collected."""
    rows = []
    days = pd.date_range("2026-10-01", periods=len(counts)).astype("datetime64[s]")
    for day, count in zip(days, counts, strict=True):
        there = count is not None
        mentions = 2 * (count or 0)
        rows.append(
            {
                "date": day,
                "entity": entity,
                "entity_id": entity.lower(),
                "voice": voice,
                "count": count,
                "total_count": 100 if there else None,
                "total_stories": 80 if there else None,
                "ratio": None if count is None else count / 100,
                "stories": count,
                "outlets": 3 if there else None,
                "mentions": mentions if there else None,
                "oppose": mentions // 2 if there else None,
                "neutral": 0 if there else None,
                "support": mentions - mentions // 2 if there else None,
                "uncertain": 0 if there else None,
                "complete": there,
            }
            | dict.fromkeys(MEANS, 0.25 if mentions else None)
            | dict.fromkeys(("sentiment_mean", "sentiment_low", "sentiment_high"))
            | {"tone_mean": 0.5 if mentions else None}
        )
    frame = pd.DataFrame(rows).astype(
        dict.fromkeys([*COUNTS, "stories", "total_stories", "outlets"], "Int64")
    )
    floats = [*MEANS, "ratio", "sentiment_mean", "sentiment_low", "sentiment_high", "tone_mean"]
    return frame.astype(dict.fromkeys(floats, "float64"))


def no_gaps() -> pd.DataFrame:
    return gaps([])


def gaps(days: list[str], outlet: str = "Harbour Gazette") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "date": pd.to_datetime(days).astype("datetime64[s]"),
            "outlet": outlet,
            "feed": "https://harbour.example/rss",
            "days": 1,
        }
    )


def rows(names: list[str], mentions: list[int], voice: str = "outlet") -> pd.DataFrame:
    """As Reader.outlets by voice: half of the statements oppose, a quarter support."""
    n = pd.Series(mentions)
    return pd.DataFrame(
        {
            "outlet": names,
            "voice": voice,
            "articles": n,
            "stories": n,
            "mentions": n,
            "oppose": n // 2,
            "neutral": n - n // 2 - n // 4,
            "uncertain": 0,
            "support": n // 4,
            "stance_mean": -0.25,
            "stance_low": -0.4,
            "stance_high": -0.1,
        }
    )
