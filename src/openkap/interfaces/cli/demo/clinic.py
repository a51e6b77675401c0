"""The clinic of the demonstration: two sites, staff with credentials, cover, a tried channel, rooms and tablets."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from openkap.gateways import notify
from openkap.records.accounts import device_services, devices, services
from openkap.records.accounts import selectors as accounts
from openkap.records.audit.acting import Actor, system
from openkap.records.safety import cover

if TYPE_CHECKING:
    from openkap.records.accounts.models import Site

BUILDER = system("demonstration")
TRIED_EVERY = timedelta(days=60)  # a tried channel counts for ninety days


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody invented who works at the clinic."""

    key: str
    name: str
    roles: tuple[str, ...]
    credential: str = ""
    here: bool = True


STAFF = (
    Member("ingrid", "Dr Ingrid Lindqvist", ("prescriber",), "Invented licence P 1041"),
    Member("amara", "Dr Amara Nwosu", ("prescriber",), "Invented licence P 1077"),
    Member("sam", "Sam Delgado", ("nurse",), "Invented licence N 2210"),
    Member("mina", "Mina Park", ("nurse",), "Invented licence N 2256"),
    Member("noor", "Noor Haddad", ("therapist",), "Invented licence T 3305"),
    Member("dov", "Dr Dov Stern", ("director", "prescriber"), "Invented licence P 1002"),
    Member("ines", "Ines Moreau", ("administrator",)),
    Member("wei", "Dr Wei Chen", ("prescriber", "director"), "Invented licence P 4410", here=False),
)
ROOMS = ("Room 1", "Room 2", "Room 3")
PHONE = "+1 202 555 0143"  # a number that is kept free for stories
ZONES = ("America/New_York", "Pacific/Honolulu")


@dataclass(frozen=True, slots=True)
class Clinic:
    """The clinic once it stands: its site, its zone, its people as actors, and a tablet in each room."""

    site_id: UUID
    zone: ZoneInfo
    staff: dict[str, Actor]
    tablets: dict[str, UUID]

    def __getitem__(self, key: str) -> Actor:
        """The member of staff with this key."""
        return self.staff[key]

    def day(self, instant: datetime) -> date:
        """The site's calendar day at an instant."""
        return instant.astimezone(self.zone).date()


def zone_between(first: datetime, last: datetime) -> str:
    """Where the clinic lies at a start: where no midnight parts this hour's sessions, for an order is of one day."""
    return next(z for z in ZONES if first.astimezone(ZoneInfo(z)).date() == last.astimezone(ZoneInfo(z)).date())


def found_clinic(opened_at: datetime, now: datetime, zone: str = ZONES[0]) -> Clinic:
    """Mark the database, then build sites, staff, cover from ``opened_at`` to a month after ``now``, and rooms."""
    services.mark_installation(by=BUILDER, kind="demonstration", now=opened_at)
    here = services.open_site(by=BUILDER, name="Harbour Clinic", zone=zone, jurisdiction="us", now=opened_at)
    there = services.open_site(
        by=BUILDER, name="Hill Clinic", zone="Pacific/Auckland", jurisdiction="uk", now=opened_at
    )
    staff = {m.key: _employ(m, here if m.here else there, opened_at, now) for m in STAFF}
    tablets = {}
    for label in ROOMS:
        device, _ = device_services.register_device(by=staff["ines"], label=f"{label} tablet", now=opened_at)
        tablets[label] = device.id
    clinic = Clinic(here.id, ZoneInfo(here.zone), staff, tablets)
    services.set_site_contact(by=staff["ines"], phone=PHONE, hours="Monday to Friday, 8:00 to 18:00", now=opened_at)
    _plan_cover(clinic, opened_at, now)
    return clinic


def _employ(member: Member, site: "Site", opened_at: datetime, now: datetime) -> Actor:
    """One person, with a credential that is good for a year from now."""
    email = f"{member.key}@openkap.example"
    person = services.add_person(by=BUILDER, email=email, name=member.name, now=opened_at)
    for role in member.roles:
        services.grant_role(
            by=BUILDER,
            person_id=person.id,
            site_id=site.id,
            role=role,
            valid_from=opened_at.astimezone(ZoneInfo(site.zone)).date(),
            credential=member.credential,
            credential_expires_on=now.date() + timedelta(days=365) if member.credential else None,
            now=opened_at,
        )
    return _found(member, now)


def _plan_cover(clinic: Clinic, opened_at: datetime, now: datetime) -> None:
    """Sam answers, then Ingrid, then Dov; each has proved again and again that a call reaches them."""
    chain = (clinic["sam"], clinic["ingrid"], clinic["dov"])
    first, second, director = (actor.id for actor in chain)
    cover.plan_cover(
        by=clinic["ines"],
        starts_at=opened_at,
        ends_at=now + timedelta(days=30),
        first_id=first,
        second_id=second,
        director_id=director,
        now=opened_at,
    )
    instant = opened_at
    while instant <= now:
        for actor in chain:
            _try_channel(clinic, actor, instant)
        instant += TRIED_EVERY


def _try_channel(clinic: Clinic, actor: Actor, now: datetime) -> None:
    cover.send_channel_test(by=clinic["ines"], person_id=actor.id, now=now)
    code = notify.sent_in_memory[-1].body.split("code is ")[1][:6]
    cover.confirm_channel(by=actor, code=code, now=now + timedelta(minutes=2))


def clinic_again(now: datetime) -> Clinic:
    """The clinic that stands already."""
    staff = {member.key: _found(member, now) for member in STAFF}
    site = accounts.site_of(staff["ines"])
    tablets = {d.label.removesuffix(" tablet"): d.id for d in devices.devices(staff["ines"])}
    return Clinic(site.id, ZoneInfo(site.zone), staff, tablets)


def _found(member: Member, now: datetime) -> Actor:
    person = accounts.person_by_email(f"{member.key}@openkap.example")
    actor = accounts.actor_of(person.id, now) if person else None
    if actor is None:
        raise LookupError(f"{member.name} has no role today.")
    return actor
