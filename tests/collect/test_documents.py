"""Files as people have them: every kind, damaged ones, and ones that mean harm."""

import gzip
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.collect.articles import Known, prepare, resolve
from monitor.collect.documents import page_text, preview, read_path, walk
from monitor.collect.parse import Parser
from monitor.errors import DocumentError
from monitor.records import Article, Entry, Precision, Refusal

SEEN = datetime(2026, 3, 4, 12, tzinfo=UTC)
QUAY = "The harbour board met on Monday and voted for the new quay."
PROSE = f"{QUAY} Its chair said that the old one had served the town for ninety years."


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser() as parser:
        yield parser


class Folder:
    """A folder of files, and what reading one gives."""

    def __init__(self, path: Path, parser: Parser) -> None:
        self.path = path
        self._parser = parser

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def read(self, name: str, mapping: dict[str, str] | None = None) -> list[Entry | Refusal]:
        return list(read_path(self.path / name, self._parser, mapping))

    def entries(self, name: str, content: str | bytes) -> list[Entry]:
        """What a file holds, of which nothing may be refused."""
        self.write(name, content)
        found = self.read(name)
        assert [item for item in found if isinstance(item, Refusal)] == []
        return [item for item in found if isinstance(item, Entry)]

    def refusal(self, name: str, content: str | bytes) -> Refusal:
        """Why nothing was taken from a file."""
        self.write(name, content)
        (found,) = self.read(name)
        assert isinstance(found, Refusal)
        assert found.path == str(self.path / name)
        return found


@pytest.fixture
def folder(tmp_path: Path, parser: Parser) -> Folder:
    return Folder(tmp_path, parser)


def article(entry: Entry, outlet: str = "") -> Article:
    return prepare(entry, outlet=outlet, source="file", seen_at=SEEN).article


# --- texts -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "title", "text", "day"),
    [
        (f" date 2026-02-03 Board votes for “quay”\n\n{QUAY}\n\nMore.", "Board votes for “quay”",
         f"{QUAY}\n\nMore.", "2026-02-03"),
        (f"Date: 2026-02-03 Board votes\r\n\r\n{QUAY}\r\n", "Board votes", QUAY, "2026-02-03"),
        (f"2026-02-03 Board votes\n{QUAY}", "Board votes", QUAY, "2026-02-03"),
        (f"Board votes\n\n{QUAY}", "Board votes", QUAY, ""),
        (f"{QUAY}\n{QUAY}", "", f"{QUAY}\n{QUAY}", ""),
        (QUAY, "", QUAY, ""),
        ("2026-02-03 Küste\n\nx".encode("utf-16"), "Küste", "x", "2026-02-03"),
        ("2026-02-03 The <script> tag & <b>I</b>\n\nIf a < b", "The <script> tag & <b>I</b>",
         "If a < b", "2026-02-03"),
    ],
)  # fmt: skip
def test_a_text_is_a_headline_perhaps_with_a_day_and_its_text(
    folder: Folder, content: str | bytes, title: str, text: str, day: str
) -> None:
    (entry,) = folder.entries("a.txt", content)
    found = article(entry)
    assert (found.title, found.text, found.published_raw) == (title, text, day)
    assert found.published_precision is (Precision.DAY if day else Precision.NONE)
    assert (found.outlet, found.url, found.guid) == ("unknown", "", "")


def test_a_day_that_does_not_exist_is_kept_as_written_only(folder: Folder) -> None:
    (entry,) = folder.entries("a.txt", f"date 2026-02-31 Board votes\n\n{QUAY}")
    found = article(entry)
    assert (found.title, found.published_raw) == ("Board votes", "2026-02-31")
    assert found.published_at is None


# --- pages -------------------------------------------------------------------------

PAGE = f"""<html lang="en"><head><title>Board votes | Lindhaven Post</title>
<meta property="og:site_name" content="Lindhaven Post">
<meta property="article:published_time" content="2026-02-03T10:00:00Z">
<link rel="canonical" href="https://post.example/quay"></head>
<body><nav>Home</nav><article><h1>Board votes</h1>
{"".join(f"<p>{PROSE} That was said {number} times.</p>" for number in range(5))}</article>
<div class="comments"><h3>Comments</h3><p>{"I was there and it is all a lie. " * 9}</p></div>
<script>alert(1)</script></body></html>"""


