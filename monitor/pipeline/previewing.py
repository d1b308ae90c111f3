"""What files hold, as it would be stored, before anything is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from monitor.collect import documents
from monitor.collect.articles import prepare
from monitor.collect.documents import Preview
from monitor.collect.parse import Parser
from monitor.errors import CollectError
from monitor.records import Article, Refusal

LOOKED_AT = 20  # entries of a file: enough to see whether the columns are right, and quick


@dataclass(frozen=True, slots=True)
class FilePreview:
    """The beginning of a file."""

    name: str
    articles: tuple[Article, ...]  # as they would be stored, without an identity
    refused: tuple[Refusal, ...]
    whole: bool  # whether that is all that the file holds


def table_of(path: Path) -> Preview | None:
    """The columns of a table, what they probably mean, and its first rows as they stand.

    Null for what is no table, or can't be read as one: reading it says what is wrong.
    """
    if not documents.is_table(path):
        return None
    try:
        return documents.preview(path)
    except (CollectError, OSError):
        return None


def preview(
    path: Path, parser: Parser, *, outlet: str, now: datetime, mapping: Mapping[str, str] | None
) -> FilePreview:
    """Read the beginning of a file just as `import_files` would. Raises nothing for its faults."""
    items = documents.read_path(path, parser, mapping)
    looked = list(islice(items, LOOKED_AT))
    whole = next(items, None) is None
    articles = tuple(
        prepare(item, outlet=outlet, source="file", seen_at=now).article
        for item in looked
        if not isinstance(item, Refusal)
    )
    refused = tuple(item for item in looked if isinstance(item, Refusal))
    return FilePreview(path.name, articles, refused, whole)
