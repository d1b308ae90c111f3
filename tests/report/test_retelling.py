from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from monitor.report import retelling

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def rows(*titles: str) -> pd.DataFrame:
    """Copies an hour apart, each with a word more than the one before."""
    return pd.DataFrame(
        [
            {
                "article_id": f"a{number}",
                "outlet": f"Outlet {number}",
                "title": title,
                "text": "one two three four" + " five" * number,
                "url": "",
                "published_precision": "second",
                "dated_at": pd.Timestamp(START + timedelta(hours=number)),
                "revision": 1,
                "revisions": 1,
            }
            for number, title in enumerate(titles)
        ]
    )


def test_copies_are_held_against_the_first() -> None:
    first, second = retelling.copies(rows("Patrol ends", "Patrol goes on"))
    assert first.first
    assert first.kept is None
    assert (second.after, second.kept) == (timedelta(hours=1), 1.0)
    assert [(p.kind, p.text) for p in second.headline] == [
        ("same", "Patrol "),
        ("gone", "ends"),
        ("new", "goes on"),
    ]


def test_a_headline_without_end_is_cut_and_many_texts_are_not_compared() -> None:
    found = retelling.copies(rows(*["long " * 5_000] * (retelling.COMPARED + 5)))
    assert len(found) == retelling.COMPARED + 5
    assert max(len(copy.title) for copy in found) <= retelling.HEADLINE
    assert found[-1].kept is None


def test_every_edit_is_told_newest_first() -> None:
    frame = pd.DataFrame(
        [
            ("a", 1, "Old", "One.", 0), ("a", 2, "New", "One. Two.", 2), ("a", 2, "New", "One.", 2),
            ("b", 1, "Same", "One.", 0), ("b", 2, "Same", "Three.", 1),
        ],
        columns=["article_id", "revision", "title", "text", "hours"],
    )  # fmt: skip
    seen = [pd.Timestamp(START + timedelta(hours=hours)) for hours in frame["hours"]]
    edits = retelling.edits(frame.assign(outlet=frame["article_id"], seen_at=seen))
    assert [(edit.outlet, edit.revision) for edit in edits] == [("a", 2), ("b", 2)]
    assert {piece.kind for piece in edits[1].headline} == {"same"}
    assert retelling.edits(frame.iloc[:0]) == []


@pytest.mark.parametrize(
    ("hours", "told"), [(0.4, "24 min"), (1, "1 h"), (36.3, "36 h"), (100, "4 d")]
)
def test_spans_in_words(hours: float, told: str) -> None:
    assert retelling.span(hours) == told


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (timedelta(0), ""),
        (timedelta(minutes=5), "+5 min"),
        (timedelta(hours=2, minutes=5), "+2 h 5 min"),
        (timedelta(days=1, hours=3, minutes=7), "+1 d 3 h"),
    ],
)
def test_delays_in_words(after: timedelta, told: str) -> None:
    assert retelling.later(after) == told


def test_the_mix_leaves_out_what_nobody_holds() -> None:
    row = {"oppose": 5, "neutral": 0, "uncertain": 1, "support": 1200}
    assert retelling.mix(row) == "5 oppose · 1 uncertain · 1,200 support"
