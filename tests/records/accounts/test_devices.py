"""A device acts as one room while it is open there; a PIN confirms one person on one device."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from openkap.clinical.sources import Pin
from openkap.records.accounts import device_services, devices, services, signing
from openkap.records.accounts.confirming import NotConfirmedError, confirm_person, is_locked
from openkap.records.accounts.models import ContentSignOff, Device, Membership, RoomSession

pytestmark = pytest.mark.django_db
PIN = "482915"


@pytest.fixture
def tablet(clinic: SimpleNamespace, now: object) -> SimpleNamespace:
    device, token = device_services.register_device(by=clinic.sam, label="Room 2", now=now)
    return SimpleNamespace(id=device.id, token=token)


def _open(clinic: SimpleNamespace, tablet: SimpleNamespace, now: object) -> object:
    session = uuid4()
    device_services.open_room(by=clinic.sam, device_id=tablet.id, dosing_session_id=session, label="Room 2", now=now)
    actor, room = devices.room_actor(tablet.token)
    assert room.dosing_session_id == session
    return actor


def test_the_token_is_kept_as_a_digest_alone(tablet: SimpleNamespace) -> None:
    device = Device.objects.get(id=tablet.id)
    assert tablet.token not in str(vars(device))
    assert devices.device_with(tablet.token).id == tablet.id
    assert devices.device_with("") is None
    assert devices.device_with(tablet.token[:-1]) is None


# guards HZ-33
def test_an_open_room_is_an_actor_with_one_role(clinic: SimpleNamespace, tablet: SimpleNamespace, now: object) -> None:
    assert devices.room_actor(tablet.token) is None
    actor = _open(clinic, tablet, now)
    assert (actor.kind, actor.roles, actor.site_id) == ("device", {"room"}, clinic.here.id)


# guards HZ-33
def test_a_second_room_closes_the_first(clinic: SimpleNamespace, tablet: SimpleNamespace, now: object) -> None:
    _open(clinic, tablet, now)
    second = _open(clinic, tablet, now)
    assert RoomSession.objects.filter(closed_at__isnull=True).count() == 1
    room = devices.room_of(second)
    assert device_services.close_rooms(by=clinic.sam, dosing_session_id=room.dosing_session_id, now=now) == 1
    assert devices.room_actor(tablet.token) is None


def test_a_revoked_device_is_nobody_at_once(clinic: SimpleNamespace, tablet: SimpleNamespace, now: object) -> None:
    actor = _open(clinic, tablet, now)
    device_services.set_pin(by=clinic.sam, device_id=tablet.id, pin=PIN, now=now)
    device_services.revoke_device(by=clinic.admin, device_id=tablet.id, now=now)
    assert devices.room_actor(tablet.token) is None
    assert devices.device_with(tablet.token) is None
    assert devices.room_of(actor) is None
    with pytest.raises(NotConfirmedError):
        confirm_person(actor, clinic.sam.id, PIN, now)
    with pytest.raises(Device.DoesNotExist):
        _open(clinic, tablet, now)


def test_another_site_cannot_touch_the_device(clinic: SimpleNamespace, tablet: SimpleNamespace, now: object) -> None:
    with pytest.raises(Device.DoesNotExist):
        device_services.open_room(
            by=clinic.wei, device_id=tablet.id, dosing_session_id=uuid4(), label="x", now=now
        )  # fmt: skip
    with pytest.raises(PermissionDenied):
        device_services.register_device(by=clinic.noor, label="x", now=now)


def test_a_pin_confirms_its_person_on_its_device(clinic: SimpleNamespace, tablet: SimpleNamespace, now: object) -> None:
    actor = _open(clinic, tablet, now)
    device_services.set_pin(by=clinic.sam, device_id=tablet.id, pin=PIN, now=now)
    confirmed = confirm_person(actor, clinic.sam.id, PIN, now)
    assert confirmed == clinic.sam
    assert [p.id for p in devices.people_on(tablet.id)] == [clinic.sam.id]
    with pytest.raises(NotConfirmedError):
        confirm_person(actor, clinic.ingrid.id, PIN, now)


def test_a_pin_of_one_device_opens_nothing_on_another(
    clinic: SimpleNamespace, tablet: SimpleNamespace, now: object
) -> None:
    device_services.set_pin(by=clinic.sam, device_id=tablet.id, pin=PIN, now=now)
    second, token = device_services.register_device(by=clinic.sam, label="Room 3", now=now)
    actor = _open(clinic, SimpleNamespace(id=second.id, token=token), now)
    with pytest.raises(NotConfirmedError):
        confirm_person(actor, clinic.sam.id, PIN, now)


def test_five_wrong_pins_lock_it_until_a_new_one(clinic: SimpleNamespace, tablet: SimpleNamespace, now: object) -> None:
    actor = _open(clinic, tablet, now)
    device_services.set_pin(by=clinic.sam, device_id=tablet.id, pin=PIN, now=now)
    for _ in range(5):
        with pytest.raises(NotConfirmedError):
            confirm_person(actor, clinic.sam.id, "000001", now)
    assert is_locked(tablet.id, clinic.sam.id)
    with pytest.raises(NotConfirmedError):
        confirm_person(actor, clinic.sam.id, PIN, now)
    device_services.set_pin(by=clinic.sam, device_id=tablet.id, pin="739204", now=now)
    assert confirm_person(actor, clinic.sam.id, "739204", now).id == clinic.sam.id


def test_right_pins_in_between_start_the_count_again(
    clinic: SimpleNamespace, tablet: SimpleNamespace, now: object
) -> None:
    actor = _open(clinic, tablet, now)
    device_services.set_pin(by=clinic.sam, device_id=tablet.id, pin=PIN, now=now)
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(NotConfirmedError):
                confirm_person(actor, clinic.sam.id, "000001", now)
        assert confirm_person(actor, clinic.sam.id, PIN, now)


def test_a_pin_outlives_no_role(clinic: SimpleNamespace, tablet: SimpleNamespace, now: object) -> None:
    actor = _open(clinic, tablet, now)
    device_services.set_pin(by=clinic.sam, device_id=tablet.id, pin=PIN, now=now)
    services.end_role(by=clinic.admin, membership_id=Membership.objects.get(person_id=clinic.sam.id).id, now=now)
    with pytest.raises(NotConfirmedError, match="no role here today"):
        confirm_person(actor, clinic.sam.id, PIN, now)


@pytest.mark.parametrize("pin", ["12345", "111111", "123456", "12345a", "٤٨٢٩١٥", "1234567890123"])
def test_a_pin_that_is_guessed_at_once_is_refused(
    clinic: SimpleNamespace, tablet: SimpleNamespace, now: object, pin: str
) -> None:
    with pytest.raises(ValidationError, match="6 to 12 digits"):
        device_services.set_pin(by=clinic.sam, device_id=tablet.id, pin=pin, now=now)


def test_content_is_signed_by_the_director_for_one_site_in_one_meaning(clinic: SimpleNamespace, now: object) -> None:
    one, two = Pin("protocols", "a", "1.0.0", "a" * 64), Pin("products", "b", "1.0.0", "b" * 64)
    changed = Pin("protocols", "a", "1.0.1", "c" * 64)
    with pytest.raises(PermissionDenied):
        signing.sign_content(by=clinic.ingrid, pins=[one], now=now)
    assert signing.sign_content(by=clinic.dov, pins=[one], now=now) == 1
    assert signing.sign_content(by=clinic.dov, pins=[one, two], now=now) == 1
    assert signing.unsigned(clinic.here.id, [one, two, changed]) == (changed,)
    assert signing.unsigned(clinic.there.id, [one, two]) == (one, two)
    with pytest.raises(IntegrityError, match="keeps its history"):
        ContentSignOff.objects.update(digest="d" * 64)
