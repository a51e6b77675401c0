"""The explorer draws a line only where the evidence carries one."""

from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openkap.gateways import clock
from openkap.interfaces import monitor
from openkap.interfaces.components.expecting import expected_of
from openkap.records.assessments import links

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client: Any, clinic: SimpleNamespace) -> Any:
    from django.contrib.auth import get_user_model

    client.force_login(get_user_model().objects.get(pk=clinic.ingrid.id))
    return lambda **asked: client.get("/expect/", asked)


def test_a_strong_model_has_a_line_and_a_peak(ask: Any) -> None:
    page = ask(model="esketamine-nasal", dose_mg=84, weight_kg=70).content.decode()
    assert 'class="c-line" points' in page
    assert "101 ng/mL" in page
    assert "Weak evidence" not in page


def test_a_weak_route_has_a_range_a_badge_and_no_line(ask: Any) -> None:
    page = ask(model="ketamine-im", dose_mg=35, weight_kg=70).content.decode()
    assert 'class="c-line" points' not in page
    assert "Weak evidence" in page


def test_a_dose_that_cannot_be_given_is_said_so(ask: Any) -> None:
    answer = ask(model="esketamine-nasal", dose_mg=50, weight_kg=70)
    assert answer.status_code == 400
    assert "Give a multiple of it" in answer.content.decode()
    assert ask(model="nonsense", dose_mg=50, weight_kg=70).status_code == 400


def test_without_a_weight_a_model_that_needs_one_says_nothing() -> None:
    assert expected_of("ketamine-iv", 35, None) is None
    assert expected_of("esketamine-nasal", 56, None) is not None
    assert expected_of("esketamine-nasal", 50, None) is None
    assert expected_of("no-such-product", 50, 70) is None


@pytest.mark.usefixtures("ask")
def test_the_plan_shows_the_curve_and_the_live_room_never_does(plan: Any, client: Any) -> None:
    page = client.get(reverse("plan", args=[plan.course.patient_id])).content.decode()
    assert 'class="c-line" points' in page
    assert "predicts no benefit" in page
    front = [p for p in Path(monitor.__file__).parent.rglob("*") if p.suffix in {".py", ".html"}]
    assert not [p.name for p in front if "components/expectation" in p.read_text() or "expecting" in p.read_text()]


def test_the_person_reads_when_it_is_felt(plan: Any, clinic: SimpleNamespace, now: datetime) -> None:
    browser = Client()
    with clock.frozen(now):
        patient = plan.course.patient
        sent = links.share_plan(by=clinic.noor, patient=patient, good_for=timedelta(days=7), with_code=False, now=now)
        browser.post(f"/q/{sent.token}", {"day": "2", "month": "5", "year": "1984"})
        page = browser.get("/mine/").content.decode()
    assert "Effect begins: 5 to 10 minutes after it starts" in page
    assert 'class="c-line" points' in page
