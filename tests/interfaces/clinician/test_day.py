"""Today, follow-up and the course of somebody in psychotherapy, as the staff see them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from openkap.clinical.protocols.schedule import Constraints
from openkap.clinical.signals import SafetySignal, Urgency
from openkap.gateways import clock
from openkap.records.accounts.models import Membership, Person
from openkap.records.assessments import links
from openkap.records.assessments import selectors as assessments
from openkap.records.assessments import services as answering
from openkap.records.safety import cover
from openkap.records.safety import services as safety
from openkap.records.scheduling import selectors as scheduling
from openkap.records.scheduling import services as booking
from openkap.records.therapy import homework_services as homework
from openkap.records.treatment import courses, endings
from openkap.records.treatment.plans import PlanDraft

RISK = SafetySignal("suicidal-ideation", Urgency.URGENT, timedelta(minutes=30), "PHQ-9 item 9 is 1", "phq-9@1.0.0")


@pytest.fixture
def still(now: datetime) -> Iterator[datetime]:
    with clock.frozen(now):
        yield now


@pytest.fixture
def signed_in(client: Client, clinic: SimpleNamespace) -> Client:
    client.force_login(Person.objects.get(id=clinic.noor.id))
    return client


@pytest.fixture
def therapy(ada: Any, clinic: SimpleNamespace, now: datetime) -> Any:
    """Ada in psychotherapy alone, its visits dated from today."""
    course = courses.start_course(
        by=clinic.noor, patient_id=ada.id, kind="psychotherapy", because="her wish", started_on=now.date(), now=now
    )
    draft = PlanDraft(("Back to the choir",), "psychotherapy-act", now.date(), modality="act")
    booking.plan_course(by=clinic.noor, course_id=course.id, draft=draft, constraints=Constraints(), now=now)
    return course


def _answer(sent: links.Sent, values: list[int], at: datetime) -> None:
    response = assessments.next_response(sent.assignment)
    assert response is not None
    given = tuple(answering.Given(uuid4(), f"q{n}", value, at) for n, value in enumerate(values, 1))
    by = links.patient_actor(sent.assignment)
    answering.save_answers(by=by, assignment=sent.assignment, response_id=response.id, answers=given, now=at)
    answering.close_response(by=by, assignment=sent.assignment, response_id=response.id, now=at)


def test_an_alert_without_an_owner_stands_on_top_for_every_clinician(
    signed_in: Client, ada: Any, clinic: SimpleNamespace, still: datetime
) -> None:
    Membership.objects.filter(person_id=clinic.dov.id).update(valid_until=still.date() - timedelta(days=1))
    safety.open_alert(by=clinic.sam, patient_id=ada.id, signal=RISK, source="test:1", now=still)
    shown = signed_in.get("/").content.decode()
    assert shown.index("Alerts without an owner") < shown.index("PHQ-9 item 9 is 1") < shown.index("People today")
    assert "Nothing waits for you" in shown


def test_what_is_mine_stands_with_me_and_late_says_how_late(
    client: Client, ada: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    safety.open_alert(by=clinic.sam, patient_id=ada.id, signal=RISK, source="test:1", now=now)
    client.force_login(Person.objects.get(id=clinic.dov.id))
    with clock.frozen(now + timedelta(minutes=45)):
        shown = client.get("/").content.decode()
    assert "Alerts without an owner" not in shown
    assert shown.index("My due now") < shown.index("PHQ-9 item 9 is 1")
    assert "15\u00a0min late" in shown


def test_an_administrator_sees_that_there_is_an_alert_but_not_about_whom(
    client: Client, ada: Any, clinic: SimpleNamespace, still: datetime
) -> None:
    safety.open_alert(by=clinic.sam, patient_id=ada.id, signal=RISK, source="test:1", now=still)
    client.force_login(Person.objects.get(id=clinic.admin.id))
    shown = client.get("/").content.decode()
    assert "1 alert waits for an answer" in shown
    assert "Ada Marsh" not in shown
    assert client.get("/follow-up/").status_code == 403


def test_who_comes_today(signed_in: Client, ada: Any, therapy: Any, still: datetime) -> None:
    first = scheduling.visits_of(ada.id)[0]
    with clock.frozen(first.planned_at - timedelta(hours=1)):
        shown = signed_in.get("/").content.decode()
    assert "Ada Marsh" in shown
    assert first.title in shown


def test_follow_up_lists_what_was_not_answered_and_what_nobody_spoke_of(
    signed_in: Client, ada: Any, therapy: Any, clinic: SimpleNamespace, covered: cover.OnCover, now: datetime
) -> None:
    links.assign(
        by=clinic.noor, patient=ada, instruments=("gad-7",), good_for=timedelta(days=2), with_code=False, now=now
    )
    with clock.frozen(now + timedelta(days=21)):
        shown = signed_in.get("/follow-up/").content.decode()
    assert "GAD-7 sent 6 Oct, not answered" in shown
    assert "19 days late" in shown
    assert "was planned for" in shown
    with clock.frozen(now):
        assert "Nobody waits to be followed up" in signed_in.get("/follow-up/").content.decode()


def test_the_course_of_therapy_alone(
    signed_in: Client, ada: Any, therapy: Any, clinic: SimpleNamespace, covered: cover.OnCover, now: datetime
) -> None:
    for day, value in ((0, 2), (30, 1)):
        at = now - timedelta(hours=2) + timedelta(days=day)
        sent = links.assign(
            by=clinic.noor, patient=ada, instruments=("gad-7",), good_for=timedelta(days=2), with_code=False, now=at
        )
        _answer(sent, [value] * 7, at)
    visit = scheduling.visits_of(ada.id)[0]
    for status in ("arrived", "finished"):
        booking.set_status(by=clinic.noor, visit_id=visit.id, status=status, now=visit.planned_at)
    with clock.frozen(now + timedelta(days=31)):
        shown = signed_in.get(f"/patients/{ada.id}/course/").content.decode()
    assert "14 → 7" in shown
    assert "Back to the choir" in shown
    assert "Doses" not in shown
    assert "Exposure" not in shown
    assert "Say what became of it" in shown


def test_two_forms_that_did_not_come_warn_on_the_course_and_in_the_follow_up(
    signed_in: Client, ada: Any, therapy: Any, clinic: SimpleNamespace, covered: cover.OnCover, now: datetime
) -> None:
    for day in (0, 4):
        links.assign(
            by=clinic.noor, patient=ada, instruments=("gad-7",), good_for=timedelta(days=2), with_code=False,
            now=now + timedelta(days=day),
        )  # fmt: skip
    course, follow_up = f"/patients/{ada.id}/course/", "/follow-up/"
    with clock.frozen(now + timedelta(days=5)):
        assert "Early warning" not in signed_in.get(course).content.decode(), "one missed form is no silence yet"
    with clock.frozen(now + timedelta(days=7)):
        shown, listed = signed_in.get(course).content.decode(), signed_in.get(follow_up).content.decode()
    assert "<h2>Early warning</h2>" in shown
    assert "GAD-7: 2 forms in a row did not come" in shown
    assert "no chance of anything" in shown
    assert "imulated" not in shown, "what a simulation says never stands beside a real person"
    assert "Silence. GAD-7: 2 forms in a row did not come" in listed
    endings.end_course(
        by=clinic.ingrid, course_id=therapy.id, outcome="completed", because="All goals are met.",
        decided_on=now.date() + timedelta(days=8), now=now + timedelta(days=8),
    )  # fmt: skip
    with clock.frozen(now + timedelta(days=9)):
        assert "Early warning" not in signed_in.get(course).content.decode()


def test_another_sites_person_is_not_found(client: Client, ada: Any, clinic: SimpleNamespace) -> None:
    client.force_login(Person.objects.get(id=clinic.wei.id))
    assert client.get(f"/patients/{ada.id}/course/").status_code == 404


def test_few_queries(
    signed_in: Client, ada: Any, therapy: Any, still: datetime, django_assert_max_num_queries: Any
) -> None:
    for address in ("/", "/follow-up/", f"/patients/{ada.id}/course/"):
        with django_assert_max_num_queries(15):
            assert signed_in.get(address).status_code == 200


def test_homework_whose_day_has_come_waits_for_the_therapist_who_set_it(
    signed_in: Client, ada: Any, clinic: SimpleNamespace, still: datetime
) -> None:
    due = {"by": clinic.noor, "patient_id": ada.id, "modality_id": "act", "form": "noticing", "now": still}
    task = homework.set_homework(**due, due_on=still.date() + timedelta(days=1))
    assert "Ask about the homework" not in signed_in.get("/").content.decode()
    with clock.frozen(still + timedelta(days=1)):
        assert "Ask about the homework" in signed_in.get("/").content.decode()
        sam = Client()
        sam.force_login(Person.objects.get(id=clinic.sam.id))
        assert "Ask about the homework" not in sam.get("/").content.decode()
        told = {"by": clinic.noor, "homework_id": task.id, "status": "done", "completed_on": still.date()}
        homework.close_homework(**told, now=still + timedelta(days=1))
        assert "Ask about the homework" not in signed_in.get("/").content.decode()


@pytest.mark.usefixtures("therapy")
def test_a_visit_that_nobody_marked_is_unknown_and_never_done(
    signed_in: Client, ada: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    first = scheduling.visits_of(ada.id)[0]
    for minutes, words in ((5, ""), (75, "No word for 1\u00a0h 15\u00a0min")):
        with clock.frozen(first.planned_at + timedelta(minutes=minutes)):
            shown = signed_in.get("/").content.decode()
        assert first.patient.name in shown
        assert ("No word" in shown) is bool(words)
        assert words in shown
