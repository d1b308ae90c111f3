"""What people say of mentions: which are asked about, and the answers, which are never lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from monitor.store import evidence
from monitor.store.engine import Engine, to_pandas
from monitor.store.lake import Lake
from monitor.store.rows import Row
from monitor.store.tables import TABLES

SEED = 20_260_101
RANDOM, UNCERTAIN = "random", "uncertain"
PICKED = "picked"  # by a person who saw what the scorer answered: it says nothing of the rest
SIZES = {RANDOM: 200, UNCERTAIN: 100}  # mentions of each part of the queue

FILES = 64  # of answers; more than so many small ones take longer to read than to join

# What tells a mention from others, whatever scorer has read it.
MENTION = ["article_id", "revision", "part", "start", "end", "target_id"]

# A draw by lot without replacement that is the same on every machine. As the store grows,
# what was drawn stays until enough new mentions have a smaller number.
_RANDOM = """
select s.statement_id, w.demo from current_statements s
join statements w using (statement_id, batch)
order by md5(concat_ws('|', $seed, w.article_id, w.revision, w.part, w.start, w."end",
                       w.target_id)), s.statement_id
limit $size
"""
# One of a story, or its copies would be asked about one after the other.
_UNCERTAIN = """
select statement_id, demo from (
    select s.statement_id, w.demo, s.story, greatest(w.p_oppose, w.p_neutral, w.p_support) as sure
    from current_statements s join statements w using (statement_id, batch)
    where not contains($drawn, s.statement_id)
    qualify row_number() over (partition by s.story order by sure, s.statement_id) = 1
) order by sure, statement_id limit $size
"""


def queue(engine: Engine) -> pd.DataFrame:
    """The mentions that people are asked about, in the order in which they are.

    Columns: those of a statement (docs/columns.md), `demo`, and `sample`: "random", drawn by
    lot with SEED from all current statements, or "uncertain", those whose likeliest stance
    is least sure. SIZES of each, or all there are.
    """
    drawn = engine.frame(_RANDOM, {"seed": str(SEED), "size": SIZES[RANDOM]})
    ids = drawn["statement_id"].tolist()
    unsure = engine.frame(_UNCERTAIN, {"drawn": ids, "size": SIZES[UNCERTAIN]})
    found = pd.concat([drawn.assign(sample=RANDOM), unsure.assign(sample=UNCERTAIN)])
    return _read(engine, found)


def picked(engine: Engine, statement_id: str) -> pd.DataFrame:
    """A mention that somebody wants to correct, as a row of `queue`; none where there is none."""
    found = engine.frame(
        """select s.statement_id, w.demo from current_statements s
           join statements w using (statement_id, batch) where s.statement_id = $id""",
        {"id": statement_id},
    )
    return _read(engine, found.assign(sample=PICKED))


def _read(engine: Engine, found: pd.DataFrame) -> pd.DataFrame:
    frame = evidence.chosen(engine, found["statement_id"].tolist())
    return found.merge(frame, on="statement_id", how="inner")


def given(lake: Lake) -> pd.DataFrame:
    """All answers, oldest first: the rows of table labels."""
    dataset = lake.dataset("labels")
    if dataset is None:
        return to_pandas(TABLES["labels"].empty_table())
    frame = to_pandas(dataset.to_table(columns=TABLES["labels"].names))
    return frame.sort_values("labelled_at", kind="stable", ignore_index=True)


def add(lake: Lake, row: Row) -> None:
    """Keep an answer. Raises StoreError where it can't be written.

    It does not wait for the writer's lock, so that people can go on while articles are
    collected: commits that only append never get in each other's way, and the number of the
    batch says what the store held when the answer was given.
    """
    lake.append("labels", [row], lake.batch())
    lake.tidy("labels", FILES)


def row(mention: Mapping[str, Any], question: str, label: str, annotator: str, at: datetime) -> Row:
    """A row of `labels` from a row of `queue` or `picked`."""
    shared = [*MENTION, "sample", "sentence", "target", "holder", "holder_kind", "scorer", "demo"]
    return {
        **{name: mention[name] for name in shared},
        "question": question,
        "label": label,
        "annotator": annotator,
        "labelled_at": at,
        "scorer_label": mention[question],
    }
