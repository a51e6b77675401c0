"""Every page of a person costs with years of history what it cost after some weeks: in queries, and in rows read."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.long_courses import Asked, asked, left_behind, repeat
from tests.sessions import keep, minutes, observe, opened, ready_for_dose, ready_to_leave

from openkap.clinical.facts import Fact
from openkap.gateways import clock

MOST_QUERIES, SOME, MANY = 15, 60, 200
APART = timedelta(days=3)
COURSE = "patients/{person}/course/"
PAGES = (
    COURSE, COURSE + "?doses=3", "patients/{person}/plan/", "patients/{person}/plan/?visits=2&orders=2",
    "patients/{person}/plan/before/", "patients/{person}/plan/order/{order}/", "patients/{person}/screening/",
    "patients/{person}/facts/", "patients/{person}/facts/{weight}/history/", "patients/{person}/questionnaires/",
    "patients/{person}/consent/", "patients/{person}/notes/", "patients/{person}/review/", "sessions/{person}/",
    "rooms/{session}/", "rooms/{session}/entries/", "rooms/{session}/ended/", "rooms/{session}/before/",
    "rooms/{session}/leaving/",
)  # fmt: skip
COUNTED = {  # rows a session adds where a page sums up the whole course: doses, forms, values that are watched
    COURSE: 5, COURSE + "?doses=3": 5, "patients/{person}/plan/": 2,
    "patients/{person}/plan/?visits=2&orders=2": 2, "rooms/{session}/": 1,
}  # fmt: skip


@pytest.fixture
def session(
    clinic: SimpleNamespace, ada: Any, now: datetime, keyset: Path, covered: Any, monkeypatch: pytest.MonkeyPatch
) -> Any:
    """Ada's whole session, with its visit, its form, its note, its homework and its decision."""
    from openkap.interfaces.cli.demo.forms import answers_for, fill_in, send_forms
    from openkap.records.patients.services import record_fact
    from openkap.records.scheduling.models import Visit
    from openkap.records.therapy import services as therapy
    from openkap.records.therapy.homework_services import close_homework, set_homework
    from openkap.records.treatment.decisions import sign_decision
    from openkap.records.treatment.models import Plan

    sent = send_forms(by=clinic.noor, patient=ada, instruments=("phq-9", "gad-7"), now=now)
    fill_in(sent, lambda name: answers_for(name, 12, worried=False), chance=Random(7), now=now + minutes(1))
    weight = Fact("body-weight", Decimal("64.4"), now, "scales", unit="kg", asserted_by="Sam")
    record_fact(by=clinic.sam, patient_id=ada.id, fact=weight, now=now)
    made = opened(clinic, ada, now, monkeypatch)
    ready_for_dose(clinic.sam, made, now + minutes(5))
    keep(clinic.sam, made, "dose", now + minutes(10), amount_mg=56, lot="A12")
    observe(clinic.sam, made, now + minutes(50), systolic=151, diastolic=94, heart_rate=88, dissociation="some")
    ready_to_leave(clinic.sam, made, now + minutes(132))
    keep(clinic.sam, made, "discharged", now + minutes(133), signed_by="Sam")
    told = {f.attname: getattr(made.order.plan, f.attname) for f in Plan._meta.fields if f.name != "id"}
    Plan.objects.create(**{**told, "version": 2, "dose_value": Decimal(56), "dose_unit": "mg"})
    later = now + timedelta(hours=5)
    sign_decision(by=clinic.ingrid, patient_id=ada.id, product="esketamine-nasal", jurisdiction="eu", now=later)
    Visit.objects.create(
        patient=ada, kind="dosing", title="Dosing", planned_at=now, planned_on=now.date(), minutes=210, why="a series",
        status="finished",
    )  # fmt: skip
    draft = therapy.begin_note(
        by=clinic.noor, patient_id=ada.id, phase="integration", modality_id="act", held_at=later, now=later
    )
    text = therapy.NoteText({"processes": ["values"], "work": "Stayed.", "committed-action": "Call.", "willingness": 7},
                            55, risk_asked=True, risk_words="None now.")  # fmt: skip
    therapy.save_note(by=clinic.noor, draft_id=draft.id, text=text, now=later)
    therapy.sign_note(by=clinic.noor, draft_id=draft.id, now=later)
    form = _first_homework()
    work = set_homework(by=clinic.noor, patient_id=ada.id, modality_id="act", form=form, due_on=date(2026, 10, 8),
                        now=later)  # fmt: skip
    close_homework(by=clinic.noor, homework_id=work.id, status="done", completed_on=date(2026, 10, 6), now=later)
    made.refresh_from_db()
    return made


def _first_homework() -> str:
    from openkap.content import catalogue

    return str(catalogue.entry("modalities", "act").value.homework[0].id)


def _looked_at(client: Client, session: Any) -> dict[str, Asked]:
    found = {}
    weight = session.patient.facts.filter(code="body-weight").latest("effective_at")
    ids = {"person": session.patient_id, "session": session.id, "order": session.order_id, "weight": weight.id}
    with clock.frozen(session.opened_at + timedelta(hours=6)):
        for page in PAGES:
            address = "/" + page.format(**ids)
            assert client.get(address).status_code == 200, page  # what is looked up once a process is looked up now
            with asked() as found[page]:
                client.get(address)
    return found


def test_no_page_of_a_person_asks_or_reads_more_after_years(
    client: Client, clinic: SimpleNamespace, session: Any
) -> None:
    client.force_login(get_user_model()._default_manager.get(id=clinic.ingrid.id))
    left = left_behind(session.patient)
    repeat(left, range(1, SOME), APART)
    some = _looked_at(client, session)
    repeat(left, range(SOME, MANY), APART)
    many = _looked_at(client, session)
    assert {page: len(a.queries) for page, a in many.items() if len(a.queries) > MOST_QUERIES} == {}
    grown = {page: a.read - some[page].read for page, a in many.items() if a.read > some[page].read}
    each = {page: rows / (MANY - SOME) for page, rows in grown.items()}
    assert {page: rows for page, rows in each.items() if rows > COUNTED.get(page, 0)} == {}
