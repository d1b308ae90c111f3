"""Files -> entries: TXT, HTML, CSV, JSONL, WARC and saved feeds, plain or gzipped."""

from monitor.collect.documents.files import read_path, walk
from monitor.collect.documents.pages import page_text
from monitor.collect.documents.tables import Preview, preview

__all__ = ["Preview", "page_text", "preview", "read_path", "walk"]
