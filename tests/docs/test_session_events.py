"""The page on session events names every type and field, and its example runs."""

import re
from pathlib import Path

from typer.testing import CliRunner

from openkap.clinical.monitoring.vocabulary import COMMON, EVENT_TYPES
from openkap.interfaces.cli import application

PAGE = Path("docs/reference/session-events.md").read_text()


def test_every_type_and_field_stands_on_the_page() -> None:
    for kind in EVENT_TYPES.values():
        (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{kind.name}`")]
        assert re.findall(r"`([\w-]+)` \(", row) == [*kind.needs, *kind.may]
        assert ("**person**" in row) is kind.person
    assert all(f"`{name}`" in PAGE for name in COMMON)


def test_the_example_runs_and_gives_what_the_page_says(tmp_path: Path) -> None:
    events, last = re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL)
    (tmp_path / "events.jsonl").write_text(events)
    arguments = ["replay", str(tmp_path / "events.jsonl"), "--protocol", "esketamine-nasal-us", "--json"]
    result = CliRunner().invoke(application(), arguments)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].startswith(last)
    assert "hypertensive emergency" in result.stdout
