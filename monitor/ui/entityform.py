"""The form of one entity: widgets -> Draft, with each problem below its field."""

import html
from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from monitor.pipeline.entitylist import EntityList
from monitor.read.drafts import LONGEST, Draft, Held, Problem, clean
from monitor.read.entities import KINDS, Alias
from monitor.report import words
from monitor.ui import passages, state

Places = dict[str, Any]  # field -> where its problems are drawn

_FIRST_DAY, _LAST_DAY = date(1800, 1, 1), date(2199, 12, 31)


_KINDS = {kind: kind.capitalize() for kind in KINDS}
_CASES = (
    "One name a line. A first capital counts; so do all letters of WHO or Ada. After a bar you "
    "can say otherwise: `Nato | exact`, `ferries | any`, or `US | word`, which is not found in "
    "lines all in capitals."
)


def draw(prefix: str, draft: Draft, listed: EntityList, entity_id: str) -> tuple[Draft, Places]:
    """Draw the form, filled from a draft; give the draft that it holds now.

    Widgets are keyed below `prefix`. The places are those that `problems` writes to.
    """
    places: Places = {}
    name = st.text_input("Name", draft.name, max_chars=LONGEST, key=f"{prefix} name")
    _place(places, "name")
    kind = st.segmented_control(
        "Kind",
        list(KINDS),
        default=draft.kind,
        required=True,
        format_func=lambda one: _KINDS[one],
        key=f"{prefix} kind",
    )
    aliases = _lines(prefix, places, "aliases", "Other names", _written(draft.aliases), _CASES)
    context = _lines(
        prefix,
        places,
        "context_aliases",
        "Context names",
        _written(draft.context_aliases),
        "Count only after one of the names above stood in the same article: “the alliance”, “the "
        "board”. Several entities may share them: the one that was named last is meant.",
    )
    metonyms = draft.metonyms
    if kind in ("country", "institution") or draft.metonyms:
        stands_for = _lines(
            prefix,
            places,
            "metonyms",
            "Places that stand for it",
            "\n".join(draft.metonyms),
            "“Moscow said”: counted, unless a preposition of place stands before it.",
        )
        metonyms = tuple(stands_for)
    exclusions = _lines(
        prefix,
        places,
        "exclusions",
        "Exclusions",
        "\n".join(draft.exclusions),
        "Phrases in which none of its names counts: “Ferry Board game”.",
    )
    offices = _offices(prefix, places, draft.offices)
    _packaged_offices(listed, entity_id)
    now = Draft(
        name=clean(name or ""),
        kind=kind or draft.kind,
        aliases=tuple(_alias(line) for line in aliases),
        context_aliases=tuple(_alias(line) for line in context),
        metonyms=metonyms,
        exclusions=tuple(exclusions),
        offices=offices,
    )
    return now, places


def problems(places: Places, found: Sequence[Problem]) -> None:
    """Draw each problem below the field that it is of."""
    shade = "#FFB4A8" if state.dark() else "#A3260F"
    for field, place in places.items():
        lines = [f"⚠ {html.escape(one.message)}" for one in found if one.field == field]
        if lines:
            place.html(
                f'<div role="alert" dir="auto" style="font-size:.875rem;color:{shade}">'
                f"{'<br>'.join(lines)}</div>"
            )


# --- inside ------------------------------------------------------------------------


def _place(places: Places, field: str) -> None:
    """Keep a place for what is wrong with a field: it is known when all fields are."""
    places[field] = st.empty()


def _lines(
    prefix: str, places: Places, field: str, label: str, text: str, explained: str
) -> list[str]:
    """A field of one name a line; empty lines are nothing."""
    height = 38 + 24 * min(8, max(2, text.count("\n") + 1))
    given = st.text_area(label, text, height=height, help=explained, key=f"{prefix} {field}")
    _place(places, field)
    return [line for one in (given or "").splitlines() if (line := clean(one))]


def _written(aliases: Sequence[Alias]) -> str:
    return "\n".join(
        alias.text if alias.case == "auto" else f"{alias.text} | {alias.case}" for alias in aliases
    )


def _alias(line: str) -> Alias:
    text, bar, case = line.rpartition("|")
    return Alias(text.strip(), case.strip()) if bar else Alias(line)


def _offices(prefix: str, places: Places, held: Sequence[Held]) -> tuple[Held, ...]:
    """One row an office; rows can be added and taken away."""
    key = f"{prefix} rows"
    rows: list[int] = st.session_state.setdefault(key, list(range(len(held))))
    found = []
    with st.container(gap="xsmall"):
        for row in list(rows):
            given = held[row] if row < len(held) else Held(())
            office = _office(f"{prefix} office {row}", given, rows, row)
            if office is not None:
                found.append(office)
        _place(places, "offices")
        st.button(
            "Add an office",
            icon=":material/add:",
            type="tertiary",
            key=f"{prefix} add",
            on_click=rows.append,
            args=(max([*rows, len(held) - 1]) + 1,),
        )
    return tuple(found)


def _office(key: str, held: Held, rows: list[int], row: int) -> Held | None:
    """A row of an office; null while nothing is in it."""
    with st.container(border=True, gap="xsmall"):
        names = st.text_input(
            "Office",
            "; ".join(held.names),
            help="It means whoever held it on the day of the article. Several names are divided "
            "by semicolons: “Chair of the Ferry Board; the Board's chair”.",
            key=f"{key} names",
        )
        first, last, away = st.columns([4, 4, 3], vertical_alignment="bottom")
        days = [
            column.date_input(
                label,
                day,
                min_value=_FIRST_DAY,
                max_value=_LAST_DAY,
                format="DD/MM/YYYY",
                key=f"{key} {label}",
            )
            for column, label, day in ((first, "From", held.start), (last, "To", held.end))
        ]
        away.button(
            "Remove it",
            icon=":material/delete:",
            width="stretch",
            key=f"{key} away",
            on_click=rows.remove,
            args=(row,),
        )
    start, end = (day if isinstance(day, date) else None for day in days)
    found = tuple(name for one in (names or "").split(";") if (name := clean(one)))
    return Held(found, start, end) if found or start or end else None


def _packaged_offices(listed: EntityList, entity_id: str) -> None:
    lines = [(held.names[0], _term(held)) for held in listed.packaged_offices(entity_id)]
    if lines:
        passages.note("Packaged offices; yours go before them:")
        passages.notes(lines)


def _term(held: Held) -> str:
    if held.start and held.end:
        return words.period(held.start, held.end)
    if held.start:
        return f"since {words.day(held.start)}"
    return f"until {words.day(held.end)}" if held.end else "always"
