"""What must stand before a session opens, a drug is given, or somebody leaves. Each reason is said in words."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.lists import rows_before_dose
from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.clinical.monitoring.state import SessionState
from openkap.clinical.monitoring.vocabulary import ADMINISTERING, ENDINGS
from openkap.clinical.values import Truth
from openkap.records.accounts import signing
from openkap.records.accounts.selectors import is_demonstration
from openkap.records.audit.refusals import RefusedError
from openkap.records.consents import selectors as consents
from openkap.records.dosing.models import DosingSession
from openkap.records.patients.models import Patient
from openkap.records.safety import selectors as safety
from openkap.records.treatment import selectors as treatment
from openkap.records.treatment import withdrawn
from openkap.records.treatment.models import Place
from openkap.records.treatment.sealing import pin_of


def missing_to_open(patient: Patient, now: datetime, risks: int | None = None) -> tuple[str, ...]:
    """Why no session can open for this person now; empty when it can. ``risks``: unresolved ones, if just counted."""
    today = now.astimezone(ZoneInfo(patient.site.zone)).date()
    found = treatment.order_for(patient.id, today)
    if found is None:
        return ("No signed order for today. A prescriber signs one on the plan's page.",)
    missing = []
    if found.order.place != Place.CLINIC:
        missing.append("Today's order is for a dose at home. Nothing is given here on it.")
    if not found.may_be_given:
        missing.append("The prescriber's go for today is missing.")
    missing += withdrawn.missing_for(found.order)
    missing += missing_consent(patient, found.order.product["id"], now)
    left = signing.unsigned(patient.site_id, [pin_of(p) for p in found.order.pins])
    if left and not is_demonstration():  # it alone runs unsigned, and says so
        missing.append(f"The medical director has not signed {', '.join(str(p) for p in left)}.")
    return (*missing, *(missing_risk(patient) if risks is None else _risk_words(risks)))


def missing_consent(patient: Patient, product: str, now: datetime) -> tuple[str, ...]:
    """What keeps consent from standing at ``now``, in words; it holds drug and never ends the watching."""
    standing = consents.standing_of(patient, product, now)
    return () if standing.truth is Truth.TRUE else tuple(standing.missing)


def missing_risk(patient: Patient) -> tuple[str, ...]:
    """Risk alerts that no clinician has resolved; they hold dosing and leaving."""
    return _risk_words(len(safety.unresolved_risk(patient.id)))


def _risk_words(count: int) -> tuple[str, ...]:
    words = "A risk alert is" if count == 1 else f"{count} risk alerts are"
    return (f"{words} not resolved: a clinician records level, plan and what was done.",) if count else ()


def missing_to_give(
    session: DosingSession, plan: MonitoringPlan, state: SessionState, events: tuple[Event, ...], at: datetime,
    now: datetime,
) -> tuple[str, ...]:  # fmt: skip
    """Why no drug may be given at ``at``; empty when it may. Consent is judged at ``now``, whatever ``at`` says."""
    missing = []
    if state.stopped_at is not None and at >= state.stopped_at:
        missing.append("Stop was asked: no more drug today.")
    if not state.given.all:
        rows = rows_before_dose(plan, events, state.readings, at)
        missing += [f"{r.display}: {r.because}." for r in rows if not r.passes]
    if treatment.order_to_give(session.patient_id, session.order.for_on) != session.order_id:
        missing.append("The order was held or withdrawn, or its go was taken back.")
    missing += missing_consent(session.patient, session.product["id"], now)
    missing += [f"The risk {risk!r} is not resolved." for risk in state.risks]
    return (*missing, *missing_risk(session.patient))


def refuse_what_may_not_be(
    session: DosingSession, plan: MonitoringPlan, before: SessionState, after: SessionState, event: Event,
    events: tuple[Event, ...],
) -> None:  # fmt: skip
    """Refuse drug that may not be given, and endings that do not stand. Real observations are never refused."""
    if event.type in ADMINISTERING and not event.text("despite"):
        missing = missing_to_give(session, plan, before, events, event.at, event.recorded_at)
        reasons = [*missing, *_too_much(session, after, event)]
        if reasons:
            remedy = "If it was given all the same, record it with 'already given' and the reason."
            raise RefusedError(f"Do not give it. {' '.join(reasons)} {remedy}")
    if event.type in ENDINGS:
        _refuse_ending(session, before, after, event)


def _too_much(session: DosingSession, after: SessionState, event: Event) -> tuple[str, ...]:
    if event.number("amount_mg") in {None, Decimal(0)}:
        return ("The amount in milligrams is missing.",)
    total = sum((a.amount_mg or Decimal(0) for a in after.given.all), Decimal(0))
    if total > session.order.dose_mg:
        return (
            f"It would come to {total.normalize():f} mg; the order is for {session.order.dose_mg.normalize():f} mg.",
        )
    return ()


def _refuse_ending(session: DosingSession, before: SessionState, after: SessionState, event: Event) -> None:
    if not before.phase.open:
        raise RefusedError("This session has ended already. What was recorded stands; corrections are added to it.")
    ending = next(e for e in after.endings if e.event_id == event.id)
    because = ending.because
    if event.type == "discharged":
        because = "; ".join(b for b in (because, *missing_risk(session.patient)) if b)
    if because:
        raise RefusedError(f"It cannot end this way yet. Missing: {because}.")
