"""The user's file of entities, changed. Text in, text out.

A file is cut into its tables. Only the table that is changed is parsed and written anew, with
tomlkit, which keeps the comments in it; this is its only user. What comes out is compared
with what was meant before it is handed on.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import tomlkit
from tomlkit.items import Array, Item

from monitor.errors import CatalogueError
from monitor.read.drafts import Draft, Held
from monitor.read.entities import Alias

_HEAD = re.compile(r"(?m)^[ \t]*\[\[[ \t]*(\w+)[ \t]*\]\]")
_LIST = 3  # items of a list that still stand on one line


@dataclass(frozen=True, slots=True)
class _Block:
    """A table with the comments inside it, and what stands between it and the next one."""

    name: str  # of the table; empty for what stands before the first one
    body: str
    tail: str  # blank lines and comments: they belong to what comes next

    @property
    def content(self) -> dict[str, Any]:
        found = tomllib.loads(self.body)
        return dict(found[self.name][0]) if self.name else found


# --- what a file says --------------------------------------------------------------


def held_in(source: str, entity_id: str) -> tuple[Held, ...]:
    """The offices that a file says an entity held."""
    return tuple(
        Held(_names(office), term.get("from"), term.get("to"))
        for office in tomllib.loads(source).get("office", [])
        for term in office["terms"]
        if term["entity"] == entity_id
    )


def left_out(source: str) -> tuple[str, ...]:
    """The packaged entities that a file leaves out."""
    return tuple(tomllib.loads(source).get("without", []))


def replaces(source: str) -> bool:
    """Whether a file leaves all packaged entities out."""
    return bool(tomllib.loads(source).get("replace", False))


def written(source: str) -> tuple[str, ...]:
    """The ids of the entities that a file holds itself."""
    return tuple(table["id"] for table in tomllib.loads(source).get("entity", []))


# --- changes -----------------------------------------------------------------------
# Each takes a file that was loaded without an error, and raises CatalogueError where it is
# written in a way that can't be edited here.


def with_draft(source: str, entity_id: str, draft: Draft) -> str:
    """The file with an entity in it as the draft says; what else it holds stays as it is."""
    wanted = {
        "id": entity_id,
        "name": draft.name,
        "kind": draft.kind,
        "aliases": [_alias(alias) for alias in draft.aliases],
        "context_aliases": [_alias(alias) for alias in draft.context_aliases],
        "metonyms": list(draft.metonyms),
        "exclusions": list(draft.exclusions),
    }
    blocks = _split(source)
    place = _place(blocks, entity_id)
    if place is None:
        blocks = _appended(blocks, "entity", wanted)
    else:
        blocks[place] = _changed(blocks[place], partial(_fill, content=wanted))
    return _finished(source, _shown(blocks, entity_id), entity_id, draft.offices)


def without_entity(source: str, entity_id: str, *, packaged: bool) -> str:
    """The file without an entity and its terms; a `packaged` one is left out by name."""
    blocks = _split(source)
    hidden = blocks[0].content.get("without", [])
    if packaged and entity_id not in hidden:
        if "without" not in blocks[0].content:
            blocks[0] = replace(blocks[0], body="without = []\n\n" + blocks[0].body)
        blocks[0] = _changed(blocks[0], lambda top: top["without"].append(entity_id))
    return _finished(source, _dropped(blocks, _place(blocks, entity_id)), entity_id, ())


def restored(source: str, entity_id: str) -> str:
    """The file in which a packaged entity is neither left out nor replaced."""
    blocks = _shown(_split(source), entity_id)
    return _finished(source, _dropped(blocks, _place(blocks, entity_id)), entity_id, ())


# --- inside ------------------------------------------------------------------------


def _split(source: str) -> list[_Block]:
    """The blocks of a file; joined again they are the file."""
    heads = list(_HEAD.finditer(source))
    names = ["", *(head[1] for head in heads)]
    starts = [0, *(head.start() for head in heads), len(source)]
    blocks = []
    for name, start, end in zip(names, starts[:-1], starts[1:], strict=True):
        lines = source[start:end].splitlines(keepends=True)
        inside = len(lines)
        while inside and (not lines[inside - 1].strip() or lines[inside - 1].lstrip()[0] == "#"):
            inside -= 1
        blocks.append(_Block(name, "".join(lines[:inside]), "".join(lines[inside:])))
    try:
        whole = tomllib.loads(source)
        for name in ("entity", "office"):
            if [b.content for b in blocks if b.name == name] != whole.get(name, []):
                raise _unfit()
        if blocks[0].content != {k: v for k, v in whole.items() if k not in ("entity", "office")}:
            raise _unfit()
    except (tomllib.TOMLDecodeError, KeyError):
        raise _unfit() from None  # what looks like a head stands in a text, or the like
    return blocks


def _unfit() -> CatalogueError:
    return CatalogueError(
        "The file of entities is written in a way that can't be edited here.",
        remedy="Write its entities as [[entity]] tables, or edit it with a text editor.",
    )


def _place(blocks: Sequence[_Block], entity_id: str) -> int | None:
    for place, block in enumerate(blocks):
        if block.name == "entity" and block.content["id"] == entity_id:
            return place
    return None


def _changed(block: _Block, change: Callable[[Any], None]) -> _Block:
    document = tomlkit.parse(block.body)
    change(document[block.name][0] if block.name else document)
    body = document.as_string()
    return replace(block, body=body if body.endswith("\n") or not body else f"{body}\n")


def _appended(blocks: list[_Block], name: str, content: Mapping[str, Any]) -> list[_Block]:
    """The blocks with one more table at the end, after a blank line."""
    table = tomlkit.table()
    _fill(table, content)
    document = tomlkit.document()
    document[name] = tomlkit.aot()
    document[name].append(table)
    above = "".join(block.body + block.tail for block in blocks).rstrip("\n")
    gap = _Block("", "", f"{above}\n\n" if above else "")
    return [*_split(gap.tail), _Block(name, document.as_string(), "")]


def _dropped(blocks: list[_Block], place: int | None) -> list[_Block]:
    """The blocks without one, and without the comment right above it."""
    if place is None:
        return blocks
    above = blocks[place - 1]
    lines = above.tail.splitlines(keepends=True)
    while lines and lines[-1].strip():
        lines.pop()
    tail = "".join(lines) + blocks[place].tail.lstrip("\n")
    return [*blocks[: place - 1], replace(above, tail=tail), *blocks[place + 1 :]]


def _shown(blocks: list[_Block], entity_id: str) -> list[_Block]:
    """Take an id off the list of those that are left out."""

    def show(top: Any) -> None:
        top["without"].remove(entity_id)
        if not top["without"]:
            del top["without"]

    if entity_id in blocks[0].content.get("without", []):
        return [_changed(blocks[0], show), *blocks[1:]]
    return blocks


def _finished(source: str, blocks: list[_Block], entity_id: str, offices: Sequence[Held]) -> str:
    """The text of the blocks, in which an entity holds these offices and no others."""
    known: dict[tuple[str, ...], list[Any]] = {}
    for held in offices:
        known.setdefault(held.names, []).append(_term(entity_id, held))
    for place in range(len(blocks) - 1, -1, -1):
        if blocks[place].name != "office":
            continue
        office = blocks[place].content
        wanted = known.pop(_names(office), [])
        given = [term for term in office["terms"] if term["entity"] == entity_id]
        if len(given) == len(office["terms"]) and not wanted:
            blocks = _dropped(blocks, place)
        elif wanted != given:
            terms = [term for term in office["terms"] if term["entity"] != entity_id] + wanted
            blocks[place] = _changed(blocks[place], partial(_fill, content={"terms": terms}))
    for names, terms in known.items():
        blocks = _appended(blocks, "office", {"names": list(names), "terms": terms})
    text = "".join(block.body + block.tail for block in blocks).strip("\n")
    text += "\n" if text else ""
    if _others(text, entity_id) != _others(source, entity_id):
        raise _unfit()
    return text


def _others(source: str, entity_id: str) -> tuple[list[Any], list[Any]]:
    """What a file says of all other entities."""
    content = tomllib.loads(source)
    return (
        [table for table in content.get("entity", []) if table["id"] != entity_id],
        [
            (_names(office), term)
            for office in content.get("office", [])
            for term in office["terms"]
            if term["entity"] != entity_id
        ],
    )


def _fill(table: Any, content: Mapping[str, Any]) -> None:
    """Make a table hold what is wanted, and leave alone what it holds already."""
    for key, value in content.items():
        if isinstance(value, list):
            also = content.get("name") if key == "aliases" else None
            _set_list(table, key, value, also)
        elif table.get(key) != value:
            table[key] = value


def _set_list(table: Any, key: str, wanted: list[Any], also: str | None) -> None:
    """The same of a list; `also` may stand in it, and need not."""
    given = table.get(key)
    if given is None:
        if wanted:
            table[key] = _array(wanted)
        return
    held = [_plain(item.unwrap() if isinstance(item, Item) else item) for item in given]
    for place in range(len(held) - 1, -1, -1):
        if held[place] not in wanted and held[place] != also:
            del given[place]
    for item in wanted:
        if item not in held:
            given.append(_item(item))
    if not given:
        del table[key]


def _alias(alias: Alias) -> Any:
    if alias.case == "auto":
        return alias.text
    return {"text": alias.text, "case": alias.case}


def _plain(item: Any) -> Any:
    """An alias that is a text and of which nothing else is said is written as the text."""
    if isinstance(item, Mapping) and "text" in item and item.get("case", "auto") == "auto":
        return item["text"]
    return item


def _array(items: Sequence[Any]) -> Array:
    array = tomlkit.array()
    for item in items:
        array.append(_item(item))
    return array.multiline(len(items) > _LIST)


def _item(item: Any) -> Any:
    if not isinstance(item, Mapping):
        return item
    table = tomlkit.inline_table()
    table.update(item)
    return table


def _names(office: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(one if isinstance(one, str) else one["text"] for one in office["names"])


def _term(entity_id: str, held: Held) -> dict[str, Any]:
    days = {"from": held.start, "to": held.end}
    return {"entity": entity_id, **{key: day for key, day in days.items() if day}}
