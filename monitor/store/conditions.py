"""Filters -> SQL. The ONE place: every page and every export selects through here.

Only parameters carry what a user gave; the SQL text is all ours.
"""

from dataclasses import dataclass
from typing import Any

from monitor.records import Filters

# A parameter that the engine takes for itself: it looks the words up and offers the articles
# in which they stand as a table of this name.
FOUND = "found"

# One form to compare texts in, of the query's words as well as of the articles.
_FOLD = "lower(strip_accents({}))"
# A word is found where it begins one: "sanction" in "sanctions", but not "nato" in
# "signatory". Scripts that don't put spaces between words are not held to that.
_WORD_STARTS = r"(^|[^\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}\p{Hebrew}\p{N}])"


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean SQL expression and the parameters that it names."""

    sql: str
    parameters: dict[str, Any]


def on_collected(filters: Filters) -> Condition:
    """Which rows of current_articles (alias a) shares are shares of: outlets and dates."""
    return _joined(*_outlets(filters, "a"), *_days(filters, "a.charted_day"))


def on_articles(filters: Filters) -> Condition:
    """Which rows of current_articles (alias a) are in the selection.

    Where entities, holders or a voice are chosen: articles with such a statement.
    """
    parts = [*_outlets(filters, "a"), *_days(filters, "a.charted_day"), *_words(filters, "a")]
    if said := _said(filters):
        inner = _joined(*said)
        parts.append(
            Condition(
                "a.article in"  # noqa: S608
                f" (select s.article from current_statements s where {inner.sql})",
                inner.parameters,
            )
        )
    return _joined(*parts)


def on_statements(filters: Filters) -> Condition:
    """Which rows of current_statements (alias s) are in the selection."""
    return _joined(
        *_outlets(filters, "s"),
        *_days(filters, "s.charted_day"),
        *_words(filters, "s"),
        *_said(filters),
    )


def on_fetches(filters: Filters) -> Condition:
    """Which rows of current_fetches or current_watch (alias f) are in: outlets and days."""
    return _joined(*_outlets(filters, "f"), *_days(filters, "f.day"))


def words_in(search: str) -> Condition:
    """A query of the revisions in whose title and text all words stand, in any order.

    Columns: article_id, revision, batch. Case and accents don't count.
    """
    words = {f"word{number}": word for number, word in enumerate(search.split())}
    tests = [
        # The plain test costs little and leaves little for the exact one.
        f"contains(folded, {_FOLD.format('$' + name)}) and regexp_matches(folded,"
        f" '{_WORD_STARTS}' || regexp_escape({_FOLD.format('$' + name)}))"
        for name in words
    ]
    folded = _FOLD.format("title || chr(10) || text")
    return Condition(
        f"""select article_id, revision, batch
            from (select article_id, revision, batch, {folded} as folded from articles)
            where {" and ".join(tests) or "true"}""",  # noqa: S608
        words,
    )


def _outlets(filters: Filters, alias: str) -> list[Condition]:
    return _among(f"{alias}.outlet", "outlets", filters.outlets)


def _days(filters: Filters, column: str) -> list[Condition]:
    """Whole days, both included. Days are those of the engine's time zone."""
    parts = []
    if filters.start:
        parts.append(Condition(f"{column} >= $start", {"start": filters.start}))
    if filters.end:
        parts.append(Condition(f"{column} <= $end", {"end": filters.end}))
    return parts


def _words(filters: Filters, alias: str) -> list[Condition]:
    search = " ".join(filters.search.split())
    if not search:
        return []
    return [Condition(f"{alias}.article in (select article from {FOUND})", {FOUND: search})]  # noqa: S608


def _said(filters: Filters) -> list[Condition]:
    parts = [
        Condition(
            f"s.target_number in (select number from current_targets where {one.sql})",  # noqa: S608
            one.parameters,
        )
        for one in _among("target_id", "entities", filters.entities)
    ]
    parts += _among("s.holder", "holders", filters.holders)
    if filters.voice:
        parts.append(Condition("s.voice = $voice", {"voice": filters.voice}))
    return parts


def _among(column: str, name: str, values: tuple[str, ...]) -> list[Condition]:
    if not values:
        return []
    if len(values) == 1:  # the commonest by far; comparing costs less than a join
        return [Condition(f"{column} = ${name}", {name: values[0]})]
    return [Condition(f"{column} in (select unnest(${name}))", {name: list(values)})]


def _joined(*parts: Condition) -> Condition:
    parameters: dict[str, Any] = {}
    for part in parts:
        parameters |= part.parameters
    return Condition(" and ".join(part.sql for part in parts) or "true", parameters)
