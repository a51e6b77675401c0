"""What a session writes down about the person: doses as numbers, corrections followed, nothing dropped in silence."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from tests.sessions import keep, minutes, observe, opened, ready_for_dose

from openkap.clinical.facts import Fact
from openkap.clinical.values import Known, Missing, Unknown
from openkap.records.audit.refusals import NotAllowedError
from openkap.records.dosing.folding import state_of
from openkap.records.dosing.models import DosingSession, SessionEvent
from openkap.records.patients import selectors as patients
from openkap.records.patients.carried import SessionDose, session_doses
from openkap.records.patients.models import PatientFact
from openkap.records.treatment.doses import previous_dose

ESKETAMINE = "esketamine-nasal"


@pytest.fixture
def session(clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> DosingSession:
    found: DosingSession = opened(clinic, ada, now, monkeypatch, dose_mg=84)
    ready_for_dose(clinic.sam, found, now + minutes(5))
    return found


def _known(patient_id: Any, at: datetime) -> tuple[Fact, ...]:
    return patients.chart(patient_id, at).facts


def _values(session: DosingSession, code: str, at: datetime) -> list[tuple[Any, str]]:
    return [(f.value, f.unit) for f in patients.chart(session.patient_id, at).of(code)]


def test_a_dose_is_a_number_with_its_product_and_a_session_the_sum_of_them(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    for minute in (10, 15):
        keep(clinic.sam, session, "dose", now + minutes(minute), amount_mg=28, lot="A12")
    later = now + minutes(20)
    assert _values(session, "dose-given", later) == [(Decimal(28), "mg")] * 2
    (given,) = session_doses(_known(session.patient_id, later), ESKETAMINE)
    assert given == SessionDose(now + minutes(10), Decimal(56))
    assert session_doses(_known(session.patient_id, later), "ketamine-iv") == (), (
        "an amount of another product is no amount"
    )


def test_the_last_dose_is_what_was_given_and_the_order_stands_beside_it(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    patient = session.patient
    assert previous_dose(patient, ESKETAMINE, _known(patient.id, now + minutes(9))).on is None, "a go is not a dose"
    keep(clinic.sam, session, "dose", now + minutes(10), amount_mg=28, lot="A12")
    last = previous_dose(patient, ESKETAMINE, _known(patient.id, now + minutes(20)))
    assert (last.given_mg, last.on, last.ordered_mg) == (Known(Decimal(28)), now.date(), Decimal(84))


def test_a_dose_that_was_written_as_text_is_unknown_and_never_the_first(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    keep(clinic.sam, session, "dose", now + minutes(10), amount_mg=28, lot="A12")
    PatientFact.objects.create(
        patient=session.patient, code="dose-given", value="28 mg", effective_at=now + minutes(11),
        source="an older one/1", recorded_at=now + minutes(11), coding=f"openkap-product|{ESKETAMINE}",
    )  # fmt: skip
    last = previous_dose(session.patient, ESKETAMINE, _known(session.patient_id, now + minutes(20)))
    assert last.on is not None
    assert last.given_mg == Unknown(Missing.WRONG_UNIT)


def test_a_correction_reaches_the_persons_record_and_the_first_value_stays_below_it(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    row = observe(clinic.sam, session, now + minutes(6), type_="baseline", systolic=190, diastolic=80)
    later = now + minutes(8)
    fix = {"of": str(row.id), "because": "read the wrong line"}
    keep(clinic.sam, session, "correction", now + minutes(7), values={"systolic": 119}, **fix)
    assert _values(session, "systolic-blood-pressure", later)[-1] == (Decimal(119), "mm[Hg]")
    assert Decimal(190) not in [v for v, _ in _values(session, "systolic-blood-pressure", later)]
    kept = PatientFact.objects.get(correction_reason="read the wrong line")
    assert kept.corrects is not None
    assert kept.corrects.value == {"decimal": "190"}
    keep(clinic.sam, session, "correction", later, entered_in_error=True, **fix)
    assert len(_values(session, "systolic-blood-pressure", later)) == 1, "taken back; the first baseline stands"


def test_an_infusion_that_was_stopped_gave_what_ran(
    clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(clinic, ada, now, monkeypatch, product="ketamine-iv", dose_mg=40)
    ready_for_dose(clinic.sam, session, now + minutes(5))
    keep(clinic.sam, session, "infusion-started", now + minutes(10), amount_mg=40, lot="K1")
    keep(clinic.sam, session, "infusion-ended", now + minutes(20), given_mg=10)
    later = now + minutes(30)
    assert _values(session, "dose-given", later) == [(Decimal(10), "mg")]
    last = previous_dose(ada, "ketamine-iv", _known(ada.id, later))
    assert (last.given_mg, last.ordered_mg) == (Known(Decimal(10)), Decimal(40))


def test_what_the_record_will_not_take_stands_in_the_session_as_a_problem(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    from openkap.interfaces.monitor.rooms.readmodel import not_carried
    from openkap.records.dosing.selectors import watched

    row = observe(clinic.sam, session, now + minutes(6), type_="baseline", respiratory_rate=3)
    problem = SessionEvent.objects.get(session=session, type="not-carried")
    assert problem.document["of"] == str(row.id)
    assert "Respiratory rate of 3 /min is outside 4 to 70" in problem.document["because"]
    assert _values(session, "respiratory-rate", now + minutes(7)) == [(Decimal(14), "/min")]
    session.refresh_from_db()
    assert (session.snapshot, session.last_number) == (state_of(session).as_json(), problem.number)
    assert "not in the person's record" in not_carried(watched(session))[0]
    fix = {"of": str(row.id), "because": "30, not 3", "values": {"respiratory-rate": 30}}
    keep(clinic.sam, session, "correction", now + minutes(7), **fix)
    assert _values(session, "respiratory-rate", now + minutes(8))[-1] == (Decimal(30), "/min")
    assert not_carried(watched(session)) == ()


def test_nobody_sends_the_finding_of_the_session_itself(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    with pytest.raises(NotAllowedError, match="the session does"):
        keep(clinic.sam, session, "not-carried", now, of="x", fact="heart-rate", because="so")
