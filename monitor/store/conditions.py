"""Filters -> SQL. The ONE place: every page and every export selects through here.

Only parameters carry what a user gave; the SQL text is all ours.
"""

from dataclasses import dataclass
from typing import Any

from monitor.records import Filters

# One form to compare texts in, of the query's words as well as of the articles.
FOLD = "lower(strip_accents({}))"


@dataclass(frozen=True, slots=True)
class Condition:
    """A boolean SQL expression and the parameters that it names."""

    sql: str
    parameters: dict[str, Any]


def on_articles(filters: Filters) -> Condition:
    """Which rows of current_articles (alias a) are in the selection: outlets, dates, words.

    This is what shares are shares of.
    """
    parts, parameters = _outlets_and_dates(filters, "a")
    for number, word in enumerate(filters.search.split()):
        name = f"word{number}"
        parameters[name] = word
        word_sql = FOLD.format(f"${name}")
        parts.append(
            f"a.article_id in (select article_id from articles w"  # noqa: S608
            f" where w.revision = a.revision and (contains({FOLD.format('w.title')}, {word_sql})"
            f" or contains({FOLD.format('w.text')}, {word_sql})))"
        )
    return Condition(" and ".join(parts) or "true", parameters)


def on_statements(filters: Filters) -> Condition:
    """Which rows of current_statements (alias s) are in the selection."""
    parts, parameters = _outlets_and_dates(filters, "s")
    if filters.entities:
        parts.append("s.target_id in (select unnest($entities))")
        parameters["entities"] = list(filters.entities)
    if filters.holders:
        parts.append("s.holder in (select unnest($holders))")
        parameters["holders"] = list(filters.holders)
    if filters.voice:
        parts.append("s.voice = $voice")
        parameters["voice"] = filters.voice
    if filters.search.split():
        articles = on_articles(Filters(search=filters.search))
        parts.append(
            f"s.article_id in (select a.article_id from current_articles a where {articles.sql})"  # noqa: S608
        )
        parameters |= articles.parameters
    return Condition(" and ".join(parts) or "true", parameters)


def on_fetches(filters: Filters) -> Condition:
    """Which rows of current_fetches (alias f) are in the selection: outlets and days."""
    parts: list[str] = []
    parameters: dict[str, Any] = {}
    if filters.outlets:
        parts.append("f.outlet in (select unnest($outlets))")
        parameters["outlets"] = list(filters.outlets)
    _days(filters, "f.day", parts, parameters)
    return Condition(" and ".join(parts) or "true", parameters)


def _outlets_and_dates(filters: Filters, alias: str) -> tuple[list[str], dict[str, Any]]:
    parts: list[str] = []
    parameters: dict[str, Any] = {}
    if filters.outlets:
        parts.append(f"{alias}.outlet in (select unnest($outlets))")
        parameters["outlets"] = list(filters.outlets)
    _days(filters, f"{alias}.charted_day", parts, parameters)
    return parts, parameters


def _days(filters: Filters, column: str, parts: list[str], parameters: dict[str, Any]) -> None:
    """Whole days, both included. Days are those of the engine's time zone."""
    if filters.start:
        parts.append(f"{column} >= $start")
        parameters["start"] = filters.start
    if filters.end:
        parts.append(f"{column} <= $end")
        parameters["end"] = filters.end
