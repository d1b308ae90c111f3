"""`score`, `predict` and `evaluate`."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import output
from monitor.pipeline import predicting
from monitor.pipeline import scoring as pipeline
from monitor.pipeline.predicting import Task
from monitor.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line")]


def score(
    context: typer.Context,
    rescore: Annotated[bool, typer.Option(help="Read everything anew; old rows stay")] = False,
    cluster: Annotated[
        str, typer.Option(help="Address of a Dask scheduler [MONITOR_CLUSTER]")
    ] = "",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; default: one a core")
    ] = None,
    json: Json = False,
) -> None:
    """Score what has no statements of the current scorer."""
    settings: Settings = context.obj
    with output.progress() as progress:
        done = pipeline.score(
            settings, rescore=rescore, cluster=cluster, workers=workers, progress=progress
        )
    output.finish(
        {
            "articles": done.articles,
            "statements": done.statements,
            "scorer": done.scorer,
            "seconds": round(done.seconds, 2),
        },
        as_json=json,
        text=f"{done.articles:,} articles read by {done.scorer}: {done.statements:,} statements.",
    )


def predict(
    context: typer.Context,
    task: Annotated[Task, typer.Argument()],
    source: Annotated[Path, typer.Argument(metavar="IN.jsonl")],
    target: Annotated[Path, typer.Argument(metavar="OUT.jsonl")],
    json: Json = False,
) -> None:
    """Judge one JSON line after the other; a malformed line yields an error line."""
    with output.progress() as progress:
        done = predicting.predict(context.obj, task, source, target, progress)
    output.finish(
        {"rows": done.rows, "errors": done.errors, "seconds": done.seconds, "scorer": done.scorer},
        as_json=json,
        text=f"{done.rows:,} lines, {done.errors:,} of them with an error, by {done.scorer}.",
    )


def evaluate(
    context: typer.Context,
    task: Annotated[Task, typer.Argument()],
    source: Annotated[Path, typer.Argument(metavar="FILE.jsonl")],
    floor: Annotated[float, typer.Option(help="Exit with 1 below this macro-F1")] = 0.0,
    json: Json = False,
) -> None:
    """Predict lines whose answers are known, and measure."""
    with output.progress() as progress:
        measured = predicting.evaluate(context.obj, task, source, progress)
    output.finish(
        measured, as_json=json, text="\n".join(f"{key}: {value}" for key, value in measured.items())
    )
    if float(measured["macro_f1"]) < floor:
        output.say(f"macro-F1 {measured['macro_f1']} is below the floor {floor}.", "bold red")
        raise typer.Exit(1)
