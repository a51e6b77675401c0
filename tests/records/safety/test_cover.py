"""Who is on cover, and the proof that calls reach them. Hazards: HZ-17."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from openkap.gateways import notify
from openkap.records.safety import cover

pytestmark = pytest.mark.usefixtures("mail")


def plan(clinic: SimpleNamespace, at: datetime, **changes: Any) -> cover.Cover:
    given = {
        "by": clinic.admin,
        "starts_at": at,
        "ends_at": at + timedelta(hours=8),
        "first_id": clinic.sam.id,
        "second_id": clinic.noor.id,
        "director_id": clinic.dov.id,
        "now": at,
    }
    return cover.plan_cover(**(given | changes))


def test_cover_runs_from_its_start_to_just_before_its_end(clinic: SimpleNamespace, now: datetime) -> None:
    plan(clinic, now)
    found = cover.on_cover(clinic.here.id, now)
    assert found is not None
    assert [p.name for p in found.chain] == ["Sam", "Noor", "Dov"]
    assert cover.on_cover(clinic.here.id, now + timedelta(hours=8)) is None
    assert cover.on_cover(clinic.here.id, now - timedelta(seconds=1)) is None
    assert cover.on_cover(clinic.there.id, now) is None
    assert cover.next_cover_at(clinic.here.id, now - timedelta(hours=1)) == now


def test_a_later_statement_counts_even_that_nobody_is_there(clinic: SimpleNamespace, now: datetime) -> None:
    plan(clinic, now)
    nobody = {"first_id": None, "second_id": None, "director_id": None}
    plan(clinic, now, starts_at=now + timedelta(hours=2), ends_at=now + timedelta(hours=3),
         now=now + timedelta(minutes=1), **nobody)  # fmt: skip
    assert cover.on_cover(clinic.here.id, now + timedelta(hours=2)) is None
    assert cover.on_cover(clinic.here.id, now + timedelta(hours=3)) is not None


def test_a_rota_that_cannot_work_is_refused(clinic: SimpleNamespace, now: datetime) -> None:
    for changes, says in (
        ({"ends_at": now}, "ends before it starts"),
        ({"second_id": None}, "Name all three"),
        ({"second_id": clinic.sam.id}, "the same person"),
        ({"first_id": clinic.admin.id}, "not a clinician"),
        ({"first_id": clinic.wei.id}, "not a clinician"),
        ({"director_id": clinic.ingrid.id}, "not a director"),
    ):
        with pytest.raises(ValidationError, match=says):
            plan(clinic, now, **changes)
    with pytest.raises(PermissionDenied):
        plan(clinic, now, by=clinic.sam)


# guards HZ-17
def test_a_site_is_unproved_until_all_three_have_confirmed_a_message(
    clinic: SimpleNamespace, now: datetime, mail: list[notify.Message]
) -> None:
    assert "Nobody is on cover" in cover.unproved(clinic.here.id, now)[0]
    plan(clinic, now)
    assert len(cover.unproved(clinic.here.id, now)) == 3
    cover.send_channel_test(by=clinic.admin, person_id=clinic.sam.id, now=now)
    code = mail[-1].body.split("code is ")[1][:6]
    with pytest.raises(ValidationError):
        cover.confirm_channel(by=clinic.noor, code=code, now=now)
    with pytest.raises(ValidationError):
        cover.confirm_channel(by=clinic.sam, code="000000" if code != "000000" else "1", now=now)
    with pytest.raises(ValidationError):
        cover.confirm_channel(by=clinic.sam, code=code, now=now + timedelta(minutes=31))
    cover.confirm_channel(by=clinic.sam, code=code, now=now)
    assert [line.split()[0] for line in cover.unproved(clinic.here.id, now)] == ["Noor", "Dov"]


def test_a_proof_grows_old(clinic: SimpleNamespace, covered: cover.OnCover, now: datetime) -> None:
    assert cover.unproved(clinic.here.id, now) == ()
    later = now + timedelta(days=91)
    plan(clinic, now, starts_at=later, ends_at=later + timedelta(hours=1))
    assert len(cover.unproved(clinic.here.id, later)) == 3
