"""A device becomes a room whole, or not at all."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from tests.sessions import keep, minutes, opened

from openkap.records.accounts.device_services import register_device
from openkap.records.accounts.models import RoomSession
from openkap.records.audit.refusals import RefusedError
from openkap.records.dosing import tablets
from openkap.records.patients import door
from openkap.records.patients.models import RoomAccess

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Any:
    return opened(clinic, ada, now, monkeypatch)


def test_the_device_opens_and_both_are_let_to_the_person(session: Any, clinic: SimpleNamespace, now: datetime) -> None:
    device, _ = register_device(by=clinic.admin, label="Tablet 4", now=now)
    tablets.open_on_device(by=clinic.sam, session_id=session.id, device_id=device.id, now=now)
    assert RoomSession.objects.get(device=device).dosing_session_id == session.id
    assert {device.id, clinic.sam.id} <= set(RoomAccess.objects.values_list("holder_id", flat=True))


def test_nothing_is_left_when_one_half_is_not_kept(
    session: Any, clinic: SimpleNamespace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, _ = register_device(by=clinic.admin, label="Tablet 4", now=now)

    def lost(**_: Any) -> None:
        raise RefusedError("the disk is full")

    monkeypatch.setattr(door, "admit_to_room", lost)
    with pytest.raises(RefusedError, match="disk"):
        tablets.open_on_device(by=clinic.sam, session_id=session.id, device_id=device.id, now=now)
    assert not RoomSession.objects.exists()


def test_neither_an_ended_session_nor_another_sites_opens(session: Any, clinic: SimpleNamespace, now: datetime) -> None:
    device, _ = register_device(by=clinic.admin, label="Tablet 4", now=now)
    with pytest.raises(RefusedError, match="no such open session"):
        tablets.open_on_device(by=clinic.wei, session_id=session.id, device_id=device.id, now=now)
    keep(clinic.ingrid, session, "stopped-before-dose", now + minutes(1), because="ill", decided_by="Ingrid")
    with pytest.raises(RefusedError, match="no such open session"):
        tablets.open_on_device(by=clinic.sam, session_id=session.id, device_id=device.id, now=now)
