"""The sets that scorers are measured on, as gold lines in the shapes of `predict`.

Public sets are read where their folder is given; none of their texts is kept in the project.
Sets of our own, written for it, stand under tests/sets.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWN = Path(__file__).parent.parent / "tests" / "sets"
Line = dict[str, Any]


@dataclass(frozen=True)
class Gold:
    """One set: lines with answers. `units` names what is independent: a text, a document."""

    task: str  # sentiment, stance, attribution
    name: str
    lines: list[Line]
    floor: tuple[float, ...] = ()  # percent, by measure of the task
    aim: tuple[float, ...] = ()


def shared(folder: Path) -> list[Gold]:
    """Give the sets of a folder like ../shared/data; what is missing there is left out."""
    wanted = (
        (newsmtsc, "sentiment/newsmtsc_devtest_mt.jsonl"),
        (dse, "stance/dse_valid.jsonl"),
        (nato_stance, "nato/labels_dev.jsonl"),
        (nato_sentiment, "nato/labels_dev.jsonl"),
        (polnear, "attribution/polnear_dev_docs.jsonl"),
    )
    return [read(folder) for read, path in wanted if (folder / path).is_file()]


def own(folder: Path = OWN) -> list[Gold]:
    """Give the sets that were written for this project."""
    return [
        Gold(task, "own sentences", list(lines(path)))
        for task in ("sentiment", "stance", "attribution")
        if (path := folder / f"{task}.jsonl").is_file()
    ]


def newsmtsc(folder: Path) -> Gold:
    """Sentiment toward a marked target in political news (Hamborg & Donnay 2021), part mt."""
    found = list(lines(folder / "sentiment/newsmtsc_devtest_mt.jsonl"))
    return Gold("sentiment", "NewsMTSC mt", found, (78.0,), (82.5,))


def dse(folder: Path) -> Gold:
    """Directed sentiment between two entities (Park et al. 2021) as stance, both directions.

    Sentences of the development part that stand in the training part too are left out.
    """
    seen = {_plain(row["text"]) for name in _training(folder) for row in lines(name)}
    found = []
    for row in lines(folder / "stance/dse_valid.jsonl"):
        if _plain(row["text"]) in seen:
            continue
        p, q = (row["p_start"], row["p_end"]), (row["q_start"], row["q_end"])
        for holder, target, way in ((p, q, "p2q"), (q, p, "q2p")):
            label = {f"pos_{way}": "support", f"neg_{way}": "oppose"}.get(row["label"], "neutral")
            found.append(_stance(f"{row['id']} {way}", row["text"], holder, target, label))
    return Gold("stance", "DSE valid, leak-free", found, (62.0,), (68.0,))


def _training(folder: Path) -> list[Path]:
    return sorted((folder / "stance").glob("dse_train.jsonl*"))


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()


def nato_stance(folder: Path) -> Gold:
    """Stance toward NATO, whoever speaks; the labelled half of nato/items.jsonl."""
    found = [
        _stance(row["id"], row["text"], None, (row["start"], row["end"]), label["stance"])
        for row, label in _nato(folder)
    ]
    return Gold("stance", "NATO dev", found, (65.0,), (80.0,))


def nato_sentiment(folder: Path) -> Gold:
    """Sentiment toward NATO; the labelled half of nato/items.jsonl."""
    found = [
        {**{key: row[key] for key in ("id", "text", "start", "end")}, "label": label["sentiment"]}
        for row, label in _nato(folder)
    ]
    return Gold("sentiment", "NATO dev", found, (65.0,), (80.0,))


def _nato(folder: Path) -> Iterator[tuple[Line, Line]]:
    labels = {row["id"]: row for row in lines(folder / "nato/labels_dev.jsonl")}
    for row in lines(folder / "nato/items.jsonl"):
        if row["id"] in labels:
            yield row, labels[row["id"]]


def _stance(
    key: str, text: str, holder: tuple[int, int] | None, target: tuple[int, int], label: str
) -> Line:
    start, end = holder or (None, None)
    return {
        "id": key,
        "text": text,
        "holder_start": start,
        "holder_end": end,
        "target_start": target[0],
        "target_end": target[1],
        "label": label,
    }


def polnear(folder: Path) -> Gold:
    """Attribution in political news (Newell et al. 2018), development part."""
    given: dict[str, list[Line]] = defaultdict(list)
    for row in lines(folder / "attribution/polnear_dev_attr.jsonl"):
        one = {name: (row[name] or [None])[0] for name in ("source", "cue")}
        given[row["doc"]].append(
            {"holder": one["source"], "cue": one["cue"], "content": row["content"]}
        )
    found = [
        {"id": row["doc"], "text": row["text"], "attributions": given[row["doc"]]}
        for row in lines(folder / "attribution/polnear_dev_docs.jsonl")
    ]
    return Gold("attribution", "PolNeAR dev", found, (88.0, 80.0), (93.0, 86.0))


def lines(path: Path) -> Iterator[Line]:
    """Give the objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as source:
        for line in source:
            if line.strip():
                yield json.loads(line)
