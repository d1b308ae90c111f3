"""How fast articles are read: the whole stage, in two processes, beside other ways.

    python -m benchmarks.read_speed [--articles 40] [--rounds 5]

Articles of about 400 words, put together from the demonstration set's paragraphs, go through
the default scorer, the rules alone, VADER alone (a tone a sentence), and an encoder of
RoBERTa-base's size that answers the same questions: one run a mention, and the windows that
attribution reads. Its weights are random, which costs the same time. All run one after the
other on the same machine, each in two processes that start together; medians of rounds. Each
round has articles of its own, so that no answer is remembered from the one before.
"""

import argparse
import json
import multiprocessing
import multiprocessing.queues
import os
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import partial
from itertools import cycle, islice
from multiprocessing.synchronize import Barrier
from pathlib import Path

from monitor.demo import material, newsroom
from monitor.read import scorer as reading
from monitor.read import tone
from monitor.read.scorer import Scorer
from monitor.read.text import sentences

RESULTS = Path(__file__).parent / "results" / "read_speed.json"
PROCESSES = 2
WORDS = 400
DAY = datetime(2026, 6, 1, tzinfo=UTC)
_TAG = re.compile(r"<[^>]+>")

Article = tuple[str, str]  # title, text
Read = Callable[[Article], object]


@dataclass(frozen=True)
class Speed:
    """What reading with one system came to."""

    name: str
    per_second: float  # articles a second of all processes; median of the rounds
    low: float  # slowest and fastest round
    high: float
    megabytes: float  # largest memory of a process
    articles: int  # a round
    rounds: int


def articles(count: int) -> list[Article]:
    """Give articles of about 400 words; after some hundred they come again."""
    paragraphs: list[str] = []
    titles = []
    for published in newsroom.publications(material.load(), date(2026, 6, 1), 7):
        if published.language == "en" and not published.copy_of:
            body = published.versions[0].body.replace("</p>", "</p>\n")
            paragraphs += [line for line in _TAG.sub("", body).split("\n") if line.strip()]
            titles.append(published.versions[0].title)
    return list(islice(_bundled(titles, paragraphs), count))


def _bundled(titles: Sequence[str], paragraphs: Sequence[str]) -> Iterator[Article]:
    text: list[str] = []
    words = 0
    names = cycle(titles)
    for paragraph in cycle(paragraphs):
        text.append(paragraph)
        words += len(paragraph.split())
        if words >= WORDS - 20:
            yield next(names), "\n\n".join(text)
            text, words = [], 0


# --- the systems ---------------------------------------------------------------------


def read_with(name: str) -> Read:
    """Give what reads an article with a shipped scorer."""
    scorer = reading.load(name=name)
    return lambda article: _read(scorer, article)


def _read(scorer: Scorer, article: Article) -> object:
    return scorer.read(*article, outlet="Outlet", published_at=DAY, language="en")


def vader() -> Read:
    """Give what tells the tone of each sentence, also of one that was met before."""
    compound = tone.compound.__wrapped__
    return lambda article: [compound(one.text) for one in sentences(article[1])]


def large() -> Read:
    """Give what asks a large encoder as often, and as much, as the default scorer asks."""
    from benchmarks import large_encoder  # noqa: PLC0415  needs onnx, of dev only
    from monitor.read import model, tagger  # noqa: PLC0415

    network = model.load("tagger")
    scorer = reading.load(name="baseline")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "encoder.onnx"
        context = multiprocessing.get_context("spawn")
        builder = context.Process(target=large_encoder.write, args=(path,))
        builder.start()
        builder.join()
        encoder = large_encoder.LargeEncoder(path)

    def read(article: Article) -> object:
        for part in scorer.parts(*article, DAY):
            text = part.view.text
            for mention in part.mentions:
                home = next(s for s in part.sentences if s.start <= mention.start < s.end)
                encoder.run(min(128, len(network.pieces(home.text).ids) + 4))
            pieces = len(network.pieces(text).ids)
            for start, end in tagger.windows(pieces) if part.name == "text" else ():
                encoder.run(end - start + 2)
        return None

    return read


SYSTEMS: dict[str, Callable[[], Read]] = {
    "trained": partial(read_with, "trained"),
    "rules": partial(read_with, "baseline"),
    "VADER alone": vader,
    "RoBERTa-base size": large,
}
SLOW = {"RoBERTa-base size": 20}  # so many times fewer articles


# --- measuring -----------------------------------------------------------------------


def run(articles: int, rounds: int, only: Sequence[str] = tuple(SYSTEMS)) -> list[Speed]:
    """Measure systems, one after the other."""
    return [_measure(name, max(4, articles // SLOW.get(name, 1)), rounds) for name in only]


def _measure(name: str, count: int, rounds: int) -> Speed:
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(PROCESSES)
    queue = context.SimpleQueue()
    workers = [
        context.Process(target=_work, args=(name, count, rounds, number, together, queue))
        for number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    told = [queue.get() for _ in workers]
    for worker in workers:
        worker.join()
    spent = [max(times) for times in zip(*(times for times, _ in told), strict=True)]
    speeds = [count / seconds for seconds in spent]
    return Speed(
        name=name,
        per_second=statistics.median(speeds),
        low=min(speeds),
        high=max(speeds),
        megabytes=max(memory for _, memory in told),
        articles=count,
        rounds=rounds,
    )


def _work(
    name: str,
    count: int,
    rounds: int,
    number: int,
    together: Barrier,
    queue: "multiprocessing.queues.SimpleQueue[tuple[list[float], float]]",
) -> None:
    """Read this process's share of the articles, round by round, starting with the others."""
    read = SYSTEMS[name]()
    first, *rest = articles(1 + count * rounds)
    read(first)
    times = []
    for start in range(0, len(rest), count):
        own = rest[start : start + count][number::PROCESSES]
        together.wait()
        started = time.perf_counter()
        for article in own:
            read(article)
        times.append(time.perf_counter() - started)
    queue.put((times, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def text(found: Sequence[Speed]) -> str:
    """Give the results as lines of text, with ratios to the first."""
    first = found[0].per_second
    lines = [f"{'':20}{'articles/s':>12}{'rounds':>20}{'ratio':>10}{'MB a process':>14}"]
    for one in found:
        between = f"{one.low:.1f} to {one.high:.1f}"
        lines.append(
            f"{one.name:20}{one.per_second:>12.1f}{between:>20}"
            f"{one.per_second / first:>10.2f}{one.megabytes:>14.0f}"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure, print and write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=40)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    load = os.getloadavg()[0]
    found = run(given.articles, given.rounds)
    print(text(found))
    print(
        f"{PROCESSES} processes on {os.cpu_count()} cores; before the run the load was {load:.1f}. "
        "On a busy machine compare the ratios, not the speeds."
    )
    kept = {
        "date": datetime.now(UTC).date().isoformat(),
        "scorer": reading.load(name="trained").version,
        "cores": os.cpu_count(),
        "load_before": round(load, 1),
        "systems": [asdict(one) for one in found],
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(f"Written to {RESULTS}.")


if __name__ == "__main__":
    main()
