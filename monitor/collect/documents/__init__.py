"""Files -> entries: TXT, HTML, CSV, JSONL, WARC and saved feeds, plain or gzipped."""

from monitor.collect.documents.columns import NAMES
from monitor.collect.documents.files import KINDS, is_table, read_path, walk
from monitor.collect.documents.pages import page_text
from monitor.collect.documents.tables import Preview, preview

MEANINGS = tuple(NAMES)  # that a column can have

__all__ = ["KINDS", "MEANINGS", "Preview", "is_table", "page_text", "preview", "read_path", "walk"]
