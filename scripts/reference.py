"""Write docs/reference/commands.md from the commands themselves: `make docs`."""

from pathlib import Path
from typing import Any

import click
import typer

from openkap.interfaces.cli import application

TARGET = Path(__file__).resolve().parents[1] / "docs/reference/commands.md"


def section(command: Any, path: list[str]) -> list[str]:
    """A command's heading, what it does, and its arguments and options as a table; or those of its parts."""
    if hasattr(command, "commands"):
        return [line for name, one in sorted(command.commands.items()) for line in section(one, [*path, name])]
    lines = [f"## openkap {' '.join(path)}", "", (command.help or "").strip(), ""]
    context = click.Context(command, info_name="openkap " + " ".join(path))
    usage = command.get_usage(context).removeprefix("Usage: ")
    lines += ["```text", usage, "```", ""]
    rows = [p.get_help_record(context) for p in command.params]
    told = [f"- `{record[0]}`: {record[1]}" for record in rows if record and record[0] != "--help"]
    return [*lines, *told, *([""] if told else [])]


def main() -> None:
    """Write the page."""
    head = ["# Commands", "", "Made from the program by `make docs`; each command says the same with `--help`.", ""]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    body = section(typer.main.get_command(application()), [])
    TARGET.write_text("\n".join([*head, *body]).rstrip() + "\n")


if __name__ == "__main__":
    main()
