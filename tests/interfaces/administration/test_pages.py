"""People, devices and content sign-off, as their pages do it."""

import html
import re
from datetime import date, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client

from openkap.clinical.sources import Pin
from openkap.content import catalogue, changes
from openkap.gateways import clock
from openkap.interfaces.components.pages import DEVICE_COOKIE
from openkap.interfaces.patient.answering import crisis
from openkap.records.accounts import signing
from openkap.records.accounts.confirming import TRIES
from openkap.records.accounts.models import ContentSignOff, Device, DevicePin, Membership, Person, RoomSession, Site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(now: datetime) -> object:
    with clock.frozen(now):
        yield


@pytest.fixture
def at(clinic: SimpleNamespace) -> object:
    """A browser in which this one of the cast is signed in."""

    def signed_in(who: str) -> Client:
        client = Client()
        client.force_login(Person.objects.get(id=getattr(clinic, who).id))
        return client

    return signed_in


def test_a_person_is_added_given_a_role_and_a_link_that_works_once(at: object, clinic: SimpleNamespace) -> None:
    admin = at("admin")
    page = admin.post("/people/", {"name": "Eva Lind", "email": "eva@example.org"})["Location"]
    role = {"role": "nurse", "valid_from": "2026-10-01", "credential": "N 7"}
    assert "needs a credential and the day it expires" in admin.post(page, role).content.decode()
    assert admin.post(page, role | {"credential_expires_on": "2027-01-01"}).status_code == 302
    address = re.search(r"<code[^>]*>http://testserver(.*?)</code>", admin.post(page + "link").content.decode())[1]

    eva = Client()
    form = eva.get(address, follow=True)
    chosen = eva.post(form.request["PATH_INFO"], dict.fromkeys(("password1", "password2"), "a long unguessed sentence"))
    assert chosen.status_code == 302, chosen.content.decode()
    assert Person.objects.get(email="eva@example.org").check_password("a long unguessed sentence")
    assert "opens nothing" in Client().get(address, follow=True).content.decode()


def test_a_new_link_ends_the_sign_ins_and_the_old_password(at: object, clinic: SimpleNamespace) -> None:
    sam = at("sam")
    assert sam.get("/devices/").status_code == 200
    at("admin").post(f"/people/{clinic.sam.id}/link")
    assert sam.get("/devices/").status_code == 302
    assert not Person.objects.get(id=clinic.sam.id).has_usable_password()


def test_an_administrator_does_not_reach_people_of_another_site(at: object, clinic: SimpleNamespace) -> None:
    admin = at("admin")
    assert admin.get(f"/people/{clinic.wei.id}/").status_code == 404
    assert admin.post(f"/people/{clinic.wei.id}/link").status_code == 404
    role = Membership.objects.get(person_id=clinic.wei.id)
    assert admin.post(f"/people/roles/{role.id}/end").status_code == 404
    assert Membership.objects.get(id=role.id).ended_at is None


def test_ending_a_role_on_the_page_ends_it(at: object, clinic: SimpleNamespace) -> None:
    sam, role = at("sam"), Membership.objects.get(person_id=clinic.sam.id)
    assert at("admin").get(f"/people/roles/{role.id}/end").status_code == 405
    assert at("admin").post(f"/people/roles/{role.id}/end").status_code == 302
    assert sam.get("/devices/").status_code == 302