def test_a_page_is_its_article(folder: Folder) -> None:
    (entry,) = folder.entries("a.html", PAGE)
    found = article(entry)
    assert (found.title, found.outlet) == ("Board votes", "Lindhaven Post")
    assert (found.url, found.language) == ("https://post.example/quay", "en")
    assert found.published_at == datetime(2026, 2, 3, tzinfo=UTC)
    assert found.published_precision is Precision.DAY
    assert found.text.startswith(PROSE)
    assert found.text.count(QUAY) == 5
    assert not any(word in found.text for word in ("Home", "alert", "lie"))


def test_the_text_of_a_page() -> None:
    assert page_text(PAGE.encode(), "https://post.example/quay").startswith(PROSE)
    assert page_text(b"<html></html>", "https://post.example/quay") == ""


def test_a_page_of_tags_is_refused_and_not_read_for_minutes() -> None:
    with pytest.raises(DocumentError, match="more markup"):
        page_text(b"<html><body>" + b"<i>x</i>" * 100_000, "https://post.example/quay")


# --- tables ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        "title,url,publish_date,media_name,text\n"
        '"Quay, dam",https://post.example/1,2026-02-03,Lindhaven Post,"One\nline, ""two"""\n',
        "\ufefftext;Media Name;Title;Publish Date;URL\r\n"
        '"One\r\nline, ""two""";Lindhaven Post;Quay, dam;2026-02-03;https://post.example/1\r\n',
        "sep=;\ntitle;text;date;link;outlet\nQuay, dam;\"One\nline, \"\"two\"\"\";2026-02-03;"
        "https://post.example/1;Lindhaven Post\n",
        "Headline\tBody\tPublished\tAddress\tPublisher\nQuay, dam\t\"One\nline, \"\"two\"\"\"\t"
        "2026-02-03\thttps://post.example/1\tLindhaven Post",
    ],
)  # fmt: skip
def test_a_row_is_an_article_however_the_table_is_written(folder: Folder, content: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        (entry,) = folder.entries("a.csv", content.removeprefix("\ufeff").encode(encoding))
        assert (entry.title, entry.content) == ("Quay, dam", 'One\nline, "two"')
        assert (entry.url, entry.outlet) == ("https://post.example/1", "Lindhaven Post")
        assert (entry.published_raw, entry.position) == ("2026-02-03", 2)


def test_rows_that_hold_no_article_are_refused_by_their_number(folder: Folder) -> None:
    folder.write(
        "a.csv", "title,url,text\nQuay,,x\n,https://post.example/1,\n,,\nDam,,y,z\n\nFord\n"
    )
    found = folder.read("a.csv")
    assert [item.title for item in found if isinstance(item, Entry)] == ["Quay", "Dam", "Ford"]
    assert [item.row for item in found if isinstance(item, Refusal)] == [3]
    assert [item.position for item in found if isinstance(item, Entry)] == [2, 5, 7]


def test_a_table_without_names_of_columns_is_told_by_its_cells(folder: Folder) -> None:
    rows = [f"https://post.example/{n},2026-02-0{n},Quay {n},{PROSE}" for n in (1, 2)]
    first, second = folder.entries("a.csv", "\n".join(rows))
    assert (first.title, first.content, first.position) == ("Quay 1", PROSE, 1)
    assert (second.url, second.published_raw) == ("https://post.example/2", "2026-02-02")


def test_a_table_whose_columns_mean_nothing_to_us_needs_a_mapping(folder: Folder) -> None:
    why = folder.refusal("a.csv", "Überschrift,Inhalt\nKai,Der Rat stimmte zu.\n").reason
    assert "Überschrift, Inhalt" in why
    (entry,) = folder.read("a.csv", {"title": "Überschrift", "text": "Inhalt"})
    assert isinstance(entry, Entry)
    assert (entry.title, entry.content) == ("Kai", "Der Rat stimmte zu.")
    (refused,) = folder.read("a.csv", {"title": "Titel"})
    assert isinstance(refused, Refusal)
    assert "no column Titel" in refused.reason


def test_a_mapping_holds_over_what_names_propose(folder: Folder) -> None:
    folder.write("a.csv", "title,Headline,author,date\nSection A,Quay,Ada,2026-02-03\n")
    (entry,) = folder.read("a.csv", {"title": "Headline", "author": ""})
    assert isinstance(entry, Entry)
    assert (entry.title, entry.author, entry.published_raw) == ("Quay", "", "2026-02-03")
    (entry,) = folder.read("a.csv", {"text": "title"})
    assert isinstance(entry, Entry)
    assert (entry.title, entry.content) == ("", "Section A")


def test_a_mapping_names_the_keys_of_json_lines(folder: Folder) -> None:
    folder.write("a.jsonl", '{"hed": "Quay", "dek": "It reopened."}\n{"title": "Dam"}\n')
    first, second = folder.read("a.jsonl", {"title": "hed", "text": "dek"})
    assert isinstance(first, Entry)
    assert (first.title, first.content) == ("Quay", "It reopened.")
    assert isinstance(second, Refusal)


def test_a_preview_proposes_what_columns_mean(folder: Folder) -> None:
    named = preview(folder.write("a.csv", f"title,publish_date,n\nQuay,2026-02-03,{'x' * 5_000}\n"))
    assert named.columns == ("title", "publish_date", "n")
    assert named.mapping == {"title": "title", "published": "publish_date"}
    assert named.rows == ({"title": "Quay", "publish_date": "2026-02-03", "n": "x" * 200},)
    bare = preview(folder.write("b.csv", f"2026-02-03|Quay|{PROSE}\n" * 9))
    assert bare.columns == ("column 1", "column 2", "column 3")
    assert bare.mapping == {"published": "column 1", "title": "column 2", "text": "column 3"}
    assert len(bare.rows) == 5
    with pytest.raises(DocumentError, match="empty"):
        preview(folder.write("c.csv", ""))


def test_a_cell_of_ten_megabytes_and_bytes_in_another_encoding(folder: Folder) -> None:
    long, short = folder.entries("a.csv", f"title,text\nQuay,{'x' * 10_000_000}\nDam,y\n")
    assert (len(long.content), short.title) == (10_000_000, "Dam")
    (entry,) = folder.entries("b.csv", "title,text\nKüste,Häfen\n".encode("latin-1"))
    assert (entry.title, entry.content) == ("Küste", "Häfen")
    (entry,) = folder.entries("c.csv", b"title,text\nQu\0ay,x\n")
    assert entry.title == "Quay"


def test_a_quotation_mark_that_stays_open_does_not_swallow_rows_in_silence(folder: Folder) -> None:
    folder.write("a.csv", 'title,text\nQuay,x\nDam,"open\nFord,y\nWeir,z\n')
    found = folder.read("a.csv")
    assert [item.title for item in found if isinstance(item, Entry)] == ["Quay"]
    (refusal,) = (item for item in found if isinstance(item, Refusal))
    assert (refusal.row, refusal.reason) == (3, "A quotation mark in it is not closed.")


def test_our_export_comes_back_as_it_went_out(folder: Folder) -> None:
    columns = "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
    row = (
        "0a1b,2026-02-04T05:00:00Z,en,Post,,2026-02-03T10:00:00Z,'=SUM(quay),https://p.example/1\n"
    )
    (listed,) = folder.entries("a.csv", columns + row)
    assert (listed.title, listed.outlet, listed.guid) == ("=SUM(quay)", "Post", "")
    assert listed.published_raw == "2026-02-03T10:00:00Z"
    # A list of titles says nothing new about an article whose text is known.
    known = Known()
    full = Entry(title="=SUM(quay)", content=PROSE, url="https://p.example/1")
    known.accept(resolve(prepare(full, outlet="Post", source="file", seen_at=SEEN), known).article)
    again = resolve(prepare(listed, outlet="", source="file", seen_at=SEEN), known)
    assert (again.kind, again.article.revision) == ("same", 1)


# --- JSON lines ---------------------------------------------------------------------


def test_a_broken_line_does_not_stop_the_others(folder: Folder) -> None:
    good = {"url": "https://p.example/1", "outlet": "Post", "title": "A & <b>", "text": QUAY}
    cloud = {"media_name": "Post", "publish_date": "2026-02-03", "title": "B", "text": "<p>x</p>"}
    folder.write(
        "a.jsonl",
        f"\ufeff{json.dumps(good)}\n{{broken\n[1]\n\n{'[' * 100_000}\n{json.dumps(cloud)}\n"
        '{"title": " ", "authors": ["N. Ebb"]}\n{"title": 7, "authors": ["N. Ebb", "O. Tern"]}',
    )
    found = folder.read("a.jsonl")
    assert [item.row for item in found if isinstance(item, Refusal)] == [2, 3, 5, 7]
    first, second, third = (article(item) for item in found if isinstance(item, Entry))
    assert (first.title, first.text, first.outlet) == ("A & <b>", QUAY, "Post")
    assert (second.text, second.published_raw) == ("x", "2026-02-03")
    assert (third.title, third.author) == ("7", "N. Ebb, O. Tern")


def test_a_line_without_end_is_refused_and_the_next_one_read(folder: Folder) -> None:
    folder.write("a.jsonl", b'{"title":"' + b"a" * 45_000_000 + b'"}\n{"title":"B"}\n')
    refusal, entry = folder.read("a.jsonl")
    assert isinstance(refusal, Refusal)
    assert (refusal.row, refusal.reason) == (1, "The line is longer than 20 MB.")
    assert isinstance(entry, Entry)
    assert (entry.title, entry.position) == ("B", 2)


def test_other_bytes_are_not_refused_line_by_line_for_ever(folder: Folder) -> None:
    folder.write("a.jsonl", b"x\n" * 100_000)
    found = folder.read("a.jsonl")
    assert len(found) == 1_001
    assert isinstance(found[-1], Refusal)
    assert found[-1].row is None


# --- web archives -------------------------------------------------------------------


def warc(*pages: tuple[str, str, bytes]) -> bytes:
    """A web archive of (address, HTTP head, body)."""
    records = []
    for url, head, body in pages:
        content = head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body
        record = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
            "WARC-Date: 2026-02-20T07:08:09Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
            f"Content-Type: application/http\r\nContent-Length: {len(content)}\r\n"
        )
        records.append(record.encode() + b"\r\n" + content + b"\r\n\r\n")
    return b"".join(records)


