"""Every address, every role: who gets in is what the page's rule says, and nobody else, at any site."""

from datetime import date
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from openkap.gateways import clock
from openkap.interfaces.components.pages import ANYONE, DEVICE_COOKIE, STAFF
from openkap.records.accounts.device_services import open_room, register_device
from openkap.records.accounts.models import Membership, Person

pytestmark = pytest.mark.django_db
ROLES = {"prescriber": "ingrid", "nurse": "sam", "therapist": "noor", "administrator": "admin", "director": "dov"}
SAMPLES = {"uuid": UUID("00000000-0000-4000-8000-000000000001"), "int": 1, "str": "x", "slug": "x", "path": "x"}
METHODS = ("get", "post")


def _pages(patterns: list[URLPattern | URLResolver], before: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for one in patterns:
        if isinstance(one, URLResolver):
            found += _pages(one.url_patterns, before + str(one.pattern))
        else:
            found.append((before + str(one.pattern), one))
    return found


PAGES = _pages(get_resolver().url_patterns)
GUARDED = [(route, p) for route, p in PAGES if getattr(p.callback, "page_rule", None)]
OF_STAFF = [(route, p) for route, p in GUARDED if p.callback.page_rule.roles != ANYONE]


def _kind(converter: object) -> str:
    return type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")


def test_every_address_has_a_rule() -> None:
    bare = [route for route, p in PAGES if not hasattr(p.callback, "page_rule")]
    assert bare == [], "register it with page(…), so that the table knows who may open it"


def test_rules_name_known_roles() -> None:
    for route, p in OF_STAFF:
        assert p.callback.page_rule.roles <= STAFF | {"room"}, route
        assert p.callback.page_rule.roles, route


@pytest.mark.parametrize(("route", "pattern"), OF_STAFF, ids=lambda v: v if isinstance(v, str) else "")
def test_a_stranger_is_sent_to_sign_in(client: Client, db: None, route: str, pattern: URLPattern) -> None:
    for method in METHODS:
        answer = getattr(client, method)("/" + _made(route, pattern))
        assert answer.status_code == 302, route
        assert answer["Location"].startswith("/sign-in/account/login/"), route


def _made(route: str, pattern: URLPattern) -> str:
    for name, converter in pattern.pattern.converters.items():
        for prefix in (f"<{_kind(converter)}:{name}>", f"<{name}>"):
            route = route.replace(prefix, str(SAMPLES[_kind(converter)]))
    return route


# guards HZ-40
@pytest.mark.parametrize(("route", "pattern"), OF_STAFF, ids=lambda v: v if isinstance(v, str) else "")
def test_only_the_named_roles_pass_the_door(
    clinic: SimpleNamespace, now: object, route: str, pattern: URLPattern
) -> None:
    address = "/" + _made(route, pattern)
    for role, name in ROLES.items():
        who, client = getattr(clinic, name), Client()
        client.force_login(Person.objects.get(id=who.id))
        with clock.frozen(now):
            answer = client.get(address)
        if who.roles & pattern.callback.page_rule.roles:
            assert answer.status_code in {200, 204, 302, 400, 404, 405, 409, 422}, (route, role, answer.status_code)
            assert not answer.get("Location", "").startswith("/sign-in/account/login/"), (route, role)
        else:
            assert answer.status_code == 403, (route, role, answer.status_code)


# guards HZ-33
@pytest.mark.parametrize(("route", "pattern"), OF_STAFF, ids=lambda v: v if isinstance(v, str) else "")
def test_an_open_room_reaches_its_own_pages_alone(
    client: Client, clinic: SimpleNamespace, now: object, route: str, pattern: URLPattern
) -> None:
    device, token = register_device(by=clinic.sam, label="Room 2", now=now)
    open_room(by=clinic.sam, device_id=device.id, dosing_session_id=uuid4(), label="Room 2", now=now)
    client.cookies[DEVICE_COOKIE] = token
    with clock.frozen(now):
        answer = client.get("/" + _made(route, pattern))
    expected = 404 if "room" in pattern.callback.page_rule.roles else 302
    assert answer.status_code == expected, route


def _of_a_person() -> list[tuple[str, URLPattern]]:
    return [(route, p) for route, p in OF_STAFF if "patient_id" in p.pattern.converters]


# guards HZ-40
@pytest.mark.parametrize(("route", "pattern"), _of_a_person(), ids=lambda v: v if isinstance(v, str) else "")
def test_another_sites_person_and_nobody_answer_alike(
    client: Client, clinic: SimpleNamespace, ada: object, now: object, route: str, pattern: URLPattern
) -> None:
    """Wei works at the other site, with every role; Ada is not there, and neither is a person who does not exist."""
    for role in STAFF - {"prescriber"}:
        Membership.objects.create(person_id=clinic.wei.id, site=clinic.there, role=role, valid_from=date(2026, 1, 1),
                                  credential="W", credential_expires_on=date(2030, 1, 1))  # fmt: skip
    client.force_login(Person.objects.get(id=clinic.wei.id))
    made = _made(route, pattern)
    with clock.frozen(now):
        for method in METHODS:
            ask = getattr(client, method)
            nobody = ask("/" + made)
            hers = ask("/" + made.replace(str(SAMPLES["uuid"]), str(ada.id), 1))
            assert hers.status_code == nobody.status_code, route
            assert hers.status_code in {404, 405}, route
