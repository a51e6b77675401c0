"""The hazard log and the tests speak of the same hazards."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOG = ROOT / "docs/clinical-safety/hazard-log.md"
ID = re.compile(r"HZ-\d\d")
ROW = re.compile(r"^\| (HZ-\d\d) \|(.+)\|$", re.MULTILINE)
NO_CONTROL = "**Nothing in code.**"


@dataclass(frozen=True)
class Hazard:
    """One row of the log that says what the code does."""

    id: str
    control: str
    tests: tuple[str, ...]


def rows() -> list[tuple[str, list[str]]]:
    return [(id_, [c.strip() for c in rest.split("|")]) for id_, rest in ROW.findall(LOG.read_text(encoding="utf-8"))]


HAZARDS = [Hazard(id_, cells[2], tuple(re.findall(r"`([^`]+)`", cells[4]))) for id_, cells in rows() if len(cells) == 5]


def cited() -> dict[str, set[str]]:
    """Which test files speak of which hazard."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path.parent.name != "docs":
            for id_ in ID.findall(path.read_text(encoding="utf-8")):
                found.setdefault(id_, set()).add(path.relative_to(ROOT / "tests").as_posix())
    return found


def test_an_id_stands_once() -> None:
    ids = [id_ for id_, _ in rows()]
    assert len(ids) == len(set(ids))
    assert len(ids) == len([line for line in LOG.read_text(encoding="utf-8").splitlines() if line.startswith("| HZ-")])


def test_what_tests_cite_is_in_the_log() -> None:
    assert set(cited()) <= {id_ for id_, _ in rows()}


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda h: h.id)
def test_a_control_in_code_is_tested_and_an_untested_one_is_not_claimed(hazard: Hazard) -> None:
    assert bool(hazard.tests) is (hazard.control != NO_CONTROL)
    assert set(hazard.tests) == cited().get(hazard.id, set())
