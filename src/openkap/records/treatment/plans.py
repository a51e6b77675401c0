"""Making a plan: goals in the patient's words, product and dose within their rules, modality, protocol."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from openkap.clinical.protocols.definition import CourseKind, Protocol
from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.content.loader import ContentError
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.treatment.courses import active_course
from openkap.records.treatment.doses import DoseFor, dose_for
from openkap.records.treatment.homeswitch import home_closed
from openkap.records.treatment.models import Course, Plan
from openkap.records.treatment.sealing import digest_of, pin_document


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What a clinician means to plan. Without ketamine, ``dose_value`` stays None."""

    goals: tuple[str, ...]
    protocol: str
    starts_on: date
    modality: str = ""
    dose_value: Decimal | None = None
    dose_unit: str = ""
    dose_reason: str = ""
    because: str = ""  # why it replaces the plan before


@service
def make_plan(*, by: Actor, course_id: UUID, draft: PlanDraft, now: datetime) -> Plan:
    """Keep the next version of a course's plan; refuse what does not fit the course or cannot be a dose."""
    course = active_course(by, course_id)
    kind = CourseKind(course.kind)
    roles = ("prescriber",) if kind.has_dosing else ("prescriber", "therapist")
    require_role(by, *roles, doing="make this plan")
    goals = [" ".join(g.split()) for g in draft.goals if g.strip()]
    if not goals:
        raise RefusedError("There is no goal yet. Write at least one, in the person's own words.")
    protocol = fitting_protocol(course, draft.protocol, now)
    modality = _modality(kind, protocol, draft.modality)
    version = Plan.objects.filter(course=course).count() + 1
    if version > 1 and not draft.because.strip():
        raise RefusedError("This replaces a plan. Say in a sentence what changed and why.")
    product = checked_dose(course, protocol, draft, now)
    values = {
        "goals": goals,
        "modality": pin_document(modality) if modality else None,
        "protocol": pin_document(protocol.pin),
        "product": pin_document(product) if product else None,
        "route": catalogue.entry("products", product.id).value.route if product else "",
        "dose_value": draft.dose_value,
        "dose_unit": draft.dose_unit if product else "",
        "dose_reason": draft.dose_reason.strip(),
        "starts_on": draft.starts_on,
        "because": draft.because.strip(),
    }
    return Plan.objects.create(
        course=course,
        version=version,
        course_kind=course.kind,
        made_at=now,
        made_by_id=by.id,
        made_by_label=by.label,
        digest=digest_of([str(course.id), version, values, str(by.id), now.isoformat()]),
        **values,
    )


def fitting_protocol(course: Course, protocol_id: str, now: datetime) -> Protocol:
    """The protocol, if it is one for this kind of course in this jurisdiction, and not closed here."""
    try:
        protocol: Protocol = catalogue.entry("protocols", protocol_id).value
    except ContentError as error:
        raise RefusedError(f"There is no protocol {protocol_id!r}. Choose one from the list.") from error
    site = course.patient.site
    closed = home_closed(protocol, site, now.astimezone(ZoneInfo(site.zone)).date()) if protocol.home else ()
    if closed:
        raise RefusedError(f"Doses at home are off at this site. {' '.join(closed)} Choose a protocol for the clinic.")
    if course.kind not in protocol.courses:
        raise RefusedError(f"{protocol.title} is not for a course of {course.get_kind_display().lower()}.")
    if course.patient.site.jurisdiction not in protocol.jurisdictions:
        raise RefusedError(f"{protocol.title} is not for this jurisdiction. Choose another protocol.")
    return protocol


def checked_dose(course: Course, protocol: Protocol, draft: PlanDraft, now: datetime) -> Pin | None:
    """The product's pin when the course has dosing, after the dose was checked; None without ketamine."""
    if not protocol.product:
        if draft.dose_value is not None:
            raise RefusedError("A course without ketamine has no dose. Take the dose out.")
        return None
    if draft.dose_value is None:
        raise RefusedError("There is no dose yet. Fill it in, with its unit.")
    entry = catalogue.entry("products", protocol.product)
    found = dose_for(course.patient, entry.value, draft.dose_value, draft.dose_unit, now, variant=protocol.variant)
    refuse_unreasoned(found, draft.dose_reason)
    return entry.pin


def refuse_unreasoned(found: DoseFor, reason: str) -> None:
    """Refuse a dose that cannot be entered, and one that asks for a reason and has none."""
    words = " ".join(f.because for f in found.check.findings if f.level != "note")
    if found.check.refused:
        raise RefusedError(words)
    if found.asks_reason and not reason.strip():
        raise RefusedError(f"{words} Change the dose, or write the reason for it.")


def _modality(kind: CourseKind, protocol: Protocol, modality_id: str) -> Pin | None:
    if not modality_id:
        if kind is CourseKind.KETAMINE:
            return None
        raise RefusedError("Therapy needs a modality. Choose one from the list.")
    if modality_id not in catalogue.ids("modalities"):
        raise RefusedError(f"There is no modality {modality_id!r}. Choose one from the list.")
    if protocol.modalities and modality_id not in protocol.modalities:
        raise RefusedError(f"{protocol.title} goes with another modality. Choose a matching pair.")
    return catalogue.entry("modalities", modality_id).pin
