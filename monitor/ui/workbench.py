"""The entity workbench: choose, change, try, save, and read anew."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from monitor.errors import CatalogueError
from monitor.pipeline import entitylist, scoring
from monitor.pipeline.entitylist import EntityList
from monitor.read import drafts
from monitor.read.drafts import Draft
from monitor.read.entities import Entity
from monitor.report import words
from monitor.store import known
from monitor.store.lake import Lake, Version
from monitor.ui import address, cards, entityform, entitytrial, jobs, passages, state

_NEW = ""  # the id that stands for an entity that is not there yet
_EDIT = "edit"  # key of the chosen entity, and its parameter in the address
_NEXT = "entity to edit next"
_ORDER = {"yours": 0, "changed": 1, "left out": 2, "packaged": 3}
_ROUND = "round of edits"  # part of all keys of the form: a new one makes it forget


def load() -> EntityList | None:
    """The list in force; where the user's file is broken a message, and null."""
    try:
        return entitylist.in_force(state.settings())
    except CatalogueError as error:
        st.error("Your file of entities can't be used, so nothing is scored at the moment.")
        st.text(f"{error.message}\n{error.remedy}".strip())
        _undo()
        return None


def header(listed: EntityList) -> None:
    """The title, and how many entities are from where."""
    with st.container(gap="xxsmall"):
        st.title("Workbench", anchor=False)
        origins = [listed.origin(one) for one in (*listed.catalogue.entities, *listed.left_out)]
        parts = [words.counted(len(listed.catalogue.entities), "entity", "entities")]
        for origin in ("yours", "changed", "left out"):
            if n := origins.count(origin):
                parts.append(f"{n:,} {origin}")
        passages.note(" · ".join(parts))


def pending(listed: EntityList) -> None:
    """Offer to read articles with the list as it is now, where some were read with another."""
    store = state.settings().store
    version = _scorer()
    count = _unread(store, state.reader().version, version)
    if not count:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        passages.note(
            f"{words.counted(count, 'article')} {'was' if count == 1 else 'were'} last read with "
            "another list or scorer. The pages show the change once they are read anew."
        )
        if st.button(
            "Read them anew",
            type="primary",
            icon=":material/autorenew:",
            disabled=jobs.running(),
        ):
            jobs.start("Reading articles", "score")


def choose(listed: EntityList) -> str:
    """The id of the entity to edit, kept in the address; empty for a new one."""
    names = _names(listed)
    if (chosen := st.session_state.pop(_NEXT, None)) is not None:
        st.session_state[_EDIT] = chosen
    elif _EDIT not in st.session_state and (asked := st.query_params.get(_EDIT)):
        _check_address(asked, names)
    return st.selectbox(
        "Entity",
        list(names),
        format_func=lambda one: names.get(one, one),
        key=_EDIT,
        bind="query-params",
    )


@st.fragment
def edit(entity_id: str) -> None:
    """The form of one entity with its preview; runs by itself while somebody types."""
    with state.shown_errors():
        listed = entitylist.in_force(state.settings())
        entity = listed.catalogue.entities.get(entity_id) or listed.packaged.entities.get(entity_id)
        before = (
            Draft("", "organisation")
            if entity is None
            else drafts.draft_of(entity, listed.offices(entity_id))
        )
        left, right = st.columns([5, 4])
        with left, cards.card(*_heading(entity, listed)):
            if entity_id in listed.left_out:
                passages.note("It is left out: no article is searched for it.")
                _act("Bring it back", lambda: entitylist.restore(state.settings(), entity_id))
                return
            prefix = f"{_ROUND} {st.session_state.get(_ROUND, 0)} {entity_id}"
            draft, places = entityform.draw(prefix, before, listed, entity_id)
            found = drafts.problems(draft, entity_id, listed.catalogue)
            untouched = draft == before
            if not (untouched and entity is None):
                entityform.problems(places, found)
            _buttons(listed, entity_id, draft, ready=not found and not untouched)
        with right:
            if not found:
                entitytrial.show(listed.source, entity_id, draft)
            else:
                with cards.card("What it finds", "In the articles of the store"):
                    passages.note(
                        "Write a name: what it would find is shown as you go."
                        if untouched
                        else "What it finds is shown when the marked fields are right."
                    )


