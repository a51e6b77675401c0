"""Who somebody is at this moment, and where."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from openkap.records.accounts.models import LICENSED, Installation, Membership, Person, Role, Site
from openkap.records.audit.acting import Actor, ActorKind

ROLES = tuple(Role.choices)
_zones: dict[UUID, ZoneInfo] = {}


DAY = timedelta(days=1)


def _in_force(now: datetime, among: Q) -> list[Membership]:
    """Memberships among these that count on the day that it is at their own site, with person and site, by site."""
    day = now.astimezone(UTC).date()  # no site is further than a day from it: the sites' own days are looked at below
    licensed = Q(role__in=LICENSED)
    current = Q(credential_expires_on__gte=day - DAY) & ~Q(credential="")
    found = (
        Membership.objects.select_related("person", "site")
        .filter(among, person__is_active=True, ended_at__isnull=True, valid_from__lte=day + DAY)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day - DAY))
        .filter(Q(credential_expires_on__isnull=True) | Q(credential_expires_on__gte=day - DAY))
        .filter(~licensed | current)
        .order_by("site__name", "site_id", "valid_from")
    )
    return [m for m in found if _counts(m, now.astimezone(ZoneInfo(m.site.zone)).date())]


def _counts(membership: Membership, day: date) -> bool:
    ends = (membership.valid_until, membership.credential_expires_on)
    return membership.valid_from <= day and all(end is None or end >= day for end in ends)


def actor_of(person_id: UUID, now: datetime, site_id: UUID | None = None) -> Actor | None:
    """The person as an actor at a site, with every role in force there now; None when there is none.

    Without ``site_id``: at their first site by name. A licensed role without an unexpired credential is not in force.
    A role begins and ends with the site's own days.
    """
    return actor_among(in_force(person_id, now), site_id)


def in_force(person_id: UUID, now: datetime) -> list[Membership]:
    """The person's roles that are in force, each with person and site, by site."""
    return _in_force(now, Q(person_id=person_id))


def actor_among(rows: list[Membership], site_id: UUID | None = None) -> Actor | None:
    """The same from roles at hand."""
    if site_id is not None:
        rows = [r for r in rows if r.site_id == site_id]
    if not rows:
        return None
    here = rows[0].site_id
    _zones[here] = ZoneInfo(rows[0].site.zone)
    roles = frozenset(r.role for r in rows if r.site_id == here)
    return Actor(ActorKind.PERSON, rows[0].person_id, here, roles, rows[0].person.name)


def sites_of(person_id: UUID, now: datetime) -> list[Site]:
    """The sites where the person holds a role now."""
    return list({m.site_id: m.site for m in in_force(person_id, now)}.values())


def site_names() -> list[str]:
    """The names of every site here, as the sign-in page says who runs it."""
    return list(Site.objects.order_by("name").values_list("name", flat=True))


def site_of(actor: Actor) -> Site:
    """The site at which the actor acts."""
    return Site.objects.get(id=actor.site)


def zone_of(site_id: UUID) -> ZoneInfo:
    """The time zone of a site, remembered: a site does not move."""
    if site_id not in _zones:
        _zones[site_id] = ZoneInfo(Site.objects.values_list("zone", flat=True).get(id=site_id))
    return _zones[site_id]


def is_demonstration() -> bool:
    """Whether this database is marked as the demonstration; a database without any mark is not."""
    return Installation.objects.filter(kind="demonstration").exists()


def installed() -> str | None:
    """What the database is for: ``clinic``, ``demonstration``, or None before it was said."""
    row = Installation.objects.first()
    return row.kind if row else None


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff as the administrator's list shows them."""

    person: Person
    memberships: tuple[Membership, ...]


def staff(actor: Actor) -> list[StaffRow]:
    """Everyone who has or had a role at the actor's site, by name."""
    rows: dict[UUID, list[Membership]] = {}
    people: dict[UUID, Person] = {}
    for membership in (
        Membership.objects.select_related("person").filter(site_id=actor.site).order_by("person__name", "valid_from")
    ):
        rows.setdefault(membership.person_id, []).append(membership)
        people[membership.person_id] = membership.person
    return [StaffRow(people[id_], tuple(found)) for id_, found in rows.items()]


def person_by_email(email: str) -> Person | None:
    """The member of staff with this address, as ``--as`` names them."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def people_in_role(site_id: UUID, role: str | Collection[str], now: datetime) -> list[Person]:
    """Who holds a role, or any of several, at a site now, by name."""
    roles = [role] if isinstance(role, str) else role
    found = {m.person_id: m.person for m in _in_force(now, Q(site_id=site_id, role__in=roles))}
    return sorted(found.values(), key=lambda person: person.name)


def person_of(text: str) -> Person | None:
    """The active member of staff with this id; None for any other text."""
    try:
        return Person.objects.filter(id=UUID(text), is_active=True).first()
    except ValueError:
        return None


def cast_of_demonstration(now: datetime) -> list[dict[str, object]]:
    """Everyone with a role now: id, name and roles, for the one-tap sign-in of the demonstration."""
    people: dict[UUID, dict[str, object]] = {}
    roles: dict[UUID, list[str]] = {}
    for row in _in_force(now, Q()):
        roles.setdefault(row.person_id, []).append(row.role)
        people[row.person_id] = {"id": row.person_id, "name": row.person.name}
    return [{**who, "roles": ", ".join(sorted(roles[id_]))} for id_, who in people.items()]


def staff_row(actor: Actor, person_id: UUID) -> StaffRow | None:
    """One person as the administrator's page shows them: those with a role here, or with none anywhere yet."""
    rows = tuple(
        Membership.objects.select_related("person")
        .filter(site_id=actor.site, person_id=person_id)
        .order_by("valid_from")
    )
    if rows:
        return StaffRow(rows[0].person, rows)
    person = Person.objects.filter(id=person_id, memberships__isnull=True).first()
    return StaffRow(person, ()) if person else None
