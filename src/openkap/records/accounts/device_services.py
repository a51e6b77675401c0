"""Register and revoke devices, open and close rooms on them, set PINs."""

import re
from datetime import datetime
from secrets import token_urlsafe
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError

from openkap.records.accounts.devices import digest_of
from openkap.records.accounts.models import Device, DevicePin, Role, RoomSession
from openkap.records.accounts.services import only
from openkap.records.audit.acting import Actor
from openkap.records.audit.services import service

CLINICAL = (Role.NURSE, Role.PRESCRIBER, Role.THERAPIST)


@service
def register_device(*, by: Actor, label: str, now: datetime) -> tuple[Device, str]:
    """A new device and the token that its cookie shall hold: 128 random bits or more, shown this once."""
    only(by, Role.ADMINISTRATOR, Role.NURSE)
    if not label.strip():
        raise ValidationError("Give the device a name that people see on it, e.g. Room 2 tablet.")
    token = token_urlsafe(32)
    device = Device.objects.create(
        site_id=by.site,
        label=label.strip()[:80],
        token_digest=digest_of(token),
        registered_by_id=by.id,
        registered_at=now,
    )
    return device, token


@service
def revoke_device(*, by: Actor, device_id: UUID, now: datetime) -> None:
    """Take a device out of use at once: the room open on it closes, and its token and PINs open nothing more."""
    only(by, Role.ADMINISTRATOR, Role.NURSE)
    device = Device.objects.select_for_update().get(id=device_id, site_id=by.site)
    for room in RoomSession.objects.filter(device=device, closed_at__isnull=True):
        room.closed_at = now
        room.save(update_fields=["closed_at"])
    if device.revoked_at is None:
        device.revoked_at = now
        device.save(update_fields=["revoked_at"])
    DevicePin.objects.filter(device=device).delete()


@service
def open_room(*, by: Actor, device_id: UUID, dosing_session_id: UUID, label: str, now: datetime) -> RoomSession:
    """Open a registered device for one dosing session; what was open on it before is closed."""
    only(by, *CLINICAL)
    device = Device.objects.select_for_update().get(id=device_id, site_id=by.site, revoked_at__isnull=True)
    for room in RoomSession.objects.filter(device=device, closed_at__isnull=True):
        room.closed_at = now
        room.save(update_fields=["closed_at"])
    return RoomSession.objects.create(
        device=device, dosing_session_id=dosing_session_id, label=label[:80], opened_by_id=by.id, opened_at=now
    )


@service
def close_rooms(*, by: Actor, dosing_session_id: UUID, now: datetime) -> int:
    """Close every room that is open for this dosing session; returns how many."""
    rooms = RoomSession.objects.filter(
        dosing_session_id=dosing_session_id, closed_at__isnull=True, device__site_id=by.site
    )
    for room in rooms:
        room.closed_at = now
        room.save(update_fields=["closed_at"])
    return len(rooms)


@service
def set_pin(*, by: Actor, device_id: UUID, pin: str, now: datetime) -> None:
    """Set one's own PIN on one device; this also unlocks it."""
    only(by, *CLINICAL, Role.DIRECTOR)
    if not re.fullmatch(r"[0-9]{6,12}", pin) or len(set(pin)) == 1 or pin in "01234567890123456789":
        raise ValidationError("A PIN is 6 to 12 digits, not all the same and not in a row. Choose another one.")
    device = Device.objects.get(id=device_id, site_id=by.site, revoked_at__isnull=True)
    row = DevicePin.objects.select_for_update().filter(device=device, person_id=by.id).first()
    row = row or DevicePin(device=device, person_id=by.id)
    row.pin_hash, row.set_at, row.failures = make_password(pin), now, 0
    row.save()
