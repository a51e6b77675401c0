"""Pages of triage and safety plan, and the plan behind the person's own link."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openkap.content import catalogue
from openkap.records.accounts.translations import sign_translation
from openkap.records.safety import risk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail")]
Browse = Callable[[Any], Any]
STEPS = {f"step-{s.id}": f"words for {s.id}" for s in risk.shape_in_force().steps if not s.optional}


def test_a_triage_is_recorded_and_its_actions_wait_on_the_course(
    clinic: SimpleNamespace, ada: Any, browse: Browse
) -> None:
    page = browse(clinic.noor)
    assert "says nothing about the risk" in page.get(reverse("risk", args=[ada.id])).content.decode()
    form = page.get(reverse("risk-triage", args=[ada.id])).content.decode()
    assert 'checked="" value="yes"' not in form
    sent = {"q1": "yes", "q2": "no", "q6": "no"}
    assert page.post(reverse("risk-triage", args=[ada.id]), sent).status_code == 302
    shown = page.get(reverse("risk", args=[ada.id])).content.decode()
    assert "Offer a safety plan" in shown
    assert "Offer a safety plan" in page.get(reverse("course", args=[ada.id])).content.decode()
    action = risk.open_actions(ada.id)[0]
    answer = page.post(reverse("risk-action", args=[ada.id, action.id]), {"what_was_done": "Offered, and taken"})
    assert answer.status_code == 302
    assert "Offered, and taken" in page.get(reverse("risk", args=[ada.id])).content.decode()


def test_a_lower_level_without_a_reason_comes_back(clinic: SimpleNamespace, ada: Any, browse: Browse) -> None:
    sent = {"q1": "yes", "q2": "yes", "q4": "yes", "level": "none"}
    answer = browse(clinic.noor).post(reverse("risk-triage", args=[ada.id]), sent)
    assert answer.status_code == 422
    assert "The answers give high" in answer.content.decode()


def opened_by(hers: Client, clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    """Ada opens a link of her own and says who she is."""
    from openkap.records.assessments import links

    token = links.assign(
        by=clinic.noor, patient=ada, instruments=("gad-7",), good_for=timedelta(days=1), with_code=False, now=now
    ).token
    hers.post(reverse("link", args=[token]), {"day": "2", "month": "5", "year": "1984"})


def test_the_person_opens_the_plan_only_behind_their_own_link(
    clinic: SimpleNamespace, ada: Any, browse: Browse, now: datetime
) -> None:
    page = browse(clinic.noor)
    sent = {**STEPS, "shown": "yes"}
    assert page.post(reverse("safety-plan-write", args=[ada.id]), sent).status_code == 302
    hers = Client()
    assert hers.get(reverse("my-safety-plan")).status_code == 404
    assert "safety plan" not in hers.get(reverse("help")).content.decode()
    opened_by(hers, clinic, ada, now)
    assert reverse("my-safety-plan") in hers.get(reverse("help")).content.decode()
    shown = hers.get(reverse("my-safety-plan")).content.decode()
    assert "What I can do by myself" in shown
    assert "words for coping" in shown
    page.post(reverse("safety-plan-write", args=[ada.id]), STEPS)
    assert hers.get(reverse("my-safety-plan")).status_code == 404
    assert reverse("my-safety-plan") not in hers.get(reverse("help")).content.decode()


def test_the_page_around_the_plan_is_spanish_once_that_was_signed(
    clinic: SimpleNamespace, ada: Any, browse: Browse, now: datetime
) -> None:
    """Each translation stands for itself: what nobody signed stays English, and says so to a screen reader."""
    steps = {id_.removeprefix("step-"): words for id_, words in STEPS.items()}
    risk.write_plan(by=clinic.noor, patient_id=ada.id, steps=steps, shown=True, copy_given=True, now=now)
    hers = Client()
    opened_by(hers, clinic, ada, now)
    unsigned = hers.get(reverse("my-safety-plan"), {"lang": "es"}).content.decode()
    assert '<h1 lang="en">My safety plan</h1>' in unsigned
    pin = catalogue.entry("translations", "safety-plan-es").pin
    sign_translation(by=clinic.noor, pin=pin, language="es", reads_both="Grew up with both.", now=now)
    shown = hers.get(reverse("my-safety-plan"), {"lang": "es"}).content.decode()
    assert '<h1 lang="es">Mi plan de seguridad</h1>' in shown
    assert "Empiece por arriba." in shown
    assert ">Volver</a>" in shown
    assert 'aria-label="Idioma"' in shown
    assert "Go back" not in shown
    assert '<h2 lang="en">What I can do by myself</h2>' in shown, "the headings were not signed"
    assert "words for coping" in shown, "the words are her own"
    assert "My safety plan" in hers.get(reverse("my-safety-plan")).content.decode()
