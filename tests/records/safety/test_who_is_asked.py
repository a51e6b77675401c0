"""Nobody is asked who holds no role here any more: neither by cover, nor by an alert, nor by a call. Hazards: HZ-15."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.records.safety.test_alerts import WATCHER, kinds, open_

from openkap.gateways import notify
from openkap.records.accounts.models import Membership
from openkap.records.safety import calling, cover, selectors, services
from openkap.records.safety.models import AlertState, Notice, SafetyAlert

pytestmark = pytest.mark.usefixtures("covered")
LEAVING = {
    "ended": lambda now: {"ended_at": now},
    "over": lambda now: {"valid_until": now.date() - timedelta(days=1)},
    "expired": lambda now: {"credential_expires_on": now.date() - timedelta(days=1)},
}


def leave(who: Any, now: datetime, how: str = "ended") -> None:
    Membership.objects.filter(person_id=who.id).update(**LEAVING[how](now))


def chain(clinic: SimpleNamespace, now: datetime) -> list[str]:
    found = cover.on_cover(clinic.here.id, now)
    return [p.name for p in found.chain] if found else []


@pytest.mark.parametrize("how", sorted(LEAVING))
def test_who_left_is_not_on_cover_and_owns_no_new_alert(
    how: str, ada: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    assert chain(clinic, now) == ["Sam", "Noor", "Dov"]
    leave(clinic.sam, now, how)
    assert chain(clinic, now) == ["Noor", "Dov"]
    assert open_(ada, now).owner_id == clinic.noor.id
    assert "Sam is on cover and holds no role here now" in cover.unproved(clinic.here.id, now)[0]


def test_when_all_of_them_left_nobody_is_on_cover_and_a_director_who_left_is_not_asked(
    ada: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    for who in (clinic.sam, clinic.noor, clinic.dov):
        leave(who, now)
    assert cover.on_cover(clinic.here.id, now) is None
    assert open_(ada, now).owner is None


def test_a_role_ends_with_the_day_of_the_site(clinic: SimpleNamespace, now: datetime) -> None:
    clinic.here.zone = "Pacific/Auckland"
    clinic.here.save()
    late = now.replace(hour=13)  # already tomorrow in Auckland
    Membership.objects.filter(person_id=clinic.sam.id).update(valid_until=now.date())
    assert chain(clinic, now) == ["Sam", "Noor", "Dov"]
    assert chain(clinic, late) == ["Noor", "Dov"]


@pytest.mark.parametrize("taken", [False, True])
def test_an_alert_of_somebody_who_left_is_open_again_and_the_next_is_called(
    taken: bool, ada: Any, clinic: SimpleNamespace, now: datetime, mail: list[notify.Message]
) -> None:
    alert = open_(ada, now)
    if taken:
        services.acknowledge(by=clinic.sam, alert_id=alert.id, now=now)
    assert services.hand_on_orphans(by=WATCHER, now=now) == 0
    leave(clinic.sam, now)
    assert selectors.promised(ada.id, now) is None, "nobody promises for who left"
    assert services.hand_on_orphans(by=WATCHER, now=now + timedelta(minutes=1)) == 1
    alert.refresh_from_db()
    assert (alert.state, alert.owner_id) == (AlertState.OPEN, clinic.noor.id)
    assert kinds(alert)[-1] == "handed on"
    assert alert.due_at == now + timedelta(minutes=30), "the promise never moves later"
    calling.deliver_notices(by=WATCHER, now=now + timedelta(minutes=1))
    assert [m.to for m in mail] == ["noor@example.org"], "Sam, who left, gets no call"
    assert "holds no role" in Notice.objects.get(person_id=clinic.sam.id).trouble
    assert services.hand_on_orphans(by=WATCHER, now=now + timedelta(minutes=2)) == 0


def test_with_nobody_left_an_orphan_has_no_owner_and_the_bar_says_so(
    ada: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    open_(ada, now)
    Membership.objects.filter(site=clinic.here).exclude(person_id=clinic.admin.id).update(valid_until=date(2026, 9, 1))
    assert services.hand_on_orphans(by=WATCHER, now=now) == 1
    assert SafetyAlert.objects.get().owner is None
    assert any("without owner" in line.words for line in selectors.bar(clinic.admin, now))
