"""A clinic in a temporary folder for the benchmarks: staff, people, and dosing sessions through the product's services.

Import nothing of the product's records before ``temporary_home``: the settings read the environment once.
"""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [
    str(ROOT / "src"),
    str(ROOT / "tests"),
]  # a package "tests" may be installed
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
APART = timedelta(days=3)  # between two sessions of one person
SIMULATED = ("esk-phase3", 2, 20261121)  # preset, number and seed of a person whose every session ends well
MEASURES = ("systolic", "diastolic", "heart-rate", "oxygen-saturation", "respiratory-rate", "moaa-s", "dissociation")


@contextmanager
def temporary_home() -> Iterator[Path]:
    """An empty database of this version on SQLite, and keys, gone afterwards."""
    with TemporaryDirectory(prefix="openkap-bench-") as folder:
        home = Path(folder) / "var"
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "openkap.config.settings",
            "OPENKAP_HOME": str(home),
            "OPENKAP_DATABASE_URL": f"sqlite:///{home / 'clinic.sqlite3'}",
            "OPENKAP_KEYSET": f"{folder}/keys/keyset.json",
            "OPENKAP_DEBUG": "yes",
            "OPENKAP_MAIL_URL": "memory:",
        }
        import django

        from openkap.interfaces.cli import _prepare

        _prepare.secret_key()
        django.setup()
        _prepare.keyset()
        _prepare.database()
        yield home


def staffed(now: datetime = NOW) -> SimpleNamespace:
    """One site and its staff as actors, all content signed."""
    from openkap.records.accounts.models import Membership, Person, Site
    from openkap.records.accounts.selectors import actor_of
    from openkap.records.audit.acting import acting, system

    long_ago, long_after = now.date() - timedelta(days=1500), now.date() + timedelta(days=400)
    found: dict[str, Any] = {}
    with acting(system("bench")):
        found["here"] = site = Site.objects.create(name="Harbour clinic", zone="UTC", jurisdiction="eu")
        for name, role in (("ingrid", "prescriber"), ("sam", "nurse"), ("noor", "therapist"), ("dov", "director")):
            person = Person.objects.create(email=f"{name}@example.org", name=name.title())
            Membership.objects.create(
                person=person, site=site, role=role, valid_from=long_ago, credential="1",
                credential_expires_on=long_after,
            )  # fmt: skip
            found[name] = actor_of(person.id, now)
    return SimpleNamespace(**found)


def person(clinic: SimpleNamespace, name: str) -> Any:
    """A new person of the site with the whole staff as care team."""
    from openkap.records.audit.acting import acting, system
    from openkap.records.patients.models import CareTeamMember, Patient

    with acting(system("bench")):
        made = Patient.objects.create(
            site=clinic.here, given_name=name, family_name="Marsh", born_on=datetime(1984, 5, 2, tzinfo=UTC).date()
        )
        for member in (clinic.ingrid, clinic.sam, clinic.noor, clinic.dov):
            CareTeamMember.objects.create(patient=made, person_id=member.id, valid_from=NOW.date() - timedelta(1500))
    return made


def course_of(clinic: SimpleNamespace, who: Any, sessions: int) -> None:
    """So many whole sessions of one person, three days apart, the last one three days ago; a form before each.

    What they score and show is that of a simulated person, the same one whatever the number of sessions.
    """
    from openkap.interfaces.cli.demo.forms import fill_in, send_forms
    from openkap.interfaces.cli.demo.simulated import somebody
    from openkap.records.audit.acting import acting, system
    from openkap.records.treatment.models import Course
    from sessions import sign_everything

    chance, shown = Random(sessions), somebody(*SIMULATED)
    with acting(system("bench")):
        pins = sign_everything(clinic, "esketamine-nasal", NOW - APART * (sessions + 1))
        course = Course.objects.create(patient=who, kind="both", started_on=(NOW - APART * sessions).date())
        plan = _plan(clinic, course, pins)
    for number in range(sessions, 0, -1):
        at, day = NOW - APART * number, APART.days * (sessions - number)
        said = shown.answers("gad-7", shown.total("gad-7", day))
        sent = send_forms(by=clinic.noor, patient=who, instruments=("gad-7",), now=at - timedelta(hours=20))
        fill_in(sent, {"gad-7": said}.__getitem__, chance=chance, now=at - timedelta(hours=19))
        with acting(system("bench")):
            _order(clinic, who, plan, pins, at)
        _whole_session(clinic, who, at, shown.bedside())
        shown.dose(day, more=number > 1)


