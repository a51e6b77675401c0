"""Visits are dated with a reason, move with a reason, and keep doses apart."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.records.treatment.test_plans_and_orders import IV

from openkap.clinical.protocols.schedule import Constraints
from openkap.records.audit.refusals import RefusedError
from openkap.records.scheduling import selectors, services
from openkap.records.scheduling.models import Visit, VisitChange
from openkap.records.treatment.models import Plan


def dose(plan: Plan, number: int) -> Visit:
    return Visit.objects.get(plan=plan, kind="dosing", number=number)


def test_a_plan_has_dated_visits_each_with_why(plan: Plan) -> None:
    visits = selectors.visits_of(plan.course.patient_id)
    assert [v.planned_on for v in visits if v.kind == "dosing"][:3] == [
        date(2026, 10, 6),
        date(2026, 10, 9),
        date(2026, 10, 13),
    ]
    assert not [v for v in visits if v.kind == "preparation"], "days that have passed are not planned"
    assert all(v.why for v in visits)


def test_visits_of_some_days_hold_what_is_still_planned_on_others(
    plan: Plan, clinic: SimpleNamespace, now: datetime
) -> None:
    for number, status in ((1, "noshow"), (2, "arrived")):
        services.set_status(by=clinic.sam, visit_id=dose(plan, number).id, status=status, now=now, reason="As it was.")
    found = selectors.visits_within(plan.course.patient_id, date(2026, 10, 9), date(2026, 10, 9))
    assert [v.number for v in found if v.kind == "dosing"] == [2, 3, 4, 5, 6]
    assert [v.planned_at for v in found] == sorted(v.planned_at for v in found)


def test_a_new_version_replaces_what_was_still_planned(plan: Plan, clinic: SimpleNamespace, now: datetime) -> None:
    draft = replace(IV, starts_on=date(2026, 11, 3), because="Holiday first.")
    services.plan_course(by=clinic.ingrid, course_id=plan.course_id, draft=draft, constraints=Constraints(), now=now)
    days = [v.planned_on for v in selectors.visits_of(plan.course.patient_id) if v.kind == "dosing"]
    assert days[0] == date(2026, 11, 3)
    assert len(days) == 6
    cancelled = VisitChange.objects.filter(to_status="cancelled", reason="Plan version 2 replaces it.")
    assert cancelled.count() == Visit.objects.filter(plan=plan, status="cancelled").count() > 0


def test_a_moved_dose_takes_its_integration_along(plan: Plan, clinic: SimpleNamespace, now: datetime) -> None:
    visit = dose(plan, 2)
    services.move_visit(
        by=clinic.admin, visit_id=visit.id, to=visit.planned_at - timedelta(days=1), reason="No room.", now=now
    )
    assert dose(plan, 2).planned_on == date(2026, 10, 8)
    follower = Visit.objects.get(plan=plan, kind="integration", number=2)
    assert follower.planned_on == date(2026, 10, 9)
    assert "Follows dose 2" in follower.why
    assert [c.reason for c in selectors.changes_of(visit)] == ["No room."]


# guards HZ-39
@pytest.mark.parametrize(
    ("number", "days", "words"),
    [(2, -2, "less than 2 days"), (2, 3, "less than 2 days"), (3, -2, "more than 2 doses in 7 days")],
)
def test_doses_keep_their_distance(
    plan: Plan, clinic: SimpleNamespace, now: datetime, number: int, days: int, words: str
) -> None:
    visit = dose(plan, number)
    with pytest.raises(RefusedError, match=words):
        services.move_visit(
            by=clinic.ingrid, visit_id=visit.id, to=visit.planned_at + timedelta(days=days), reason="Sooner.", now=now
        )
    assert dose(plan, number).planned_on == visit.planned_on


def test_nothing_else_moves_to_the_day_of_a_dose(plan: Plan, clinic: SimpleNamespace, now: datetime) -> None:
    visit = Visit.objects.get(plan=plan, kind="integration", number=1)
    with pytest.raises(RefusedError, match="A dose is planned that day"):
        services.move_visit(by=clinic.noor, visit_id=visit.id, to=dose(plan, 2).planned_at, reason="Handy.", now=now)


@pytest.mark.parametrize(("to", "reason"), [(timedelta(days=-30), "Earlier."), (timedelta(days=1), " ")])
def test_a_move_needs_a_future_time_and_a_reason(
    plan: Plan, clinic: SimpleNamespace, now: datetime, to: timedelta, reason: str
) -> None:
    visit = Visit.objects.get(plan=plan, kind="review")
    with pytest.raises(RefusedError):
        services.move_visit(by=clinic.noor, visit_id=visit.id, to=visit.planned_at + to, reason=reason, now=now)
    assert not VisitChange.objects.exists()


def test_what_became_of_a_visit(plan: Plan, clinic: SimpleNamespace, now: datetime) -> None:
    visit = dose(plan, 1)
    with pytest.raises(RefusedError, match="that is planned cannot become 'finished'"):
        services.set_status(by=clinic.sam, visit_id=visit.id, status="finished", now=now)
    services.set_status(by=clinic.sam, visit_id=visit.id, status="arrived", now=now)
    services.set_status(by=clinic.sam, visit_id=visit.id, status="finished", now=now)
    missed = dose(plan, 2)
    with pytest.raises(RefusedError, match="Say in a sentence why"):
        services.set_status(by=clinic.sam, visit_id=missed.id, status="noshow", now=now)
    services.set_status(by=clinic.sam, visit_id=missed.id, status="noshow", reason="Did not come.", now=now)
    assert [dose(plan, n).status for n in (1, 2)] == ["finished", "noshow"]
    with pytest.raises(RefusedError, match="Only a planned visit"):
        services.move_visit(by=clinic.sam, visit_id=visit.id, to=now + timedelta(days=1), reason="x", now=now)


def test_a_visit_that_nobody_closed_is_found(plan: Plan, clinic: SimpleNamespace, now: datetime) -> None:
    assert selectors.overdue(clinic.noor, now.date()) == []
    found = selectors.overdue(clinic.noor, date(2026, 10, 8))
    assert [(v.kind, v.number) for v in found] == [("dosing", 1), ("integration", 1)]
    assert selectors.overdue(clinic.wei, date(2026, 10, 8)) == []


def test_a_visit_of_ones_own_is_no_dose(plan: Plan, clinic: SimpleNamespace, now: datetime) -> None:
    values: dict[str, Any] = {"patient_id": plan.course.patient_id, "minutes": 30, "now": now}
    at = now + timedelta(days=60)
    with pytest.raises(RefusedError, match="comes from a plan"):
        services.add_visit(by=clinic.ingrid, kind="dosing", planned_at=at, why="Extra.", **values)
    added = services.add_visit(by=clinic.noor, kind="follow-up", planned_at=at, why="She asked.", **values)
    assert (added.title, added.why) == ("Follow-up", "She asked.")


def test_another_site_finds_no_visit(plan: Plan, clinic: SimpleNamespace, now: datetime) -> None:
    with pytest.raises(RefusedError, match="no such visit"):
        services.set_status(by=clinic.wei, visit_id=dose(plan, 1).id, status="arrived", now=now)
