"""Signed decisions and stored sessions, worked out again: same, would differ under a fix, drift. Hazards: HZ-08."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from tests.sessions import minutes, observe, opened

from openkap.records.audit.rechecked import Recheck
from openkap.records.dosing import rechecking as sessions
from openkap.records.dosing.models import DosingSession
from openkap.records.treatment import decisions
from openkap.records.treatment import rechecking as decided
from openkap.records.treatment.decision_models import EligibilityDecision

SAME = Recheck(1, 0, ())


def test_a_session_is_the_fold_of_its_events_or_has_drifted(
    clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(clinic, ada, now, monkeypatch)
    observe(clinic.sam, session, now + minutes(1), type_="baseline", systolic=128, diastolic=82)
    assert sessions.recheck() == SAME
    session.refresh_from_db()
    kept = session.snapshot
    rows = DosingSession.objects.filter(id=session.id)
    rows.update(snapshot={**kept, "stopped_at": "2026-10-06T10:00:00Z"})
    assert "comes out differently" in sessions.recheck().drift[0]
    rows.update(snapshot={**kept, "stopped_at": "2026-10-06T10:00:00Z", "method": "1.0.0"})
    assert sessions.recheck() == Recheck(0, 1, ())
    rows.update(snapshot=kept, is_open=False)
    assert len(sessions.recheck().drift) == 1, "a column that lists go by counts too"
    rows.update(is_open=True, plan={**session.plan, "digest": "0" * 64})
    assert "means something else" in sessions.recheck().drift[0]


def test_a_signed_decision_replays_or_has_drifted(
    clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = decisions.sign_decision(
        by=clinic.ingrid, patient_id=ada.id, product="ketamine-iv", jurisdiction="eu", now=now
    )
    assert decided.recheck() == SAME
    monkeypatch.setattr(decisions, "settlements", lambda *_: ())
    found = decisions.judge_patient(ada.id, "ketamine-iv", "us", now)
    monkeypatch.setattr(decisions, "decide", lambda *_, **__: found)
    assert "comes out differently" in decided.recheck().drift[0]
    monkeypatch.setattr(decided.decision, "ENGINE", "2.0.0")
    assert decided.recheck() == Recheck(0, 1, ()), "a newer method may judge otherwise"
    EligibilityDecision.objects.create(
        **{f: getattr(signed, f) for f in ("patient_id", "product", "jurisdiction", "as_of_at", "engine", "pins",
           "fact_ids", "digest", "signed_by_id", "signed_by_label", "signed_at")},
        verdict="eligible", document={**signed.document, "verdict": "eligible"},
    )  # fmt: skip
    (line,) = decided.recheck().drift
    assert "not those that were kept" in line
