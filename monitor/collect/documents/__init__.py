"""Files -> entries: TXT, HTML, CSV, JSONL, WARC and saved feeds, plain or gzipped."""

from monitor.collect.documents.files import read_path, walk
from monitor.collect.documents.pages import page_text

__all__ = ["page_text", "read_path", "walk"]
