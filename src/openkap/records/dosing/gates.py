"""What must stand before a session opens or somebody leaves, and the refusal of what may not be. All in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from openkap.clinical.monitoring.administrations import told_late
from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.clinical.monitoring.state import SessionState
from openkap.clinical.monitoring.vocabulary import ADMINISTERING, ENDINGS
from openkap.records.accounts import signing
from openkap.records.accounts.selectors import is_demonstration
from openkap.records.audit.refusals import RefusedError
from openkap.records.dosing.giving import missing_consent, missing_risk, missing_to_give, risk_words, too_much
from openkap.records.dosing.models import DosingSession
from openkap.records.dosing.resolving import SESSIONS
from openkap.records.patients.models import Patient
from openkap.records.treatment.models import Place
from openkap.records.treatment.sealing import pin_of
from openkap.records.treatment.standing import standing_order


def missing_to_open(patient: Patient, now: datetime, risks: int | None = None) -> tuple[str, ...]:
    """Why no session can open for this person now; empty when it can. ``risks``: unresolved ones, if just counted."""
    today = now.astimezone(ZoneInfo(patient.site.zone)).date()
    found = standing_order(patient.id, today, SESSIONS)
    if found is None:
        return ("No signed order for today. A prescriber signs one on the plan's page.",)
    missing = []
    if found.order.place != Place.CLINIC:
        missing.append("Today's order is for a dose at home. Nothing is given here on it.")
    if not found.go_stands:
        missing.append("The prescriber's go for today is missing.")
    missing += found.missing_since_go(now)
    missing += missing_consent(patient, found.order.product["id"], now)
    left = signing.unsigned(patient.site_id, [pin_of(p) for p in found.order.pins])
    if left and not is_demonstration():  # it alone runs unsigned, and says so
        missing.append(f"The medical director has not signed {', '.join(str(p) for p in left)}.")
    return (*missing, *risk_words(found.risks if risks is None else risks))


def refuse_what_may_not_be(
    session: DosingSession, plan: MonitoringPlan, before: SessionState, after: SessionState, event: Event,
    events: tuple[Event, ...],
) -> None:  # fmt: skip
    """Refuse drug that may not be given, and endings that do not stand. Real observations are never refused."""
    if event.type in ADMINISTERING and not event.text("despite"):
        missing = missing_to_give(session, plan, before, events, event.at, event.recorded_at)
        if reasons := [*missing, *too_much(session, after, event)]:
            remedy = "If it was given all the same, record it under All entries, with the reason."
            raise RefusedError(f"Do not give it. {' '.join(reasons)} {remedy}")
    until = event.instant("until")
    if event.type == "alert-silenced" and until is not None and until > event.recorded_at + plan.silence_at_most:
        longest = int(plan.silence_at_most.total_seconds() // 60)
        raise RefusedError(f"An alert is quiet for {longest} minutes at most. Silence it again when it comes back.")
    if event.type in ENDINGS:
        _refuse_ending(session, plan, before, after, event, events)


def missing_to_leave(
    session: DosingSession, plan: MonitoringPlan, events: tuple[Event, ...], now: datetime
) -> tuple[str, ...]:
    """What keeps somebody from leaving in order beside the session's own list: risks, and times told late by one."""
    missing = list(missing_risk(session.patient))
    told_at = told_late(events, plan.late_after)
    if told_at is not None and now < told_at + plan.minimum_watch:
        until = f"{told_at + plan.minimum_watch:%Y-%m-%dT%H:%M:%SZ}"
        missing.append(
            "One person alone entered the last dose, or its end, after the fact. A second person attests the time on"
            f" its correction page, or the watching goes on until {until}"
        )
    return tuple(missing)


def _refuse_ending(
    session: DosingSession, plan: MonitoringPlan, before: SessionState, after: SessionState, event: Event,
    events: tuple[Event, ...],
) -> None:  # fmt: skip
    if not before.phase.open:
        raise RefusedError("This session has ended already. What was recorded stands; corrections are added to it.")
    ending = next(e for e in after.endings if e.event_id == event.id)
    because = ending.because
    if event.type == "discharged":
        further = missing_to_leave(session, plan, events, event.recorded_at)
        because = "; ".join(b for b in (because, *further) if b)
    if because:
        raise RefusedError(f"It cannot end this way yet. Missing: {because}.")
