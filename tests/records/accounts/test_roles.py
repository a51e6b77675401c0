"""A role counts while its membership and its credential do, at its own site alone."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied, ValidationError

from openkap.records.accounts import selectors, services
from openkap.records.accounts.models import Membership, Person, Site
from openkap.records.audit.acting import system

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 6)


def at(day: date, hour: int = 9) -> datetime:
    """An instant of a day, in UTC."""
    return datetime.combine(day, time(hour), UTC)


def _grant(clinic: SimpleNamespace, now: object, **more: object) -> Person:
    person = services.add_person(by=clinic.admin, email="Eva@example.org", name="Eva", now=now)
    given = {"role": "nurse", "valid_from": TODAY, "credential": "N 7", "credential_expires_on": TODAY} | more
    services.grant_role(by=clinic.admin, person_id=person.id, now=now, **given)
    return person


def test_a_role_counts_on_its_first_and_last_day_and_not_around_them(clinic: SimpleNamespace, now: object) -> None:
    last = TODAY + timedelta(days=2)
    eva = _grant(clinic, now, valid_until=last, credential_expires_on=date(2030, 1, 1))
    assert selectors.actor_of(eva.id, at(TODAY - timedelta(days=1))) is None
    assert selectors.actor_of(eva.id, at(TODAY)).roles == {"nurse"}
    assert selectors.actor_of(eva.id, at(last)).roles == {"nurse"}
    assert selectors.actor_of(eva.id, at(last + timedelta(days=1))) is None


def test_a_role_ends_with_its_credential(clinic: SimpleNamespace, now: object) -> None:
    eva = _grant(clinic, now)
    assert selectors.actor_of(eva.id, at(TODAY)).has("nurse")
    assert selectors.actor_of(eva.id, at(TODAY + timedelta(days=1))) is None


@pytest.mark.parametrize("less", [{"credential": " "}, {"credential_expires_on": None}])
def test_a_licensed_role_is_not_given_without_a_credential(clinic: SimpleNamespace, now: object, less: dict) -> None:
    with pytest.raises(ValidationError, match="needs a credential"):
        _grant(clinic, now, **less)


def test_a_licensed_role_written_without_credential_gives_nothing(clinic: SimpleNamespace) -> None:
    person = Person.objects.create(email="x@example.org", name="X")
    Membership.objects.create(person=person, site=clinic.here, role="prescriber", valid_from=TODAY)
    assert selectors.actor_of(person.id, at(TODAY)) is None


def test_an_ended_role_counts_no_more_and_its_sign_ins_are_gone(clinic: SimpleNamespace, now: object) -> None:
    eva, other = _grant(clinic, now, credential_expires_on=date(2030, 1, 1)), clinic.sam
    stores = []
    for person in (eva, other):
        store = SessionStore()
        store[SESSION_KEY] = str(person.id)
        store.save()
        stores.append(store)
    membership = Membership.objects.get(person=eva)
    services.end_role(by=clinic.admin, membership_id=membership.id, now=now)
    assert selectors.actor_of(eva.id, at(TODAY)) is None
    assert [SessionStore().exists(s.session_key) for s in stores] == [False, True]


def test_each_site_has_its_own_roles(clinic: SimpleNamespace, now: object) -> None:
    eva = _grant(clinic, now, credential_expires_on=date(2030, 1, 1))
    services.grant_role(
        by=system("set-up"), site_id=clinic.there.id, person_id=eva.id, role="administrator", valid_from=TODAY, now=now
    )
    assert selectors.actor_of(eva.id, at(TODAY), clinic.here.id).roles == {"nurse"}
    assert selectors.actor_of(eva.id, at(TODAY), clinic.there.id).roles == {"administrator"}
    assert {s.id for s in selectors.sites_of(eva.id, at(TODAY))} == {clinic.here.id, clinic.there.id}


def test_an_administrator_rules_their_own_site_alone(clinic: SimpleNamespace, now: object) -> None:
    wei = Membership.objects.get(person_id=clinic.wei.id)
    with pytest.raises(Membership.DoesNotExist):
        services.end_role(by=clinic.admin, membership_id=wei.id, now=now)
    services.grant_role(
        by=clinic.admin, site_id=clinic.there.id, person_id=clinic.sam.id, role="director", valid_from=TODAY, now=now
    )
    assert not Membership.objects.filter(person_id=clinic.sam.id, site=clinic.there).exists()


@pytest.mark.parametrize("who", ["ingrid", "sam", "noor", "dov"])
def test_only_an_administrator_adds_people_and_roles(clinic: SimpleNamespace, now: object, who: str) -> None:
    by = getattr(clinic, who)
    with pytest.raises(PermissionDenied):
        services.add_person(by=by, email="y@example.org", name="Y", now=now)
    with pytest.raises(PermissionDenied):
        services.grant_role(by=by, person_id=by.id, role="administrator", valid_from=TODAY, now=now)


def test_a_new_person_cannot_sign_in_before_choosing_a_password(clinic: SimpleNamespace, now: object) -> None:
    eva = _grant(clinic, now)
    assert not eva.has_usable_password()
    with pytest.raises(ValidationError, match="is here already"):
        services.add_person(by=clinic.admin, email="EVA@example.org", name="Eva", now=now)


def test_an_installation_is_marked_once(db: None, now: object) -> None:
    assert not selectors.is_demonstration()
    services.mark_installation(by=system("set-up"), kind="clinic", now=now)
    services.mark_installation(by=system("set-up"), kind="clinic", now=now)
    with pytest.raises(ValidationError, match="cannot become a demonstration"):
        services.mark_installation(by=system("set-up"), kind="demonstration", now=now)
    assert selectors.installed() == "clinic"


@pytest.mark.parametrize(("zone", "jurisdiction"), [("Madrid", "eu"), ("Europe/Madrid", "es")])
def test_a_site_needs_a_real_zone_and_a_known_jurisdiction(db: None, now: object, zone: str, jurisdiction: str) -> None:
    with pytest.raises(ValidationError):
        services.open_site(by=system("set-up"), name="X", zone=zone, jurisdiction=jurisdiction, now=now)
    assert not Site.objects.exists()


def test_a_role_begins_and_ends_with_the_days_of_its_site(clinic: SimpleNamespace, now: object) -> None:
    """Madrid is two hours ahead of UTC then, Auckland thirteen: the same instant is another day there."""
    first = TODAY + timedelta(days=1)
    eva = services.add_person(by=clinic.admin, email="eva@example.org", name="Eva", now=now)
    for site in (clinic.here, clinic.there):
        services.grant_role(
            by=system("set-up"), site_id=site.id, person_id=eva.id, role="nurse", valid_from=first, valid_until=first,
            credential="N 7", credential_expires_on=first, now=now,
        )  # fmt: skip
    expected = {
        at(TODAY, 10): set(),
        at(TODAY, 12): {"Hill clinic"},  # past midnight in Auckland alone
        at(TODAY, 23): {"Harbour clinic", "Hill clinic"},
        at(first, 12): {"Harbour clinic"},
        at(first, 22): set(),
    }
    for instant, names in expected.items():
        assert {s.name for s in selectors.sites_of(eva.id, instant)} == names, instant
        there = selectors.people_in_role(clinic.there.id, "nurse", instant)
        assert (there == [eva]) is ("Hill clinic" in names), instant
