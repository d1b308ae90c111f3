import pandas as pd

from monitor.report.reversals import reversals

Said = tuple[str, str, str, str | None]  # holder, stance, story, day


def statements(*said: Said, kind: str = "speaker") -> pd.DataFrame:
    """As Reader.statements gives them: newest first, the order of `said` turned round."""
    frame = pd.DataFrame(said, columns=["holder", "stance", "story_id", "published_at"])
    frame["published_at"] = pd.to_datetime(frame["published_at"], utc=True)
    frame = frame.assign(target="NATO", target_id="nato", holder_kind=kind)
    frame["statement_id"] = [f"s{place}" for place in frame.index]
    return frame.iloc[::-1].reset_index(drop=True)


def found(frame: pd.DataFrame) -> list[tuple[str, str]]:
    names = frame["statement_id"]
    return [(names[row.before], names[row.after]) for row in reversals(frame).itertuples()]


def test_a_turn_names_the_statements_before_and_after_it() -> None:
    said = statements(
        ("Ada Wren", "oppose", "a", "2026-03-01"),
        ("Ada Wren", "oppose", "b", "2026-03-02"),
        ("Ada Wren", "neutral", "c", "2026-03-03"),
        ("Bo Lind", "support", "d", "2026-03-04"),
        ("Ada Wren", "uncertain", "e", "2026-03-05"),
        ("Ada Wren", "support", "f", "2026-03-06"),
        ("Ada Wren", "oppose", "g", "2026-03-07"),
    )
    assert found(said) == [("s5", "s6"), ("s1", "s5")]
    assert reversals(said)["target"].tolist() == ["NATO", "NATO"]


def test_copies_and_stories_with_both_sides_are_no_turns() -> None:
    copies = statements(
        ("Ada Wren", "oppose", "a", "2026-03-01"),
        ("Ada Wren", "support", "b", "2026-03-02"),
        ("Ada Wren", "support", "b", "2026-03-03"),
    )
    assert len(reversals(copies)) == 1
    mixed = statements(
        ("Ada Wren", "oppose", "a", "2026-03-01"), ("Ada Wren", "support", "a", "2026-03-01")
    )
    assert reversals(mixed).empty


def test_outlets_nobody_and_undated_statements_do_not_turn() -> None:
    both = (("Post", "oppose", "a", "2026-03-01"), ("Post", "support", "b", "2026-03-02"))
    assert len(reversals(statements(*both))) == 1
    assert reversals(statements(*both, kind="outlet")).empty
    assert reversals(statements(both[0], ("Post", "support", "b", None))).empty
    assert reversals(statements()).empty
