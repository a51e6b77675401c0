"""Cover and the channel: who is called, and the proof that a call reaches them."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError

from openkap.gateways import notify
from openkap.records.accounts.models import Person
from openkap.records.accounts.selectors import people_in_role
from openkap.records.audit.acting import Actor
from openkap.records.audit.services import service
from openkap.records.safety.models import ChannelConfirmation, ChannelTest, Cover

TEST_GOOD_FOR = timedelta(days=90)  # owner: the site's administrator; a channel that was proved longer ago is unproved
CODE_GOOD_FOR = timedelta(minutes=30)
KEEPERS = ("administrator", "director")
CLINICIANS = ("director", "prescriber", "nurse", "therapist")


@dataclass(frozen=True, slots=True)
class OnCover:
    """Who answers at an instant, in the order in which they are called, and until when."""

    chain: tuple[Person, ...]
    until: datetime

    @property
    def first(self) -> Person:
        """The person who is called first."""
        return self.chain[0]


def on_cover(site_id: UUID, now: datetime) -> OnCover | None:
    """Who answers at this site now; None when nobody does. Whoever holds no role there any more is not called."""
    row = (
        Cover.objects.select_related("first", "second", "director")
        .filter(site_id=site_id, starts_at__lte=now, ends_at__gt=now)
        .order_by("-recorded_at", "-starts_at")
        .first()
    )
    people = (row.first, row.second, row.director) if row else ()
    there = set(callable_people(site_id, now)) if row else set()
    chain = tuple(dict.fromkeys(p for p in people if p is not None and p in there))
    return OnCover(chain, row.ends_at) if row and chain else None


def next_cover_at(site_id: UUID, now: datetime) -> datetime | None:
    """When cover begins again, as far as the rota knows."""
    starts = Cover.objects.filter(site_id=site_id, starts_at__gt=now, first__isnull=False)
    return starts.order_by("starts_at").values_list("starts_at", flat=True).first()


def callable_people(site_id: UUID, now: datetime) -> list[Person]:
    """Clinicians of the site who may be on cover, by name."""
    return people_in_role(site_id, CLINICIANS, now)


def directors(site_id: UUID, now: datetime) -> list[Person]:
    """Who directs the site now, by name."""
    return people_in_role(site_id, "director", now)


def unproved(site_id: UUID, now: datetime) -> tuple[str, ...]:
    """What still keeps this site from sending forms that can raise an alert, in words; empty when nothing does."""
    covers = Cover.objects.filter(site_id=site_id, ends_at__gt=now, first__isnull=False)
    row = covers.select_related("first", "second", "director").order_by("starts_at", "-recorded_at").first()
    if row is None:
        return ("Nobody is on cover now or later. Enter who answers, on the cover page.",)
    reached = set(
        ChannelConfirmation.objects.filter(
            test__site_id=site_id, confirmed_at__gt=now - TEST_GOOD_FOR, confirmed_at__lte=now
        ).values_list("test__person_id", flat=True)
    )
    people = dict.fromkeys(p for p in (row.first, row.second, row.director) if p is not None)
    there = set(callable_people(site_id, now))
    gone = [f"{p.name} is on cover and holds no role here now. Plan the cover again." for p in people if p not in there]
    unsure = [
        f"{p.name} has not confirmed a test message. Send one, on the cover page."
        for p in people
        if p in there and p.id not in reached
    ]
    return (*gone, *unsure)


@service
def plan_cover(
    *,
    by: Actor,
    starts_at: datetime,
    ends_at: datetime,
    first_id: UUID | None,
    second_id: UUID | None,
    director_id: UUID | None,
    now: datetime,
) -> Cover:
    """Say who answers from one instant to another, or (with nobody named) that nobody does."""
    _demand_keeper(by)
    people = (first_id, second_id, director_id)
    if ends_at <= starts_at:
        raise ValidationError("Cover ends before it starts. Give a later end.")
    if any(people) and not all(people):
        raise ValidationError("Name all three: who is on cover, the second, and the director. Or name nobody.")
    if any(people) and first_id == second_id:
        raise ValidationError("The second is the same person. Name somebody else to call when the first is silent.")
    for person_id in filter(None, people):
        _demand_member(by, person_id, now, director=person_id == director_id)
    return Cover.objects.create(
        site_id=by.site,
        starts_at=starts_at,
        ends_at=ends_at,
        first_id=first_id,
        second_id=second_id,
        director_id=director_id,
        recorded_at=now,
    )


def send_channel_test(*, by: Actor, person_id: UUID, now: datetime) -> ChannelTest:
    """Send a code to one person through the real channel. Raises :class:`notify.NotSentError` when it did not leave."""
    _demand_keeper(by)
    _demand_member(by, person_id, now, director=False)
    code = f"{secrets.randbelow(10**6):06d}"
    person = Person.objects.get(id=person_id)
    text = f"Your OpenKAP test code is {code}. Enter it on the cover page: it proves that calls reach you.\n"
    notify.channel(settings.MAIL_URL)(notify.Message(person.email, "OpenKAP: test of the channel", text))
    return _record_channel_test(by=by, person_id=person_id, code=code, now=now)


@service
def _record_channel_test(*, by: Actor, person_id: UUID, code: str, now: datetime) -> ChannelTest:
    return ChannelTest.objects.create(
        site_id=by.site, person_id=person_id, code_digest=_digest(person_id, code), sent_at=now
    )


@service
def confirm_channel(*, by: Actor, code: str, now: datetime) -> ChannelConfirmation:
    """The receiver gives the code back. Only a code of the last half hour, sent to this very person, counts."""
    tests = ChannelTest.objects.filter(person_id=by.id, sent_at__gt=now - CODE_GOOD_FOR, confirmation__isnull=True)
    for test in tests.order_by("-sent_at")[:3]:
        if compare_digest(test.code_digest, _digest(by.id, code.strip())):
            return ChannelConfirmation.objects.create(test=test, confirmed_at=now)
    raise ValidationError("This is not the code of your last test message. Check it, or have a new one sent.")


def _digest(person_id: UUID, code: str) -> str:
    return sha256(f"{settings.SECRET_KEY}:{person_id}:{code}".encode()).hexdigest()


def _demand_keeper(by: Actor) -> None:
    if not by.has(*KEEPERS):
        raise PermissionDenied("Only an administrator or the director plans cover. Ask one of them.")


def _demand_member(by: Actor, person_id: UUID, now: datetime, *, director: bool) -> None:
    people = directors(by.site, now) if director else callable_people(by.site, now)
    if all(person_id != p.id for p in people):
        wanted = "a director" if director else "a clinician"
        raise ValidationError(f"Somebody you named is not {wanted} of this site at present. Choose somebody else.")
