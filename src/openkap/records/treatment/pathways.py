"""The choice between psychotherapy, ketamine and both: today's comparison for a person, and the choice as made.

With acute risk nothing can be chosen; while nobody has asked about it, nothing can be chosen either.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from openkap.clinical.eligibility.decision import decide
from openkap.clinical.eligibility.definitions import Rulebook
from openkap.clinical.pathways.reasons import Guide
from openkap.clinical.pathways.report import comparison_document
from openkap.clinical.pathways.weighing import ENGINE, Comparison, RiskFirst, Standing, weigh
from openkap.clinical.protocols.definition import CourseKind
from openkap.content.guidebook import guide, pinned
from openkap.content.rulebook import rulebook
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.audit.services import service
from openkap.records.patients import selectors as patients
from openkap.records.patients.models import Patient
from openkap.records.safety import selectors as safety
from openkap.records.treatment import selectors
from openkap.records.treatment.courses import change_course, start_course
from openkap.records.treatment.decisions import Replay, settlements_by_product
from openkap.records.treatment.pathway_models import PathwayDecision
from openkap.records.treatment.sealing import digest_of, pin_document, pin_of


def weigh_patient(patient: Patient, as_of: datetime) -> RiskFirst | Comparison:
    """Today's comparison from everything known. The caller has come through ``patient_for``."""
    alerts = len(safety.unresolved_risk(patient.id))
    return _weighed((guide(), rulebook()), patient.id, patient.site.jurisdiction, as_of, alerts)


def _weighed(
    rules: tuple[Guide, Rulebook], patient_id: UUID, jurisdiction: str, as_of: datetime, alerts: int
) -> RiskFirst | Comparison:
    """The comparison by this content, from what was known at ``as_of``."""
    reasons, screening = rules
    chart = patients.chart(patient_id, as_of)
    settled = settlements_by_product(patient_id, as_of)
    verdicts = {
        product: decide(
            screening, chart.facts, product=product, jurisdiction=jurisdiction, as_of=as_of,
            settlements=settled.get(product, ()),
        ).verdict
        for product in _screened(screening)
    }  # fmt: skip
    return weigh(reasons, chart, verdicts=verdicts, open_risk_alerts=alerts)


def _screened(rules: Rulebook) -> tuple[str, ...]:
    """The products that these rules know: of a choice replayed, those of its own day."""
    return tuple(sorted(pin.id for pin in rules.pins if pin.kind == "products"))


def replay(choice: PathwayDecision) -> Replay:
    """Compare again as of the same instant, with the pinned content; facts learned later do not exist."""
    rules = pinned(tuple(pin_of(p) for p in choice.pins))
    jurisdiction = choice.document.get("jurisdiction") or choice.patient.site.jurisdiction
    again = _weighed(rules, choice.patient_id, jurisdiction, choice.decided_at, 0)  # none is made while one is open
    document = _document(again, jurisdiction)
    intact = _sealed(choice.document, choice) == choice.digest
    return Replay(_sealed(document, choice) == choice.digest, choice.kind, intact)


def _sealed(document: dict[str, Any], choice: PathwayDecision) -> str:
    return digest_of([document, choice.pins, choice.kind, choice.because])


def _document(found: RiskFirst | Comparison, jurisdiction: str) -> dict[str, Any]:
    """What was shown, and the place by whose rules; of acute risk there is nothing to show."""
    return {**comparison_document(found), "jurisdiction": jurisdiction} if isinstance(found, Comparison) else {}


@service
def choose_pathway(
    *, by: Actor, patient_id: UUID, kind: str, because: str, started_on: date, now: datetime
) -> PathwayDecision:
    """Choose what the course consists of. It starts the course, or changes the one that runs, and keeps what was shown.

    Who may choose what is decided where courses are started and changed.
    """
    patient = patients.patient_for(by, patient_id, "course", now)
    found = weigh_patient(patient, now)
    _refuse_unless_open(found, kind)
    running = selectors.active_course(patient.id)
    if running is None:
        course = start_course(by=by, patient_id=patient.id, kind=kind, because=because, started_on=started_on, now=now)
    else:
        course = change_course(by=by, course_id=running.id, kind=kind, because=because, reviewed_on=started_on, now=now)
    document = _document(found, patient.site.jurisdiction)
    pins = [pin_document(p) for p in found.pins]
    return PathwayDecision.objects.create(
        patient=patient, course=course, kind=kind, because=because.strip(), engine=ENGINE, pins=pins,
        document=document, fact_ids=list(found.fact_ids), digest=digest_of([document, pins, kind, because.strip()]),
        decided_by_id=by.id, decided_by_label=by.label, decided_at=now,
    )  # fmt: skip


def _refuse_unless_open(found: RiskFirst | Comparison, kind: str) -> None:
    if isinstance(found, RiskFirst):
        raise RefusedError("There is acute risk. No course is chosen now: follow the risk pathway first.")
    if found.risk_unknown:
        raise RefusedError(
            "Nobody has recorded lately whether there is acute risk. Ask, record the answer, then choose."
        )
    if kind in set(CourseKind) and found.option(CourseKind(kind)).standing is Standing.RULED_OUT:
        raise RefusedError("Screening rules out every product with ketamine. Choose psychotherapy, or correct a fact.")


def choices(patient_id: UUID) -> list[PathwayDecision]:
    """Every choice about the person, newest first."""
    return list(PathwayDecision.objects.filter(patient_id=patient_id).order_by("-decided_at"))
