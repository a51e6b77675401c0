"""Decisions: what settles a criterion, what is signed, and that it replays to the same."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from openkap.gateways.referrals.samples import sample
from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.patients.importing import Imported, import_referral
from openkap.records.patients.reviewing import record_review
from openkap.records.treatment import decisions

pytestmark = pytest.mark.django_db
IV = "ketamine-iv"


@pytest.fixture
def alberto(clinic: SimpleNamespace, now: datetime) -> Any:
    """Epilepsy on record, so C32 asks for an assessment."""
    done = import_referral(by=clinic.ingrid, data=sample("alberto-atencio"), file_name="a.json", now=now)
    assert isinstance(done, Imported)
    return done.patient


def settle(clinic: SimpleNamespace, patient: Any, now: datetime, **more: Any) -> Any:
    values = {
        "by": clinic.ingrid,
        "patient_id": patient.id,
        "product": IV,
        "jurisdiction": "eu",
        "criterion_id": "c32-seizure-disorder",
        "reason": "Seizure-free for nine years",
        "now": now,
        **more,
    }
    return decisions.settle_criterion(**values)


def finding(patient: Any, now: datetime, label: str, product: str = IV) -> Any:
    decision = decisions.judge_patient(patient.id, product, "eu", now)
    return next(f for f in decision.findings if f.criterion.label == label)


def test_a_clearance_settles_for_one_product_until_it_is_withdrawn(
    clinic: SimpleNamespace, alberto: Any, now: datetime
) -> None:
    assert finding(alberto, now, "C32").holds
    settle(clinic, alberto, now)
    assert not finding(alberto, now, "C32").holds
    assert finding(alberto, now, "C32", "esketamine-nasal").holds
    later = now + timedelta(minutes=1)
    decisions.withdraw_settlement(
        by=clinic.ingrid, patient_id=alberto.id, product=IV, criterion_id="c32-seizure-disorder", reason="", now=later
    )
    assert finding(alberto, later, "C32").holds
    assert not finding(alberto, now, "C32").holds, "as of then it still stood"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"criterion_id": "c01-aneurysm"}, "Only a raised"),
        ({"criterion_id": "no-such"}, "Only a raised"),
        ({"reason": "ok"}, "too short"),
        ({"product": "ketamine-rectal"}, "no criteria for this product"),
    ],
)
def test_only_what_is_raised_is_settled_and_with_a_reason(
    clinic: SimpleNamespace, alberto: Any, now: datetime, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(RefusedError, match=words):
        settle(clinic, alberto, now, **change)


# guards HZ-01
def test_nobody_overrides_a_contraindication_and_a_nurse_overrides_nothing(
    clinic: SimpleNamespace, alberto: Any, now: datetime
) -> None:
    record_review(by=clinic.ingrid, patient_id=alberto.id, answers={"ketamine-hypersensitivity": "present"}, now=now)
    with pytest.raises(RefusedError, match="Nobody overrides"):
        settle(clinic, alberto, now, criterion_id="c04-hypersensitivity")
    with pytest.raises(NotAllowedError):
        settle(clinic, alberto, now, by=clinic.sam)


# guards HZ-08
def test_a_signed_decision_replays_to_the_same_whatever_is_learned_later(
    clinic: SimpleNamespace, alberto: Any, now: datetime
) -> None:
    settle(clinic, alberto, now)
    more = {"patient_id": alberto.id, "product": IV, "jurisdiction": "eu"}
    signed = decisions.sign_decision(by=clinic.ingrid, now=now + timedelta(minutes=1), **more)
    assert (signed.verdict, signed.signed_by_label) == ("hold", "Ingrid")
    assert len(signed.pins) > 100
    later = now + timedelta(days=1)
    record_review(by=clinic.ingrid, patient_id=alberto.id, answers={"aneurysm": "present"}, now=later)
    signed.refresh_from_db()
    again = decisions.replay(signed)
    assert (again.same, again.intact, again.verdict) == (True, True, "hold")
    second = decisions.sign_decision(by=clinic.ingrid, now=later, **more)
    assert decisions.newest_decision(alberto.id, IV) == second
    assert [d.id for d in decisions.signed_decisions(alberto.id)] == [second.id, signed.id]
    with pytest.raises(NotAllowedError):
        decisions.sign_decision(by=clinic.sam, now=later, **more)


def test_a_changed_document_is_noticed(clinic: SimpleNamespace, alberto: Any, now: datetime) -> None:
    signed = decisions.sign_decision(by=clinic.ingrid, patient_id=alberto.id, product=IV, jurisdiction="eu", now=now)
    signed.document["verdict"] = "eligible"
    assert not decisions.replay(signed).intact
