"""Choosing a course: what is kept with the choice, and what refuses it."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from openkap.clinical.facts import Fact
from openkap.clinical.pathways import weighing
from openkap.clinical.pathways.weighing import Comparison, RiskFirst
from openkap.clinical.signals import SafetySignal, Urgency
from openkap.records.audit.rechecked import Recheck
from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.patients.services import record_fact
from openkap.records.safety import services as safety
from openkap.records.safety.risk import record_triage
from openkap.records.treatment import pathways, rechecking, selectors
from openkap.records.treatment.models import Course, PathwayDecision

pytestmark = pytest.mark.django_db


def say(clinic: SimpleNamespace, patient: Any, code: str, value: Any, now: datetime) -> None:
    status = "excluded" if value is False else ""
    fact = Fact(code, value, now, "asked", asserted_by=clinic.ingrid.label, status=status)
    record_fact(by=clinic.ingrid, patient_id=patient.id, fact=fact, now=now)


@pytest.fixture
def safe(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    for code in ("acute-suicide-risk", "acute-suicidal-crisis"):
        say(clinic, ada, code, False, now)


def choose(clinic: SimpleNamespace, patient: Any, now: datetime, **more: Any) -> PathwayDecision:
    values: dict[str, Any] = {"by": clinic.ingrid, "kind": "psychotherapy", "because": "She wants to talk.", **more}
    return pathways.choose_pathway(patient_id=patient.id, started_on=now.date(), now=now, **values)


@pytest.mark.usefixtures("safe")
def test_a_choice_starts_the_course_and_keeps_what_was_shown(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    made = choose(clinic, ada, now)
    course = selectors.active_course(ada.id)
    assert course == made.course
    assert course is not None
    assert course.kind == "psychotherapy"
    assert [o["kind"] for o in made.document["options"]] == ["psychotherapy", "ketamine", "both"]
    assert {"pathways", "facts", "criteria", "medicines", "products"} < {p["kind"] for p in made.pins}
    assert len(made.fact_ids) == 2
    again = choose(clinic, ada, now, kind="both", because="It was not enough.")
    assert again.course == course
    assert [c.to_kind for c in course.changes.order_by("from_kind")] == ["psychotherapy", "both"]
    assert len(pathways.choices(ada.id)) == 2


@pytest.mark.usefixtures("safe")
def test_who_may_choose_is_decided_where_courses_begin(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    with pytest.raises(NotAllowedError):
        choose(clinic, ada, now, by=clinic.noor, kind="both")
    with pytest.raises(RefusedError, match="why"):
        choose(clinic, ada, now, because="  ")
    assert not PathwayDecision.objects.exists()
    assert not Course.objects.exists(), "nothing is half-written"
    assert choose(clinic, ada, now, by=clinic.noor).decided_by_label == clinic.noor.label


# guards HZ-47
def test_nothing_is_chosen_while_risk_is_acute_or_not_asked(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    with pytest.raises(RefusedError, match="Nobody has recorded lately"):
        choose(clinic, ada, now)
    say(clinic, ada, "acute-suicide-risk", True, now)
    assert isinstance(pathways.weigh_patient(ada, now), RiskFirst)
    with pytest.raises(RefusedError, match="There is acute risk"):
        choose(clinic, ada, now)
    assert not Course.objects.exists()


@pytest.mark.usefixtures("safe")
def test_an_open_risk_alert_is_acute_risk(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    assert isinstance(pathways.weigh_patient(ada, now), Comparison)
    signal = SafetySignal("suicidal-ideation", Urgency.URGENT, timedelta(minutes=30), "item 9 is 1", "phq-9@1.0.0")
    safety.open_alert(by=clinic.sam, patient_id=ada.id, signal=signal, source="test:1", now=now)
    found = pathways.weigh_patient(ada, now)
    assert isinstance(found, RiskFirst)
    assert found.because == ("1 open risk alert.",)


# guards HZ-47
@pytest.mark.usefixtures("safe", "keyset")
def test_a_grave_triage_is_acute_risk_whatever_was_denied_before(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    record_triage(
        by=clinic.noor, patient_id=ada.id, answers={}, level="high", lower_reason="", narrative="Seen.", now=now
    )
    assert isinstance(pathways.weigh_patient(ada, now), RiskFirst)


@pytest.mark.usefixtures("safe")
def test_ketamine_is_not_chosen_where_screening_rules_every_product_out(
    clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pathways, "_screened", lambda _rules: ("esketamine-nasal",))
    say(clinic, ada, "aneurysm", True, now)
    with pytest.raises(RefusedError, match="rules out every product"):
        choose(clinic, ada, now, kind="ketamine")
    assert choose(clinic, ada, now).kind == "psychotherapy"


# guards HZ-08
@pytest.mark.usefixtures("safe")
def test_a_choice_is_worked_out_again_from_its_own_day(
    clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(clinic, ada, "major-depression", True, now)
    made = choose(clinic, ada, now, kind="both")
    later = now + timedelta(days=1)
    say(clinic, ada, "psychosis", True, later)
    signal = SafetySignal("suicidal-ideation", Urgency.URGENT, timedelta(minutes=30), "item 9 is 1", "phq-9@2.0.0")
    safety.open_alert(by=clinic.sam, patient_id=ada.id, signal=signal, source="test:1", now=later)
    assert pathways.replay(made).same, "what was learned later does not exist then"
    assert rechecking.recheck() == Recheck(1, 0, ())
    pin = next(p for p in made.pins if p["kind"] == "pathways")
    changed = [{**p, "digest": "0" * 64} if p is pin else p for p in made.pins]
    monkeypatch.setattr(rechecking.PathwayDecision, "pins", property(lambda _row: changed, lambda *_: None))
    assert "no longer means" in rechecking.recheck().drift[0]


# guards HZ-08
@pytest.mark.usefixtures("safe")
def test_a_choice_that_comes_out_otherwise_is_drift_or_a_fix(
    clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(clinic, ada, now)
    monkeypatch.setattr(pathways, "_screened", lambda _rules: ())
    real = pathways.comparison_document
    monkeypatch.setattr(pathways, "comparison_document", lambda found: {**real(found), "options": []})
    assert "comes out differently" in rechecking.recheck().drift[0]
    monkeypatch.setattr(weighing, "ENGINE", "next")
    assert rechecking.recheck() == Recheck(0, 1, ())
