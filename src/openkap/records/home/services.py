"""The prescriber's side of a dose at home: the companion is trained, one dose is ordered, and one dose is released."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from openkap.clinical.protocols.definition import Protocol
from openkap.clinical.values import Known
from openkap.content import catalogue
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.home import selectors
from openkap.records.home.events import append_event, locked_session
from openkap.records.home.models import HomeCompanion, HomeEvent, HomeEventKind, HomeSession
from openkap.records.patients.models import Patient
from openkap.records.treatment import selectors as treatment
from openkap.records.treatment.models import Place, Plan
from openkap.records.treatment.sealing import pin_document
from openkap.records.treatment.services import give_go, sign_order

TRAINERS = ("prescriber", "nurse", "therapist")


@dataclass(frozen=True, slots=True)
class CompanionDraft:
    """An adult who stays with the person, and the ids of the points that they were shown."""

    name: str
    phone: str
    age_years: int
    trained: tuple[str, ...]


@service
def train_companion(*, by: Actor, patient_id: UUID, draft: CompanionDraft, now: datetime) -> HomeCompanion:
    """Keep who stays with the person, and what ``by`` showed them. Whoever was named before is replaced."""
    require_role(by, *TRAINERS, doing="train a companion")
    patient, protocol = _patient(by, patient_id), _protocol_of(patient_id)
    name, phone = " ".join(draft.name.split()), " ".join(draft.phone.split())
    if not name or not phone:
        raise RefusedError("Write the companion's name and telephone number.")
    rules = protocol.home
    if rules is None or draft.age_years < rules.chaperone_age:
        raise RefusedError(f"The companion must be {rules.chaperone_age if rules else 18} or older. Ask somebody else.")
    known = [p.id for p in rules.training if p.id in draft.trained]
    return HomeCompanion.objects.create(
        patient=patient, name=name[:120], phone=phone[:40], age_years=draft.age_years,
        protocol=pin_document(protocol.pin), trained=known, recorded_at=now, recorded_by_id=by.id,
        recorded_by_label=by.label[:120],
    )  # fmt: skip


@service
def end_companion(*, by: Actor, patient_id: UUID, because: str, now: datetime) -> HomeCompanion:
    """This adult no longer stays with the person. Until somebody else is trained, nothing is released."""
    require_role(by, *TRAINERS, doing="end what a companion does")
    patient = _patient(by, patient_id)
    standing = selectors.companion_of(patient.id)
    if standing is None or not because.strip():
        raise RefusedError("There is no companion, or no reason. Say in a sentence why it ends.")
    return HomeCompanion.objects.create(
        patient=patient, name=standing.name, phone=standing.phone, age_years=standing.age_years,
        protocol=standing.protocol, trained=standing.trained, ended=True, because=because.strip(), recorded_at=now,
        recorded_by_id=by.id, recorded_by_label=by.label[:120],
    )  # fmt: skip


@service
def order_for_home(
    *, by: Actor, plan_id: UUID, for_on: date, address: str, emergency_number: str, now: datetime, reason: str = ""
) -> HomeSession:
    """Order one dose for one day at home. It may not be taken before it is released on that day."""
    require_role(by, "prescriber", doing="order a dose for home")
    plan = Plan.objects.select_related("course__patient__site").filter(id=plan_id).first()
    if plan is None:
        raise RefusedError("There is no such plan here. Open the person's plan again.")
    patient = _patient(by, plan.course.patient_id)
    where, number = address.strip(), " ".join(emergency_number.split())
    if not where or not number:
        raise RefusedError("Write the address where an ambulance finds them, and the emergency number there.")
    order = sign_order(by=by, plan_id=plan.id, for_on=for_on, now=now, reason=reason, place=Place.HOME)
    missing, companion = (
        selectors.missing_to_order(patient, plan, order.dose_mg, now),
        selectors.companion_of(patient.id),
    )
    if missing or companion is None:
        raise RefusedError(f"No dose can be ordered for home yet. {' '.join(missing)}")
    return HomeSession.objects.create(
        patient=patient, order=order, companion=companion, address=where,
        emergency_number=number[:20], prepared_at=now,
    )  # fmt: skip


@service
def release_dose(*, by: Actor, session_id: UUID, now: datetime, reason: str = "") -> HomeEvent:
    """Release this one dose, now that the facts of the hour are in. It lapses when the blood pressure has grown old."""
    require_role(by, "prescriber", doing="release a dose at home")
    session = locked_session(by, session_id)
    dose = selectors.dose_at_home(session.patient_id, session.id)
    if dose is None:
        raise RefusedError("There is no such dose here. Open the person's page again.")
    if missing := selectors.missing_to_release(dose, now):
        raise RefusedError(f"It cannot be released. {' '.join(missing)}")
    if not isinstance(dose.start.measured_at, Known):
        raise RefusedError("Blood pressure is not known. Measure it now.")
    give_go(by=by, order_id=session.order_id, now=now, reason=reason, place=Place.HOME)
    until = dose.start.measured_at.value + dose.rules.pressure_within
    return append_event(by, session, HomeEventKind.RELEASED, {"until": until.isoformat()}, now, now)


def _patient(by: Actor, patient_id: UUID) -> Patient:
    patient = Patient.objects.select_related("site").filter(id=patient_id, site_id=by.site).first()
    if patient is None:
        raise RefusedError("There is no such person here. Go back to the list of patients.")
    return patient


def _protocol_of(patient_id: UUID) -> Protocol:
    _, plan = treatment.current(patient_id)
    protocol: Protocol | None = catalogue.entry("protocols", plan.protocol["id"]).value if plan else None
    if protocol is None or protocol.home is None:
        raise RefusedError("The plan in force has no doses at home, so there is nothing to train for.")
    return protocol


def shown_points(patient_id: UUID) -> Iterable[tuple[str, str]]:
    """What a companion of this person is shown, as id and words."""
    rules = _protocol_of(patient_id).home
    return [(p.id, p.says) for p in rules.training] if rules else []