def open_session(clinic: SimpleNamespace, who: Any, at: datetime, room: str) -> Any:
    """A session that began at an instant and has had its dose."""
    from openkap.records.audit.acting import acting, system
    from sessions import keep, minutes, opened, ready_for_dose

    quiet = SimpleNamespace(setattr=lambda *_: None)
    with _consent_stands(), acting(system("bench")):
        session = opened(clinic, who, at, quiet, room=room)
        ready_for_dose(clinic.sam, session, at + minutes(5))
        keep(clinic.sam, session, "dose", at + minutes(10), amount_mg=56, lot="A12")
    return session


def _consent_stands() -> Any:
    from sessions import STANDS

    return patch("openkap.records.consents.selectors.standing_of", lambda *_: STANDS)


def _whole_session(clinic: SimpleNamespace, who: Any, at: datetime, shown: Any) -> None:
    """Ready, dose, one look at the peak, and out when what is shown has passed, two hours after the dose or later."""
    from openkap.records.dosing import services
    from sessions import keep, minutes, observe, ready_for_dose, ready_to_leave

    dose_at = at + minutes(10)
    with _consent_stands():
        session = services.open_session(by=clinic.sam, patient_id=who.id, room=who.given_name, now=at)
        ready_for_dose(clinic.sam, session, dose_at - minutes(5), **_read(shown, -5))
        keep(clinic.sam, session, "dose", dose_at, amount_mg=56, lot="A12")
    observe(clinic.sam, session, dose_at + minutes(40), **_read(shown, 40))
    ready = max(122, int(shown.awake_after_min) + 1, int(shown.present_after_min) + 1)
    ready_to_leave(clinic.sam, session, dose_at + minutes(ready), **_read(shown, ready))
    keep(clinic.sam, session, "discharged", dose_at + minutes(ready + 1), signed_by="Sam")


def _read(shown: Any, minute: int) -> dict[str, Any]:
    """What is read at a minute after the dose, as an observation has it."""
    values = shown.values(minute, MEASURES)
    return {name.replace("-", "_"): v if isinstance(v, str) else int(v) for name, v in values.items()}


def _plan(clinic: SimpleNamespace, course: Any, pins: list[Any]) -> Any:
    from openkap.content import catalogue
    from openkap.records.treatment.models import Plan
    from openkap.records.treatment.sealing import pin_document

    protocol = catalogue.entry("protocols", "ketamine-iv-6-in-3-weeks").pin
    return Plan.objects.create(
        course=course, version=1, course_kind="both", protocol=pin_document(protocol), product=pin_document(pins[0]),
        route=catalogue.entry("products", "esketamine-nasal").value.route, starts_on=course.started_on, digest="0" * 64,
        made_at=NOW - timedelta(days=1400), made_by_id=clinic.ingrid.id, made_by_label="Ingrid",
    )  # fmt: skip


def _order(clinic: SimpleNamespace, who: Any, plan: Any, pins: list[Any], at: datetime) -> None:
    from openkap.records.treatment.models import Order, OrderEvent
    from openkap.records.treatment.sealing import pin_document

    order = Order.objects.create(
        patient=who, plan=plan, for_on=at.date(), dose_mg=Decimal(56), pins=[pin_document(p) for p in pins],
        product=plan.product, route=plan.route, digest="0" * 64, signed_at=at, signed_by_id=clinic.ingrid.id,
        signed_by_label="Ingrid",
    )  # fmt: skip
    OrderEvent.objects.create(
        order=order, number=1, kind="go", happened_at=at, by_id=clinic.ingrid.id, by_label="Ingrid"
    )


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
