"""The command line: options that hold for every command, and the commands' names."""

import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor import __version__, settings
from monitor.cli import collecting, output, scoring, upkeep
from monitor.cli.entities import entities_app
from monitor.errors import MonitorError, SettingsError

FAILED = 1
WRONG_USAGE = 2

app = typer.Typer(
    help="Collect news, read who says what about whom, and export it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("ingest")(collecting.ingest)
app.command("import")(collecting.import_)
app.command("demo")(collecting.demo)
app.add_typer(collecting.feeds_app, name="feeds")
app.add_typer(entities_app, name="entities")
app.command("score")(scoring.score)
app.command("predict")(scoring.predict)
app.command("evaluate")(scoring.evaluate)
app.command("export")(upkeep.export)
app.command("status")(upkeep.status)
app.command("compact")(upkeep.compact)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    store: Annotated[
        str | None, typer.Option(help="Directory or s3://bucket/prefix [MONITOR_STORE]")
    ] = None,
    entities: Annotated[
        Path | None, typer.Option(help="Entity catalogue [MONITOR_ENTITIES]")
    ] = None,
    feeds: Annotated[Path | None, typer.Option(help="OPML file [MONITOR_FEEDS]")] = None,
    timezone: Annotated[
        str | None, typer.Option(help="Zone that days are counted in [MONITOR_TIMEZONE]")
    ] = None,
    contact: Annotated[
        str | None, typer.Option(help="Who publishers can reach [MONITOR_CONTACT]")
    ] = None,
    allow_private: Annotated[
        list[str] | None,
        typer.Option(help="Private network that may be polled [MONITOR_ALLOW_PRIVATE]"),
    ] = None,
    scorer: Annotated[
        str | None, typer.Option(help="trained, or baseline: rules alone [MONITOR_SCORER]")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version")
    ] = False,
) -> None:
    """Apply the options over the environment."""
    given: dict[str, Any] = {
        "store": store,
        "entities": entities,
        "feeds": feeds,
        "timezone": timezone,
        "contact": contact,
        "scorer": scorer,
        "allow_private": tuple(allow_private) if allow_private else None,
    }
    chosen = {name: value for name, value in given.items() if value is not None}
    context.obj = replace(settings.from_environment(), **chosen)
    settings.check(context.obj)


def main() -> None:
    """Run a command; our own errors become a message, a remedy and an exit code."""
    # Ended by another program, it tidies up as when a person interrupts it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app()
    except SettingsError as error:
        output.complain(error)
        sys.exit(WRONG_USAGE)
    except MonitorError as error:
        output.complain(error)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        output.say("Stopped. What was committed stays; run the command again to go on.")
        sys.exit(130)
