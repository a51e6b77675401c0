"""A withdrawn version replays and never decides again."""

import shutil
from pathlib import Path

import pytest

from openkap.content import catalogue, checking, loader
from openkap.content.loader import ContentError

WATCH = ("monitoring", "esketamine-nasal")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The content in a folder of the test's own, where it may withdraw what it likes."""
    copy = tmp_path / "content"
    shutil.copytree(loader.HOME, copy)
    monkeypatch.setattr(loader, "HOME", copy)
    return copy


def withdraw(home: Path, kind: str, id_: str, version: str) -> None:
    text = (
        f'id: w-{id_}-{version[0]}\nversion: "1.0.0"\nwithdraws: {{kind: {kind}, id: {id_}, version: "{version}"}}\n'
        "on: 2026-11-01\nbecause: It named the wrong dose for an older person.\n"
        "basis: [{policy: medical-director, verification: policy, mark: P}]\n"
    )
    (home / "withdrawals" / f"w-{id_}-{version[0]}.v1.yaml").write_text(text)
    catalogue._withdrawn.cache_clear()


def test_the_newest_version_that_nobody_withdrew_is_in_force(home: Path) -> None:
    assert catalogue.entry(*WATCH).pin.version == "2.0.0"
    withdraw(home, *WATCH, "2.0.0")
    (home / "withdrawals" / "esketamine-nasal-watch-rems-everywhere.v1.yaml").unlink()
    catalogue._withdrawn.cache_clear()
    assert catalogue.entry(*WATCH).pin.version == "1.0.0", "the one before it, while that one stands"
    assert [e.pin.version for e in catalogue.entries("monitoring") if e.pin.id == WATCH[1]] == ["1.0.0"]
    assert catalogue.entry(*WATCH, "2.0.0").pin.version == "2.0.0", "what was pinned replays"


def test_with_every_version_withdrawn_it_is_not_there_to_decide_and_still_replays(home: Path) -> None:
    withdraw(home, *WATCH, "2.0.0")
    assert WATCH[1] not in catalogue.ids("monitoring")
    assert all(e.pin.id != WATCH[1] for e in catalogue.entries("monitoring"))
    with pytest.raises(ContentError, match="every version was withdrawn: It named the wrong dose"):
        catalogue.entry(*WATCH)
    assert catalogue.entry(*WATCH, "1.0.0").pin.version == "1.0.0"
    assert {e.pin.version for e in catalogue.every_version("monitoring") if e.pin.id == WATCH[1]} == {"1.0.0", "2.0.0"}


def test_a_withdrawal_names_something_that_was_there(home: Path) -> None:
    assert list(checking.problems(locked=False)) == []
    withdraw(home, "monitoring", "esketamine-nasal", "7.0.0")
    (problem,) = checking.problems(locked=False)
    assert "withdraws what is not there" in problem.what
