"""Alerts, cover and questionnaires as the staff see them."""

from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from openkap.clinical.signals import SafetySignal, Urgency
from openkap.gateways import clock
from openkap.records.assessments import links
from openkap.records.assessments.models import Assignment
from openkap.records.audit import keyset as keys
from openkap.records.audit.acting import system
from openkap.records.safety import cover, selectors, services

pytestmark = pytest.mark.usefixtures("mail")
SIGNAL = SafetySignal("suicidal-ideation", Urgency.URGENT, timedelta(minutes=30), "PHQ-9 item q9 = 1", "phq-9@1.0.0")


@pytest.fixture(autouse=True)
def _at(now: datetime) -> Any:
    with clock.frozen(now):
        yield


@pytest.fixture(autouse=True)
def _keyset(settings: Any, tmp_path: Path) -> None:
    path = tmp_path / "keys" / "keyset.json"
    keys.create(path)
    settings.KEYSET = str(path)


def signed_in(actor: Any) -> Client:
    client = Client()
    client.force_login(get_user_model()._default_manager.get(id=actor.id))
    return client


@pytest.fixture
def alert(ada: Any, covered: object, now: datetime) -> Any:
    return services.open_alert(by=system("bench"), patient_id=ada.id, signal=SIGNAL, source="response:1", now=now)


def test_every_staff_page_is_red_until_it_is_taken(alert: Any, clinic: SimpleNamespace) -> None:
    for address in ("/alerts/", "/cover/"):
        page = signed_in(clinic.ingrid).get(address).content.decode()
        assert "1 alert waits for an answer." in page
        assert "the watcher is silent" in page
        assert "Ada" not in page.split("<main")[0], "the bar names nobody"
    signed_in(clinic.noor).post(f"/alerts/{alert.id}/acknowledge")
    assert "waits for an answer" not in signed_in(clinic.ingrid).get("/cover/").content.decode()


def test_an_alert_is_taken_and_resolved_on_its_page(alert: Any, ada: Any, clinic: SimpleNamespace) -> None:
    noor = signed_in(clinic.noor)
    assert b"PHQ-9 item q9 = 1" in noor.get("/alerts/").content
    noor.post(f"/alerts/{alert.id}/acknowledge")
    refused = noor.post(f"/alerts/{alert.id}/", {"level": "low", "plan": "", "what_was_done": "Called."})
    assert refused.status_code == 422
    assert len(selectors.unresolved_risk(ada.id)) == 1
    done = noor.post(f"/alerts/{alert.id}/", {"level": "low", "plan": "Call on Friday.", "what_was_done": "Called."})
    assert (done.status_code, done["Location"]) == (302, "/alerts/")
    assert selectors.unresolved_risk(ada.id) == []
    page = noor.get(f"/alerts/{alert.id}/").content.decode()
    assert "Call on Friday." in page
    assert "Acknowledged" in page


def test_another_site_gets_404_and_other_roles_are_turned_away(alert: Any, clinic: SimpleNamespace) -> None:
    assert signed_in(clinic.wei).get(f"/alerts/{alert.id}/").status_code == 404
    assert signed_in(clinic.wei).post(f"/alerts/{alert.id}/acknowledge").status_code == 404
    assert signed_in(clinic.admin).get(f"/alerts/{alert.id}/").status_code == 403
    assert signed_in(clinic.sam).post("/cover/plan", {}).status_code == 403
    assert Client().get("/alerts/").status_code == 302


