"""The patient's own plan through a link: what it shows, what it keeps, when it pauses, and what never opens it."""

import re
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openkap.clinical.protocols.schedule import Constraints
from openkap.gateways import clock
from openkap.records.accounts.models import Person
from openkap.records.assessments import links
from openkap.records.audit.refusals import RefusedError
from openkap.records.patients.services import begin_effect
from openkap.records.scheduling import selectors as scheduling
from openkap.records.scheduling import services as booking
from openkap.records.therapy import homework_services
from openkap.records.therapy.models import Homework
from openkap.records.treatment import courses
from openkap.records.treatment.plans import PlanDraft

pytestmark = pytest.mark.django_db
BORN = {"day": "2", "month": "5", "year": "1984"}
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _at(now: datetime) -> Any:
    with clock.frozen(now):
        yield


@pytest.fixture
def task(ada: Any, clinic: SimpleNamespace, now: datetime) -> Homework:
    course = courses.start_course(
        by=clinic.noor, patient_id=ada.id, kind="psychotherapy", because="her wish", started_on=now.date(), now=now
    )
    draft = PlanDraft(("Back to the choir",), "psychotherapy-act", now.date(), modality="act")
    booking.plan_course(by=clinic.noor, course_id=course.id, draft=draft, constraints=Constraints(), now=now)
    form = homework_services.catalogue.entry("modalities", "act").value.homework[0].id
    return homework_services.set_homework(
        by=clinic.noor, patient_id=ada.id, modality_id="act", form=form, due_on=(now + WEEK).date(), now=now
    )


@pytest.fixture
def opened(client: Client, ada: Any, clinic: SimpleNamespace, task: Homework, now: datetime) -> Client:
    sent = links.share_plan(by=clinic.noor, patient=ada, good_for=WEEK, with_code=False, now=now)
    assert client.post(f"/q/{sent.token}", BORN).status_code == 302
    return client


def tell(client: Client, task: Homework, **given: str) -> Any:
    found = re.search(r'name="proof" value="([^"]*)"', client.get("/mine/").content.decode())
    return client.post(reverse("mine-report", args=[task.id]), {"proof": found[1] if found else ""} | given)


def test_it_shows_each_date_with_why_and_nothing_in_its_address_or_title(
    opened: Client, ada: Any, task: Homework
) -> None:
    answer = opened.get("/answer/", follow=True)
    page = answer.content.decode()
    first = scheduling.visits_of(ada.id)[0]
    assert answer.redirect_chain[-1][0] == "/mine/"
    assert first.why in page
    assert f"{first.planned_on:%A}" in page
    assert task.instruction.split()[0] in page
    assert "<title>Your plan \u2013 your clinic</title>" in page
    assert 'href="/help/"' in page
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_a_word_about_homework_is_kept_beside_the_others_and_the_therapist_reads_it(
    opened: Client, clinic: SimpleNamespace, ada: Any, task: Homework
) -> None:
    assert tell(opened, task, said="perhaps").status_code == 422
    tell(opened, task, said="not-done", words="The week was   too full")
    tell(opened, task, said="partly")
    task.refresh_from_db()
    assert [(a["said"], a["words"]) for a in task.answers] == [("not-done", "The week was too full"), ("partly", "")]
    assert task.status == "set", "the therapist closes it"
    noor = Client()
    noor.force_login(Person.objects.get(id=clinic.noor.id))
    assert "The week was too full" in noor.get(reverse("notes", args=[ada.id])).content.decode()


# guards HZ-20
def test_it_pauses_while_a_dose_works(
    opened: Client, clinic: SimpleNamespace, ada: Any, task: Homework, now: datetime
) -> None:
    tell(opened, task, said="done")
    begin_effect(by=clinic.sam, patient_id=ada.id, now=now)
    answer = opened.get("/mine/")
    assert answer.status_code == 409
    assert task.title not in answer.content.decode()
    by = links.patient_actor(links.Assignment.objects.get())
    with pytest.raises(RefusedError):
        homework_services.report_homework(by=by, homework_id=task.id, said="done", words="", now=now)


def test_nothing_else_opens_it(
    opened: Client, client: Client, clinic: SimpleNamespace, ada: Any, task: Homework, now: datetime, covered: object
) -> None:
    forms = links.assign(by=clinic.noor, patient=ada, instruments=("gad-7",), good_for=WEEK, with_code=False, now=now)
    other = Client()
    other.post(f"/q/{forms.token}", BORN)
    assert other.get("/mine/").status_code == 404, "a link of forms does not show the plan"
    assert Client().get("/mine/").status_code == 404
    assert opened.post(reverse("mine-report", args=[task.id]), {"said": "done", "proof": "x"}).status_code == 404
    with clock.frozen(now + WEEK):
        assert opened.get("/mine/").status_code == 404
    Homework.objects.update(patient_id=_somebody_else(clinic).id)
    assert tell(opened, task, said="done").status_code in {404, 422}, "another person's homework"


def _somebody_else(clinic: SimpleNamespace) -> Any:
    from openkap.records.patients.models import Patient

    return Patient.objects.create(site=clinic.here, given_name="Bo", family_name="Lind", born_on=date(1990, 1, 1))


def test_staff_make_the_link_on_the_page_and_end_it_there(clinic: SimpleNamespace, ada: Any, task: Homework) -> None:
    noor = Client()
    noor.force_login(Person.objects.get(id=clinic.noor.id))
    made = noor.post(reverse("questionnaires-plan", args=[ada.id]), {"days": "7", "opens_with": "birth-date"})
    page = made.content.decode()
    assert "It is shown only now" in page
    assert "Plan and homework" in page
    end = re.search(r'action="([^"]*revoke)"', page)
    assert end
    noor.post(end[1])
    token = re.search(r"/q/([\w-]+)", page)
    assert token
    assert Client().get(f"/q/{token[1]}").status_code == 404
