"""A dose at home on screen: the switch, the prescriber's page, and the person's own link from check-in to the end."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openkap.gateways import clock
from openkap.records.assessments import links
from openkap.records.home import selectors, services
from openkap.records.patients.models import CareTeamMember
from openkap.records.patients.selectors import under_effect
from openkap.records.safety.models import SafetyAlert

pytestmark = pytest.mark.django_db
BORN = {"day": "2", "month": "5", "year": "1984"}
CHECK_IN = {"systolic": "128", "diastolic": "82", "measured": "0", "companion_present": "yes", "address_here": "yes",
            "nothing_taken": "yes"}  # fmt: skip
AFTER = {"as_before": "yes", "systolic": "131", "diastolic": "84", "effects": "none", "left": "0"}


@pytest.fixture(autouse=True)
def _at(now: datetime, keyset: Any) -> Any:
    with clock.frozen(now):
        yield


def signed_in(actor: Any) -> Client:
    browser = Client()
    browser.force_login(get_user_model()._default_manager.get(id=actor.id))
    return browser


@pytest.fixture
def ordered(clinic: SimpleNamespace, prepared: Any, covered: object, ada: Any) -> Any:
    page = signed_in(clinic.ingrid)
    form = {"for_on": "2026-10-06", "address": "4 Mill Lane", "emergency_number": "911", "reason": "As planned."}
    assert page.post(f"/patients/{ada.id}/home/order/", form).status_code == 302
    return selectors.doses_at_home(ada.id)[0].session


@pytest.fixture
def hers(client: Client, ada: Any, clinic: SimpleNamespace, ordered: Any, now: datetime) -> Client:
    sent = links.share_plan(by=clinic.noor, patient=ada, good_for=timedelta(days=7), with_code=False, now=now)
    assert client.post(f"/q/{sent.token}", BORN).status_code == 302
    return client


def tell(client: Client, rest: str, **given: str) -> Any:
    found = re.search(r'name="proof" value="([^"]*)"', client.get("/mine/day/").content.decode())
    return client.post(f"/mine/day/{rest}/", {"proof": found[1] if found else ""} | given)


def text(client: Client, address: str = "/mine/day/") -> str:
    return client.get(address).content.decode()


@pytest.mark.usefixtures("in_oregon")
def test_the_switch_page_says_off_with_the_warnings_until_two_have_signed(clinic: SimpleNamespace) -> None:
    dov, ingrid = signed_in(clinic.dov), signed_in(clinic.ingrid)
    page = text(dov, "/home-doses/")
    assert "Off" in page
    assert "In 2023 the FDA warned" in page
    form = {"place": "Oregon", "law": "State law, seen by our counsel.", "valid_until": "2026-12-01"}
    assert dov.post("/home-doses/sign/", form | {"role": "director", "valid_until": "2027-06-01"}).status_code == 422
    assert dov.post("/home-doses/sign/", form | {"role": "director"}).status_code == 302
    assert "Nobody has signed" not in text(dov, "/home-doses/")
    assert "has not allowed doses at home" in text(dov, "/home-doses/")
    assert ingrid.post("/home-doses/sign/", form | {"role": "director"}).status_code == 422, "not her role"
    assert ingrid.post("/home-doses/sign/", form | {"role": "prescriber"}).status_code == 302
    assert "has not allowed" not in text(dov, "/home-doses/")
    assert ingrid.post("/home-doses/close/", {"role": "prescriber", "because": "New law."}).status_code == 302
    assert "has not allowed" in text(dov, "/home-doses/")


def test_the_plan_offers_home_only_while_it_is_on(clinic: SimpleNamespace, ada: Any, prepared: Any) -> None:
    ingrid = signed_in(clinic.ingrid)
    assert f"/patients/{ada.id}/home/" in text(ingrid, f"/patients/{ada.id}/plan/")
    assert "Ketamine under the tongue, at home" in text(ingrid, f"/patients/{ada.id}/plan/new/")
    ingrid.post("/home-doses/close/", {"role": "prescriber", "because": "New law."})
    assert "Ketamine under the tongue, at home" not in text(ingrid, f"/patients/{ada.id}/plan/new/")


# guards HZ-60
def test_a_day_at_home_from_check_in_to_the_end(
    hers: Client, clinic: SimpleNamespace, ada: Any, ordered: Any, now: datetime
) -> None:
    ingrid = signed_in(clinic.ingrid)
    here, release = f"/patients/{ada.id}/home/", f"/patients/{ada.id}/home/{ordered.id}/release/"
    assert "Your dose at home" in text(hers, "/mine/")
    assert "Take nothing yet" in text(hers)
    assert "Release this one dose" not in text(ingrid, here)
    assert tell(hers, "before", **(CHECK_IN | {"companion_present": ""})).status_code == 302
    assert "No companion is there" in text(hers)
    ingrid.post(release)
    assert selectors.doses_at_home(ada.id)[0].released is None
    tell(hers, "before", **CHECK_IN)
    assert "Wait for the clinic" in text(hers)
    assert "Release this one dose" in text(ingrid, here)
    ingrid.post(release)
    page = text(hers)
    assert "Your one dose is released" in page
    assert "For Bea Marsh" in page
    tell(hers, "say", what="taken")
    assert under_effect(ada.id)
    page = text(hers)
    assert "There is nothing to answer" in page
    assert "as_before" not in page
    assert hers.get("/mine/").headers["Location"] == "/mine/day/", "the companion finds the page again"
    with clock.frozen(now + timedelta(hours=2)):
        assert "How did it go?" in text(hers)
        assert tell(hers, "after", **(AFTER | {"as_before": ""})).status_code == 422
        assert tell(hers, "after", **AFTER).status_code == 302
        assert "The clinic knows how it went" in text(hers)
    assert not under_effect(ada.id)
    assert not SafetyAlert.objects.exists()


def test_something_wrong_calls_and_a_form_from_elsewhere_does_nothing(hers: Client, ada: Any) -> None:
    assert hers.post("/mine/day/say/", {"what": "trouble", "proof": "guessed"}).status_code == 404
    assert not SafetyAlert.objects.exists()
    tell(hers, "say", what="trouble")
    assert SafetyAlert.objects.get(patient=ada).signal == "home-trouble"


def test_staff_write_down_what_they_hear_by_telephone(clinic: SimpleNamespace, ada: Any, ordered: Any) -> None:
    sam = signed_in(clinic.sam)
    assert sam.post(f"/patients/{ada.id}/home/{ordered.id}/after/", AFTER).status_code == 422, "first: taken or not"
    assert sam.post(f"/patients/{ada.id}/home/{ordered.id}/heard/", {"heard": "not-taken"}).status_code == 302
    assert sam.post(f"/patients/{ada.id}/home/{ordered.id}/after/", AFTER).status_code == 302
    assert "Not taken" in text(sam, f"/patients/{ada.id}/home/")


def test_an_address_that_names_somebody_elses_dose_reaches_nothing(
    clinic: SimpleNamespace, ada: Any, ordered: Any
) -> None:
    other = type(ada).objects.create(site=clinic.here, given_name="Cy", family_name="Holm", born_on=ada.born_on)
    for actor in (clinic.sam, clinic.ingrid):
        CareTeamMember.objects.create(patient=other, person_id=actor.id, valid_from=ada.born_on)
    CareTeamMember.objects.filter(patient=ada).delete()
    for name, actor, said in (("heard", clinic.sam, {"heard": "taken"}), ("after", clinic.sam, AFTER),
                              ("release", clinic.ingrid, {"reason": "x"})):  # fmt: skip
        answer = signed_in(actor).post(f"/patients/{other.id}/home/{ordered.id}/{name}/", said)
        assert (name, answer.status_code) == (name, 404)
    assert not ordered.events.exists()


def test_a_companion_who_ends_takes_the_release_along(clinic: SimpleNamespace, ada: Any, ordered: Any) -> None:
    sam = signed_in(clinic.sam)
    sam.post(f"/patients/{ada.id}/home/companion/end/", {"because": "Ill."})
    assert "The companion of this dose has changed" in text(signed_in(clinic.ingrid), f"/patients/{ada.id}/home/")
    point = services.shown_points(ada.id)
    form = {"name": "Cy", "phone": "1", "age_years": "17", "trained": [id_ for id_, _ in point]}
    assert sam.post(f"/patients/{ada.id}/home/companion/", form).status_code == 422
    assert sam.post(f"/patients/{ada.id}/home/companion/", form | {"age_years": "18"}).status_code == 302


def test_the_pages_ask_the_database_little(hers: Client, clinic: SimpleNamespace, ada: Any, ordered: Any) -> None:
    tell(hers, "before", **CHECK_IN)
    ingrid = signed_in(clinic.ingrid)
    for browser, address in ((ingrid, f"/patients/{ada.id}/home/"), (hers, "/mine/day/"), (ingrid, "/home-doses/")):
        text(browser, address)
        with CaptureQueriesContext(connection) as asked:
            text(browser, address)
        said = [q["sql"][:110] for q in asked.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        assert len(said) <= 15, address + "\n" + "\n".join(said)
