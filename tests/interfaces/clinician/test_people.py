"""The list of people, and the care team's page."""

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openkap.clinical.protocols.schedule import Constraints
from openkap.gateways import clock
from openkap.interfaces.components import wording
from openkap.records.accounts.models import Person
from openkap.records.patients.models import CareTeamMember, Patient
from openkap.records.scheduling import selectors as scheduling
from openkap.records.scheduling import services as booking
from openkap.records.treatment import courses
from openkap.records.treatment.plans import PlanDraft

pytestmark = pytest.mark.django_db


@pytest.fixture
def still(now: datetime) -> Iterator[datetime]:
    with clock.frozen(now):
        yield now


@pytest.fixture
def therapy(ada: Any, clinic: SimpleNamespace, now: datetime) -> None:
    course = courses.start_course(
        by=clinic.noor, patient_id=ada.id, kind="psychotherapy", because="her wish", started_on=now.date(), now=now
    )
    draft = PlanDraft(("Back to the choir",), "psychotherapy-act", now.date(), modality="act")
    booking.plan_course(by=clinic.noor, course_id=course.id, draft=draft, constraints=Constraints(), now=now)


def signed_in(person_id: Any) -> Client:
    client = Client()
    client.force_login(Person.objects.get(id=person_id))
    return client


def test_the_list_says_where_somebody_is_and_what_comes_next(
    clinic: SimpleNamespace, ada: Any, therapy: None, still: datetime, django_assert_max_num_queries: Any
) -> None:
    noor = signed_in(clinic.noor.id)
    with django_assert_max_num_queries(15):
        shown = noor.get("/patients/").content.decode()
    assert "Psychotherapy, day 1" in shown
    assert wording.visit_day(scheduling.next_visits([ada.id], still)[ada.id].planned_at) in shown


def test_of_people_outside_ones_team_the_list_says_less_and_to_an_administrator_nothing(
    clinic: SimpleNamespace, ada: Any, therapy: None, still: datetime
) -> None:
    CareTeamMember.objects.filter(person_id=clinic.sam.id).update(ended_at=still)
    nurse, administrator = signed_in(clinic.sam.id), signed_in(clinic.admin.id)
    shown = nurse.get("/patients/").content.decode()
    assert "Not in your care team" in shown
    assert "Psychotherapy, day" not in shown
    assert "Marsh" not in nurse.get("/patients/?show=mine").content.decode()
    assert "Marsh" in signed_in(clinic.noor.id).get("/patients/?show=mine").content.decode()
    shown = administrator.get("/patients/?show=mine").content.decode()
    assert "Marsh" in shown
    assert "Next visit" not in shown


def test_a_colleague_joins_and_leaves_on_the_page(clinic: SimpleNamespace, ada: Any, still: datetime) -> None:
    ingrid, sam = signed_in(clinic.ingrid.id), signed_in(clinic.sam.id)
    page, end = reverse("care-team", args=[ada.id]), reverse("care-team-end", args=[ada.id, clinic.sam.id])
    assert ingrid.post(end, follow=True).status_code == 200
    assert sam.get(page).status_code == 302, "the door is closed at once"
    assert ingrid.post(page, {"colleague": str(clinic.admin.id)}).status_code == 422
    ingrid.post(page, {"colleague": str(clinic.sam.id)})
    assert sam.get(page).status_code == 200
    assert sam.post(end).url == reverse("patients"), "who left sees the list"


def test_a_director_is_told_of_somebody_without_a_team(clinic: SimpleNamespace, ada: Any, still: datetime) -> None:
    CareTeamMember.objects.all().delete()
    shown = signed_in(clinic.dov.id).get("/").content.decode()
    assert "Nobody is in the care team" in shown
    assert "Nobody is in the care team" not in signed_in(clinic.sam.id).get("/").content.decode()
    Patient.objects.update(deceased_at=still)
    assert "Nobody is in the care team" not in signed_in(clinic.dov.id).get("/").content.decode()
