"""`export`, `status` and `compact`."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import output
from monitor.cli.scoring import Json
from monitor.pipeline import exporting, keeping
from monitor.records import Filters


class Kind(StrEnum):
    """What can be exported."""

    ARTICLES = "articles"
    STATEMENTS = "statements"
    TREND = "trend"
    OUTLETS = "outlets"
    HOLDERS = "holders"
    STORIES = "stories"
    FETCHES = "fetches"
    LABELS = "labels"


class Voice(StrEnum):
    """Whose words count."""

    OUTLET = "outlet"
    QUOTED = "quoted"


class Bucket(StrEnum):
    """What a trend has one row of."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def export(
    context: typer.Context,
    kind: Annotated[Kind, typer.Argument()],
    out: Annotated[Path, typer.Option(help="File to write")],
    entity: Annotated[list[str] | None, typer.Option(help="Id or name; may repeat")] = None,
    outlet: Annotated[list[str] | None, typer.Option(help="Name; may repeat")] = None,
    holder: Annotated[list[str] | None, typer.Option(help="Name; may repeat")] = None,
    voice: Annotated[Voice | None, typer.Option(help="Whose words")] = None,
    start: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day")
    ] = None,
    end: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, included")
    ] = None,
    search: Annotated[str, typer.Option(help="Words that all stand in title or text")] = "",
    bucket: Annotated[Bucket, typer.Option(help="One row of a trend")] = Bucket.DAY,
    batch: Annotated[int | None, typer.Option(help="What the store held up to this batch")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin with a mark that Excel needs")] = False,
    json: Json = False,
) -> None:
    """Write a CSV file, through the same queries as the dashboard."""
    filters = Filters(
        entities=tuple(entity or ()),
        outlets=tuple(outlet or ()),
        holders=tuple(holder or ()),
        voice=voice.value if voice else "",
        start=start.date() if start else None,
        end=end.date() if end else None,
        search=search,
        batch=batch,
        timezone=context.obj.timezone,
    )
    written = exporting.export(context.obj, kind.value, filters, out, bucket=bucket.value, bom=bom)
    output.finish(
        {"rows": written.rows, "sha256": written.sha256},
        as_json=json,
        text=f"{written.rows:,} rows in {out} (SHA-256 {written.sha256})",
    )


def status(context: typer.Context, json: Json = False) -> None:
    """Tell what the store holds and how collecting goes."""
    state = keeping.status(context.obj)
    output.finish(
        state, as_json=json, text="\n".join(f"{key}: {value}" for key, value in state.items())
    )


def compact(context: typer.Context, json: Json = False) -> None:
    """Join small files, so that queries stay fast. Nothing is lost."""
    done = keeping.compact(context.obj)
    output.finish(
        {"tables": done.tables, "bytes": done.bytes},
        as_json=json,
        text=f"{done.tables} tables, {done.bytes:,} bytes.",
    )
