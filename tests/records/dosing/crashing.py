"""Children for the kill trials: one lays out a session, one appends until it is killed, one reads what is there."""

import sys
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import django


def prepare() -> None:
    """Lay out a clinic with one open session; say its id and the nurse's."""
    from openkap.records.accounts.models import Membership, Person, Site
    from openkap.records.accounts.selectors import actor_of
    from openkap.records.audit.acting import acting, system
    from openkap.records.patients.models import Patient
    from sessions import opened  # the folder of tests is on the path of this child

    now = datetime.now(UTC)
    with acting(system("bench")):
        site = Site.objects.create(name="Harbour clinic", zone="UTC", jurisdiction="us")
        actors: dict[str, Any] = {"here": site}
        for name, role in (("sam", "nurse"), ("ingrid", "prescriber"), ("dov", "director")):
            person = Person.objects.create(email=f"{name}@example.org", name=name.title())
            Membership.objects.create(
                person=person, site=site, role=role, valid_from=now.date(), credential="1",
                credential_expires_on=now.date().replace(year=now.year + 1),
            )  # fmt: skip
            actors[name] = actor_of(person.id, now)
        ada = Patient.objects.create(site=site, given_name="Ada", family_name="Marsh", born_on=now.date())
        patch = SimpleNamespace(setattr=setattr)
        session = opened(SimpleNamespace(**actors), ada, now, patch)
    sys.stdout.write(f"{session.id} {actors['sam'].id}\n")


def append(session_id: str, person_id: str) -> None:
    """Keep events without end, and say each id once it is acknowledged."""
    from openkap.records.accounts.selectors import actor_of
    from openkap.records.dosing.services import record_event

    by = actor_of(UUID(person_id), datetime.now(UTC))
    assert by is not None
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        now = datetime.now(UTC)
        document = {"id": str(uuid4()), "type": "observation", "at": now.isoformat(), "values": {"heart-rate": 72}}
        record_event(by=by, session_id=UUID(session_id), document=document, now=now)
        sys.stdout.write(document["id"] + "\n")
        sys.stdout.flush()


def read(session_id: str) -> None:
    """Say the id of every kept event, and whether the snapshot is their fold and the numbers have no gap."""
    from openkap.records.dosing.folding import state_of
    from openkap.records.dosing.models import DosingSession, SessionEvent

    session = DosingSession.objects.get(id=session_id)
    numbers = list(SessionEvent.objects.order_by("number").values_list("number", flat=True))
    sound = session.snapshot == state_of(session).as_json() and numbers == list(range(1, len(numbers) + 1))
    ids = SessionEvent.objects.filter(session=session).values_list("id", flat=True)
    sys.stdout.write("\n".join([str(sound), *map(str, ids)]) + "\n")


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "append": append, "read": read}[sys.argv[1]](*sys.argv[2:])
