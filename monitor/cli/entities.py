"""`entities list` and `entities check`."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import output
from monitor.cli.scoring import Json
from monitor.pipeline import entitylist

entities_app = typer.Typer(help="Show and check the list of entities.", no_args_is_help=True)


@entities_app.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """The entities in force, and where each is from."""
    listed = entitylist.in_force(context.obj)
    rows = [
        {
            "id": entity.id,
            "name": entity.name,
            "kind": entity.kind,
            "origin": listed.origin(entity.id),
            "names": [alias.text for alias in entity.aliases],
            "context_names": [alias.text for alias in entity.context_aliases],
        }
        for entity in listed.catalogue.entities.values()
    ]
    output.finish(
        {"entities": rows, "left_out": list(listed.left_out), "file": listed.path},
        as_json=json,
        text="\n".join(f"{row['origin']:9} {row['id']}: {row['name']}" for row in rows),
    )


@entities_app.command()
def check(
    context: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A TOML file; default: the one in force")
    ] = None,
    json: Json = False,
) -> None:
    """Load a file of entities as scoring would, and name the line that is wrong."""
    chosen = path or context.obj.catalogue
    found = entitylist.check(chosen)
    output.finish(
        {"file": chosen, "entities": len(found.entities), "offices": len(found.offices)},
        as_json=json,
        text=f"{chosen}: {len(found.entities):,} entities, {len(found.offices):,} offices.",
    )
