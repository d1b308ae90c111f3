import csv
import hashlib
import io
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from monitor.errors import ExportError
from monitor.report import export

KIND = "outlets"
COLUMNS = export.COLUMNS[KIND]


def frame(**columns: object) -> pd.DataFrame:
    """A frame of the kind, with nulls where nothing is given."""
    given = pd.DataFrame(columns)
    return given.reindex(columns=COLUMNS)


def cells(column: str, values: object) -> list[str]:
    """The cells that the values become, as a CSV reader sees them."""
    text = export.to_bytes(frame(**{column: values}), KIND).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    return [row[column] for row in rows]


def test_columns_come_in_the_order_of_the_contract_and_others_stay_out() -> None:
    given = frame(outlet=["Lindhaven Post"], share=[0.5]).assign(secret=[1])
    head, row, end = export.to_bytes(given[["secret", *reversed(COLUMNS)]], KIND).split(b"\n")
    assert head.decode() == ",".join(COLUMNS)
    assert row == b"Lindhaven Post" + b"," * (len(COLUMNS) - 1) + b"0.5"
    assert end == b""


def test_no_rows_give_a_header() -> None:
    assert export.to_bytes(frame(), KIND).decode() == ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-5", "'-5"),
        ("@home", "'@home"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'=1", "''=1"),
        ("''@x", "'''@x"),
        ("'tis", "'tis"),
        ("a=1", "a=1"),
        ("", ""),
        ('a "b", c', 'a "b", c'),
        ("two\nlines", "two\nlines"),
        ("two\r\nlines", "two\r\nlines"),
        ("nul\0", "nul\ufffd"),
        ("Łódź 峰会 \U0001f600", "Łódź 峰会 \U0001f600"),
        ("\u202etxt", "\u202etxt"),
    ],
)
def test_text_is_text_and_never_a_formula(text: str, cell: str) -> None:
    assert cells("outlet", [text, "next"]) == [cell, "next"]


def test_text_that_utf8_cannot_hold_is_replaced() -> None:
    assert cells("outlet", pd.Series(["a\ud800b", None], dtype=object)) == ["a\ufffdb", ""]


def test_numbers_stay_numbers() -> None:
    assert cells("stance_mean", [-0.25, 1 / 3, None, -1e-9, 1.0]) == [
        "-0.25",
        "0.333333",
        "",
        "0",
        "1",
    ]
    assert cells("mentions", [3, -4]) == ["3", "-4"]
    assert cells("mentions", pd.array([3, None], dtype="Int64")) == ["3", ""]


def test_times_are_in_utc_and_days_are_days() -> None:
    times = pd.to_datetime(pd.Series(["2026-11-24T06:10:00.9+02:00", None]), utc=True)
    assert cells("voice", times) == ["2026-11-24T04:10:00Z", ""]
    assert cells("voice", times.dt.tz_convert("Asia/Tokyo")) == ["2026-11-24T04:10:00Z", ""]
    assert cells("voice", pd.to_datetime(pd.Series(["2026-11-24", None]))) == ["2026-11-24", ""]
    assert cells("voice", [date(2026, 11, 24), None]) == ["2026-11-24", ""]


def test_truth_is_written_as_words() -> None:
    assert cells("voice", [True, False]) == ["true", "false"]
    assert cells("voice", pd.Series([True, None], dtype=object)) == ["true", ""]


def test_a_file_is_the_bytes_and_its_hash_is_theirs(tmp_path: Path) -> None:
    given = frame(outlet=["a", "=b"], articles=[1, 2])
    done = export.to_file(given, KIND, tmp_path / "out.csv", bom=True)
    data = (tmp_path / "out.csv").read_bytes()
    assert data == export.to_bytes(given, KIND, bom=True)
    assert data.startswith(b"\xef\xbb\xbfoutlet,")
    assert done == export.Exported(rows=2, sha256=hashlib.sha256(data).hexdigest())


def test_frames_one_after_the_other_are_one_file(tmp_path: Path) -> None:
    given = frame(outlet=[f"outlet {number}" for number in range(50_000)])
    pieces = (given.iloc[first : first + 7_000] for first in range(0, 50_000, 7_000))
    done = export.to_file(pieces, KIND, tmp_path / "pieces.csv")
    assert done == export.to_file(given, KIND, tmp_path / "whole.csv")
    assert done.rows == 50_000
    assert (tmp_path / "pieces.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_a_file_that_was_there_stays_where_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before")

    def broken() -> "object":
        yield frame(outlet=["a"])
        raise OSError(28, "No space left on device")

    with pytest.raises(ExportError, match="No space left") as refused:
        export.to_file(broken(), KIND, path)  # type: ignore[arg-type]
    assert refused.value.remedy
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="nowhere"):
        export.to_file(frame(), KIND, tmp_path / "nowhere" / "out.csv")
