"""`import`: files -> articles, stored and scored."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor.collect.articles import Known, Resolution, prepare, resolve
from monitor.collect.documents import read_path, walk
from monitor.collect.parse import Parser
from monitor.pipeline.progress import Progress, silent
from monitor.pipeline.scoring import score_pending
from monitor.pipeline.stories import add_stories
from monitor.records import Article, Entry, Precision, Refusal
from monitor.settings import Settings
from monitor.store import known, rows
from monitor.store.lake import Lake

# Articles that are stored in one commit; a crash loses at most so many.
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
                f"{self.same_text:,} of the new ones repeat a text at another address: they are "
                "kept, and grouped with it as copies of one story."
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
    seen = Known()
    outlets: set[str] = set()
    files = list(walk(paths))
    zone = ZoneInfo(settings.timezone)
    with lake.writing() as batch, Parser() as parser:
        fresh: list[Article] = []
        stored: list[Article] = []
        for path in files:
            for item in read_path(path, parser, mapping):
                if isinstance(item, Refusal):
                    done.refused.append(item)
                    continue
                article = _take(item, outlet, now, lake, seen, outlets, done)
                if article is not None:
                    fresh.append(article)
                    done.place(article, zone)
                if len(fresh) >= _CHUNK:
                    stored += _store(lake, batch, fresh)
                    fresh = []
                    progress("Importing articles", done.entries, 0)
            done.files += 1
            progress("Importing files", done.files, len(files))
        stored += _store(lake, batch, fresh)
        add_stories(lake, batch, stored)
        if score:
            done.statements = score_pending(lake, batch, settings, progress=progress).statements
    return done


def _take(
    entry: Entry,
    outlet: str,
    now: datetime,
    lake: Lake,
    seen: Known,
    outlets: set[str],
    done: Imported,
) -> Article | None:
    """The article to store, or null where it is known already."""
    candidate = prepare(entry, outlet=outlet, source="file", seen_at=now)
    name = candidate.article.outlet
    if name not in outlets:
        outlets.add(name)
        seen.add_rows(known.revisions(lake, [name]))
    resolution = resolve(candidate, seen)
    done.add(resolution)
    if resolution.kind == "same":
        return None
    seen.accept(resolution.article)
    return resolution.article


def _store(lake: Lake, batch: int, articles: list[Article]) -> list[Article]:
    lake.append("articles", [rows.article_row(article) for article in articles], batch)
    return articles
