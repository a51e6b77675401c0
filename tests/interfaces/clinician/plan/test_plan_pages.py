"""The plan on screen: dose with weight and ceiling, dated visits with why, order and go, endings with a next step."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openkap.records.scheduling.models import Visit
from openkap.records.treatment import selectors
from openkap.records.treatment.courses import start_course
from openkap.records.treatment.models import Course, Ending, Order, Plan, ReferralLetter

pytestmark = pytest.mark.usefixtures("effect")
Browse = Callable[[Any], Any]


def address(patient: Any, rest: str = "") -> str:
    return f"/patients/{patient.id}/plan/{rest}"


def test_without_a_course_the_page_says_what_to_do(ada: Any, clinic: SimpleNamespace, browse: Browse) -> None:
    page = browse(clinic.ingrid).get(address(ada)).content.decode()
    assert "No course yet" in page
    assert address(ada, "start/") in page
    assert address(ada, "end/") in page


def test_a_course_is_started_planned_and_its_visits_dated(
    ada: Any, clinic: SimpleNamespace, browse: Browse, weigh: Callable[..., None]
) -> None:
    weigh()
    ingrid = browse(clinic.ingrid)
    start = {"kind": "ketamine", "started_on": "2026-10-06", "because": "Two trials."}
    assert ingrid.post(address(ada, "start/"), start).status_code == 302
    form = {
        "goals": "Sleep through a night\nSee friends",
        "protocol": "ketamine-iv-6-in-3-weeks",
        "starts_on": "2026-10-12",
        "dose_value": "0.5",
        "dose_unit": "mg/kg",
    }
    assert ingrid.post(address(ada, "new/"), form).status_code == 302
    page = ingrid.get(address(ada)).content.decode()
    assert "that is 32\u00a0mg" in page
    assert "64.4\u00a0kg" in page
    assert "yesterday, 5 Oct 2026" in page
    assert "Mon 12 Oct 2026" in page
    assert "1 day after dose 1." in page
    assert "Ceiling" in page


def test_a_refused_dose_keeps_what_was_entered(
    course: Course, clinic: SimpleNamespace, browse: Browse, weigh: Callable[..., None]
) -> None:
    weigh()
    form = {
        "goals": "Sleep through a night",
        "protocol": "ketamine-iv-6-in-3-weeks",
        "starts_on": "2026-10-12",
        "dose_value": "2",
        "dose_unit": "mg/kg",
    }
    answer = browse(clinic.ingrid).post(address(course.patient, "new/"), form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "anaesthetic dose" in page
    assert "Sleep through a night" in page
    assert not Plan.objects.exists()


def test_without_ketamine_no_dose_is_anywhere_on_its_pages(
    ada: Any, clinic: SimpleNamespace, browse: Browse, now: datetime
) -> None:
    start_course(
        by=clinic.noor, patient_id=ada.id, kind="psychotherapy", because="Mild.", started_on=now.date(), now=now
    )
    noor = browse(clinic.noor)
    form = noor.get(address(ada, "new/")).content.decode()
    assert "dose_value" not in form
    assert "ketamine" not in form.lower()
    sent = {"goals": "See friends", "protocol": "psychotherapy-act", "modality": "act", "starts_on": "2026-10-06"}
    assert noor.post(address(ada, "new/"), sent).status_code == 302
    for actor in (clinic.noor, clinic.ingrid):
        page = browse(actor).get(address(ada)).content.decode().lower()
        main = page.split("<main")[1]
        assert "therapy 8" in main
        for word in ("dosing", "mg/kg", "order", "ceiling", "h-dose"):
            assert word not in main, word


def test_the_order_and_the_go_of_the_day(
    plan: Plan, consented: None, signed_content: None, eligible: None, clinic: SimpleNamespace, browse: Browse
) -> None:
    ada, ingrid = plan.course.patient, browse(clinic.ingrid)
    assert ingrid.post(address(ada, "order/"), {"for_on": "2026-10-06"}).status_code == 302
    order = Order.objects.get()
    here = address(ada, f"order/{order.id}/")
    page = ingrid.get(address(ada)).content.decode()
    assert "Signed, no go yet" in page
    assert here in page
    assert "Go for today" in ingrid.get(here).content.decode()
    assert "Go for today" not in browse(clinic.sam).get(here).content.decode()
    ingrid.post(f"{here}go/")
    found = selectors.order_for(ada.id, order.for_on)
    assert found
    assert found.may_be_given
    assert browse(clinic.sam).post(f"{here}hold/", {"reason": ""}).status_code == 422
    assert browse(clinic.sam).post(f"{here}hold/", {"reason": "She ate."}).status_code == 302
    assert "She ate." in ingrid.get(here).content.decode()


# guards HZ-23
def test_what_is_missing_for_the_go_stands_on_the_page(
    plan: Plan, signed_content: None, clinic: SimpleNamespace, browse: Browse
) -> None:
    ada, ingrid = plan.course.patient, browse(clinic.ingrid)
    ingrid.post(address(ada, "order/"), {"for_on": "2026-10-06"})
    here = address(ada, f"order/{Order.objects.get().id}/")
    page = ingrid.get(here).content.decode()
    assert "Consent has no answer yet" in page
    assert "No eligibility decision is signed" in page
    assert "Go for today" not in page
    assert "It cannot go ahead yet" in ingrid.post(f"{here}go/", follow=True).content.decode()


# guards HZ-23
@pytest.mark.parametrize("role", ["sam", "noor", "admin"])
def test_nobody_else_signs_or_says_go(plan: Plan, clinic: SimpleNamespace, browse: Browse, role: str) -> None:
    browser = browse(getattr(clinic, role))
    assert browser.post(address(plan.course.patient, "order/"), {"for_on": "2026-10-06"}).status_code == 403
    assert not Order.objects.exists()


def test_an_end_leads_somewhere_and_its_letter_is_a_pdf(
    course: Course, clinic: SimpleNamespace, browse: Browse
) -> None:
    ingrid, ada = browse(clinic.ingrid), course.patient
    form = {"outcome": "unsuitable", "decided_on": "2026-10-06", "because": "An aneurysm was found."}
    refused = ingrid.post(address(ada, "end/"), form)
    assert refused.status_code == 422
    assert "Nobody is sent away with nothing" in refused.content.decode()
    letter = {"alternative": "referral", "to": "Dr Olsen", "subject": "Referral", "body": "Thank you for seeing her."}
    assert ingrid.post(address(ada, "end/"), {**form, **letter}).status_code == 302
    assert Ending.objects.get().alternative == "referral"
    pdf = ingrid.get(address(ada, f"letters/{ReferralLetter.objects.get().id}/"))
    assert (pdf.headers["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_visit_is_moved_with_a_reason_at_the_sites_clock(plan: Plan, clinic: SimpleNamespace, browse: Browse) -> None:
    visit = Visit.objects.get(plan=plan, kind="review")
    here = address(plan.course.patient, f"visits/{visit.id}/")
    admin = browse(clinic.noor)
    assert admin.post(f"{here}move/", {"to": "2026-10-19T10:15", "reason": ""}).status_code == 422
    assert admin.post(f"{here}move/", {"to": "2026-10-19T10:15", "reason": "Train strike."}).status_code == 302
    visit.refresh_from_db()
    assert visit.planned_at.isoformat() == "2026-10-19T08:15:00+00:00"
    page = admin.get(here).content.decode()
    assert "Train strike." in page
    assert browse(clinic.sam).post(f"{here}status/", {"status": "arrived"}).status_code == 302


def test_the_page_asks_the_database_little(
    plan: Plan,
    consented: None,
    signed_content: None,
    clinic: SimpleNamespace,
    browse: Browse,
) -> None:
    browser = browse(clinic.ingrid)
    browser.post(address(plan.course.patient, "order/"), {"for_on": "2026-10-06"})
    browser.get(address(plan.course.patient))
    with CaptureQueriesContext(connection) as asked:
        browser.get(address(plan.course.patient))
    questions = [q["sql"] for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(questions) <= 15, "\n".join(questions)


def test_another_sites_staff_find_no_such_person(plan: Plan, clinic: SimpleNamespace, browse: Browse) -> None:
    for rest in ("", "new/", "end/", f"visits/{Visit.objects.first().id}/"):  # type: ignore[union-attr]
        assert browse(clinic.wei).get(address(plan.course.patient, rest)).status_code == 404


def test_a_visit_of_ones_own_is_added_at_the_sites_clock_and_never_a_dose(
    plan: Plan, clinic: SimpleNamespace, browse: Browse
) -> None:
    patient = plan.course.patient
    noor, here = browse(clinic.noor), address(patient, "visits/new/")
    asked = {"kind": "therapy", "planned_at": "2026-11-03T10:15", "minutes": "50", "why": "She asked for it."}
    assert here in noor.get(address(patient)).content.decode()
    assert 'value="dosing"' not in noor.get(here).content.decode()
    for wrong in ({"kind": "dosing"}, {"why": ""}, {"planned_at": "2026-10-01T10:15"}, {"minutes": "0"}):
        assert noor.post(here, asked | wrong).status_code == 422, wrong
    assert noor.post(here, asked).status_code == 302
    visit = Visit.objects.get(why="She asked for it.")
    assert (visit.title, visit.planned_at.isoformat()) == ("Therapy", "2026-11-03T09:15:00+00:00")
    assert "She asked for it." in noor.get(address(patient)).content.decode()