def test_a_device_is_registered_gets_a_pin_and_is_revoked(at: object, clinic: SimpleNamespace) -> None:
    sam = at("sam")
    assert "Register it first" in sam.post("/devices/pin", {"pin": "482915"}, follow=True).content.decode()
    sam.post("/devices/register", {"label": "Room 2 tablet"})
    cookie = sam.cookies[DEVICE_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert "6 to 12 digits" in sam.post("/devices/pin", {"pin": "1"}, follow=True).content.decode()
    assert "Your PIN is set" in sam.post("/devices/pin", {"pin": "482915"}, follow=True).content.decode()
    device = Device.objects.get(label="Room 2 tablet")
    assert "Your PIN is locked" not in sam.get("/devices/").content.decode()
    DevicePin.objects.update(failures=TRIES)
    assert "Your PIN is locked" in sam.get("/devices/").content.decode()
    sam.post("/devices/pin", {"pin": "482915"})
    assert "Your PIN is locked" not in sam.get("/devices/").content.decode()
    assert at("wei").post(f"/devices/{device.id}/revoke").status_code == 403
    assert at("admin").post(f"/devices/{device.id}/revoke").status_code == 302
    assert "Not registered" in sam.get("/devices/").content.decode()


def test_only_an_open_session_of_the_site_is_opened_on_a_device(at: object, clinic: SimpleNamespace) -> None:
    sam = at("sam")
    assert "Register it first" in sam.post(f"/devices/open/{uuid4()}", follow=True).content.decode()
    sam.post("/devices/register", {"label": "Room 2 tablet"})
    assert sam.post(f"/devices/open/{uuid4()}").status_code == 404
    assert not RoomSession.objects.exists()
    assert "_auth_user_id" in sam.session


def test_the_director_signs_exactly_what_the_page_showed(at: object, clinic: SimpleNamespace) -> None:
    entry = catalogue.entries("instruments")[0]
    token = f"instruments/{entry.pin.id}/{entry.pin.digest}"
    page, sign = "/content/instruments/", "/content/instruments/sign"
    assert page in at("ingrid").get("/content/").content.decode()
    assert token in at("dov").get(page).content.decode()
    assert token not in at("ingrid").get(page).content.decode()
    assert at("ingrid").post(sign, {"thing": token}).status_code == 403
    changed = at("dov").post(sign, {"thing": [token, f"instruments/{entry.pin.id}/{'0' * 64}"]}, follow=True)
    assert "Nothing was signed" in changed.content.decode()
    assert not ContentSignOff.objects.exists()
    assert "Nothing was ticked" in at("dov").post(sign, follow=True).content.decode()
    assert "1 signed" in at("dov").post(sign, {"thing": token}, follow=True).content.decode()
    assert signing.unsigned(clinic.here.id, [entry.pin]) == ()
    assert at("dov").get("/content/nothing/").status_code == 404


# guards HZ-09
def test_a_whole_kind_is_signed_once_it_was_read_each_thing_with_its_digest(
    at: object, clinic: SimpleNamespace
) -> None:
    page, sign = "/content/pathways/", "/content/pathways/sign"
    shown = re.findall(r'name="shown" value="([^"]+)"', at("dov").get(page).content.decode())
    pins = [e.pin for e in catalogue.entries("pathways")]
    assert sorted(shown) == sorted(f"{p.kind}/{p.id}/{p.digest}" for p in pins)
    unread = at("dov").post(sign, {"shown": shown, "whole": "yes"}, follow=True)
    assert "did not say that you read it" in unread.content.decode()
    stale = at("dov").post(sign, {"shown": [*shown, "pathways/x/1"], "whole": "yes", "read": "yes"}, follow=True)
    assert "Nothing was signed" in stale.content.decode()
    assert not ContentSignOff.objects.exists()
    done = at("dov").post(sign, {"shown": shown, "whole": "yes", "read": "yes"}, follow=True).content.decode()
    assert f"{len(pins)} signed" in done
    assert "Everything here is signed" in done
    assert set(ContentSignOff.objects.values_list("content_id", "digest")) == {(p.id, p.digest) for p in pins}
    assert signing.unsigned(clinic.here.id, pins) == ()


def test_what_changed_since_it_was_signed_is_one_bundle_with_the_difference_in_words(
    at: object, clinic: SimpleNamespace, now: datetime
) -> None:
    old, new = (
        catalogue.entry("monitoring", "esketamine-nasal", "1.0.0"),
        catalogue.entry("monitoring", "esketamine-nasal"),
    )
    lost = Pin("instruments", catalogue.ids("instruments")[0], "0.9.0", "a" * 64)
    signing.sign_content(by=clinic.dov, pins=[old.pin, lost], now=now)
    assert "Read and sign the 2 that changed" in at("dov").get("/content/").content.decode()
    said = html.unescape(at("dov").get("/content/changes/").content.decode())
    first = changes.changes("monitoring", "esketamine-nasal", "1.0.0")[0]
    assert first.words in said
    assert "changed since 0.9.0 was signed" in said, "its file is gone: all that it says is shown"
    assert "All it says" in said
    token = f"monitoring/{new.pin.id}/{new.pin.digest}"
    at("dov").post("/content/changes/sign", {"thing": token})
    assert signing.unsigned(clinic.here.id, [new.pin]) == ()
    assert "Read and sign the 1 that changed" in at("dov").get("/content/").content.decode()


def test_dates_out_of_order_are_said_so(at: object, clinic: SimpleNamespace) -> None:
    wrong = {"role": "director", "valid_from": date(2026, 10, 6), "valid_until": date(2026, 10, 5)}
    refused = at("admin").post(f"/people/{clinic.sam.id}/", wrong)
    assert refused.status_code == 422
    assert "lies before the first" in refused.content.decode()
    assert at("admin").post("/people/", {"name": "Eva Lind"}).status_code == 422


def test_the_telephone_of_the_clinic_stands_under_the_crisis_numbers_once_it_is_written(
    at: object, clinic: SimpleNamespace
) -> None:
    admin = at("admin")
    refused = admin.post("/clinic/", {"phone": "ask at the desk", "hours": "Mornings"})
    assert refused.status_code == 422
    assert "not a telephone number" in refused.content.decode()
    assert "ask at the desk" in refused.content.decode(), "an entry is never lost"
    assert "tell nobody whom to call" in admin.post("/clinic/", {"hours": "Mornings"}).content.decode()
    admin.post("/clinic/", {"phone": "+34 91 123 45 67", "hours": "Monday to Friday, 9:00 to 17:00"})
    site = Site.objects.get(id=clinic.here.id)
    help_ = crisis.panel(site, heading=crisis.AT_ANY_TIME)
    assert help_["calls"][-1]["address"] == "tel:+34911234567", "crisis lines first"
    assert help_["calls"][-1]["note"] == "Monday to Friday, 9:00 to 17:00"
    admin.post("/clinic/", {"phone": "", "hours": ""})
    site.refresh_from_db()
    assert all("clinic" not in call["name"].lower() for call in crisis.panel(site, heading=crisis.AT_ANY_TIME)["calls"])
    assert at("sam").get("/clinic/").status_code == 403
