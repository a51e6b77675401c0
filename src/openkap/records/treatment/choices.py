"""What can be chosen: outcomes, alternatives, and the protocols and modalities that fit a course."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from openkap.clinical.protocols.definition import CourseKind
from openkap.content import catalogue
from openkap.records.treatment.homeswitch import home_closed
from openkap.records.treatment.models import Alternative, Course, Outcome

OUTCOMES = [(str(value), str(label)) for value, label in Outcome.choices]
ALTERNATIVES = [(str(value), str(label)) for value, label in Alternative.choices]


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """Protocols and modalities as value and label, and whether there is any dosing."""

    protocols: tuple[tuple[str, str], ...]
    modalities: tuple[tuple[str, str], ...]
    has_dosing: bool


def plan_options(course_id: UUID, now: datetime) -> PlanOptions:
    """What fits this course in its jurisdiction; protocols for home only where law and site are open today."""
    course = Course.objects.select_related("patient__site").get(id=course_id)
    site, jurisdiction = course.patient.site, course.patient.site.jurisdiction
    today = now.astimezone(ZoneInfo(site.zone)).date()
    fitting = [
        (e.pin.id, e.value.title)
        for e in catalogue.entries("protocols")
        if course.kind in e.value.courses
        and jurisdiction in e.value.jurisdictions
        and not (e.value.home and home_closed(e.value, site, today))
    ]
    modalities = [(e.pin.id, e.value.title) for e in catalogue.entries("modalities")]
    return PlanOptions(tuple(fitting), tuple(modalities), CourseKind(course.kind).has_dosing)
