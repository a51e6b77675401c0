"""What must not slip through: a dose that should be held, and an end before two hours, by whatever road."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.sessions import keep, minutes, observe, opened, order_with_go, ready_for_dose, ready_to_leave

from openkap.clinical.facts import Fact
from openkap.records.audit.acting import Actor, system
from openkap.records.audit.refusals import RefusedError
from openkap.records.dosing import gates
from openkap.records.dosing.folding import events_of, plan_of
from openkap.records.dosing.models import DosingSession, SessionEvent
from openkap.records.dosing.watching import watch
from openkap.records.patients import selectors as patients
from openkap.records.patients.services import record_fact
from openkap.records.treatment.models import Order


@pytest.fixture
def session(clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> DosingSession:
    """Open, and everything before the dose done at minute 1."""
    found: DosingSession = opened(clinic, ada, now, monkeypatch)
    ready_for_dose(clinic.sam, found, now + minutes(1))
    return found


def refused(by: Any, session: Any, at: datetime, now: datetime | None = None, type_: str = "dose", **more: Any) -> str:
    """Why it was refused; nothing of it was kept."""
    fields = {"amount_mg": 28, "lot": "A12"} if type_ == "dose" else {}
    kept = SessionEvent.objects.filter(session=session).count()
    with pytest.raises(RefusedError) as error:
        keep(by, session, type_, at, now, **fields, **more)
    assert SessionEvent.objects.filter(session=session).count() == kept
    return str(error.value)


# guards HZ-23
def test_a_go_holds_for_its_own_day_alone(session: DosingSession, clinic: SimpleNamespace, now: datetime) -> None:
    tomorrow = now + timedelta(days=1)
    ready_for_dose(clinic.sam, session, tomorrow)
    assert "for Tuesday 6 October 2026 alone" in refused(clinic.sam, session, tomorrow + minutes(1))
    assert "for Tuesday 6 October 2026 alone" in refused(clinic.sam, session, now + minutes(2), tomorrow + minutes(1))


def test_a_clock_that_runs_behind_gives_nothing_before_the_opening(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    assert "before the session was opened" in refused(clinic.sam, session, now - minutes(1), now + minutes(2))


def test_an_alert_that_calls_holds_drug_until_somebody_settles_it(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    seen = observe(clinic.sam, session, now + minutes(2), type_="baseline", oxygen_saturation=88)
    assert "Breathing and oxygen: this alert is not settled" in refused(clinic.sam, session, now + minutes(3))
    observe(clinic.sam, session, now + minutes(4), type_="baseline", oxygen_saturation=98)
    keep(clinic.sam, session, "alert-settled", now + minutes(4), alert="breathing", about=[str(seen.id)], how="sensor")
    keep(clinic.sam, session, "dose", now + minutes(5), amount_mg=28, lot="A12")
    observe(clinic.sam, session, now + minutes(9), systolic=205, diastolic=121, heart_rate=90)
    assert "Blood pressure and its symptoms: this alert is not settled" in refused(
        clinic.sam, session, now + minutes(11)
    )


def test_a_second_tap_is_no_second_device(session: DosingSession, clinic: SimpleNamespace, now: datetime) -> None:
    keep(clinic.sam, session, "dose", now + minutes(2), amount_mg=28, lot="A12")
    assert "Two devices are 5 minutes apart" in refused(clinic.sam, session, now + minutes(2) + timedelta(seconds=1))
    keep(clinic.sam, session, "dose", now + minutes(7), amount_mg=28, lot="A12")


# guards HZ-34
def test_no_drug_is_entered_behind_the_back_of_stop(
    session: DosingSession, clinic: SimpleNamespace, herself: Actor, now: datetime
) -> None:
    keep(herself, session, "stop", now + minutes(8), asked_by="patient")
    assert "Stop was asked" in refused(clinic.sam, session, now + minutes(7), now + minutes(9))


# guards HZ-23
def test_what_is_found_after_the_go_holds_the_dose_and_what_the_room_measured_does_not(
    clinic: SimpleNamespace, ada: Any, signed_content: None, plan: Any, consented: None, eligible: SimpleNamespace,
    now: datetime,
) -> None:  # fmt: skip
    from openkap.clinical.eligibility.definitions import Level, Result
    from openkap.records.treatment import services as orders

    order = orders.sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now)
    orders.give_go(by=clinic.ingrid, order_id=order.id, now=now)
    assert gates.missing_to_open(ada, now) == ()
    fact = Fact("aneurysm", True, now, "said today", asserted_by="Ingrid")
    record_fact(by=clinic.ingrid, patient_id=ada.id, fact=fact, now=now + minutes(1))
    found = SimpleNamespace(
        holds=True, excludes=False, level=Level.RELATIVE, result=Result.RAISED,
        criterion=SimpleNamespace(title="Aneurysm"), judgement=SimpleNamespace(facts=(fact,)),
    )  # fmt: skip
    eligible.today, eligible.findings = "hold", (found,)
    (said,) = gates.missing_to_open(ada, now + minutes(2))
    assert "Something changed since the eligibility decision: today it is hold (Aneurysm)" in said
    measured = Fact("systolic-blood-pressure", 150, now, "dosing-session/1/2", "mm[Hg]")
    found.judgement.facts = (measured,)
    assert gates.missing_to_open(ada, now + minutes(2)) == ()


def test_a_plan_that_was_replaced_and_a_death_hold_the_dose(
    session: DosingSession, clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    course = Order.objects.get(id=session.order_id).plan.course
    course.kind = "psychotherapy"
    course.save()
    ada.deceased_at = now
    ada.save()
    why = refused(clinic.sam, session, now + minutes(2))
    assert "The plan behind the order is no longer in force" in why
    assert "The record says that the person has died" in why


# guards HZ-24
def test_a_clock_that_runs_ahead_does_not_shorten_the_two_hours(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    given_at = now + minutes(2)
    keep(clinic.sam, session, "dose", given_at, amount_mg=56, lot="A12")
    observe(clinic.sam, session, given_at + minutes(40), systolic=130, diastolic=82, heart_rate=72)
    gate = given_at + minutes(120)
    ready_to_leave(clinic.sam, session, gate - minutes(2))
    early = gate - timedelta(seconds=50)
    assert "120 minutes" in refused(clinic.sam, session, gate, early, "discharged", signed_by="Sam")
    keep(clinic.sam, session, "discharged", gate, signed_by="Sam")


# guards HZ-25
@pytest.mark.parametrize("attested", [True, False])
def test_one_person_alone_cannot_enter_a_dose_afterwards_and_send_somebody_home(
    session: DosingSession, clinic: SimpleNamespace, now: datetime, attested: bool
) -> None:
    from openkap.records.dosing import services

    given_at, told_at = now + minutes(2), now + minutes(90)
    dose = keep(clinic.sam, session, "dose", given_at, told_at, amount_mg=56, lot="A12")
    observe(clinic.sam, session, given_at + minutes(40), now=told_at, systolic=130, diastolic=82, heart_rate=72)
    leaves_at = given_at + minutes(125)
    ready_to_leave(clinic.sam, session, leaves_at - minutes(1))
    if attested:
        document = {
            "id": "8f14e45f-ceea-467f-a8ab-1d2c3b4a5e6f", "type": "correction", "at": told_at.isoformat(),
            "of": str(dose.id), "because": "entered late", "true_at": given_at.isoformat(),
            "witness_at": given_at.isoformat(),
        }  # fmt: skip
        services.record_event(by=clinic.sam, session_id=session.id, document=document, now=told_at, witness=clinic.noor)
        keep(clinic.sam, session, "discharged", leaves_at, signed_by="Sam")
        return
    why = refused(clinic.sam, session, leaves_at, None, "discharged", signed_by="Sam")
    assert "One person alone entered the last dose" in why
    missing = gates.missing_to_leave(session, plan_of(session), events_of(session.id), told_at + minutes(120))
    assert missing == (), "from then on nothing more is asked"


# guards HZ-24
def test_a_session_that_has_ended_takes_no_drug_from_a_page_that_is_old(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    keep(clinic.sam, session, "stopped-before-dose", now + minutes(2), because="tired", decided_by="Ada")
    assert "This session has ended" in refused(clinic.sam, session, now + minutes(3))


# guards HZ-19
def test_nobody_says_in_an_entry_that_a_risk_is_resolved(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    keep(clinic.sam, session, "symptom", now + minutes(2), symptom="suicidal-thoughts")
    more = {"risk": "suicidal-thoughts", "level": "x", "plan": "x", "done": "x"}
    assert "a risk has its own page" in refused(clinic.sam, session, now + minutes(3), None, "risk-resolved", **more)


def test_an_alert_is_not_silenced_for_longer_than_the_plan_allows(
    session: DosingSession, clinic: SimpleNamespace, now: datetime
) -> None:
    seen = observe(clinic.sam, session, now + minutes(2), type_="baseline", oxygen_saturation=88)
    said = {"alert": "breathing", "about": [str(seen.id)], "because": "sensor"}
    long = {**said, "until": (now + minutes(19)).isoformat()}
    assert "15 minutes at most" in refused(clinic.sam, session, now + minutes(3), None, "alert-silenced", **long)
    keep(clinic.sam, session, "alert-silenced", now + minutes(3), **said, until=(now + minutes(18)).isoformat())


def test_a_person_is_in_one_session_at_a_time(
    session: DosingSession, clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    from openkap.records.dosing import services
    from openkap.records.treatment.models import Course

    Course.objects.update(status="completed")
    tomorrow = now + timedelta(days=1)
    order_with_go(clinic, ada, tomorrow)
    with pytest.raises(RefusedError, match="still open in room 4"):
        services.open_session(by=clinic.sam, patient_id=ada.id, room="5", now=tomorrow)


def test_who_left_early_stays_under_effect_until_the_watching_would_have_ended(
    session: DosingSession, clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    given_at, bot = now + minutes(2), system("watcher")
    keep(clinic.sam, session, "dose", given_at, amount_mg=56, lot="A12")
    facts = dict.fromkeys(("because", "capacity", "risks_explained", "told", "leaves_with"), "said")
    keep(clinic.sam, session, "left-against-advice", now + minutes(30), **facts)
    watch(bot, given_at + minutes(119))
    assert patients.under_effect(ada.id)
    watch(bot, given_at + minutes(120))
    assert not patients.under_effect(ada.id)


def test_a_death_in_the_room_stands_in_the_record(
    session: DosingSession, clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    keep(clinic.sam, session, "dose", now + minutes(2), amount_mg=56, lot="A12")
    keep(clinic.sam, session, "died", now + minutes(30), certified_by="Dr Marsh", told="her brother")
    ada.refresh_from_db()
    assert ada.deceased_at == now + minutes(30)
    assert "The record says that the person has died." in gates.missing_to_open(ada, now + minutes(40))
