"""A session on record: its doors, its events, and what it writes down about the person."""

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404
from tests.sessions import STANDS, keep, minutes, observe, opened, order_with_go, ready_for_dose, ready_to_leave

from openkap.clinical.consent.standing import Standing
from openkap.clinical.signals import SafetySignal, Urgency
from openkap.clinical.values import Truth
from openkap.records.audit.acting import Actor, ActorKind, system
from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.dosing import escalating, selectors, services
from openkap.records.dosing.folding import state_of
from openkap.records.dosing.models import DosingSession, SessionEvent
from openkap.records.patients import selectors as patients
from openkap.records.patients.door import ReasonNeededError, patient_for
from openkap.records.patients.models import CareTeamMember
from openkap.records.pharmacy.models import LedgerEntry
from openkap.records.safety import services as safety
from openkap.records.safety.selectors import unresolved_risk


@pytest.fixture
def session(clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> DosingSession:
    found = opened(clinic, ada, now, monkeypatch)
    assert isinstance(found, DosingSession)
    return found


@pytest.fixture
def dosed(session: DosingSession, clinic: SimpleNamespace, now: datetime) -> DosingSession:
    """Dosed with both devices at minute 10 and 15."""
    ready_for_dose(clinic.sam, session, now + minutes(5))
    keep(clinic.sam, session, "dose", now + minutes(10), amount_mg=28, lot="A12")
    keep(clinic.sam, session, "dose", now + minutes(15), amount_mg=28, lot="A12")
    session.refresh_from_db()
    return session


def room_of(session: DosingSession, clinic: SimpleNamespace) -> Actor:
    return Actor(ActorKind.DEVICE, uuid4(), clinic.here.id, frozenset({"room"}), "Tablet 4")


def test_it_opens_with_order_go_consent_and_signed_content(session: DosingSession, clinic: SimpleNamespace) -> None:
    assert (session.phase, session.owner_label, session.is_open, session.last_number) == ("before-dose", "Sam", True, 1)
    assert session.snapshot == state_of(session).as_json()


def test_who_opened_it_opens_the_record_that_day_without_a_reason(
    session: DosingSession, clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    CareTeamMember.objects.filter(person_id=clinic.sam.id).update(valid_until=now.date() - timedelta(days=1))
    assert patient_for(clinic.sam, ada.id, "course", now) == ada
    with pytest.raises(ReasonNeededError):
        patient_for(clinic.sam, ada.id, "course", now + timedelta(days=1))


# guards HZ-21, HZ-23
def test_without_any_of_them_it_says_what_is_missing(
    clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openkap.records.consents import selectors as consents

    def refusal() -> str:
        with pytest.raises(RefusedError) as refused:
            services.open_session(by=clinic.sam, patient_id=ada.id, room="4", now=now)
        return str(refused.value)

    assert "No signed order for today" in refusal()
    order = order_with_go(clinic, ada, now)
    assert "consent" in refusal().lower()
    monkeypatch.setattr(consents, "standing_of", lambda *_: STANDS)
    safety.open_alert(
        by=clinic.sam, patient_id=ada.id, now=now, source="phq-9",
        signal=SafetySignal("suicidal-ideation", Urgency.URGENT, minutes(30), "item 9 above 0", "phq-9@1.0.0"),
    )  # fmt: skip
    assert "A risk alert is not resolved" in refusal()
    later = now + minutes(60 * 24)
    with pytest.raises(RefusedError, match="No signed order for today"):
        services.open_session(by=clinic.sam, patient_id=ada.id, room="4", now=later)
    assert not DosingSession.objects.filter(order=order).exists()


# guards HZ-09
def test_unsigned_content_keeps_it_shut(
    clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openkap.records.accounts import signing

    monkeypatch.setattr(signing, "unsigned", lambda site_id, pins: tuple(pins))
    with pytest.raises(RefusedError, match=r"has not signed esketamine-nasal@3\.0\.0"):
        opened(clinic, ada, now, monkeypatch)
    assert not DosingSession.objects.exists()


def test_one_order_one_session_and_one_room_one_session(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    with pytest.raises(RefusedError, match="a session for this order already"):
        services.open_session(by=clinic.sam, patient_id=session.patient_id, room="5", now=now)
    with pytest.raises(NotAllowedError, match="Only a nurse or prescriber"):
        services.open_session(by=clinic.noor, patient_id=session.patient_id, room="5", now=now)


def test_no_dose_before_the_list_is_done(session: DosingSession, clinic: SimpleNamespace, now: datetime) -> None:
    with pytest.raises(RefusedError, match=r"Do not give it\. Blood pressure: Systolic pressure was not taken"):
        keep(clinic.sam, session, "dose", now + minutes(1), amount_mg=28, lot="A12")
    assert SessionEvent.objects.filter(type="dose").count() == 0
    ready_for_dose(clinic.sam, session, now + minutes(1))
    keep(clinic.sam, session, "dose", now + minutes(2), amount_mg=28, lot="A12")
    with pytest.raises(RefusedError, match="It would come to 84 mg; the order is for 56 mg"):
        keep(clinic.sam, session, "dose", now + minutes(7), amount_mg=56, lot="A12")


# guards HZ-19, HZ-34
def test_a_held_order_an_open_risk_and_stop_end_further_drug(
    session: DosingSession, clinic: SimpleNamespace, now: datetime, herself: Actor
) -> None:
    from openkap.records.treatment.services import hold_order

    ready_for_dose(clinic.sam, session, now + minutes(1))
    keep(clinic.sam, session, "dose", now + minutes(2), amount_mg=28, lot="A12")
    keep(herself, session, "stop", now + minutes(3), asked_by="patient")
    with pytest.raises(RefusedError, match="Stop was asked"):
        keep(clinic.sam, session, "dose", now + minutes(7), amount_mg=28, lot="A12")
    hold_order(by=clinic.noor, order_id=session.order_id, reason="asked", now=now + minutes(4))
    keep(clinic.sam, session, "symptom", now + minutes(5), symptom="suicidal-thoughts")
    with pytest.raises(RefusedError, match=r"order was held.*'suicidal-thoughts' is not resolved.*risk alert"):
        keep(clinic.sam, session, "dose", now + minutes(7), amount_mg=28, lot="A12")
    room = room_of(session, clinic)
    with pytest.raises(NotAllowedError, match="needs a person"):
        keep(room, session, "dose", now + minutes(7), amount_mg=28, lot="A12", despite="it was in the hand already")
    keep(clinic.sam, session, "dose", now + minutes(7), amount_mg=28, lot="A12", despite="it was in the hand already")
    session.refresh_from_db()
    assert session.earliest_discharge_at == now + minutes(127)
    assert "after-stop" in {a["alert"] for a in session.snapshot["alerts"]}


# guards HZ-21
def test_consent_that_stands_no_longer_holds_further_drug_and_never_ends_the_watching(
    session: DosingSession, clinic: SimpleNamespace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openkap.records.consents import selectors as consents

    def withdrawn(_patient: Any, _product: str, at: datetime) -> Standing:
        return Standing(Truth.FALSE, ("Consent was withdrawn.",)) if at >= now + minutes(4) else STANDS

    monkeypatch.setattr(consents, "standing_of", withdrawn)
    ready_for_dose(clinic.sam, session, now + minutes(1))
    keep(clinic.sam, session, "dose", now + minutes(2), amount_mg=28, lot="A12")
    with pytest.raises(RefusedError, match="Consent was withdrawn"):
        keep(clinic.sam, session, "dose", now + minutes(7), amount_mg=28, lot="A12")
    with pytest.raises(RefusedError, match="Consent was withdrawn"):  # an earlier time on the entry frees nothing
        keep(clinic.sam, session, "dose", now + minutes(3), now + minutes(7), amount_mg=28, lot="A12")
    observe(clinic.sam, session, now + minutes(8), systolic=130, diastolic=82)
    session.refresh_from_db()
    assert (session.is_open, session.earliest_discharge_at) == (True, now + minutes(122))


# guards HZ-19
def test_a_risk_alert_from_elsewhere_holds_drug_and_leaving_until_it_is_resolved(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    ready_for_dose(clinic.sam, session, now + minutes(1))
    keep(clinic.sam, session, "dose", now + minutes(2), amount_mg=28, lot="A12")
    signal = SafetySignal("suicidal-ideation", Urgency.URGENT, minutes(15), "item 9 above 0", "instruments/phq-9@1")
    alert = safety.open_alert(
        by=system("form"), patient_id=session.patient_id, signal=signal, source="assessment:1", now=now + minutes(3)
    )
    with pytest.raises(RefusedError, match="risk alert is not resolved"):
        keep(clinic.sam, session, "dose", now + minutes(7), amount_mg=28, lot="A12")
    safety.acknowledge(by=clinic.sam, alert_id=alert.id, now=now + minutes(8))
    ready_to_leave(clinic.sam, session, now + minutes(124))
    with pytest.raises(RefusedError, match="risk alert is not resolved"):
        keep(clinic.sam, session, "discharged", now + minutes(125), signed_by="Sam")
    safety.resolve(
        by=clinic.sam, alert_id=alert.id, level="low", plan="call", what_was_done="talked", now=now + minutes(126)
    )
    with pytest.raises(RefusedError) as other:
        keep(clinic.sam, session, "dose", now + minutes(127), amount_mg=56, lot="A12")
    assert "risk alert" not in str(other.value)


# guards HZ-29
def test_a_retry_is_harmless_and_another_entry_under_its_id_is_refused(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    document = {"id": str(uuid4()), "type": "look-in", "at": now.isoformat()}
    first = services.record_event(by=clinic.sam, session_id=session.id, document=document, now=now)
    again = services.record_event(by=clinic.sam, session_id=session.id, document=document, now=now + minutes(3))
    assert (first.id, first.number) == (again.id, again.number)
    with pytest.raises(RefusedError, match="has this id already"):
        services.record_event(by=clinic.sam, session_id=session.id, document={**document, "type": "emergency"}, now=now)
    with pytest.raises(RefusedError, match="no id of its own"):
        services.record_event(by=clinic.sam, session_id=session.id, document={**document, "id": "1"}, now=now)


def test_nobody_can_speak_in_anothers_name_or_from_the_future(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    document = {"id": str(uuid4()), "type": "look-in", "at": now.isoformat(), "by": "Dov"}
    document["recorded_at"] = "2020-01-01T00:00:00Z"
    row = services.record_event(by=clinic.sam, session_id=session.id, document=document, now=now)
    assert (row.by_label, row.document["by"], row.recorded_at) == ("Sam", "Sam", now)
    with pytest.raises(RefusedError, match="Nothing is recorded before it happens"):
        keep(clinic.sam, session, "look-in", now + minutes(5), now)


# guards HZ-27
def test_the_snapshot_is_the_fold_whatever_the_order_of_arrival(
    dosed: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    observe(clinic.sam, dosed, now + minutes(60), systolic=185, diastolic=100, heart_rate=80)
    observe(clinic.sam, dosed, now + minutes(50), systolic=190, diastolic=100, heart_rate=80, now=now + minutes(70))
    dosed.refresh_from_db()
    assert dosed.snapshot == state_of(dosed).as_json()
    (alert,) = dosed.snapshot["alerts"]
    assert (alert["tier"], alert["arrived_late"]) == ("call", True)


def test_what_was_seen_and_given_is_written_down_about_the_person(
    dosed: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    known = patients.chart(dosed.patient_id, now + minutes(20))
    facts = {f.code: f for f in known.facts}
    assert facts["systolic-blood-pressure"].value == Decimal(128)
    assert (facts["dose-given"].value, facts["dose-given"].unit) == (Decimal(28), "mg")
    assert facts["systolic-blood-pressure"].unit == "mm[Hg]"
    assert patients.under_effect(dosed.patient_id)
    observe(clinic.sam, dosed, now + minutes(55), systolic=150, diastolic=90, heart_rate=80)
    ready_to_leave(clinic.sam, dosed, now + minutes(136))
    keep(clinic.sam, dosed, "discharged", now + minutes(137), signed_by="Sam")
    dosed.refresh_from_db()
    assert (dosed.phase, dosed.is_open, dosed.next_due_at) == ("discharged", False, None)
    assert not patients.under_effect(dosed.patient_id)


# guards HZ-24
def test_nobody_leaves_before_two_hours_and_nothing_is_kept_of_the_try(
    dosed: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    observe(clinic.sam, dosed, now + minutes(55), systolic=150, diastolic=90, heart_rate=80)
    ready_to_leave(clinic.sam, dosed, now + minutes(133))
    with pytest.raises(RefusedError, match="120 minutes from the last administration are not over"):
        keep(clinic.sam, dosed, "discharged", now + minutes(134), signed_by="Sam")
    assert not SessionEvent.objects.filter(type="discharged").exists()


def test_a_risk_calls_the_cover_and_its_resolution_frees_the_door(
    dosed: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    keep(clinic.sam, dosed, "symptom", now + minutes(30), symptom="suicidal-thoughts")
    (alert,) = unresolved_risk(dosed.patient_id)
    observe(clinic.sam, dosed, now + minutes(55), systolic=150, diastolic=90, heart_rate=80)
    ready_to_leave(clinic.sam, dosed, now + minutes(136))
    with pytest.raises(RefusedError, match="risk"):
        keep(clinic.sam, dosed, "discharged", now + minutes(137), signed_by="Sam")
    safety.resolve(
        by=clinic.sam, alert_id=alert.id, level="low", plan="call", what_was_done="talked", now=now + minutes(138)
    )
    open_ = [a["alert"] for a in DosingSession.objects.get(id=dosed.id).snapshot["alerts"]]
    assert open_ == ["mental-state"]
    (event,) = [e for e in selectors.watched(dosed).events if e.type == "symptom"]
    keep(clinic.sam, dosed, "alert-settled", now + minutes(138), alert="mental-state", about=[event.id], how="see risk")
    keep(clinic.sam, dosed, "discharged", now + minutes(139), signed_by="Sam")


# guards HZ-26
def test_silence_becomes_an_event_once(dosed: DosingSession, clinic: SimpleNamespace, now: datetime) -> None:
    watcher = system("watcher")
    assert services.record_overdue(by=watcher, now=now + minutes(24)) == 0
    assert services.record_overdue(by=watcher, now=now + minutes(26)) == 1
    assert services.record_overdue(by=watcher, now=now + minutes(27)) == 0
    dosed.refresh_from_db()
    assert [a["alert"] for a in dosed.snapshot["alerts"]] == ["overdue"]


# guards HZ-26
def test_a_call_that_nobody_takes_up_reaches_cover_once(
    dosed: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    watcher = system("watcher")
    high = {"systolic": 185, "diastolic": 112}
    keep(clinic.sam, dosed, "observation", now + minutes(10), values=high)
    keep(clinic.sam, dosed, "observation", now + minutes(16), values=high)
    assert escalating.escalate_unanswered(by=watcher, now=now + minutes(30)) == 0
    assert escalating.escalate_unanswered(by=watcher, now=now + minutes(32)) == 1
    assert escalating.escalate_unanswered(by=watcher, now=now + minutes(33)) == 0
    alert = unresolved_risk(dosed.patient_id)[0]
    assert "nobody has taken it up" in alert.because


# guards HZ-26
def test_a_call_that_somebody_owns_stays_in_the_room(
    dosed: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    high = {"systolic": 185, "diastolic": 112}
    keep(clinic.sam, dosed, "observation", now + minutes(10), values=high)
    keep(clinic.sam, dosed, "observation", now + minutes(16), values=high)
    dosed.refresh_from_db()
    cause = dosed.snapshot["alerts"][0]["alert"]
    keep(clinic.sam, dosed, "alert-owned", now + minutes(17), alert=cause, owner="Sam")
    assert escalating.escalate_unanswered(by=system("watcher"), now=now + minutes(40)) == 0


# guards HZ-33
@pytest.mark.parametrize("type_", ["alert-settled", "correction", "discharged", "prescriber-decision"])
def test_a_rooms_tablet_records_and_calls_but_does_not_sign_amend_or_override(
    dosed: DosingSession, clinic: SimpleNamespace, now: datetime, type_: str
) -> None:
    room = room_of(dosed, clinic)
    keep(room, dosed, "look-in", now + minutes(20))
    keep(room, dosed, "emergency", now + minutes(20))
    fields = {
        "alert-settled": {"alert": "emergency", "about": ["x"], "how": "x"},
        "correction": {"of": "x", "because": "x"},
        "discharged": {"signed_by": "x"},
        "prescriber-decision": {"item": "fasting", "because": "x"},
    }[type_]
    with pytest.raises(NotAllowedError, match="needs a person, not the room's tablet"):
        keep(room, dosed, type_, now + minutes(21), **fields)


def test_only_a_prescriber_goes_ahead_in_spite_of_a_held_row(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    with pytest.raises(NotAllowedError, match="Only a prescriber may"):
        keep(clinic.sam, session, "prescriber-decision", now, item="fasting", because="x")
    keep(clinic.ingrid, session, "prescriber-decision", now, item="fasting", because="x")


def test_another_site_has_no_such_session(dosed: DosingSession, clinic: SimpleNamespace, now: datetime) -> None:
    with pytest.raises(RefusedError, match="no such session here"):
        keep(clinic.wei, dosed, "look-in", now + minutes(20))
    with pytest.raises(Http404):
        selectors.session_for(clinic.wei, dosed.id)
    assert selectors.session_for(clinic.sam, dosed.id) == dosed


# guards HZ-31
def test_the_stream_gives_what_came_after_a_number(dosed: DosingSession, clinic: SimpleNamespace) -> None:
    last = selectors.last_number(clinic.sam)
    assert last == SessionEvent.objects.count()
    assert [n for n, _ in selectors.events_after(clinic.sam, last - 2)] == [last - 1, last]
    assert selectors.events_after(clinic.wei, 0) == []


def test_what_is_given_is_booked_in_the_ledger_once(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    from openkap.records.pharmacy import selectors as pharmacy
    from openkap.records.pharmacy.services import receive_lot

    lot = receive_lot(
        by=clinic.sam, product="esketamine-nasal", lot="A12", expires_on=now.date().replace(year=2027),
        strength_mg=Decimal(28), unit="device", count=3, now=now,
    )  # fmt: skip
    ready_for_dose(clinic.sam, session, now + minutes(1))
    keep(clinic.sam, session, "dose", now + minutes(2), amount_mg=28, lot="A12")
    assert pharmacy.balance_mg(lot) == 56
    (usable,) = pharmacy.usable_lots(clinic.here.id, "esketamine-nasal", now.date())
    assert (usable.balance_mg, LedgerEntry.objects.count()) == (56, 2)
    with pytest.raises(RefusedError, match="expired"):
        receive_lot(
            by=clinic.sam, product="esketamine-nasal", lot="B1", expires_on=now.date().replace(year=2025),
            strength_mg=Decimal(28), unit="device", count=3, now=now,
        )  # fmt: skip
