"""What the tests of records share: a keyset of their own, whether a dose is at work, the patient as an actor."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from openkap.records.audit import keyset as keys
from openkap.records.audit.acting import Actor, ActorKind


@pytest.fixture(autouse=True)
def keyset(settings: Settings, tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "keyset.json"
    keys.create(path)
    settings.KEYSET = str(path)
    return path


@pytest.fixture
def effect(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Whether a dose is at work, set by the test: effect.under, effect.ended_at."""
    from openkap.records.patients import selectors

    state = SimpleNamespace(under=False, ended_at=None)
    monkeypatch.setattr(selectors, "under_effect", lambda patient_id: state.under, raising=False)
    monkeypatch.setattr(selectors, "last_effect_ended_at", lambda patient_id: state.ended_at, raising=False)
    return state


@pytest.fixture
def herself(ada: Any) -> Actor:
    """Ada, acting for herself."""
    return Actor(ActorKind.PATIENT, ada.id, ada.site_id, label=ada.name)
