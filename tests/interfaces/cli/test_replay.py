"""``openkap replay``: one line an event, a last line, and refusals with their line number."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from openkap.interfaces.cli import application

DOSE = {"id": "1", "type": "dose", "at": "2026-10-06T10:00:00Z", "amount_mg": 56, "lot": "A12"}
LOOK = {"id": "2", "type": "observation", "at": "2026-10-06T10:12:00Z", "values": {"heart-rate": 45}}


def run(
    tmp_path: Path, *lines: Any, protocol: str = "esketamine-nasal-us", plain: bool = False
) -> tuple[int, str, str]:
    file = tmp_path / "events.jsonl"
    file.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines))
    result = CliRunner().invoke(
        application(), ["replay", str(file), "--protocol", protocol, *([] if plain else ["--json"])]
    )
    return result.exit_code, result.stdout, result.stderr


def test_one_line_an_event_and_a_last_line(tmp_path: Path) -> None:
    code, out, _ = run(tmp_path, DOSE, "", LOOK, LOOK)
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [sorted(line) for line in lines[:3]] == [["alerts", "next_due_at", "state"]] * 3
    assert lines[0] == {"state": "watching", "alerts": [], "next_due_at": "2026-10-06T10:10:00Z"}
    assert lines[1]["alerts"][0]["alert"] == "heart-rate"
    assert sorted(lines[3]) == ["alerts", "discharge", "earliest_discharge_at", "phase"]
    assert lines[3]["earliest_discharge_at"] == "2026-10-06T12:00:00Z"
    assert lines[3]["discharge"]["ready"] is False
    assert any("nobody has answered it" in m for m in lines[3]["discharge"]["missing"])


def test_a_protocol_or_a_plan_may_be_named_and_arrival_order_does_not_matter(tmp_path: Path) -> None:
    last = [run(tmp_path, *lines, protocol=p)[1].splitlines()[-1]
            for p in ("esketamine-nasal", "esketamine-nasal-eu") for lines in ((DOSE, LOOK), (LOOK, DOSE))]  # fmt: skip
    assert len(set(last)) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "Line 2 was refused, and nothing after it was read: it is not JSON"),
        ("[" * 100_000, "Line 2 was refused, and nothing after it was read: it is not JSON"),
        ('{"id": "3", "id": "4"}', "a field stands twice"),
        ({"id": "3", "type": "party"}, "'party' is no type of event"),
        ({**LOOK, "values": {"heart-rate": 999}}, "Heart rate 999 /min is not possible"),
        ({**DOSE, "lot": "B"}, "the id '1' already means another event"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(tmp_path: Path, line: Any, says: str) -> None:
    code, out, err = run(tmp_path, DOSE, line)
    assert code == 2
    assert len(out.splitlines()) == 1
    assert says in err


def test_what_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    assert "There are: esketamine" in run(tmp_path, DOSE, protocol="magic")[2]
    assert "it has no dosing" in run(tmp_path, DOSE, protocol="psychotherapy-act")[2]
    missing = CliRunner().invoke(application(), ["replay", str(tmp_path / "none"), "--protocol", "ketamine-iv"])
    assert (missing.exit_code, "cannot be read" in missing.stderr) == (2, True)
    (tmp_path / "latin").write_bytes(b"\xff\xfe")
    latin = CliRunner().invoke(application(), ["replay", str(tmp_path / "latin"), "--protocol", "ketamine-iv"])
    assert (latin.exit_code, "is not UTF-8" in latin.stderr) == (2, True)


def test_plain_words_for_people(tmp_path: Path) -> None:
    code, out, _ = run(tmp_path, DOSE, LOOK, plain=True)
    assert code == 0
    assert "watching, next due 2026-10-06T10:10:00Z, no alerts" in out
    assert "may not leave yet" in out
