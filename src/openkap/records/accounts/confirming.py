"""Who is this, on a device that is shared: a PIN that belongs to one person on one device, or their passkey."""

from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
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
    actor = actor_of(person_id, now, device.site)
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


def ask_for_passkey() -> dict[str, Any]:
    """What a browser asks any passkey of this clinic for; the person's own check (touch, face, PIN) is demanded."""
    return dict(webauthn.begin_authentication(None))


def confirm_by_passkey(beside: Actor, credential: Any, now: datetime) -> Actor:
    """The person whose passkey answered, as an actor at the site of the device or colleague beside whom they stand."""
    try:
        if not isinstance(credential, dict) or not isinstance(credential.get("response"), dict):
            raise NotConfirmedError("The passkey could not be read. Try again, or use your PIN.")
        webauthn.parse_authentication_response(credential)
        person = webauthn.extract_user_from_response(credential)
        webauthn.complete_authentication(person, credential)
    except (ValidationError, ValueError, TypeError, AttributeError, KeyError):
        raise NotConfirmedError("The passkey was not accepted. Try again, or use your PIN.") from None
    actor = actor_of(UUID(str(person.pk)), now, beside.site)
    if actor is None:
        raise NotConfirmedError("You hold no role here today. Ask your administrator.")
    return actor
