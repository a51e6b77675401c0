"""The trail's head leaves once a day, is tried again, says nothing about anybody, and is missed when it does not."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import checks
from django.test import Client

from openkap.gateways import clock
from openkap.interfaces.cli.watch import go_round
from openkap.records.accounts.models import Person
from openkap.records.accounts.readiness import problems, warnings
from openkap.records.audit import selectors
from openkap.records.audit.keeping import OVERDUE_AFTER, RETRY_AFTER, keeping
from openkap.records.audit.models import TrailHead

pytestmark = pytest.mark.django_db
KEEPER = "keeper@elsewhere.example"
HOUR = timedelta(hours=1)


@pytest.fixture
def kept(settings: Any, mail: list[Any], clinic: SimpleNamespace) -> list[Any]:
    """A site whose head is kept, and the mail that left."""
    settings.TRAIL_KEEPER = KEEPER
    return mail


def test_it_leaves_once_a_day_and_can_be_verified_later(kept: list[Any], now: datetime) -> None:
    for later in (0, 1, 2, 24):
        assert go_round(now + later * HOUR)
    assert [m.to for m in kept] == [KEEPER, KEEPER]
    number, _, digest = kept[0].body.splitlines()[0].partition(":")
    assert selectors.verify(selectors.Head(int(number), digest, "")).holds
    assert not selectors.verify(selectors.Head(int(number), digest[::-1], "")).holds
    words = kept[0].subject + kept[0].body
    assert not [p.name for p in Person.objects.all() if p.name in words]
    first = TrailHead.objects.earliest("taken_on")
    assert (first.number, first.keeper, first.sent_at) == (int(number), KEEPER, now)


def test_a_silent_mail_server_is_asked_again_and_does_not_stop_the_watch(
    kept: list[Any], settings: Any, now: datetime
) -> None:
    settings.MAIL_URL = ""
    assert go_round(now), "the sign of life goes on"
    assert go_round(now + timedelta(seconds=1))
    row = TrailHead.objects.get()
    assert (row.attempts, row.sent_at) == (1, None)
    assert "No mail server is set" in keeping(now).trouble
    settings.MAIL_URL = "memory:"
    assert go_round(now + RETRY_AFTER)
    assert len(kept) == 1
    assert keeping(now).trouble == ""


def test_nobody_named_means_nothing_is_sent(mail: list[Any], clinic: SimpleNamespace, now: datetime) -> None:
    assert go_round(now)
    assert mail == []
    assert not TrailHead.objects.exists()


def test_the_page_says_what_left_and_what_is_overdue(kept: list[Any], clinic: SimpleNamespace, now: datetime) -> None:
    def page(at: datetime) -> str:
        with clock.frozen(at):
            client = Client()
            client.force_login(Person.objects.get(id=clinic.admin.id))
            return client.get("/trail/").content.decode()

    assert "None has left so far" in page(now)
    assert go_round(now)
    assert "It leaves once a day" in page(now)
    assert f"to {KEEPER}: line {TrailHead.objects.get().number}" in page(now)
    assert "Every guard is in place" in page(now)
    assert "Overdue" not in page(now + OVERDUE_AFTER)
    assert "Overdue" in page(now + OVERDUE_AFTER + timedelta(seconds=1))


def test_the_check_warns_until_somebody_keeps_it_and_forbids_nothing(settings: Any, clinic: SimpleNamespace) -> None:
    def ids() -> set[str]:
        return {m.id for m in checks.run_checks() if m.id.startswith("audit.W")}

    settings.TRAIL_KEEPER, settings.MAIL_URL = "", ""
    assert ids() == {"audit.W001"}
    assert "OPENKAP_TRAIL_KEEPER" in " ".join(warnings())
    assert not [p for p in problems() if "trail" in p]
    settings.TRAIL_KEEPER = KEEPER
    assert ids() == {"audit.W002"}
    settings.MAIL_URL = "smtp://mail.example.org"
    assert ids() == set()
    settings.TRAIL_KEEPER, settings.DEMONSTRATION = "", True
    assert ids() == set()
