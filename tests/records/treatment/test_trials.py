"""The ledger of treatment trials: a clinician enters it, the criterion rests on it only while it is decided."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from openkap.clinical.eligibility.definitions import Result
from openkap.clinical.facts import Fact
from openkap.clinical.values import Truth
from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.patients import selectors as patients
from openkap.records.patients.services import record_fact
from openkap.records.treatment import ledger, trials
from openkap.records.treatment.decisions import judge_patient
from openkap.records.treatment.models import TreatmentTrial

pytestmark = pytest.mark.django_db
FAILED = trials.TrialText(
    "Sertraline", "ssri", adequate_dose="yes", weeks=Decimal(8), taken_as_prescribed="yes", outcome="none",
    in_current_episode="yes",
)  # fmt: skip


def counted(patient: Any, now: datetime) -> list[Decimal]:
    found = patients.facts_of_codes(patient.id, (trials.COUNT,), now)
    return [f.value for f in found if isinstance(f.value, Decimal)]


def criterion(patient: Any, now: datetime) -> Result:
    found = judge_patient(patient.id, "esketamine-nasal", "eu", now).findings
    return next(f.result for f in found if f.criterion.pin.id == "indication-trials")


def test_two_that_failed_clear_the_criterion_and_a_doubt_takes_that_back(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    trials.enter_trial(by=clinic.ingrid, patient_id=ada.id, trial=FAILED, now=now)
    assert criterion(ada, now) is Result.UNKNOWN
    second = trials.enter_trial(
        by=clinic.ingrid, patient_id=ada.id, trial=replace(FAILED, medicine="Venlafaxine", medicine_class="snri"),
        now=now,
    )  # fmt: skip
    assert counted(ada, now) == [Decimal(2)]
    assert criterion(ada, now) is Result.CLEAR
    later = now + timedelta(minutes=1)
    doubt = replace(FAILED, medicine="Venlafaxine", taken_as_prescribed="unknown")
    trials.correct_trial(
        by=clinic.sam, patient_id=ada.id, trial_id=second.id, reason="Nobody asked", instead=doubt, now=later
    )
    assert counted(ada, later) == []
    assert criterion(ada, later) is Result.UNKNOWN
    assert [(r.medicine, r.corrected_by.correction_reason) for r in ledger.history_among(ledger.lines(ada.id))] == [
        ("Venlafaxine", "Nobody asked")
    ]


def test_one_is_too_few_only_once_somebody_calls_the_list_complete(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    trials.enter_trial(by=clinic.ingrid, patient_id=ada.id, trial=FAILED, now=now)
    assert counted(ada, now) == []
    trials.call_complete(by=clinic.ingrid, patient_id=ada.id, now=now)
    assert counted(ada, now) == [Decimal(1)]
    later = now + timedelta(hours=1)
    third = replace(FAILED, medicine="Bupropion", outcome="unknown")
    trials.enter_trial(by=clinic.ingrid, patient_id=ada.id, trial=third, now=later)
    assert not ledger.is_complete(ada.id, ledger.standing_trials(ada.id), later)
    assert counted(ada, later) == []
    assert not ledger.is_complete(ada.id, [], now + timedelta(days=181))


def test_a_clinicians_own_number_is_left_alone(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    said = Fact(trials.COUNT, Decimal(3), now, "review form", unit="{count}", asserted_by="Ingrid")
    record_fact(by=clinic.ingrid, patient_id=ada.id, fact=said, now=now)
    trials.enter_trial(by=clinic.ingrid, patient_id=ada.id, trial=FAILED, now=now)
    assert counted(ada, now) == [Decimal(3)]


def test_a_prescription_on_record_is_proposed_and_decides_nothing(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    at = now - timedelta(days=400)
    for text in ("Fluoxetine 20 MG Oral Capsule", "Paracetamol 500 mg"):
        fact = Fact("medicine", text, at, "Condition/1", ended_at=at + timedelta(days=90), status="completed")
        record_fact(by=clinic.ingrid, patient_id=ada.id, fact=fact, now=now)
    (proposal,) = ledger.proposals(ada.id, ledger.lines(ada.id), "Europe/Madrid", now)
    assert (proposal.medicine, proposal.medicine_class, proposal.ended_on) == (
        "fluoxetine", "ssri", (at + timedelta(days=90)).date(),
    )  # fmt: skip
    assert ledger.standing_trials(ada.id) == []
    assert all(f.met is Truth.UNKNOWN for f in ledger.findings(ada.id, "us", now))
    trials.enter_trial(by=clinic.ingrid, patient_id=ada.id, trial=trials.TrialText("Fluoxetine"), now=now)
    assert ledger.proposals(ada.id, ledger.lines(ada.id), "Europe/Madrid", now) == ()


def test_what_is_refused_leaves_nothing(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    wrong = (
        replace(FAILED, medicine=" "),
        replace(FAILED, started_on=date(2026, 5, 1), ended_on=date(2026, 4, 1)),
        replace(FAILED, started_on=date(2027, 5, 1)),
        replace(FAILED, improvement_percent=Decimal(101)),
        replace(FAILED, outcome="cured"),
    )
    for text in wrong:
        with pytest.raises(RefusedError):
            trials.enter_trial(by=clinic.ingrid, patient_id=ada.id, trial=text, now=now)
    with pytest.raises(NotAllowedError):
        trials.enter_trial(by=clinic.admin, patient_id=ada.id, trial=FAILED, now=now)
    with pytest.raises(RefusedError):
        trials.enter_trial(by=clinic.wei, patient_id=ada.id, trial=FAILED, now=now)
    row = trials.enter_trial(by=clinic.ingrid, patient_id=ada.id, trial=FAILED, now=now)
    with pytest.raises(RefusedError, match="needs a reason"):
        trials.correct_trial(by=clinic.ingrid, patient_id=ada.id, trial_id=row.id, reason=" ", now=now)
    trials.correct_trial(by=clinic.ingrid, patient_id=ada.id, trial_id=row.id, reason="Another person's", now=now)
    with pytest.raises(RefusedError, match="corrected already"):
        trials.correct_trial(by=clinic.ingrid, patient_id=ada.id, trial_id=row.id, reason="Again", now=now)
    assert ledger.standing_trials(ada.id) == []
    assert TreatmentTrial.objects.count() == 2
