"""Examples for the judge from the labelled sets. No text of theirs is kept in the repository."""

import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from monitor.read import entities, scorer
from monitor.read.marks import Span
from monitor.read.stance import Case
from monitor.records import Scores
from training.judge import Example

Row = Mapping[str, Any]
Encode = Callable[[str, Span, Span | None], list[int]]

OWN = Path(__file__).parent / "data" / "own.txt"
OFFICIAL = Path(__file__).parent / "data" / "official.jsonl"
_MARKED = re.compile(r"\[([^]:]+):([-0+][ons])\]|\{([^}]+)\}")
SENTIMENTS = ("negative", "neutral", "positive")
STANCES = ("oppose", "neutral", "support")


def rows(path: Path) -> list[Row]:
    """The objects of a JSON-lines file, gzipped or not."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def certain(label: str, names: tuple[str, ...]) -> tuple[float, float, float]:
    low, neutral, high = (float(label == name) for name in names)
    return low, neutral, high


def part(key: str) -> float:
    """A number in [0, 1) that depends on the key alone: a choice that no order changes."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 2**32


def sentiment(data: Path, encode: Encode) -> Iterator[Example]:
    """NewsMTSC, without sentences that also stand in its development part."""
    held = {row["text"] for row in rows(data / "sentiment/newsmtsc_devtest_mt.jsonl")}
    for row in rows(data / "sentiment/newsmtsc_train.jsonl"):
        if row["text"] not in held:
            ids = encode(row["text"], (row["start"], row["end"]), None)
            yield Example(tuple(ids), sentiment=certain(row["label"], SENTIMENTS))


def directions(row: Row) -> Iterator[tuple[Span, Span, str]]:
    """(holder, target, stance) of a DSE pair, both ways."""
    p, q = (row["p_start"], row["p_end"]), (row["q_start"], row["q_end"])
    for holder, target, way in ((p, q, "p2q"), (q, p, "q2p")):
        stance = {f"pos_{way}": "support", f"neg_{way}": "oppose"}.get(row["label"], "neutral")
        yield holder, target, stance


def stance(data: Path, encode: Encode, *, keep: float, opposite: float) -> Iterator[Example]:
    """DSE, directed: each pair gives up to two examples, one a direction.

    Most pairs have no attitude: the part `keep` of them is used, and of the way back of a pair
    with one the part `opposite`. Sentences that also stand in the development part are left
    out. Where a target has an attitude toward it, or none in several pairs, some examples go
    without a marked holder: "whoever speaks".
    """
    held = {row["text"] for row in rows(data / "stance/dse_valid.jsonl")}
    toward: dict[tuple[str, Span], list[str]] = defaultdict(list)
    for row in rows(data / "stance/dse_train.jsonl"):
        if row["text"] in held:
            continue
        for way, (holder, target, found) in enumerate(directions(row)):
            toward[row["text"], target].append(found)
            if found == "neutral":
                share = keep / 2 if row["label"] == "neutral" else opposite
                if part(f"{row['id']} {way}") >= share:
                    continue
            ids = encode(row["text"], target, holder)
            yield Example(tuple(ids), stance=certain(found, STANCES))
    for (text, target), found in toward.items():
        attitudes = set(found) - {"neutral"}
        if len(attitudes) > 1 or (not attitudes and len(found) == 1):
            continue
        chance = part(f"{text} {target}")
        if chance < (0.3 if attitudes else 0.25):
            label = attitudes.pop() if attitudes else "neutral"
            ids = encode(text, target, None)
            yield Example(tuple(ids), stance=certain(label, STANCES), weight=0.7)


def own(encode: Encode, path: Path = OWN) -> Iterator[Example]:
    """Sentences written for this project: each target with and without its holder marked."""
    for line in path.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, targets, holder = unmark(line)
        for target, code in targets:
            for marked in (holder, None) if holder else (None,):
                yield Example(
                    tuple(encode(text, target, marked)),
                    sentiment=certain(SENTIMENTS["-0+".index(code[0])], SENTIMENTS),
                    stance=certain(STANCES["ons".index(code[1])], STANCES),
                )


def unmark(line: str) -> tuple[str, list[tuple[Span, str]], Span | None]:
    """A line of own.txt -> its text, its targets with their codes, and its first holder."""
    text, targets, holder = "", [], None
    at = 0
    for found in _MARKED.finditer(line):
        text += line[at : found.start()]
        words, code, who = found.groups()
        span = len(text), len(text) + len(words or who)
        text += words or who
        if code:
            targets.append((span, code))
        else:
            holder = holder or span
        at = found.end()
    return text + line[at:], targets, holder


def official(data: Path, encode: Encode, path: Path = OFFICIAL) -> Iterator[Example]:
    """Sentences of official texts by address and place; the labels were made for this project."""
    texts = {row["url"]: row["text"] for row in rows(data / "nato/nato_sample.jsonl.gz")}
    for row in rows(path):
        start, end = row["sentence"]
        text = texts[row["url"]][start:end]
        target = (row["target"][0] - start, row["target"][1] - start)
        yield Example(
            tuple(encode(text, target, None)),
            sentiment=certain(row["sentiment"], SENTIMENTS),
            stance=certain(row["stance"], STANCES),
        )


class _Listener:
    """Satisfies StanceModel: keeps the cases that it is asked, and knows nothing."""

    version, threshold = "", 0.0

    def __init__(self) -> None:
        self.heard: list[Case] = []

    def judge(self, cases: Sequence[Case]) -> list[tuple[Scores, Scores]]:
        self.heard += cases
        return [(Scores(0, 1, 0), Scores(0, 1, 0))] * len(cases)


def news(data: Path, encode: Encode, *, most: int) -> Iterator[Example]:
    """Cases as the app asks them, without labels: of PolNeAR's articles and official texts.

    At most `most`, an even part of all; the same text and target once.
    """
    listener = _Listener()
    reader = scorer.Scorer(entities.load(), listener)
    texts = [row["text"] for row in rows(data / "attribution/polnear_train_docs.jsonl.gz")]
    texts += [
        row["text"] for row in rows(data / "nato/nato_sample.jsonl.gz") if part(row["url"]) < 0.15
    ]
    for text in texts:
        reader.read("", text, outlet="", published_at=None, language="en")
    cases = sorted(set(listener.heard), key=lambda case: part(f"{case}"))
    for case in cases[:most]:
        yield Example(tuple(encode(case.text, case.target, case.holder)))
