"""Changes of stance: where a speaker supported what the same speaker opposed before. Pure."""

import pandas as pd

_SIDES = ("oppose", "support")
_COLUMNS = ["holder", "target", "before", "after"]


def reversals(statements: pd.DataFrame) -> pd.DataFrame:
    """Where the stance of a named speaker on a target went from one side to the other.

    Takes Reader.statements. Neutral and uncertain statements are passed over. Statements of one
    story count once per stance, so that copies are no reversals; a story in which a speaker stands
    on both sides is passed over, since it has no order in time. Undated statements are left out.

    One row a turn, newest first: holder, target, before and after (labels of the statements'
    rows, both of them the nearest to the turn).
    """
    said = statements[
        (statements["holder_kind"] == "speaker")
        & statements["stance"].isin(_SIDES)
        & statements["published_at"].notna()
    ]
    if said.empty:
        return pd.DataFrame(columns=_COLUMNS)
    pair = ["holder", "target_id"]
    sides = said.groupby([*pair, "story_id"])["stance"].transform("nunique")
    said = said[sides == 1].sort_values(["published_at", "statement_id"], kind="stable")
    said = said.drop_duplicates([*pair, "story_id"])
    earlier = said.groupby(pair)["stance"].shift()
    labels = pd.Series(said.index, index=said.index)
    before = labels.groupby([said[name] for name in pair]).shift()
    found = said[earlier.notna() & (earlier != said["stance"])]
    frame = pd.DataFrame(
        {
            "holder": found["holder"],
            "target": found["target"],
            "before": before[found.index],
            "after": labels[found.index],
        },
        columns=_COLUMNS,
    )
    return frame.iloc[::-1].reset_index(drop=True)
