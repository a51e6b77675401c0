"""The course page of somebody with 200 dosing sessions against one with 10: at most 15 queries, 1.3 times the time.

``benchmarks/course_page.py`` measures every page of such a person on its own database; this holds the one in the long tier.
"""

import sys
import time
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.sessions import keep, minutes, observe, opened, ready_for_dose, ready_to_leave

from openkap.content import catalogue
from openkap.gateways import clock
from openkap.records.accounts.models import Person
from openkap.records.patients.models import CareTeamMember, Patient

pytestmark = pytest.mark.long

MOST_QUERIES, MOST_RATIO, ROUNDS = 15, 1.3, 40


def _one_session(clinic: SimpleNamespace, patient: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Any:
    session = opened(clinic, patient, now, monkeypatch)
    ready_for_dose(clinic.sam, session, now + minutes(5))
    for minute in (10, 15):
        keep(clinic.sam, session, "dose", now + minutes(minute), amount_mg=28, lot="A12")
    observe(clinic.sam, session, now + minutes(50), systolic=171, diastolic=104, heart_rate=88, dissociation="some")
    ready_to_leave(clinic.sam, session, now + minutes(136))
    keep(clinic.sam, session, "discharged", now + minutes(137), signed_by="Sam")
    session.refresh_from_db()
    return session


def _repeated(session: Any, times: int) -> None:
    """The same session, a day earlier each time, each with its order, its weekly PHQ-9 and its visit."""
    from openkap.records.assessments.models import Assignment, QuestionnaireResponse, Score
    from openkap.records.dosing.models import DosingSession
    from openkap.records.scheduling.models import Visit
    from openkap.records.treatment.models import Order

    order, patient, pin = session.order, session.patient, catalogue.entry("instruments", "phq-9").pin
    for back in range(1, times):
        at = session.opened_at - timedelta(days=back)
        first = datetime.fromisoformat(session.snapshot["summary"]["first_at"]) - timedelta(days=back)
        copied = {f.attname: getattr(order, f.attname) for f in Order._meta.fields if f.name != "id"}
        summed = {**session.snapshot["summary"], "first_at": f"{first:%Y-%m-%dT%H:%M:%SZ}"}
        snapshot = {**session.snapshot, "summary": summed}
        fields = {f.attname: getattr(session, f.attname) for f in DosingSession._meta.fields if f.name != "id"}
        one = Order.objects.create(**{**copied, "for_on": at.date()})
        DosingSession.objects.create(**{**fields, "order_id": one.id, "opened_at": at, "snapshot": snapshot})
        sent = Assignment.objects.create(
            patient=patient, assigned_by=uuid4(), assigned_at=at, expires_at=at + timedelta(days=1),
            token_digest=uuid4().hex,
        )  # fmt: skip
        answered = QuestionnaireResponse.objects.create(
            assignment=sent, patient=patient, position=0, instrument=pin.id, version=pin.version, digest=pin.digest,
            status="completed", closed_at=at,
        )  # fmt: skip
        Score.objects.create(response=answered, complete=True, value=back % 28, method_version="1", scored_at=at)
        Visit.objects.create(
            patient=patient, kind="dosing", title="Dosing", planned_at=at, planned_on=at.date(), minutes=210,
            why="a series", status="finished",
        )  # fmt: skip


def _queries(client: Client, address: str) -> int:
    assert client.get(address).status_code == 200  # what is looked up once a process is looked up now
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def _seconds(client: Client, addresses: tuple[str, str]) -> tuple[float, float]:
    """The shortest time of each, taken in turns, so that a busy machine disturbs both alike."""
    times: dict[str, list[float]] = {address: [] for address in addresses}
    for _ in range(ROUNDS):
        for address in addresses:
            begun = time.perf_counter()
            client.get(address)
            times[address].append(time.perf_counter() - begun)
    return min(times[addresses[0]]), min(times[addresses[1]])


def test_two_hundred_sessions_against_ten(
    client: Client, clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ada has 10; Bea, in care of the same team, has 200."""
    bea = Patient.objects.create(site=clinic.here, given_name="Bea", family_name="Lund", born_on=ada.born_on)
    for member in CareTeamMember.objects.filter(patient=ada):
        CareTeamMember.objects.create(patient=bea, person_id=member.person_id, valid_from=member.valid_from)
    _repeated(_one_session(clinic, ada, now, monkeypatch), 10)
    _repeated(_one_session(clinic, bea, now, monkeypatch), 200)
    client.force_login(Person.objects.get(id=clinic.ingrid.id))
    with clock.frozen(now + timedelta(hours=5)):
        addresses = (f"/patients/{ada.id}/course/", f"/patients/{bea.id}/course/")
        few, many = (_queries(client, address) for address in addresses)
        quick, slow = _seconds(client, addresses)
    sys.stdout.write(f"\n 10 sessions: {few} queries, {quick * 1000:.1f} ms\n")
    sys.stdout.write(f"200 sessions: {many} queries, {slow * 1000:.1f} ms, {slow / quick:.2f} times as long\n")
    assert 0 < few <= MOST_QUERIES
    assert 0 < many <= MOST_QUERIES
    assert slow / quick <= MOST_RATIO
