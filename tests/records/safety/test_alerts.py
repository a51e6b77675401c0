"""An alert: somebody is called, somebody must answer, and nothing makes it go away but a clinician's record.

Hazards: HZ-15, HZ-19, HZ-42.
"""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from openkap.clinical.signals import SafetySignal, Urgency
from openkap.gateways import heartbeat, notify
from openkap.records.accounts.models import Membership
from openkap.records.audit.acting import system
from openkap.records.safety import calling, cover, selectors, services
from openkap.records.safety.models import AlertEvent, AlertState, Notice, SafetyAlert

pytestmark = pytest.mark.usefixtures("mail")

WATCHER = system("watcher")
URGENT = SafetySignal("suicidal-ideation", Urgency.URGENT, timedelta(minutes=30), "item q9 = 1", "phq-9@1.0.0")
EMERGENCY = SafetySignal("suicidal-ideation", Urgency.EMERGENCY, timedelta(minutes=10), "item q9 = 3", "phq-9@1.0.0")


def open_(ada: Any, now: datetime, signal: SafetySignal = URGENT) -> SafetyAlert:
    return services.open_alert(by=WATCHER, patient_id=ada.id, signal=signal, source="response:1", now=now)


def kinds(alert: SafetyAlert) -> list[str]:
    return list(AlertEvent.objects.filter(alert=alert).order_by("at", "id").values_list("kind", flat=True))


