"""Every setting and every command stands in the reference."""

import re

import pytest
import typer
from tests.architecture.tree import ROOT, SRC, modules

from openkap.interfaces.cli import application

SETTINGS = sorted({name for p in modules() for name in re.findall(r"\bOPENKAP_[A-Z_]+\b", p.read_text())})
UNTIL_STOPPED = {"manage", "serve", "watch"}  # they answer nothing: they run until somebody stops them
COMMANDS = ROOT / "docs/reference/commands.md"


def commands() -> list[str]:
    """Every command, as typed: ``audit verify``."""
    found: list[str] = []

    def walk(command: object, path: list[str]) -> None:
        inner = getattr(command, "commands", None)
        if inner is None:
            found.append(" ".join(path))
        for name, one in (inner or {}).items():
            walk(one, [*path, name])

    walk(typer.main.get_command(application()), [])
    return sorted(found)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_is_described(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs/reference/settings.md").read_text()


def test_no_setting_is_described_that_nobody_reads() -> None:
    described = set(re.findall(r"`(OPENKAP_[A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text()))
    assert described <= {*SETTINGS, "OPENKAP_SECRET_KEY_FILE"}


@pytest.mark.parametrize("name", commands())
def test_a_command_is_described(name: str) -> None:
    assert f"## openkap {name}\n" in COMMANDS.read_text(), "write the page again with `make docs`"


@pytest.mark.parametrize("name", [c for c in commands() if c not in UNTIL_STOPPED])
def test_a_command_answers_in_json_too(name: str) -> None:
    command: object = typer.main.get_command(application())
    for part in name.split():
        command = command.commands[part]  # type: ignore[attr-defined]
    assert any("--json" in p.opts for p in command.params), SRC  # type: ignore[attr-defined]
