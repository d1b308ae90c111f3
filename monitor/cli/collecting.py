"""`ingest`, `import`, `demo` and `feeds`."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import output
from monitor.cli.scoring import Json
from monitor.collect.documents import MEANINGS
from monitor.errors import SettingsError
from monitor.pipeline import demonstration, feeds, importing, ingesting
from monitor.pipeline.ingesting import Ingested

feeds_app = typer.Typer(help="The list of feeds.", no_args_is_help=True, rich_markup_mode=None)


def ingest(
    context: typer.Context,
    all_: Annotated[bool, typer.Option("--all", help="Poll feeds that are not due, too")] = False,
    feed: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="Poll this feed of the list, due or not; may repeat"),
    ] = None,
    every: Annotated[
        float | None, typer.Option(min=1, help="Go on, beginning anew after so many minutes")
    ] = None,
    no_score: Annotated[bool, typer.Option("--no-score", help="Collect only")] = False,
    full_text: Annotated[
        bool,
        typer.Option("--full-text", help="Fetch the page of new entries, where robots.txt lets"),
    ] = False,
    json: Json = False,
) -> None:
    """Poll the feeds that are due, store their entries and score them."""
    while True:
        with output.progress() as progress:
            done = ingesting.ingest(
                context.obj,
                poll_all=all_,
                only=tuple(feed or ()),
                score=not no_score,
                full_text=full_text,
                progress=progress,
            )
        if done.not_asked:
            output.say(
                f"No network: {done.failed:,} feeds could not be reached; "
                f"the other {done.not_asked:,} were not asked and stay due.",
                "bold red",
            )
        else:
            for fetch in done.failures:
                output.say(f"{fetch.outlet} <{fetch.feed}>: {fetch.message}", "yellow")
        if json or not done.not_asked:
            output.finish(done.counts(), as_json=json, text=_ingested(done))
        if every is None:
            break
        time.sleep(every * 60)
    if done.feeds and not done.ok and not done.unchanged:
        if not done.not_asked:
            output.say("No feed could be read. Is there a network?", "bold red")
        raise typer.Exit(1)


def _ingested(done: Ingested) -> str:
    if not done.feeds:
        return "No feed is due. `ingest --all` polls all of them now."
    return (
        f"{done.feeds:,} feeds polled: {done.ok:,} read, {done.unchanged:,} unchanged, "
        f"{done.failed:,} failed. {done.articles_new:,} new articles, "
        f"{done.revisions:,} revisions, {done.statements:,} statements."
    )


def import_(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...")],
    outlet: Annotated[str, typer.Option(help="Outlet of files that name none")] = "",
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="MEANING=COLUMN", help="What a column means; may repeat"),
    ] = None,
    no_score: Annotated[bool, typer.Option("--no-score", help="Collect only")] = False,
    json: Json = False,
) -> None:
    """Import TXT, HTML, CSV, JSONL, WARC and saved feed files, or folders of them."""
    with output.progress() as progress:
        done = importing.import_files(
            context.obj,
            paths,
            outlet=outlet,
            mapping=_mapping(columns or []),
            score=not no_score,
            progress=progress,
        )
    if not json:
        for refusal in done.refused:
            place = f"{refusal.path}:{refusal.row}" if refusal.row else refusal.path
            output.say(f"Refused {place}: {refusal.reason}", "yellow")
    output.finish(
        {**done.counts(), "refused": [asdict(refusal) for refusal in done.refused]},
        as_json=json,
        text=done.in_words(),
    )
    if not done.entries:
        raise typer.Exit(1)


def _mapping(pairs: list[str]) -> dict[str, str]:
    """["title=Headline"] -> {"title": "Headline"}. Raises SettingsError."""
    found = {}
    for pair in pairs:
        meaning, sign, column = pair.partition("=")
        if not sign or meaning not in MEANINGS:
            raise SettingsError(
                f"--map {pair} does not say what a column means.",
                remedy="Write MEANING=COLUMN, such as title=Headline, or author= for no column. "
                f"Meanings: {', '.join(MEANINGS)}.",
            )
        found[meaning] = column
    return found


def demo(
    context: typer.Context,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Only if nothing was collected yet")
    ] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Remove it again")] = False,
    json: Json = False,
) -> None:
    """Load the demonstration set: fictional outlets and speakers."""
    if remove:
        rows = demonstration.remove(context.obj)
        output.finish({"removed": rows}, as_json=json, text=f"{rows:,} rows removed.")
        return
    with output.progress() as progress:
        done = demonstration.load(context.obj, only_if_empty=if_empty, progress=progress)
    output.finish(
        {"articles_new": done.articles_new, "statements": done.statements},
        as_json=json,
        text=(
            f"Demonstration set: {done.articles_new:,} invented articles, "
            f"{done.statements:,} statements. `demo --remove` takes them out again."
        ),
    )


@feeds_app.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """List the feeds in force, and how their last poll went."""
    listed = feeds.listed(context.obj)
    output.finish(
        {"feeds": listed},
        as_json=json,
        text="\n".join(
            f"{row['outcome'] or 'new':9} {row['outlet']}  {row['url']}" for row in listed
        ),
    )


@feeds_app.command("add")
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL")],
    outlet: Annotated[str, typer.Option(help="Who publishes it; default: the host's name")] = "",
    country: Annotated[str, typer.Option(help="Two letters, as in ISO 3166")] = "",
    kind: Annotated[str, typer.Option(help="newspaper, broadcaster, agency, ...")] = "",
    json: Json = False,
) -> None:
    """Add a feed. It is fetched at the next `ingest`."""
    _changed(feeds.add(context.obj, url, outlet=outlet, country=country, kind=kind), json)


@feeds_app.command("remove")
def remove(
    context: typer.Context, url: Annotated[str, typer.Argument(metavar="URL")], json: Json = False
) -> None:
    """Stop polling a feed. Its articles stay; `add` takes it back."""
    _changed(feeds.remove(context.obj, url), json)


@feeds_app.command("pause")
def pause(
    context: typer.Context, url: Annotated[str, typer.Argument(metavar="URL")], json: Json = False
) -> None:
    """Keep a feed in the list, but don't poll it."""
    _changed(feeds.pause(context.obj, url), json)


@feeds_app.command("resume")
def resume(
    context: typer.Context, url: Annotated[str, typer.Argument(metavar="URL")], json: Json = False
) -> None:
    """Poll a paused feed again."""
    _changed(feeds.resume(context.obj, url), json)


@feeds_app.command("import")
def import_opml(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="OPML")],
    json: Json = False,
) -> None:
    """Add the feeds of an OPML file. Nothing is fetched yet."""
    done = feeds.import_opml(context.obj, path)
    for refusal in done.bad:
        output.say(f"Left out {refusal.path}:{refusal.row}: {refusal.reason}", "yellow")
    output.finish(
        {"feeds": done.total, "added": done.added, "known": done.known, "bad": len(done.bad)},
        as_json=json,
        text=f"{done.added:,} feeds added, {done.known:,} known, {len(done.bad):,} left out.",
    )


@feeds_app.command("export")
def export_opml(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="OPML")],
    json: Json = False,
) -> None:
    """Write the feeds in force as OPML."""
    count = feeds.export_opml(context.obj, path)
    output.finish({"feeds": count}, as_json=json, text=f"{count:,} feeds in {path}.")


def _changed(count: int, json: bool) -> None:
    output.finish({"feeds": count}, as_json=json, text=f"{count:,} feeds in the list.")
