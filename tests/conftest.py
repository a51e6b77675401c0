"""The standing cast: Ada in care; Ingrid prescribes, Sam nurses, Noor is a therapist, Dov directs; Wei is elsewhere."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import Phase, settings

pytest_plugins = ["tests.courses", "tests.athome"]
# No deadline: a busy machine is no finding. The long proof asks for more examples.
settings.register_profile("openkap", deadline=None, max_examples=int(os.environ.get("OPENKAP_EXAMPLES", "100")))
# A small change of the core is noticed or not: the same few examples each time, and no search for the smallest.
settings.register_profile(
    "mutation", deadline=None, max_examples=10, derandomize=True, database=None, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("openkap")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Under mutation the examples come before the generated laws, so that what they notice is noticed cheaply."""
    if config.getoption("--hypothesis-profile") == "mutation":
        items.sort(key=lambda item: hasattr(getattr(item, "obj", None), "hypothesis"))


NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)  # a Tuesday; the site's zone keeps daylight saving time then


@pytest.fixture(autouse=True)
def _bench() -> Iterator[None]:
    """What a test lays out is written by the bench. A request, a service or a thread starts with nobody acting."""
    from openkap.records.audit.acting import acting, system

    with acting(system("bench")):
        yield


@pytest.fixture(autouse=True, scope="session")
def _signed_in_with_a_second_factor() -> Iterator[None]:
    """``client.force_login`` signs in as a real sign-in does: with a password and a code."""
    if find_spec("django") is None:
        yield
        return
    from django.test import Client

    without = Client.force_login

    def force_login(client: Client, user: Any, backend: str | None = None) -> None:
        without(client, user, backend)
        session = client.session
        session.update(second_factor(str(user.pk)))
        session.save()

    Client.force_login = force_login  # type: ignore[method-assign]
    yield
    Client.force_login = without  # type: ignore[method-assign]


def second_factor(person_id: str) -> dict[str, Any]:
    """What a session holds after a sign-in with a code."""
    return {
        "account_authentication_methods": [{"method": "mfa", "type": "totp", "at": 0}],
        "account_authentication_methods_user": person_id,
    }


@pytest.fixture(autouse=True, scope="session")
def _emptying_lifts_the_guards() -> Iterator[None]:
    """A transactional test ends with a flush, which the guards would rightly refuse; migrating lays them again."""
    if find_spec("django") is None:  # the core's own environment
        yield
        return
    from django.db import connection
    from django.test import TransactionTestCase

    from openkap.records.audit import guards

    empty = TransactionTestCase._fixture_teardown

    def lift_and_empty(case: TransactionTestCase) -> None:
        guards.lift(connection)
        empty(case)

    TransactionTestCase._fixture_teardown = lift_and_empty  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = empty  # type: ignore[method-assign]


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def clinic(db: None) -> SimpleNamespace:
    """Two sites, and staff as actors: clinic.ingrid, .sam, .noor, .dov, .admin; clinic.wei at the other site."""
    from openkap.records.accounts import selectors
    from openkap.records.accounts.models import Membership, Person, Site

    here = Site.objects.create(name="Harbour clinic", zone="Europe/Madrid", jurisdiction="eu")
    there = Site.objects.create(name="Hill clinic", zone="Pacific/Auckland", jurisdiction="us")

    def staff(name: str, site: Site, *roles: str) -> object:
        person = Person.objects.create(email=f"{name.lower()}@example.org", name=name)
        for role in roles:
            Membership.objects.create(
                person=person,
                site=site,
                role=role,
                valid_from=date(2026, 1, 1),
                credential=f"{name} 1",
                credential_expires_on=date(2027, 12, 31),
            )
        return selectors.actor_of(person.id, NOW)

    return SimpleNamespace(
        here=here,
        there=there,
        ingrid=staff("Ingrid", here, "prescriber"),
        sam=staff("Sam", here, "nurse"),
        noor=staff("Noor", here, "therapist"),
        dov=staff("Dov", here, "director", "prescriber"),
        admin=staff("Ines", here, "administrator"),
        wei=staff("Wei", there, "prescriber"),
    )


@pytest.fixture
def ada(clinic: SimpleNamespace) -> object:
    """Ada, in care at the first site; Ingrid, Sam, Noor and Dov are her care team, Ines is not."""
    from openkap.records.patients.models import CareTeamMember, Patient

    patient = Patient.objects.create(
        site=clinic.here, given_name="Ada", family_name="Marsh", born_on=date(1984, 5, 2), sex_at_birth="female"
    )
    for member in (clinic.ingrid, clinic.sam, clinic.noor, clinic.dov):
        CareTeamMember.objects.create(patient=patient, person_id=member.id, valid_from=date(2026, 1, 1))
    return patient


Make = Callable[..., object]


@pytest.fixture
def mail(settings: Any, tmp_path: Path) -> Iterator[list[Any]]:
    """Calls go into a memory, and the watcher leaves its sign of life in a folder of the test's own."""
    from openkap.gateways import notify

    settings.MAIL_URL = "memory:"
    settings.HOME = tmp_path
    notify.sent_in_memory.clear()
    yield notify.sent_in_memory
    notify.sent_in_memory.clear()


@pytest.fixture
def covered(clinic: SimpleNamespace, mail: list[Any], now: datetime) -> object:
    """Sam is on cover, Noor is the second, Dov the director; all three have confirmed a test message."""
    from openkap.records.safety import cover

    cover.plan_cover(
        by=clinic.admin,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=8),
        first_id=clinic.sam.id,
        second_id=clinic.noor.id,
        director_id=clinic.dov.id,
        now=now,
    )
    for actor in (clinic.sam, clinic.noor, clinic.dov):
        cover.send_channel_test(by=clinic.admin, person_id=actor.id, now=now)
        code = mail[-1].body.split("code is ")[1][:6]
        cover.confirm_channel(by=actor, code=code, now=now)
    mail.clear()
    found = cover.on_cover(clinic.here.id, now)
    assert found is not None
    return found
