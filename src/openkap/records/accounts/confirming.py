"""Who is this, on a device that is shared: a PIN that belongs to one person on one device."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import check_password
from django.db.models import F

from openkap.records.accounts.models import DevicePin
from openkap.records.accounts.selectors import actor_of
from openkap.records.audit.acting import Actor
from openkap.records.audit.services import service

TRIES = 5


class NotConfirmedError(Exception):
    """The person was not confirmed. The message may be shown; it does not say which part was wrong."""


def confirm_person(device: Actor, person_id: UUID, pin: str, now: datetime) -> Actor:
    """The person as an actor at the device's site, confirmed by their PIN on that device.

    Five wrong PINs in a row lock it until the person sets a new one after signing in. Each try is counted before the
    PIN is looked at, in a transaction of its own: neither a failure later nor many tries at once lose the count.
    """
    row = DevicePin.objects.filter(
        device_id=device.id, person_id=person_id, device__revoked_at__isnull=True, device__site_id=device.site
    ).first()
    counted = row is not None and _count_try(by=device, pin_id=row.id)
    if row is None or not counted or not check_password(pin, row.pin_hash):
        raise NotConfirmedError(
            "That PIN was not accepted. Try again, or sign in with your password and set a new PIN."
        )
    _clear_tries(by=device, pin_id=row.id)
    actor = actor_of(person_id, now.date(), device.site)
    if actor is None:
        raise NotConfirmedError("You hold no role here today. Ask your administrator.")
    return actor


@service
def _count_try(*, by: Actor, pin_id: UUID) -> bool:  # noqa: ARG001
    return DevicePin.objects.filter(id=pin_id, failures__lt=TRIES).update(failures=F("failures") + 1) == 1


@service
def _clear_tries(*, by: Actor, pin_id: UUID) -> None:  # noqa: ARG001
    DevicePin.objects.filter(id=pin_id).update(failures=0)


def is_locked(device_id: UUID, person_id: UUID) -> bool:
    """Whether the person's PIN on this device is locked."""
    return DevicePin.objects.filter(device_id=device_id, person_id=person_id, failures__gte=TRIES).exists()


def app_code_fits(person_id: UUID, code: str) -> bool:
    """Whether a code of the person's authenticator app fits; without an app nothing does, and a code fits once."""
    row = Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.TOTP).first()
    return bool(code and row is not None and TOTP(row).validate_code(code))
