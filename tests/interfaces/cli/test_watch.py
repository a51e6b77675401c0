"""`openkap watch` and `openkap recheck`. Hazards: HZ-15."""

import json
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from openkap.clinical.signals import SafetySignal, Urgency
from openkap.gateways import clock, heartbeat
from openkap.interfaces.cli import _prepare, application, watch
from openkap.records.audit.acting import acting, system
from openkap.records.safety import selectors, services
from openkap.records.safety import watching as safety_watch

pytestmark = pytest.mark.usefixtures("mail")
SIGNAL = SafetySignal("suicidal-ideation", Urgency.URGENT, timedelta(minutes=30), "item q9 = 1", "phq-9@1.0.0")


def test_a_round_passes_on_calls_out_and_beats(
    ada: Any, clinic: SimpleNamespace, covered: object, now: datetime, mail: list[Any]
) -> None:
    services.open_alert(by=system("bench"), patient_id=ada.id, signal=SIGNAL, source="response:1", now=now)
    with acting(None), clock.frozen(now + timedelta(minutes=30)):
        result = CliRunner().invoke(application(), ["watch", "--once"])
    assert result.exit_code == 0
    assert [m.to for m in mail] == ["sam@example.org", "noor@example.org"]
    assert not selectors.watcher_is_silent(now + timedelta(minutes=31))


# guards HZ-15
def test_a_round_that_failed_leaves_no_sign_of_life(
    clinic: SimpleNamespace, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(by: object, now: object) -> None:
        raise ValueError("Ada Marsh, item 9")

    monkeypatch.setattr(safety_watch, "watch", fail)
    assert watch.go_round(now) is False
    assert heartbeat.last_beat(selectors.beat_file()) is None
    assert "safety failed (ValueError)" in caplog.text
    assert "Ada" not in caplog.text


def test_recheck_says_how_many(clinic: SimpleNamespace) -> None:
    result = CliRunner().invoke(application(), ["recheck", "--json"])
    assert result.exit_code == 0
    none = {"same": 0, "would_differ": 0, "drift": []}
    kinds = ("scores", "decisions", "sessions")
    assert json.loads(result.stdout) == {**none, "by_kind": dict.fromkeys(kinds, none)}


def test_a_database_that_was_looked_through_knows_its_indexes(ada: Any) -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL looks through its indexes by itself.")
    _prepare.statistics()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'patients_patient'")
        assert cursor.fetchone()[0] >= 1
