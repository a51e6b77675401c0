"""Consent on screen: the staff explain, the patient answers alone on a tablet that shows nothing else."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from openkap.clinical.values import Truth
from openkap.content import catalogue
from openkap.gateways import clock
from openkap.records.consents import selectors, services
from openkap.records.consents.models import Consent, ConsentEvent

pytestmark = pytest.mark.usefixtures("effect")
Browse = Callable[[Any], Any]


@pytest.fixture
def begun(ada: Any, clinic: SimpleNamespace, now: datetime) -> Consent:
    consent = services.open_consent(by=clinic.noor, patient_id=ada.id, covers="ketamine-iv", now=now)
    services.note_explained(by=clinic.noor, consent_id=consent.id, words="", now=now)
    services.note_capacity(by=clinic.noor, consent_id=consent.id, can_decide=True, words="Clear.", now=now)
    return consent


@pytest.fixture
def tablet(begun: Consent, clinic: SimpleNamespace, browse: Browse) -> Any:
    """The tablet, handed over by Noor."""
    browser = browse(clinic.noor)
    answer = browser.post(f"/patients/{begun.patient_id}/consent/{begun.id}/hand-over/")
    assert answer.headers["Location"] == "/form/"
    return browser


def test_staff_see_every_form_and_what_is_missing(ada: Any, clinic: SimpleNamespace, browse: Browse) -> None:
    page = browse(clinic.sam).get(f"/patients/{ada.id}/consent/").content.decode()
    assert "Consent has no answer yet: Consent to psychotherapy." in page
    assert page.count("Missing</span>") == 1
    assert all(form.title in page for form in (e.value for e in catalogue.entries("forms"))), "each can be asked"


def test_explaining_and_judging_from_the_page(ada: Any, clinic: SimpleNamespace, browse: Browse) -> None:
    noor = browse(clinic.noor)
    here = f"/patients/{ada.id}/consent/"
    opened = noor.post(f"{here}open/ketamine-iv/").headers["Location"]
    assert noor.post(f"{opened}explained/", {"words": "Asked about work."}).status_code == 302
    refused = noor.post(f"{opened}capacity/", {"words": "Clear and calm."})
    assert refused.status_code == 422
    assert "Clear and calm." in refused.content.decode(), "what was entered is not lost"
    assert noor.post(f"{opened}capacity/", {"can_decide": "yes", "words": "Clear and calm."}).status_code == 302
    assert [e.kind for e in ConsentEvent.objects.order_by("number")] == ["explained", "capacity"]


# guards HZ-21
def test_no_box_is_ticked_beforehand(begun: Consent, clinic: SimpleNamespace, browse: Browse, tablet: Any) -> None:
    staff = browse(clinic.noor).get(f"/patients/{begun.patient_id}/consent/{begun.id}/").content.decode()
    for page in (staff, tablet.get("/form/1/").content.decode()):
        assert 'type="radio"' in page
        assert not re.search("<input[^>]* checked", page)


def test_the_tablet_in_a_patients_hands_opens_nothing_else(tablet: Any, begun: Consent) -> None:
    for address in (f"/patients/{begun.patient_id}/consent/", f"/patients/{begun.patient_id}/course/", "/alerts/"):
        answer = tablet.get(address)
        assert answer.status_code in {302, 404}
        assert "login" in answer.headers.get("Location", "login") or answer.status_code == 404


def test_the_whole_form_on_the_tablet(tablet: Any, begun: Consent, now: datetime) -> None:
    count = len(begun.shown)
    start = tablet.get("/form/")
    assert "Begin" in start.content.decode()
    assert "no-store" in start.headers["Cache-Control"]
    for number in range(1, count + 1):
        page = tablet.get(f"/form/{number}/").content.decode()
        assert f"<title>Point {number} of {count} " in page
        answer = tablet.post(f"/form/{number}/", {"answer": "agree"})
        assert answer.headers["Location"] == (f"/form/{number + 1}/" if number < count else "/form/check/")
    assert tablet.post("/form/check/", {"typed_name": ""}).status_code == 422
    assert tablet.post("/form/check/", {"typed_name": "Ada Marsh"}).headers["Location"] == "/form/done/"
    assert "give the tablet back to Noor" in tablet.get("/form/done/").content.decode()
    assert tablet.get("/form/").status_code == 404
    assert selectors.standing(begun.patient_id, "ketamine-iv", now).truth is Truth.TRUE
    signed = ConsentEvent.objects.get(kind="signed")
    assert (signed.by_kind, signed.words, signed.witness_id) == ("patient", "Ada Marsh", begun.opened_by_id)


def test_a_required_no_is_answered_kindly_and_not_signed(tablet: Any, begun: Consent) -> None:
    for number, element in enumerate(begun.shown, start=1):
        tablet.post(f"/form/{number}/", {"answer": "decline" if element["id"] == "escort" else "agree"})
    page = tablet.post("/form/check/", {"typed_name": "Ada Marsh"})
    assert page.status_code == 422
    assert "You said no to: Someone must take you home." in page.content.decode()


def test_an_unanswered_point_stays_and_says_what_to_do(tablet: Any) -> None:
    page = tablet.post("/form/3/", {})
    assert page.status_code == 422
    assert "Choose one of the two answers" in page.content.decode()
    assert not ConsentEvent.objects.filter(kind="answered").exists()


def test_going_on_later_begins_at_the_first_open_point(tablet: Any) -> None:
    tablet.post("/form/1/", {"answer": "agree"})
    tablet.post("/form/2/", {"answer": "agree"})
    assert 'href="/form/3/"' in tablet.get("/form/").content.decode()


def test_after_an_hour_the_tablet_shows_nothing(tablet: Any, now: datetime) -> None:
    with clock.frozen(now + timedelta(hours=1)):
        assert tablet.get("/form/").status_code == 404


def test_no_form_without_a_tablet_lent(client: Any, db: None) -> None:
    for address in ("/form/", "/form/1/", "/form/check/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"answer": "agree"}).status_code == 404


# guards HZ-20
def test_nothing_is_signed_under_a_dose(tablet: Any, effect: SimpleNamespace, now: datetime) -> None:
    effect.begin(now)
    page = tablet.post("/form/1/", {"answer": "agree"})
    assert page.status_code == 422
    assert "would not be free" in page.content.decode()


def test_taking_it_back_is_recorded_from_the_page(begun: Consent, clinic: SimpleNamespace, browse: Browse) -> None:
    here = f"/patients/{begun.patient_id}/consent/{begun.id}/"
    assert browse(clinic.sam).post(f"{here}withdraw/", {"words": "Said stop."}).status_code == 302
    page = browse(clinic.sam).get(here).content.decode()
    assert "Taken back" in page
    assert "Hand over" not in page


# guards HZ-42
def test_addresses_and_titles_say_nothing_about_health(tablet: Any) -> None:
    for address in ("/form/", "/form/1/", "/form/check/"):
        title = re.search(r"<title>(.*?)</title>", tablet.get(address).content.decode())
        assert title
        assert not re.search("ketamine|consent|Ada", title.group(1), re.IGNORECASE)


# guards HZ-40
def test_another_sites_staff_find_no_such_person(begun: Consent, clinic: SimpleNamespace, browse: Browse) -> None:
    for address in ("", f"{begun.id}/"):
        assert browse(clinic.wei).get(f"/patients/{begun.patient_id}/consent/{address}").status_code == 404
