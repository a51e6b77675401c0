"""What is known about alerts: for the bar on every page, the worklist, one alert, and the rooms that must wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from openkap.clinical.signals import Urgency
from openkap.gateways import heartbeat
from openkap.records.accounts.models import Site
from openkap.records.audit.acting import Actor
from openkap.records.safety.cover import callable_people, on_cover
from openkap.records.safety.models import AlertEvent, AlertState, Cover, Notice, SafetyAlert

SILENT_AFTER = timedelta(seconds=60)
RISK = tuple(u.value for u in Urgency if u.rank >= Urgency.SAME_DAY.rank)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A line of the red bar: words without a name or a reason, and what to open."""

    words: str
    page: str = ""
    action: str = ""


def alerts(actor: Actor) -> QuerySet[SafetyAlert]:
    """The unresolved alerts of the actor's site, the longest overdue first."""
    return (
        SafetyAlert.objects.filter(site_id=actor.site)
        .exclude(state=AlertState.RESOLVED)
        .select_related("patient", "owner")
        .order_by("due_at")
    )


def resolved_lately(actor: Actor, since: datetime) -> QuerySet[SafetyAlert]:
    """Alerts of the actor's site that were resolved since an instant, the newest first."""
    settled = SafetyAlert.objects.filter(site_id=actor.site, state=AlertState.RESOLVED)
    shown = settled.filter(resolution__resolved_at__gte=since).select_related("patient", "owner", "resolution")
    return shown.order_by("-resolution__resolved_at")


def alert_for(actor: Actor, alert_id: UUID) -> SafetyAlert | None:
    """One alert of the actor's site with its person and resolution; another site's is none."""
    found = SafetyAlert.objects.filter(site_id=actor.site, id=alert_id)
    return found.select_related("patient", "owner", "resolution").first()


def unresolved_risk(patient_id: UUID) -> list[SafetyAlert]:
    """Alerts that hold dosing and discharge until a clinician has recorded level, plan and what was done."""
    open_ = SafetyAlert.objects.filter(patient_id=patient_id, urgency__in=RISK).exclude(state=AlertState.RESOLVED)
    return list(open_.select_related("owner").order_by("opened_at"))


def unresolved_risks_of(patient: OuterRef) -> Coalesce:
    """How many they are, as a column of another query; ``patient`` is where that query holds the person's id."""
    held = SafetyAlert.objects.filter(patient_id=patient, urgency__in=RISK).exclude(state=AlertState.RESOLVED)
    return Coalesce(Subquery(held.order_by().values("patient_id").annotate(n=Count("id")).values("n")), 0)


def is_overdue(alert: SafetyAlert, now: datetime) -> bool:
    """Whether the promise was missed, worked out from the alert itself and from nothing that a watcher wrote."""
    if alert.state == AlertState.OPEN:
        return now > alert.due_at
    return alert.state == AlertState.ACKNOWLEDGED and alert.record_due_at is not None and now > alert.record_due_at


def beat_file() -> Path:
    """Where the watcher leaves its sign of life."""
    return Path(settings.HOME) / "watcher.beat"


def watcher_is_silent(now: datetime) -> bool:
    """Whether the last beat of the watcher is older than a minute, or there never was one."""
    beat = heartbeat.last_beat(beat_file())
    return beat is None or now - beat > SILENT_AFTER


def bar(actor: Actor, now: datetime) -> list[Alarm]:
    """The red bar of every staff page; empty when nothing waits. One query."""
    lines = _waiting(actor, now) if actor.site_id is not None else []
    if watcher_is_silent(now):
        lines.append(Alarm("Nobody is being called: the watcher is silent. Look at the alerts yourself, and tell IT."))
    return lines


def _waiting(actor: Actor, now: datetime) -> list[Alarm]:
    unsent = Notice.objects.filter(alert=OuterRef("pk"), sent_at__isnull=True, attempts__gte=1)
    waiting = SafetyAlert.objects.filter(site_id=actor.site).filter(
        Q(state=AlertState.OPEN, urgency__in=RISK)
        | Q(state=AlertState.OPEN, due_at__lt=now)
        | Q(state=AlertState.ACKNOWLEDGED, record_due_at__lt=now)
    )
    rows = list(waiting.annotate(unsent=Exists(unsent)).values_list("due_at", "state", "owner_id", "unsent")[:100])
    if not rows:
        return []
    late = sum(1 for due, state, _, _ in rows if state == AlertState.ACKNOWLEDGED or now > due)
    words = "1 alert waits for an answer" if len(rows) == 1 else f"{len(rows)} alerts wait for an answer"
    details = [f"{late} overdue"] if late else []
    if unowned := sum(1 for _, _, owner, _ in rows if owner is None):
        details.append(f"{unowned} without owner")
    lines = [Alarm(f"{words}{': ' if details else ''}{', '.join(details)}.", "alerts", "Open alerts")]
    if any(not_sent for _, _, _, not_sent in rows):
        lines.append(Alarm("A call could not be sent. Tell the person on cover yourself.", "alerts", "Open alerts"))
    return lines


def the_only_site() -> Site | None:
    """The one site of this installation; None when there are several, or none yet."""
    sites = list(Site.objects.all()[:2])
    return sites[0] if len(sites) == 1 else None


def sites() -> list[Site]:
    """Every site of this installation: whose crisis numbers come first where nobody has said who they are."""
    return list(Site.objects.order_by("name"))


def promised(patient_id: UUID, now: datetime) -> tuple[str, datetime] | None:
    """Who will answer this person and by when; None unless somebody on cover owns an alert that is not yet overdue."""
    alert = (
        SafetyAlert.objects.filter(patient_id=patient_id, state=AlertState.OPEN, urgency__in=RISK, due_at__gt=now)
        .select_related("owner")
        .order_by("due_at")
        .first()
    )
    cover = on_cover(alert.site_id, now) if alert else None
    if alert is None or alert.owner is None or cover is None or alert.owner not in callable_people(alert.site_id, now):
        return None
    return alert.owner.name, alert.due_at


def history(alert: SafetyAlert) -> QuerySet[AlertEvent]:
    """Everything that happened to an alert, in order."""
    return AlertEvent.objects.filter(alert=alert).order_by("at", "id")


def coming_cover(actor: Actor, now: datetime) -> QuerySet[Cover]:
    """Stretches of cover of the actor's site that are not over, the next first."""
    rows = Cover.objects.filter(site_id=actor.site, ends_at__gt=now)
    return rows.select_related("first", "second", "director").order_by("starts_at", "recorded_at")[:40]


def was_opened(patient_id: UUID, signal: str, source: str, since: datetime) -> bool:
    """Whether an alert of this signal and source stands, or was opened at or after ``since``."""
    found = SafetyAlert.objects.filter(patient_id=patient_id, signal=signal, source=source)
    return found.filter(~Q(state=AlertState.RESOLVED) | Q(opened_at__gte=since)).exists()
