"""Registered devices, the rooms they are opened for, and who they are at this moment."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from openkap.records.accounts.models import Device, DevicePin, Person, RoomSession
from openkap.records.audit.acting import Actor, ActorKind

ROOM = "room"


@dataclass(frozen=True, slots=True)
class Room:
    """What a device is opened for."""

    id: UUID
    device_id: UUID
    dosing_session_id: UUID
    label: str


def digest_of(token: str) -> str:
    """What we keep of a device's token."""
    return sha256(token.encode()).hexdigest()


def device_with(token: str) -> Device | None:
    """The registered device that holds this token; None when there is none or it was revoked."""
    return Device.objects.filter(token_digest=digest_of(token), revoked_at__isnull=True).first() if token else None


def room_actor(token: str) -> tuple[Actor, Room] | None:
    """The device as the room it is opened for; None when it is unknown, revoked, or no room is open on it."""
    found = (
        RoomSession.objects.select_related("device")
        .filter(device__token_digest=digest_of(token), device__revoked_at__isnull=True, closed_at__isnull=True)
        .first()
    )
    if not token or found is None:
        return None
    actor = Actor(ActorKind.DEVICE, found.device_id, found.device.site_id, frozenset({ROOM}), found.label)
    return actor, Room(found.id, found.device_id, found.dosing_session_id, found.label)


def room_of(actor: Actor) -> Room | None:
    """The room that a device actor is opened for at this moment."""
    found = RoomSession.objects.filter(
        device_id=actor.id, device__revoked_at__isnull=True, closed_at__isnull=True
    ).first()
    return Room(found.id, found.device_id, found.dosing_session_id, found.label) if found else None


def people_on(device_id: UUID) -> list[Person]:
    """Who can confirm themselves on this device with a PIN, by name."""
    return list(Person.objects.filter(id__in=DevicePin.objects.filter(device_id=device_id).values("person_id")))


def devices(actor: Actor) -> list[Device]:
    """Devices of the actor's site: those in use first, then the revoked."""
    rows = Device.objects.select_related("registered_by").prefetch_related("rooms").filter(site_id=actor.site)
    return sorted(rows, key=lambda d: (d.revoked_at is not None, d.label))
