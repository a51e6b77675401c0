"""Many people of a clinic at once, each with a course, its first dose and dated scores; no page made any of them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

Scores = Iterable[tuple[float, int]]  # days from the first dose, and the score


def come(clinic: SimpleNamespace, at: datetime, *, eligible_for: str = "") -> Any:
    """Somebody is referred; with a product, a signed decision found nothing against it."""
    from openkap.records.patients.models import ImportedBundle, Patient
    from openkap.records.treatment.decision_models import EligibilityDecision

    patient = Patient.objects.create(
        site=clinic.here, given_name="Some", family_name=uuid4().hex[:8], born_on=date(1980, 1, 1)
    )
    ImportedBundle.objects.create(
        patient=patient, digest=uuid4().hex, content=b"{}", received_at=at, received_by_id=clinic.ingrid.id, counts={},
        not_understood=[], unresolved=[], facts_new=0, facts_known=0,
    )  # fmt: skip
    if eligible_for:
        EligibilityDecision.objects.create(
            patient=patient, product=eligible_for, jurisdiction="eu", as_of_at=at, verdict="eligible", engine="1",
            pins=[], document={}, fact_ids=[], digest="0" * 64, signed_by_id=clinic.ingrid.id, signed_by_label="I",
            signed_at=at,
        )  # fmt: skip
    return patient


def plan(clinic: SimpleNamespace, patient: Any, at: datetime, protocol: str) -> Any:
    """A course with its first plan, by a protocol."""
    from openkap.content import catalogue
    from openkap.records.treatment.models import Course, Plan
    from openkap.records.treatment.sealing import pin_document

    entry = catalogue.entry("protocols", protocol)
    product = entry.value.product
    kind = "both" if product else "psychotherapy"
    course = Course.objects.create(patient=patient, kind=kind, started_on=at.date(), status="finished")
    return Plan.objects.create(
        course=course, version=1, course_kind=kind, protocol=pin_document(entry.pin),
        product=pin_document(catalogue.entry("products", product).pin) if product else None, starts_on=at.date(),
        made_at=at, made_by_id=clinic.ingrid.id, made_by_label="I", digest="0" * 64,
    )  # fmt: skip


def dose(clinic: SimpleNamespace, made: Any, at: datetime, *, given: bool = True) -> None:
    """A session of this plan, with or without a dose."""
    from openkap.records.dosing.models import DosingSession
    from openkap.records.treatment.models import Order

    patient = made.course.patient
    order = Order.objects.create(
        patient=patient, plan=made, for_on=at.date(), product=made.product, route="intravenous", dose_mg=Decimal(40),
        pins=[], signed_at=at, signed_by_id=clinic.ingrid.id, signed_by_label="I", digest="0" * 64,
    )  # fmt: skip
    summary = {"first_at": f"{at:%Y-%m-%dT%H:%M:%SZ}" if given else None, "given_mg": "40"}
    DosingSession.objects.create(
        patient=patient, site=clinic.here, order=order, room="1", product=made.product, plan={}, opened_at=at,
        opened_by_id=clinic.sam.id, phase="discharged", is_open=False, heard_at=at,
        snapshot={"summary": summary}, summary=summary, first_dose_at=at if given else None, given_mg=Decimal(40),
    )  # fmt: skip


def score(patient: Any, instrument: str, at: datetime, value: int) -> None:
    """One finished form with its score."""
    from openkap.content import catalogue
    from openkap.records.assessments.models import Assignment, QuestionnaireResponse, Score

    pin = catalogue.entry("instruments", instrument).pin
    sent = Assignment.objects.create(
        patient=patient, assigned_by=uuid4(), assigned_at=at, expires_at=at + timedelta(days=2),
        token_digest=uuid4().hex + uuid4().hex,
    )  # fmt: skip
    form = QuestionnaireResponse.objects.create(
        assignment=sent, patient=patient, position=0, instrument=pin.id, version=pin.version, digest=pin.digest,
        status="completed", closed_at=at,
    )  # fmt: skip
    Score.objects.create(response=form, complete=True, value=Decimal(value), method_version="1", scored_at=at)


def unanswered(patient: Any, instrument: str, at: datetime) -> None:
    """One form that was sent and that nobody filled in while its link worked."""
    from openkap.content import catalogue
    from openkap.records.assessments.models import Assignment, QuestionnaireResponse

    pin = catalogue.entry("instruments", instrument).pin
    sent = Assignment.objects.create(
        patient=patient, assigned_by=uuid4(), assigned_at=at, expires_at=at + timedelta(days=2),
        token_digest=uuid4().hex + uuid4().hex,
    )  # fmt: skip
    QuestionnaireResponse.objects.create(
        assignment=sent, patient=patient, position=0, instrument=pin.id, version=pin.version, digest=pin.digest
    )


def treat(
    clinic: SimpleNamespace,
    began_at: datetime,
    scores: Scores,
    *,
    protocol: str = "ketamine-iv-6-in-3-weeks",
    instrument: str = "phq-9",
) -> Any:
    """Somebody who was referred two weeks before, found eligible, given a first dose, and measured."""
    from openkap.content import catalogue

    product = catalogue.entry("protocols", protocol).value.product
    patient = come(clinic, began_at - timedelta(days=14), eligible_for=product)
    dose(clinic, plan(clinic, patient, began_at, protocol), began_at)
    for day, value in scores:
        score(patient, instrument, began_at + timedelta(days=day), value)
    return patient
