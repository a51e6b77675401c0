"""One component shows every modality, and a note of any of them follows from its file."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from openkap.content import catalogue
from openkap.interfaces.clinician.notes.forms import NoteForm, modalities
from openkap.records.treatment.courses import start_course
from openkap.records.treatment.plans import PlanDraft, make_plan

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Any]


def test_every_modality_has_its_page(clinic: SimpleNamespace, browse: Browse) -> None:
    browser = browse(clinic.noor)
    listed = browser.get(reverse("modalities")).content.decode()
    for id_ in catalogue.ids("modalities"):
        address = reverse("modality", args=[id_])
        assert f'href="{address}"' in listed
        page = browser.get(address)
        assert page.status_code == 200
        found = catalogue.entry("modalities", id_).value
        shown = page.content.decode().replace("&#x27;", "'")
        for words in (found.title, found.not_while_impaired[0].text, found.homework[0].title, found.session[0].label):
            assert words in shown, (id_, words)
    assert browser.get("/modalities/nobody/").status_code == 404


def test_the_note_of_each_follows_from_its_file() -> None:
    offered = {value for value, _ in modalities()}
    assert offered == set(catalogue.ids("modalities"))
    for id_ in offered:
        found = catalogue.entry("modalities", id_).value
        form = NoteForm(modality=found)
        assert any("held-to" in name for name in form.fields)
        assert len(form.fields) == len(found.session) + 3


def test_a_plan_takes_any_modality_with_the_weekly_protocol(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    course = start_course(
        by=clinic.noor, patient_id=ada.id, kind="psychotherapy", because="Her wish.", started_on=now.date(), now=now
    )
    for number, id_ in enumerate(catalogue.ids("modalities")):
        draft = PlanDraft(
            goals=("See friends",), protocol="psychotherapy-weekly-12", starts_on=now.date(), modality=id_,
            because="Another try." if number else "",
        )  # fmt: skip
        plan = make_plan(by=clinic.noor, course_id=course.id, draft=draft, now=now)
        assert plan.modality is not None
        assert plan.modality["id"] == id_
