"""Files of the visitor's own: chosen, looked into, and only then imported."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from monitor.collect.documents import KINDS, Preview
from monitor.collect.parse import Parser
from monitor.pipeline import previewing
from monitor.pipeline.previewing import FilePreview
from monitor.records import Article, Precision
from monitor.report import words
from monitor.ui import cards, jobs, passages

_MEANINGS = {  # of a table's columns, as they are called on screen
    **{"title": "Headline", "text": "Text", "published": "Date", "url": "Address"},
    **{"outlet": "Outlet", "author": "Author", "language": "Language"},
}
_NONE = "(no column)"
_ASKED = ": what do the columns mean?"
_KINDS = [*(kind.removeprefix(".") for kind in KINDS), "gz"]
_TOLD = ("csv", "jsonl", "txt", "html", "xml")  # first, where not all kinds have room
_LOOKED_INTO = 12  # files; the others are imported in the same way
_ROWS = 5  # of a file, where there are several
_SHOWN = 200  # characters of a headline or a text
_REASONS = 100  # refusals that are listed


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a visitor wants to import."""

    files: tuple[Any, ...]  # streamlit's uploaded files
    outlet: str  # of files that name none


def choose() -> Chosen:
    """Draw what files are chosen with. A new set begins when an import was started."""
    files = st.file_uploader(
        "Files",
        type=sorted(_KINDS, key=lambda kind: (kind not in _TOLD, kind)),
        accept_multiple_files=True,
        label_visibility="collapsed",
        key=f"uploads {st.session_state.get('uploads begun', 0)}",
    )
    outlet = st.text_input("Outlet", placeholder="where a file names none", key="uploads outlet")
    return Chosen(tuple(files or ()), (outlet or "").strip())


def show(chosen: Chosen) -> None:
    """Draw what the chosen files hold, as it would be stored, and the button that imports them."""
    if not chosen.files:
        return
    count = words.counted(len(chosen.files), "file")
    with st.container(border=True):
        passages.headline(
            f"{count}, as {'it' if len(chosen.files) == 1 else 'they'} would be stored"
        )
        passages.note("Nothing is stored yet.")
        groups = _groups(chosen)
        ready, commands = True, []
        for columns, files in groups.items():
            mapping: dict[str, str] = {}
            if len(groups) > 1 or columns:
                passages.note(
                    f"{words.listed([file.name for file in files])}{_ASKED * bool(columns)}"
                )
            if columns:
                mapping = _mapping(files[0])
            if columns and not (mapping["title"] or mapping["text"]):
                _unread(files[0])
                ready = False
            else:
                _beginnings(files, chosen.outlet, mapping)
            commands.append(_command(files, chosen.outlet, mapping))
        if len(chosen.files) > _LOOKED_INTO:
            more = len(chosen.files) - _LOOKED_INTO
            passages.note(f"{words.counted(more, 'more file')}, not looked into yet.")
        if st.button(
            f"Import {count}",
            type="primary",
            icon=":material/upload_file:",
            disabled=jobs.running() or not ready,
        ):
            st.session_state["uploads begun"] = st.session_state.get("uploads begun", 0) + 1
            jobs.start_all("Import", commands, land=True)
        passages.note("What is refused is listed with its reason. Importing again adds nothing.")


@st.dialog("Import files", width="large")
def dialog() -> None:
    """Choose files, look into them and import them, over another page."""
    passages.note("Text, web pages, tables, archives and saved feeds, plain or gzipped.")
    show(choose())


def _groups(chosen: Chosen) -> dict[tuple[str, ...], list[Any]]:
    """Tables by their columns, which mean the same in all of them; () for all other files."""
    groups: dict[tuple[str, ...], list[Any]] = {}
    for file in chosen.files:
        table = _table(file)
        groups.setdefault(table.columns if table else (), []).append(file)
    return groups


