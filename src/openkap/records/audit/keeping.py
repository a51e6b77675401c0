"""The trail's head leaves the machine once a day: who changes the whole trail must then change a mailbox too.

The message holds a number, a digest and the hour, and nothing about anybody.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import F

from openkap.gateways import notify
from openkap.records.audit import selectors
from openkap.records.audit.acting import Actor
from openkap.records.audit.models import TrailHead
from openkap.records.audit.services import service

RETRY_AFTER = timedelta(minutes=5)
OVERDUE_AFTER = timedelta(hours=26)  # a day, and time for some attempts
SUBJECT = "OpenKAP: head of the trail"
BODY = (
    "{head}\n\nThis is the newest line of OpenKAP's trail at {at:%Y-%m-%d %H:%M} UTC. Keep this message. Somebody who "
    "rewrites the trail is found out with it:\nopenkap audit verify --known {head}\n"
)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Who keeps the head, the last one that left, why none leaves now, and whether one is overdue."""

    keeper: str
    last: TrailHead | None
    trouble: str
    overdue: bool


def keeping(now: datetime) -> Keeping:
    """How it stands."""
    newest = TrailHead.objects.order_by("-taken_on").first()
    last = TrailHead.objects.filter(sent_at__isnull=False).order_by("-taken_on").first()
    gone = last.sent_at if last else None
    overdue = gone is None or now - gone > OVERDUE_AFTER
    return Keeping(settings.TRAIL_KEEPER, last, newest.trouble if newest else "", overdue)


def send_head(*, by: Actor, now: datetime) -> None:
    """Send the head of today, unless it has left. A mail server that does not answer is asked again later."""
    if not settings.TRAIL_KEEPER:
        return
    today = now.astimezone(UTC).date()
    head = TrailHead.objects.filter(taken_on=today).first() or _take(by=by, now=now)
    if head is None or head.sent_at or head.next_attempt_at > now or not _claim(by=by, head=head, now=now):
        return
    words = f"{head.number}:{head.digest}"
    try:
        message = notify.Message(settings.TRAIL_KEEPER, SUBJECT, BODY.format(head=words, at=head.taken_at))
        notify.channel(settings.MAIL_URL)(message)
    except notify.NotSentError as error:
        _settle(by=by, head=head, sent_at=None, trouble=str(error)[:200])
    else:
        _settle(by=by, head=head, sent_at=now, trouble="")


@service
def _take(*, by: Actor, now: datetime) -> TrailHead | None:  # noqa: ARG001 (the trail names the watcher)
    found = selectors.head()
    if found is None:
        return None
    values = {"taken_at": now, "number": found.number, "digest": found.digest, "next_attempt_at": now}
    values |= {"keeper": settings.TRAIL_KEEPER}
    return TrailHead.objects.get_or_create(taken_on=now.astimezone(UTC).date(), defaults=values)[0]


@service
def _claim(*, by: Actor, head: TrailHead, now: datetime) -> bool:  # noqa: ARG001 (as above)
    mine = TrailHead.objects.filter(id=head.id, attempts=head.attempts, sent_at__isnull=True)
    return bool(mine.update(attempts=F("attempts") + 1, next_attempt_at=now + RETRY_AFTER))


@service
def _settle(*, by: Actor, head: TrailHead, sent_at: datetime | None, trouble: str) -> None:  # noqa: ARG001 (as above)
    TrailHead.objects.filter(id=head.id).update(sent_at=sent_at, keeper=settings.TRAIL_KEEPER, trouble=trouble)
