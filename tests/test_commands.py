"""docs/commands.md names every command and option that there is, and no other."""

import re
from pathlib import Path
from typing import Any

import typer

from monitor.cli.app import app

PAGE = Path(__file__).parent.parent / "docs" / "commands.md"


def commands(group: Any, prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found |= commands(command, f"{prefix}{name} ")
        else:
            found[f"{prefix}{name}"] = command
    return found


def documented() -> dict[str, str]:
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    names = {re.split(r" (?=[A-Z]|--)", usage)[0]: f"{usage} {text}" for usage, text in rows}
    return {name.strip(): text for name, text in names.items()}


def test_every_command_is_documented_and_no_other() -> None:
    assert set(documented()) == set(commands(typer.main.get_command(app)))


def test_every_option_is_documented() -> None:
    page = documented()
    missing = [
        f"{name} {option.opts[0]}"
        for name, command in commands(typer.main.get_command(app)).items()
        for option in command.params
        if option.param_type_name == "option"
        and option.opts[0] not in ("--json", "--help")
        and option.opts[0] not in page[name]
    ]
    assert missing == []