HTML = "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8"


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_an_archive_gives_its_pages_with_the_time_they_were_fetched(
    folder: Folder, name: str
) -> None:
    undated = PAGE.replace("2026-02-03T10:00:00Z", "")
    content = warc(
        ("https://post.example/quay", HTML, PAGE.encode()),
        ("https://post.example/a.png", "HTTP/1.1 200 OK\nContent-Type: image/png", b"\x89PNG"),
        ("https://post.example/gone", HTML.replace("200 OK", "404 Not Found"), PAGE.encode()),
        (
            "https://post.example/2",
            f"{HTML}\nContent-Encoding: gzip",
            gzip.compress(undated.encode()),
        ),
        (
            "https://post.example/bomb",
            f"{HTML}\nContent-Encoding: gzip",
            gzip.compress(bytes(10**8)),
        ),
        ("https://post.example/br", f"{HTML}\nContent-Encoding: br", b"\x0b\x02\x80"),
    )
    folder.write(name, gzip.compress(content) if name.endswith("gz") else content)
    first, second, *refused = folder.read(name)
    assert isinstance(first, Entry)
    assert (first.url, first.position) == ("https://post.example/quay", 1)
    assert isinstance(second, Entry)
    assert (second.url, second.published_raw) == ("https://post.example/2", "")
    assert second.fetched_at == datetime(2026, 2, 20, 7, 8, 9, tzinfo=UTC)
    assert article(second).published_at is None
    assert [item.row for item in refused if isinstance(item, Refusal)] == [5, 6]


