"""Where visits fall: the dates that a plan comes to, and the days that a visit may not be moved to."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from openkap.clinical.protocols.definition import Protocol, VisitKind
from openkap.clinical.protocols.schedule import MONDAY_TO_FRIDAY, Constraints, Schedule, schedule
from openkap.content import catalogue
from openkap.records.audit.refusals import RefusedError
from openkap.records.scheduling.models import Visit, VisitStatus
from openkap.records.treatment.models import Plan

USUAL_TIMES = {
    VisitKind.PREPARATION: time(11, 0),
    VisitKind.DOSING: time(9, 0),
    VisitKind.INTEGRATION: time(14, 0),
    VisitKind.THERAPY: time(15, 30),
    VisitKind.REVIEW: time(16, 30),
    VisitKind.FOLLOW_UP: time(10, 0),
}


def protocol_of(plan: Plan) -> Protocol:
    """The very version of the protocol that the plan was made with."""
    protocol: Protocol = catalogue.entry("protocols", plan.protocol["id"], plan.protocol["version"]).value
    return protocol


def scheduled(plan: Plan, constraints: Constraints) -> Schedule:
    """The visits that the plan's protocol comes to, at the site's usual hours."""
    times = {**USUAL_TIMES, **constraints.times}
    site = Constraints(constraints.open_weekdays, constraints.closed_on, times, constraints.usual_time)
    return schedule(protocol_of(plan), plan.starts_on, ZoneInfo(plan.course.patient.site.zone), site)


def follower_day(dose: Visit) -> date:
    """The first working day for the integration of a moved dose: one to five days after it, on no other dose's day."""
    taken = _dose_days(dose)
    days = [dose.planned_on + timedelta(days=n) for n in range(1, 6)]
    return next((d for d in days if d not in taken and d.weekday() in MONDAY_TO_FRIDAY), days[0])


def _dose_days(visit: Visit) -> list[date]:
    """The days of the person's other doses, in order."""
    doses = Visit.objects.filter(patient=visit.patient, kind=VisitKind.DOSING).exclude(id=visit.id)
    return sorted(d.planned_on for d in doses.exclude(status__in=[VisitStatus.CANCELLED, VisitStatus.NOSHOW]))


def refuse_clash(visit: Visit, day: date) -> None:
    """Doses keep the protocol's distance; nothing else falls on the day of a dose."""
    days = _dose_days(visit)
    if visit.kind != VisitKind.DOSING:
        if day in days:
            raise RefusedError("A dose is planned that day, and nothing else is done then. Choose another day.")
        return
    if visit.plan is None:
        return
    spacing = protocol_of(visit.plan).rule(visit.rule).spacing
    if spacing is None:
        return
    near = [d for d in days if abs((day - d).days) < spacing.minimum_days]
    if near:
        raise RefusedError(
            f"That is less than {spacing.minimum_days} days from the dose on {near[0]:%A %-d %B}. Choose another day."
        )
    every = sorted([*days, day])
    windows = zip(every, every[spacing.times :], strict=False)
    if any((last - first).days < spacing.in_days for first, last in windows if first <= day <= last):
        raise RefusedError(
            f"That would make more than {spacing.times} doses in {spacing.in_days} days. Choose another."
        )
