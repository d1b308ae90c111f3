"""`import`: files -> articles, stored and scored."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor.collect.articles import Candidate, Known, Resolution, prepare, resolve
from monitor.collect.documents import read_path, walk
from monitor.collect.parse import Parser
from monitor.pipeline.progress import Progress, silent
from monitor.pipeline.scoring import score_pending
from monitor.pipeline.stories import add_stories
from monitor.records import Article, Entry, Precision, Refusal
from monitor.settings import Settings
from monitor.store import known, rows
from monitor.store.lake import Lake

# Entries that are stored in one commit; a crash loses at most so many.
_CHUNK = 1_000


@dataclass
class Imported:
    """What an import came to."""

    files: int = 0
    entries: int = 0
    kinds: Counter[str] = field(default_factory=Counter)  # new, revision, same
    same_address: int = 0  # new articles at an address that another article has
    same_text: int = 0  # new articles whose text another one of the outlet has
    refused: list[Refusal] = field(default_factory=list)
    statements: int = 0
    # Days on which the charts show what was new: the first and the last one; null for nothing.
    first: date | None = None
    last: date | None = None

    def place(self, article: Article, zone: ZoneInfo) -> None:
        """Widen the days to where a new article is charted."""
        if article.published_precision is Precision.FUTURE:
            return
        day = (article.published_at or article.seen_at).astimezone(zone).date()
        self.first = min(self.first or day, day)
        self.last = max(self.last or day, day)

    def add(self, resolution: Resolution) -> None:
        """Count an entry."""
        self.entries += 1
        self.kinds[resolution.kind] += 1
        self.same_address += resolution.same_address
        self.same_text += resolution.same_text

    def counts(self) -> dict[str, Any]:
        """The figures that scripts rely on."""
        return {
            "files": self.files,
            "entries": self.entries,
            "articles_new": self.kinds["new"],
            "revisions": self.kinds["revision"],
            "duplicates": self.kinds["same"],
            "same_address": self.same_address,
            "same_text": self.same_text,
            "statements": self.statements,
            "first": self.first,
            "last": self.last,
        }

    def in_words(self) -> str:
        """What became of every entry."""
        lines = [
            f"{self.files:,} files, {self.entries:,} articles in them: {self.kinds['new']:,} new, "
            f"{self.kinds['revision']:,} revisions, {self.kinds['same']:,} known already, "
            f"{len(self.refused):,} refused. {self.statements:,} statements."
        ]
        if self.same_address:
            lines.append(
                f"{self.same_address:,} of the new ones stand at the address of another article "
                "with another text and day: both are kept."
            )
        if self.same_text:
            lines.append(
                f"{self.same_text:,} of the new ones repeat a text that stands at another address: "
                "both are kept; where their days are near, they are copies of one story."
            )
        return "\n".join(lines)


def import_files(
    settings: Settings,
    paths: Sequence[Path],
    *,
    outlet: str = "",
    mapping: Mapping[str, str] | None = None,
    score: bool = True,
    progress: Progress = silent,
) -> Imported:
    """Take in files and folders. Importing again adds nothing.

    `outlet` is that of what names none. `mapping` (meaning -> column) says what the columns of
    tables and the keys of JSON lines mean, over what their names propose.

    Raises StoreBusyError where another process writes. What can't be taken in is listed.
    """
    lake = Lake(settings.store)
    done = Imported()
    now = datetime.now(UTC)
    files = list(walk(paths))
    zone = ZoneInfo(settings.timezone)
    with lake.writing() as batch, Parser() as parser:
        stored: list[Article] = []
        entries: list[Entry] = []

        def store() -> None:
            candidates = [prepare(e, outlet=outlet, source="file", seen_at=now) for e in entries]
            fresh = _fresh(lake, candidates, done)
            lake.append("articles", [rows.article_row(article) for article in fresh], batch)
            for article in fresh:
                done.place(article, zone)
            stored.extend(fresh)
            entries.clear()

        for path in files:
            for item in read_path(path, parser, mapping):
                if isinstance(item, Refusal):
                    done.refused.append(item)
                    continue
                entries.append(item)
                if len(entries) >= _CHUNK:
                    store()
                    progress("Importing articles", done.entries, 0)
            done.files += 1
            progress("Importing files", done.files, len(files))
        store()
        add_stories(lake, batch, stored)
        if score:
            done.statements = score_pending(lake, batch, settings, progress=progress).statements
    return done


def _fresh(lake: Lake, candidates: Sequence[Candidate], done: Imported) -> list[Article]:
    """The articles to store: those that are new, and new revisions."""
    fresh: list[Article] = []
    with known.Archive(lake) as archive:
        seen = Known(archive)
        seen.recall(candidates)
    for candidate in candidates:
        resolution = resolve(candidate, seen)
        done.add(resolution)
        if resolution.kind != "same":
            seen.accept(resolution.article)
            fresh.append(resolution.article)
    return fresh
