"""Every setting and every command stands in the reference, and its pages of the content are those of the files."""

import re

import pytest
import typer
from scripts import reference
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


def test_the_pages_of_the_content_are_current_and_no_others_stand_there() -> None:
    """From a rule to its source and back; the index names every page."""
    made = reference.content_pages()
    assert {p.name for p in reference.CONTENT.glob("*.md")} == set(made)
    stale = [name for name, text in made.items() if (reference.CONTENT / name).read_text(encoding="utf-8") != text]
    assert not stale, "write the pages again with `make docs`"
    assert all(f"({name})" in made["README.md"] for name in made if name != "README.md")


def test_a_rule_leads_to_its_source_and_the_source_back() -> None:
    rules, sources = reference.kind_page("criteria"), reference.kind_page("references")
    rule = rules.split("## c07-blood-pressure\n")[1].split("\n## ")[0]
    assert "[c07-blood-pressure.v1.yaml](../../../src/openkap/content/criteria/c07-blood-pressure.v1.yaml)" in rule
    assert "1.0.0" in rule
    assert "2 read, 2 restated, 1 policy" in rule
    assert "[spravato-mims](references.md#spravato-mims), blood pressure: read\n" in rule
    assert "- Policy of the medical-director (`settles`)" in rule
    assert "2 of 8 codes unverified" in reference.kind_page("valuesets").split("## aneurysm\n")[1].split("\n## ")[0]
    assert "(criteria.md#c07-blood-pressure)" in sources.split("## spravato-mims\n")[1].split("\n## ")[0]
