"""The checks of content and the lock of what was released."""

from pathlib import Path

import pytest

from openkap.clinical.sources import Pin
from openkap.content import catalogue, checking, loader, lock
from openkap.content.catalogue import Entry


def test_the_content_as_it_stands_is_sound() -> None:
    assert [f"{p.where}: {p.what}" for p in checking.problems(locked=False)] == []


# guards HZ-09
def test_a_reference_that_does_not_exist_and_a_mark_that_disagrees_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    basis = [{"ref": "nobody-2001", "at": "p. 1", "verification": "read", "mark": "K"}]
    entry = Entry(Pin("references", "x", "1.0.0", ""), {"score": [{"basis": basis}]}, None)
    monkeypatch.setattr(catalogue, "every_version", lambda kind: (entry,) if kind == "references" else ())
    found = [p.what for p in checking.problems(locked=False)]
    assert any("there is no reference 'nobody-2001'" in p for p in found)
    assert any("the mark K means 'unverified', and it says 'read'" in p for p in found)


def test_a_file_that_cannot_be_read_is_a_problem_and_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(kind: str) -> None:
        raise loader.ContentError("x.v1.yaml", "", "it is broken.", "Mend it.")

    monkeypatch.setattr(catalogue, "every_version", fail)
    assert any("it is broken" in p.what for p in checking.problems(locked=False))


# guards HZ-08
def test_the_lock_takes_new_versions_and_refuses_a_changed_meaning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "path", lambda _home=None: tmp_path / "content.lock")
    files = {"instruments/a@1.0.0": "1"}
    monkeypatch.setattr(lock, "present", lambda _home=None: dict(files))
    monkeypatch.setattr(catalogue, "homes", lambda: (tmp_path,))
    assert lock.read() == {}
    assert lock.release().new == ("instruments/a@1.0.0",)
    assert lock.read() == files

    files["instruments/b@1.0.0"] = "2"
    assert [p.what for p in checking.problems() if p.where == "content.lock"] == [
        "instruments/b@1.0.0: it is not locked yet. Run 'openkap content lock' to release it."
    ]
    files["instruments/a@1.0.0"] = "changed"
    assert lock.release().changed == ("instruments/a@1.0.0",)
    assert lock.read() == {"instruments/a@1.0.0": "1"}, "nothing is written when a meaning changed"
    del files["instruments/a@1.0.0"]
    found = lock.release()
    assert found.gone == ("instruments/a@1.0.0",)
    assert any("its file is gone" in p for p in found.problems())


def test_the_lock_names_every_version_that_has_a_file() -> None:
    assert lock.present()["instruments/phq-9@2.0.0"] == catalogue.entry("instruments", "phq-9").pin.digest