def test_an_alert_goes_to_who_is_on_cover_with_a_clock(
    ada: Any, clinic: SimpleNamespace, covered: cover.OnCover, now: datetime,
    mail: list[notify.Message], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        alert = open_(ada, now)
    assert alert.owner_id == clinic.sam.id
    assert alert.due_at == now + timedelta(minutes=30)
    assert [m.to for m in mail] == ["sam@example.org"]
    assert Notice.objects.get().sent_at == now


# guards HZ-42
def test_a_call_holds_no_fact_about_anybodys_health(
    ada: Any, covered: cover.OnCover, now: datetime, mail: list[notify.Message],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        open_(ada, now)
    text = (mail[0].subject + mail[0].body).lower()
    for word in ("ada", "marsh", "phq", "suicid", "q9", "urgent", "risk", "depress"):
        assert word not in text


def test_the_same_signal_again_opens_nothing_new_and_a_worse_one_shortens_the_clock(
    ada: Any, covered: cover.OnCover, now: datetime
) -> None:
    alert = open_(ada, now)
    assert open_(ada, now).id == alert.id
    worse = open_(ada, now + timedelta(minutes=1), EMERGENCY)
    assert worse.id == alert.id
    assert worse.urgency == Urgency.EMERGENCY
    assert worse.due_at == now + timedelta(minutes=11)
    milder = open_(ada, now + timedelta(minutes=2))
    assert milder.urgency == Urgency.EMERGENCY, "an alert never becomes less urgent"
    assert SafetyAlert.objects.count() == 1


# guards HZ-15
def test_silence_passes_it_from_first_to_second_to_director_each_called_once(
    ada: Any, clinic: SimpleNamespace, covered: cover.OnCover, now: datetime, mail: list[notify.Message]
) -> None:
    alert = open_(ada, now)
    for minute, owner in ((30, clinic.noor), (60, clinic.dov), (90, clinic.dov)):
        at = now + timedelta(minutes=minute)
        assert services.escalate_due(by=WATCHER, now=at - timedelta(seconds=1)) == 0
        assert services.escalate_due(by=WATCHER, now=at) == 1
        assert services.escalate_due(by=WATCHER, now=at) == 0, "it is claimed once"
        calling.deliver_notices(by=WATCHER, now=at)
        alert.refresh_from_db()
        assert alert.owner_id == owner.id
    assert [m.to for m in mail] == ["sam@example.org", "noor@example.org", "dov@example.org", "dov@example.org"]
    assert alert.due_at == now + timedelta(minutes=30), "the promise does not move"
    assert kinds(alert).count("escalated") == 3


def test_two_watchers_that_read_the_same_alert_pass_it_on_once(
    ada: Any, clinic: SimpleNamespace, covered: cover.OnCover, now: datetime
) -> None:
    read_by_one, read_by_another = open_(ada, now), SafetyAlert.objects.get()
    later = now + timedelta(minutes=30)
    assert services._claim(read_by_one, later)
    assert not services._claim(read_by_another, later)
    taken = SafetyAlert.objects.get()
    services.acknowledge(by=clinic.noor, alert_id=taken.id, now=later)
    assert not services._claim(taken, later), "somebody took it in between"


def test_outside_cover_the_director_is_called_and_without_one_nobody_owns_it(
    ada: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    assert open_(ada, now).owner_id == clinic.dov.id
    Membership.objects.filter(role="director").update(valid_until=now.date() - timedelta(days=1))
    other = SafetySignal("other", Urgency.URGENT, timedelta(minutes=30), "x", "x@1.0.0")
    assert open_(ada, now, other).owner is None
    assert any("1 without owner" in line.words for line in selectors.bar(clinic.sam, now))


def test_taking_it_stops_the_passing_on_and_the_record_has_a_clock_of_its_own(
    ada: Any, clinic: SimpleNamespace, covered: cover.OnCover, now: datetime
) -> None:
    alert = open_(ada, now)
    services.acknowledge(by=clinic.noor, alert_id=alert.id, now=now + timedelta(minutes=5))
    assert services.escalate_due(by=WATCHER, now=now + timedelta(minutes=45)) == 0
    alert.refresh_from_db()
    assert alert.owner_id == clinic.noor.id
    assert not selectors.is_overdue(alert, now + timedelta(hours=24))
    assert selectors.is_overdue(alert, now + timedelta(hours=25))


# guards HZ-19
def test_risk_is_resolved_only_by_level_plan_and_what_was_done(
    ada: Any, clinic: SimpleNamespace, covered: cover.OnCover, now: datetime
) -> None:
    alert = open_(ada, now)
    resolve = {"by": clinic.noor, "alert_id": alert.id, "now": now}
    for level, plan, done in (
        ("", "plan", "done"),
        ("low", " ", "done"),
        ("low", "plan", ""),
        ("fine", "plan", "done"),
    ):
        with pytest.raises(ValidationError):
            services.resolve(level=level, plan=plan, what_was_done=done, **resolve)
    assert [a.id for a in selectors.unresolved_risk(ada.id)] == [alert.id]
    services.resolve(level="low", plan="Safety plan reviewed; call on Friday.", what_was_done="Called her.", **resolve)
    assert selectors.unresolved_risk(ada.id) == []
    kept = selectors.alert_for(clinic.noor, alert.id)
    assert kept is not None
    assert kept.state == AlertState.RESOLVED
    assert kept.resolution.plan == "Safety plan reviewed; call on Friday."
    with pytest.raises(ValidationError, match="already resolved"):
        services.resolve(level="low", plan="p", what_was_done="d", **resolve)


def test_a_routine_review_holds_nothing_and_stays_off_the_bar_until_it_is_late(
    ada: Any, clinic: SimpleNamespace, covered: cover.OnCover, now: datetime, settings: Settings
) -> None:
    heartbeat.beat(selectors.beat_file(), now)
    open_(ada, now, SafetySignal("risk-taking", Urgency.ROUTINE, timedelta(days=7), "item q16 = 3", "pcl-5@1.0.0"))
    assert selectors.unresolved_risk(ada.id) == []
    assert selectors.bar(clinic.sam, now) == []
    later = now + timedelta(days=8)
    heartbeat.beat(selectors.beat_file(), later)
    assert [line.words for line in selectors.bar(clinic.sam, later)] == ["1 alert waits for an answer: 1 overdue."]


def test_another_sites_staff_see_nothing_and_an_administrator_answers_nothing(
    ada: Any, clinic: SimpleNamespace, covered: cover.OnCover, now: datetime
) -> None:
    alert = open_(ada, now)
    assert list(selectors.alerts(clinic.wei)) == []
    assert selectors.alert_for(clinic.wei, alert.id) is None
    with pytest.raises(SafetyAlert.DoesNotExist):
        services.acknowledge(by=clinic.wei, alert_id=alert.id, now=now)
    with pytest.raises(PermissionDenied):
        services.acknowledge(by=clinic.admin, alert_id=alert.id, now=now)


# guards HZ-15
def test_a_dead_mail_server_delays_a_call_and_never_loses_it(
    ada: Any,
    clinic: SimpleNamespace,
    covered: cover.OnCover,
    now: datetime,
    mail: list[notify.Message],
    settings: Settings,
) -> None:
    settings.MAIL_URL = ""
    open_(ada, now)
    assert calling.deliver_notices(by=WATCHER, now=now) == 0
    assert "OPENKAP_MAIL_URL" in Notice.objects.get().trouble
    assert any("could not be sent" in line.words for line in selectors.bar(clinic.sam, now))
    settings.MAIL_URL = "memory:"
    assert calling.deliver_notices(by=WATCHER, now=now + timedelta(seconds=29)) == 0
    assert calling.deliver_notices(by=WATCHER, now=now + timedelta(seconds=30)) == 1
    assert [m.to for m in mail] == ["sam@example.org"]
    assert calling.deliver_notices(by=WATCHER, now=now + timedelta(hours=1)) == 0, "it is sent once"


# guards HZ-15
def test_the_bar_is_red_when_the_watcher_falls_silent(clinic: SimpleNamespace, now: datetime) -> None:
    assert any("watcher is silent" in line.words for line in selectors.bar(clinic.sam, now))
    heartbeat.beat(selectors.beat_file(), now)
    assert selectors.bar(clinic.sam, now + timedelta(seconds=60)) == []
    assert any("watcher is silent" in line.words for line in selectors.bar(clinic.sam, now + timedelta(seconds=61)))
