"""Calling people: every notice is tried until it has left. The words of a call say nothing about anyone."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from openkap.gateways import notify
from openkap.records.audit.acting import Actor
from openkap.records.audit.services import service
from openkap.records.safety.cover import callable_people
from openkap.records.safety.models import Notice

RETRY_AFTER = timedelta(seconds=30)
SUBJECT = "OpenKAP needs you"
BODY = "Something in OpenKAP waits for your answer. Sign in and look at the red bar.\n"


def deliver_notices(*, by: Actor, now: datetime) -> int:
    """Send what has not left yet. No lock is held while the mail server answers, and one failure stops no other."""
    send, sent = notify.channel(settings.MAIL_URL), 0
    waiting = Notice.objects.filter(next_attempt_at__lte=now, sent_at__isnull=True).order_by("created_at")
    for notice in waiting.select_related("person", "alert")[:50]:
        if not _claim(by=by, notice=notice, now=now):
            continue
        if notice.person not in callable_people(notice.alert.site_id, now):
            _settle(by=by, notice=notice, sent_at=None, trouble="This person holds no role at the site any more.")
            continue
        try:
            send(notify.Message(notice.person.email, SUBJECT, BODY))
        except notify.NotSentError as error:
            _settle(by=by, notice=notice, sent_at=None, trouble=str(error)[:200])
        else:
            _settle(by=by, notice=notice, sent_at=now, trouble="")
            sent += 1
    return sent


@service
def _claim(*, by: Actor, notice: Notice, now: datetime) -> bool:  # noqa: ARG001 (the trail names the deliverer)
    mine = Notice.objects.filter(id=notice.id, attempts=notice.attempts, sent_at__isnull=True)
    return bool(mine.update(attempts=F("attempts") + 1, next_attempt_at=now + RETRY_AFTER))


@service
def _settle(*, by: Actor, notice: Notice, sent_at: datetime | None, trouble: str) -> None:  # noqa: ARG001 (as above)
    Notice.objects.filter(id=notice.id).update(sent_at=sent_at, trouble=trouble)