def test_what_is_no_archive_is_refused(folder: Folder) -> None:
    assert "damaged" in folder.refusal("a.warc", b"x" * 10_000).reason
    assert "no lines" in folder.refusal("b.warc", b"WARC/1.0\r\n" + bytes(40_000_000)).reason
    assert "no web page" in folder.refusal("c.warc", b"").reason


# --- saved feeds --------------------------------------------------------------------


def test_a_saved_feed_names_its_outlet(folder: Folder) -> None:
    items = "<item><title>Quay</title><guid>1</guid></item><item><guid>2</guid></item>"
    folder.write("a.rss", f"<rss><channel><title>Post &amp;amp; Co</title>{items}</channel></rss>")
    entry, refusal = folder.read("a.rss")
    assert isinstance(entry, Entry)
    assert (entry.title, entry.outlet, entry.guid) == ("Quay", "Post & Co", "1")
    assert isinstance(refusal, Refusal)
    assert refusal.row == 2


def test_a_feed_that_breaks_off_says_so(folder: Folder) -> None:
    folder.write("a.xml", "<rss><channel><item><title>Quay</title></item><item><title>Da")
    entry, refusal = folder.read("a.xml")
    assert isinstance(entry, Entry)
    assert isinstance(refusal, Refusal)
    assert "breaks off" in refusal.reason