def table(listed: EntityList) -> None:
    """All entities, and where each is from; a chosen one is opened in the form."""
    found = state.options().entities.set_index("target_id")["n"]
    everything = {**listed.packaged.entities, **listed.catalogue.entities}
    rows: list[dict[str, Any]] = [
        {
            "name": one.name,
            "kind": one.kind,
            "names": len(one.aliases) + len(one.context_aliases) + len(one.metonyms),
            "statements": int(found.get(one.id, 0)),
            "origin": listed.origin(one.id),
            "id": one.id,
        }
        for one in everything.values()
        if one.id in listed.catalogue.entities or one.id in listed.left_out
    ]
    rows.sort(key=lambda row: (_ORDER[row["origin"]], -row["statements"], row["name"].casefold()))
    frame = pd.DataFrame(rows, columns=["name", "kind", "names", "statements", "origin", "id"])
    with cards.card("All entities", "Yours first, then by statements. Choose one to edit it."):
        key = f"all entities {st.session_state.get(_ROUND, 0)}"
        for place in cards.table(frame, key, select=True):
            _go(frame["id"].iloc[place])


# --- inside ------------------------------------------------------------------------


@st.cache_data(max_entries=8, show_spinner=False)
def _unread(store: str, version: Version, scorer: str) -> int:
    return known.Unscored(Lake(store), scorer).count


def _scorer() -> str:
    settings = state.settings()
    return scoring.load_scorer(settings.catalogue, settings.scorer).version


def _names(listed: EntityList) -> dict[str, str]:
    """Id -> name of everything that can be edited, a new entity first."""
    everything = {**listed.packaged.entities, **listed.catalogue.entities}
    shown = {one.id: one.name for one in everything.values()
             if one.id in listed.catalogue.entities or one.id in listed.left_out}  # fmt: skip
    many = [name for name in shown.values() if list(shown.values()).count(name) > 1]
    shown = {one: f"{name} ({one})" if name in many else name for one, name in shown.items()}
    return {_NEW: "New entity", **dict(sorted(shown.items(), key=lambda pair: pair[1].casefold()))}


def _check_address(asked: str, names: dict[str, str]) -> None:
    """Take an id for a name, and say so where a link names neither."""
    if asked in names and asked != _NEW:
        address.by_name(**{_EDIT: names})
    elif asked not in names.values():
        passages.note(f"The link asks for an entity that is not in the list: {asked}")


def _heading(entity: Entity | None, listed: EntityList) -> tuple[str, str]:
    if entity is None:
        return "A new entity", "It is kept in your own file, and found from the next reading on"
    return "Names and offices", {
        "yours": "It stands in your own file",
        "changed": "Yours, in place of the packaged one",
        "packaged": "Packaged. What you change is kept in your own file",
        "left out": "Packaged, and left out",
    }[listed.origin(entity.id)]


def _buttons(listed: EntityList, entity_id: str, draft: Draft, *, ready: bool) -> None:
    settings = state.settings()
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Save", type="primary", icon=":material/save:", disabled=not ready):
            with state.shown_errors():
                _go(entitylist.save(settings, entity_id, draft))
        origin = listed.origin(entity_id) if entity_id else ""
        if origin == "changed":
            _act("As packaged", lambda: entitylist.restore(settings, entity_id))
        if origin in ("yours", "changed", "packaged"):
            _act("Remove", lambda: entitylist.remove(settings, entity_id), gone=origin == "yours")
        _undo()


def _undo() -> None:
    if entitylist.can_undo(state.settings()):
        _act("Undo the last change", lambda: entitylist.undo(state.settings()), gone=True)


def _act(label: str, change: Callable[[], None], *, gone: bool = False) -> None:
    """A button for a change of the file; `gone`: the chosen entity may not be there after it."""
    if st.button(label, type="tertiary"):
        with state.shown_errors():
            change()
            _go(_NEW if gone else None)


def _go(entity_id: str | None) -> None:
    """Start the form anew, with another entity where one is given."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    if entity_id is not None:
        st.session_state[_NEXT] = entity_id
    st.rerun()
