"""Filters -> a CSV file, through the same queries and the same writer as the dashboard."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from monitor.errors import CatalogueError
from monitor.read import entities
from monitor.read.entities import Catalogue
from monitor.records import Filters
from monitor.report import export as writing
from monitor.report.export import Exported
from monitor.settings import Settings
from monitor.store.lake import Lake
from monitor.store.query import Reader


def export(
    settings: Settings, kind: str, filters: Filters, out: Path, *, bucket: str = "day", bom: bool
) -> Exported:
    """Write what `filters` select; entities may be given by id, name or alias.

    Labels are written whole, whatever is selected.

    Raises CatalogueError for an entity that the catalogue does not know, StoreError where
    the store can't be read, ExportError where the file can't be written.
    """
    catalogue = entities.load(settings.catalogue)
    filters = replace(
        filters, entities=tuple(entity_id(catalogue, name) for name in filters.entities)
    )
    reader = Reader(Lake(settings.store))
    frames: dict[str, Callable[[], pd.DataFrame | Iterable[pd.DataFrame]]] = {
        "articles": lambda: reader.articles(filters),
        "statements": lambda: reader.statement_pieces(filters),
        "trend": lambda: reader.trend(filters, bucket),
        "outlets": lambda: reader.outlets(filters),
        "holders": lambda: reader.holders(filters),
        "stories": lambda: reader.stories(filters),
        "fetches": lambda: reader.fetches(filters),
        "labels": reader.labels,
    }
    return writing.to_file(frames[kind](), kind, out, bom=bom)


def entity_id(catalogue: Catalogue, wanted: str) -> str:
    """The id of an entity that is given by id, name or alias, in any case.

    Raises CatalogueError where there is none.
    """
    if wanted in catalogue.entities:
        return wanted
    for entity in catalogue.entities.values():
        names = (entity.name, *(alias.text for alias in entity.aliases))
        if wanted.casefold() in (name.casefold() for name in names):
            return entity.id
    raise CatalogueError(
        f"No entity is called {wanted!r}.",
        remedy=f"Available: {', '.join(sorted(catalogue.entities))}.",
        reason="unknown_entity",
    )