def test_json_that_is_no_feed(folder: Folder) -> None:
    assert "jsonl" in folder.refusal("a.json", '[{"title": "Quay"}]').reason
    assert "jsonl" in folder.refusal("b.json", '{"title": "Quay"}\n{"title": "Dam"}\n').reason
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Post",
        "items": [{"title": "Quay"}],
    }
    assert [entry.outlet for entry in folder.entries("c.json", json.dumps(feed))] == ["Post"]


# --- files and folders --------------------------------------------------------------


def test_a_folder_is_read_in_order_and_hidden_files_stay_hidden(folder: Folder) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt", ".git/d.txt", "sub/.e/f.txt"):
        folder.write(name, QUAY)
    found = [str(path.relative_to(folder.path)) for path in walk([folder.path])]
    assert found == ["a.txt", "b.txt", "sub/c.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_nothing_outside_of_a_folder_is_read(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text(QUAY)
    (folder.path / "file.txt").symlink_to(outside / "secret.txt")
    (folder.path / "folder").symlink_to(outside)
    os.mkfifo(folder.path / "pipe.txt")
    found = list(walk([folder.path]))
    assert [path.name for path in found] == ["file.txt", "folder", "pipe.txt"]
    for path in found:
        (refusal,) = folder.read(path.name)
        assert isinstance(refusal, Refusal)
    # A link that a person names is meant.
    assert list(walk([folder.path / "file.txt"])) == [outside / "secret.txt"]


@pytest.mark.parametrize("name", ["a.zip", "a.docx", "a", "a.tar.gz"])
def test_kinds_that_are_not_known_say_which_are(folder: Folder, name: str) -> None:
    assert "csv, tsv, jsonl" in folder.refusal(name, b"PK\x03\x04../../x").reason


def test_a_list_of_feeds_is_taken_in_elsewhere(folder: Folder) -> None:
    assert "`feeds import`" in folder.refusal("a.opml", "<opml/>").reason


def test_a_file_that_is_not_there(folder: Folder) -> None:
    (path,) = walk([folder.path / "none.txt"])
    (refusal,) = folder.read(path.name)
    assert refusal == Refusal(str(path), None, "There is no such file.")


@pytest.mark.parametrize("kind", ["txt", "html", "csv", "jsonl", "warc", "rss"])
def test_bombs_are_refused(folder: Folder, kind: str) -> None:
    assert (
        "times as large" in folder.refusal(f"a.{kind}.gz", gzip.compress(bytes(50_000_000))).reason
    )


def test_compression_that_breaks_off_leaves_what_came_before(folder: Folder) -> None:
    lines = "".join(f'{{"title": "{number} {os.urandom(40).hex()}"}}\n' for number in range(9_000))
    folder.write("a.jsonl.gz", gzip.compress(lines.encode())[:-1_000])
    *entries, refusal = folder.read("a.jsonl.gz")
    assert len(entries) > 8_000
    assert isinstance(refusal, Refusal)
    assert "compression is damaged" in refusal.reason


@pytest.mark.parametrize("kind", ["txt", "html", "csv", "jsonl", "rss", "json", "xml"])
def test_an_empty_file_is_refused(folder: Folder, kind: str) -> None:
    folder.write(f"a.{kind}", b"")
    assert all(isinstance(item, Refusal) for item in folder.read(f"a.{kind}"))
    assert folder.read(f"a.{kind}") or kind == "jsonl"


def test_reading_the_same_files_again_brings_nothing(folder: Folder) -> None:
    folder.write("a.txt", f"date 2026-02-03 Board votes\n\n{QUAY}")
    folder.write("b.html", PAGE)
    folder.write("c.csv", f"title,url,text\nQuay,https://p.example/1,{PROSE}\nDam,,y\n")
    folder.write("d.jsonl.gz", gzip.compress(json.dumps({"title": "Ford", "text": PROSE}).encode()))
    known, kinds = Known(), []
    for _ in range(2):
        for path in walk([folder.path]):
            for item in folder.read(path.name):
                assert isinstance(item, Entry)
                found = resolve(prepare(item, outlet="", source="file", seen_at=SEEN), known)
                kinds.append(found.kind)
                if found.kind != "same":
                    known.accept(found.article)
    assert kinds == ["new"] * 5 + ["same"] * 5