def _mapping(file: Any) -> dict[str, str]:
    """Let the visitor say what the columns of a table mean: meaning -> column, empty for none."""
    table = _table(file)
    proposed = table.mapping if table else {}
    names = [_NONE, *dict.fromkeys(column for column in (table.columns if table else ()) if column)]
    mapping = {}
    with st.grid(4, min_column_width=140):
        for meaning, label in _MEANINGS.items():
            usual = proposed.get(meaning, _NONE)
            chosen = st.selectbox(
                label,
                names,
                index=names.index(usual) if usual in names else 0,
                key=f"column {meaning} {file.file_id}",
            )
            mapping[meaning] = "" if chosen == _NONE else str(chosen)
    return mapping


def _unread(file: Any) -> None:
    """The first rows of a table as they stand, while it is not clear what its columns mean."""
    passages.problem("Choose the column that holds the headline, or the one that holds the text.")
    if table := _table(file):
        st.dataframe(
            pd.DataFrame(table.rows, columns=list(dict.fromkeys(table.columns))),
            key=f"rows of {file.file_id}",
            hide_index=True,
            width="stretch",
        )


def _beginnings(files: Sequence[Any], outlet: str, mapping: Mapping[str, str]) -> None:
    """The first articles of some files, and what in their beginning would be refused."""
    pairs = tuple(mapping.items())
    looked = [_look(f.file_id, f.name, f, outlet, pairs) for f in files[:_LOOKED_INTO]]
    rows = [
        {"file": one.name, **_row(article)}
        for one in looked
        for article in one.articles[: _ROWS if len(looked) > 1 else None]
    ]
    if rows:
        frame = pd.DataFrame(rows)
        names = [one.name for one in looked]
        cards.table(
            frame if len(looked) > 1 else frame.drop(columns="file"),
            f"beginning of {files[0].file_id} {names}",
        )
    refused = [(one.name, refusal) for one in looked for refusal in one.refused]
    if refused:
        passages.notes(
            [("Would be refused:", "")]
            + [
                (f"{name}{f', row {one.row:,}' if one.row else ''}:", _cut(one.reason))
                for name, one in refused[:_REASONS]
            ]
        )
    if any(not one.whole for one in looked):
        passages.note(f"Of each file the first {previewing.LOOKED_AT} entries were looked at.")


def _row(article: Article) -> dict[str, object]:
    return {
        "published": _published(article),
        "outlet": article.outlet,
        "title": _cut(article.title),
        "text": _cut(article.text),
        "words": article.words,
    }


def _published(article: Article) -> str:
    """When it was published, as exactly as it says; or why that is not known."""
    if article.published_precision is Precision.FUTURE:
        return f"in the future: {article.published_raw}"
    if article.published_at is None:
        raw = article.published_raw
        return f"not readable: {raw}" if raw else "undated"
    day = words.day(article.published_at.date())
    if article.published_precision is Precision.DAY:
        return day
    return f"{day}, {article.published_at:%H:%M}"


def _cut(text: str) -> str:
    return words.shortened(" ".join(text.split()), _SHOWN)


def _command(files: Sequence[Any], outlet: str, mapping: Mapping[str, str]) -> jobs.Command:
    return jobs.Command(
        ("import", f"--outlet={outlet}", *(f"--map={m}={column}" for m, column in mapping.items())),
        tuple((file.name, file.getvalue()) for file in files),
    )


def _table(file: Any) -> Preview | None:
    return _read_table(file.file_id, file.name, file)


@st.cache_data(max_entries=64, show_spinner=False)
def _read_table(file_id: str, name: str, _file: Any) -> Preview | None:
    with tempfile.TemporaryDirectory() as folder:
        return previewing.table_of(_put(Path(folder), name, _file))


@st.cache_data(max_entries=64, show_spinner="Looking into the files")
def _look(
    file_id: str, name: str, _file: Any, outlet: str, mapping: tuple[tuple[str, str], ...]
) -> FilePreview:
    with tempfile.TemporaryDirectory() as folder, Parser() as parser:
        return previewing.preview(
            _put(Path(folder), name, _file),
            parser,
            outlet=outlet,
            now=datetime.now(UTC),
            mapping=dict(mapping),
        )


def _put(folder: Path, name: str, file: Any) -> Path:
    path = folder / jobs.file_name(name)
    path.write_bytes(file.getvalue())
    return path
