"""Sites, people and roles: who may do what, from when, until when."""

import re
from datetime import date, datetime
from uuid import UUID
from zoneinfo import available_timezones

from django.core.exceptions import PermissionDenied, ValidationError

from openkap.records.accounts.models import LICENSED, Installation, Membership, Person, Role, Site
from openkap.records.accounts.sessions import end_sessions
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.services import service


def only(by: Actor, *roles: str) -> None:
    """Refuse an actor without any of the roles; parts of the machine itself pass."""
    if by.kind is not ActorKind.SYSTEM and not by.has(*roles):
        raise PermissionDenied(f"This needs the role {' or '.join(roles)}. Ask your administrator.")


@service
def mark_installation(*, by: Actor, kind: str, now: datetime) -> None:
    """Say what this database is for; it is said once and never changes."""
    only(by)
    found = Installation.objects.first()
    if found and found.kind != kind:
        raise ValidationError(f"This database is marked as {found.kind}. It cannot become a {kind}: use another one.")
    if not found:
        Installation.objects.create(kind=kind, made_at=now)


@service
def open_site(*, by: Actor, name: str, zone: str, jurisdiction: str, now: datetime) -> Site:  # noqa: ARG001
    """A new site."""
    only(by)
    if zone not in available_timezones():
        raise ValidationError(f"{zone!r} is not a time zone. Write one of the IANA names, e.g. Europe/Madrid.")
    if jurisdiction not in {"us", "eu", "uk"}:
        raise ValidationError(f"{jurisdiction!r} is not a jurisdiction we have rules for. Write us, eu or uk.")
    return Site.objects.create(name=name, zone=zone, jurisdiction=jurisdiction)


PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,38}")


@service
def set_site_contact(*, by: Actor, phone: str, hours: str, now: datetime) -> Site:  # noqa: ARG001
    """What patients call and when somebody answers; empty takes it off every page and paper."""
    only(by, Role.ADMINISTRATOR)
    number, words = " ".join(phone.split()), " ".join(hours.split())
    if number and not PHONE.fullmatch(number):
        raise ValidationError("This is not a telephone number. Write digits, with the country first: +34 91 123 45 67.")
    if words and not number:
        raise ValidationError("Hours without a number tell nobody whom to call. Write the number too, or leave both.")
    site = Site.objects.select_for_update().get(id=by.site)
    site.phone, site.hours = number, words
    site.full_clean()
    site.save(update_fields=["phone", "hours"])
    return site


@service
def add_person(*, by: Actor, email: str, name: str, now: datetime) -> Person:  # noqa: ARG001
    """A new member of staff, who cannot sign in before choosing a password through their own link."""
    only(by, Role.ADMINISTRATOR)
    if Person.objects.filter(email__iexact=email).exists():
        raise ValidationError(f"{email} is here already. Give that person a role instead.")
    person = Person(email=email.strip().lower(), name=name.strip())
    person.set_unusable_password()
    person.full_clean()
    person.save()
    return person


@service
def grant_role(
    *,
    by: Actor,
    person_id: UUID,
    role: str,
    valid_from: date,
    now: datetime,  # noqa: ARG001
    valid_until: date | None = None,
    credential: str = "",
    credential_expires_on: date | None = None,
    site_id: UUID | None = None,
) -> Membership:
    """Give a person a role at the actor's site (a part of the machine names the site)."""
    only(by, Role.ADMINISTRATOR)
    if role in LICENSED and not (credential.strip() and credential_expires_on):
        raise ValidationError(f"A {role} needs a credential and the day it expires. Without it the role gives nothing.")
    membership = Membership(
        person_id=person_id,
        site_id=site_id if by.kind is ActorKind.SYSTEM and site_id else by.site,
        role=role,
        valid_from=valid_from,
        valid_until=valid_until,
        credential=credential.strip(),
        credential_expires_on=credential_expires_on,
    )
    membership.full_clean()
    membership.save()
    return membership


@service
def end_role(*, by: Actor, membership_id: UUID, now: datetime) -> Membership:
    """End a role at this instant. All of the person's open sign-ins end with it; what is left needs a new one."""
    only(by, Role.ADMINISTRATOR)
    membership = Membership.objects.select_for_update().get(id=membership_id, site_id=by.site)
    if membership.ended_at is None:
        membership.ended_at = now
        membership.save(update_fields=["ended_at"])
    end_sessions(membership.person_id)
    return membership
