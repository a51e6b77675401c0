"""Dating a plan's visits, moving them with a reason, and keeping who came."""

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from openkap.clinical.protocols.definition import VisitKind
from openkap.clinical.protocols.schedule import Constraints
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.scheduling.calendar import follower_day, protocol_of, refuse_clash, scheduled
from openkap.records.scheduling.models import Visit, VisitChange, VisitStatus
from openkap.records.treatment.courses import patient_here
from openkap.records.treatment.models import Plan
from openkap.records.treatment.plans import PlanDraft, make_plan

STAFF = ("prescriber", "therapist", "nurse", "administrator")
NEXT = {
    VisitStatus.PLANNED: {VisitStatus.ARRIVED, VisitStatus.NOSHOW, VisitStatus.CANCELLED},
    VisitStatus.ARRIVED: {VisitStatus.FINISHED, VisitStatus.CANCELLED},
}


@service
def plan_course(*, by: Actor, course_id: UUID, draft: PlanDraft, constraints: Constraints, now: datetime) -> Plan:
    """Keep the next version of a plan and date its visits; what the version before had still planned is cancelled."""
    plan = make_plan(by=by, course_id=course_id, draft=draft, now=now)
    patient = plan.course.patient
    today = now.astimezone(ZoneInfo(patient.site.zone)).date()
    for visit in Visit.objects.filter(plan__course=plan.course, status=VisitStatus.PLANNED, planned_on__gte=today):
        _change(by, visit, VisitStatus.CANCELLED, visit.planned_at, f"Plan version {plan.version} replaces it.", now)
    for made in scheduled(plan, constraints).visits:
        if made.on < today:
            continue
        Visit.objects.create(
            patient=patient,
            plan=plan,
            kind=made.kind,
            title=made.title,
            rule=made.rule,
            number=made.number,
            planned_at=made.at,
            planned_on=made.on,
            earliest_on=made.earliest_on,
            latest_on=made.latest_on,
            minutes=made.minutes,
            why=made.why,
            instruments=list(made.instruments),
        )
    return plan


@service
def add_visit(
    *, by: Actor, patient_id: UUID, kind: str, planned_at: datetime, minutes: int, why: str, now: datetime
) -> Visit:
    """Add a visit that no protocol asks for. A dose is never added this way."""
    require_role(by, *STAFF, doing="add a visit")
    if kind not in {k.value for k in VisitKind} - {VisitKind.DOSING}:
        raise RefusedError("A visit of this kind comes from a plan. Change the plan instead.")
    patient = patient_here(by, patient_id)
    local = planned_at.astimezone(ZoneInfo(patient.site.zone))
    if planned_at < now:
        raise RefusedError("That time has passed. Choose a later one.")
    if not 5 <= minutes <= 24 * 60:
        raise RefusedError("A visit lasts from 5 minutes to a day. Write how long it takes.")
    return Visit.objects.create(
        patient=patient,
        kind=kind,
        title=kind.capitalize(),
        planned_at=planned_at,
        planned_on=local.date(),
        minutes=minutes,
        why=_needed(why),
    )


@service
def move_visit(*, by: Actor, visit_id: UUID, to: datetime, reason: str, now: datetime) -> Visit:
    """Move a visit, with a reason. Doses keep their distance, and the integration of a moved dose follows it."""
    require_role(by, *STAFF, doing="move a visit")
    visit = _visit(by, visit_id)
    if visit.status != VisitStatus.PLANNED:
        raise RefusedError("Only a planned visit can be moved. Plan another one instead.")
    if to < now:
        raise RefusedError("That time has passed. Choose a later one.")
    zone = ZoneInfo(visit.patient.site.zone)
    day = to.astimezone(zone).date()
    refuse_clash(visit, day)
    other_day = day != visit.planned_on
    _change(by, visit, visit.status, to, _needed(reason), now)
    _place(visit, to, day, f"Moved by {by.label}: {_needed(reason)}")
    if visit.kind == VisitKind.DOSING and other_day:
        _follow(by, visit, zone, now)
    return visit


@service
def set_status(*, by: Actor, visit_id: UUID, status: str, now: datetime, reason: str = "") -> Visit:
    """Keep that a person arrived, that a visit is finished, was missed or is cancelled; the last two need a reason."""
    require_role(by, *STAFF, doing="keep what became of a visit")
    visit = _visit(by, visit_id)
    if status not in NEXT.get(VisitStatus(visit.status), set()):
        raise RefusedError(f"A visit that is {visit.get_status_display().lower()} cannot become {status!r}.")
    if status in {VisitStatus.CANCELLED, VisitStatus.NOSHOW}:
        reason = _needed(reason)
    _change(by, visit, status, visit.planned_at, reason, now)
    return visit


def _follow(by: Actor, dose: Visit, zone: ZoneInfo, now: datetime) -> None:
    """Date the integration of a moved dose anew."""
    if dose.plan is None:
        return
    rules = [
        v.id for v in protocol_of(dose.plan).visits if v.anchor.rule == dose.rule and v.kind is VisitKind.INTEGRATION
    ]
    followers = Visit.objects.select_related("patient__site").filter(
        plan=dose.plan, rule__in=rules, number=dose.number, status=VisitStatus.PLANNED
    )
    for visit in followers:
        local = visit.planned_at.astimezone(zone)
        day = follower_day(dose)
        to = datetime.combine(day, local.time(), zone).astimezone(UTC)
        reason = f"Follows dose {dose.number}, which was moved to {dose.planned_on:%A %-d %B}."
        _change(by, visit, visit.status, to, reason, now)
        _place(visit, to, day, reason)


def _place(visit: Visit, to: datetime, day: date, why: str) -> None:
    visit.planned_at, visit.planned_on, visit.why = to, day, why
    visit.save()


def _visit(by: Actor, visit_id: UUID) -> Visit:
    visits = Visit.objects.select_for_update(of=("self",)).select_related("patient__site", "plan")
    visit = visits.filter(id=visit_id, patient__site_id=by.site).first()
    if visit is None:
        raise RefusedError("There is no such visit here. Open the person's plan again.")
    return visit


def _needed(reason: str) -> str:
    if not reason.strip():
        raise RefusedError("Say in a sentence why.")
    return reason.strip()


def _change(by: Actor, visit: Visit, status: str, at: datetime, reason: str, now: datetime) -> None:
    VisitChange.objects.create(
        visit=visit,
        from_status=visit.status,
        to_status=status,
        from_at=visit.planned_at,
        to_at=at,
        reason=reason,
        changed_at=now,
        changed_by_id=by.id,
        changed_by_label=by.label,
    )
    if status != visit.status:
        visit.status = status
        visit.save()