def test_cover_is_entered_tested_and_confirmed(clinic: SimpleNamespace, mail: list[Any], now: datetime) -> None:
    ines = signed_in(clinic.admin)
    people = {"first": str(clinic.sam.id), "second": str(clinic.noor.id), "director": str(clinic.dov.id)}
    wrong = ines.post("/cover/plan", {"starts_at": "2026-10-06T12:00", "ends_at": "2026-10-06T10:00", **people})
    assert (wrong.status_code, b"ends before it starts" in wrong.content) == (422, True)
    ines.post("/cover/plan", {"starts_at": "2026-10-06T10:00", "ends_at": "2026-10-06T18:00", **people})
    found = cover.on_cover(clinic.here.id, now)
    assert found is not None
    assert found.until.hour == 16, "the form is read in the site's own time"
    ines.post("/cover/test", {"person": str(clinic.sam.id)})
    code = mail[-1].body.split("code is ")[1][:6]
    sam = signed_in(clinic.sam)
    assert sam.post("/cover/confirm", {"code": "abc"}).status_code == 422
    assert sam.post("/cover/confirm", {"code": code}).status_code == 302
    page = sam.get("/cover/").content.decode()
    assert "Sam has not confirmed" not in page
    assert "Noor has not confirmed" in page


def test_a_test_message_that_does_not_leave_is_said(clinic: SimpleNamespace, settings: Any) -> None:
    settings.MAIL_URL = ""
    page = signed_in(clinic.admin).post("/cover/test", {"person": str(clinic.sam.id)}, follow=True).content.decode()
    assert "The test message was not sent. No mail server is set." in page


def test_a_link_is_shown_once_as_address_and_picture(ada: Any, clinic: SimpleNamespace, covered: object) -> None:
    noor, address = signed_in(clinic.noor), f"/patients/{ada.id}/questionnaires/"
    made = noor.post(f"{address}send", {"instruments": ["phq-9", "gad-7"], "days": "7", "opens_with": "code"})
    page = made.content.decode()
    token = page.split("/q/")[1].split("<")[0]
    assert 'fill="black"' in page
    assert made["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert token not in noor.get(address).content.decode()
    assert Client().get(f"/q/{token}").status_code == 200
    noor.post(f"{address}{Assignment.objects.get().id}/revoke")
    assert Client().get(f"/q/{token}").status_code == 404


def test_without_proved_cover_nothing_is_sent_and_the_page_says_what_to_do(ada: Any, clinic: SimpleNamespace) -> None:
    answer = signed_in(clinic.noor).post(
        f"/patients/{ada.id}/questionnaires/send", {"instruments": ["phq-9"], "days": "7", "opens_with": "birth-date"}
    )
    assert answer.status_code == 422
    assert b"Nobody is on cover now or later" in answer.content
    assert Assignment.objects.count() == 0


def test_another_sites_person_has_no_questionnaires_here(
    ada: Any, clinic: SimpleNamespace, covered: object, now: datetime
) -> None:
    made = links.assign(
        by=clinic.noor, patient=ada, instruments=("gad-7",), good_for=timedelta(days=1), with_code=False, now=now
    )
    wei, address = signed_in(clinic.wei), f"/patients/{ada.id}/questionnaires/"
    assert wei.get(address).status_code == 404
    assert (
        wei.post(f"{address}send", {"instruments": ["gad-7"], "days": "1", "opens_with": "birth-date"}).status_code
        == 404
    )
    assert wei.post(f"{address}{made.assignment.id}/revoke").status_code == 404


def test_the_pages_cost_few_queries(
    ada: Any, clinic: SimpleNamespace, covered: object, now: datetime, django_assert_max_num_queries: Any
) -> None:
    for n in range(30):
        signal = SafetySignal(f"s{n}", Urgency.URGENT, timedelta(minutes=30), "x", "x@1.0.0")
        services.open_alert(by=system("bench"), patient_id=ada.id, signal=signal, source=f"s:{n}", now=now)
        links.assign(
            by=clinic.noor, patient=ada, instruments=("gad-7",), good_for=timedelta(days=1), with_code=False, now=now
        )
    noor = signed_in(clinic.noor)
    for address in ("/alerts/", f"/patients/{ada.id}/questionnaires/", "/cover/"):
        with django_assert_max_num_queries(15):
            assert noor.get(address).status_code == 200
