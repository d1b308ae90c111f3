"""docs/commands.md names every command and option that there is, and no other."""

import re
from pathlib import Path

import click
import typer

from monitor.cli.app import app

PAGE = Path(__file__).parent.parent / "docs" / "commands.md"


def commands(group: click.Group, prefix: str = "") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= commands(command, f"{prefix}{name} ")
        else:
            found[f"{prefix}{name}"] = command
    return found


def documented() -> dict[str, str]:
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    names = {re.split(r" (?=[A-Z]|--)", usage)[0]: f"{usage} {text}" for usage, text in rows}
    return {name.strip(): text for name, text in names.items()}


def test_every_command_is_documented_and_no_other() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, click.Group)
    assert set(documented()) == set(commands(group))


def test_every_option_is_documented() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, click.Group)
    page = documented()
    missing = [
        f"{name} {option.opts[0]}"
        for name, command in commands(group).items()
        for option in command.params
        if isinstance(option, click.Option)
        and not option.hidden
        and option.opts[0] not in ("--json", "--help")
        and option.opts[0] not in page[name]
    ]
    assert missing == []
