"""What is heard of a dose at home, from the person, the companion, or staff on the telephone. What was said is kept.

Nothing is asked between the dose and the time that the protocol names. What points to danger calls the people on cover.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from openkap.clinical.facts import Fact
from openkap.clinical.protocols.homeday import is_high
from openkap.clinical.signals import Urgency
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.home import selectors
from openkap.records.home.calling import call_cover, where_of
from openkap.records.home.events import append_event, locked_session, source_of
from openkap.records.home.folding import HomeDose, fold
from openkap.records.home.models import HomeEvent, HomeEventKind, HomeSession
from openkap.records.home.selectors import EFFECTS
from openkap.records.patients.carried import DOSE, UNIT, carry_fact, product_coding
from openkap.records.patients.selectors import under_effect
from openkap.records.patients.services import begin_effect, end_effect
from openkap.records.treatment import selectors as treatment
from openkap.records.treatment.standing import standing_order

TELLERS = ("prescriber", "nurse", "therapist")
PRESSURES = range(40, 301)


@dataclass(frozen=True, slots=True)
class Before:
    """The check-in before a dose. None is *not said*; ``measured_ago`` is None where it is not known or long ago."""

    companion_present: bool | None
    address_here: bool | None
    nothing_taken: bool | None
    systolic: int | None
    diastolic: int | None
    measured_ago: timedelta | None


@dataclass(frozen=True, slots=True)
class After:
    """The check-in afterwards. ``as_before``: wide awake and steady; ``effects``: none, some or worrying."""

    as_before: bool | None
    systolic: int | None
    diastolic: int | None
    effects: str
    words: str
    left: int | None


@service
def report_before(*, by: Actor, session_id: UUID, answers: Before, now: datetime) -> HomeEvent:
    """Keep the check-in before a dose; a pressure above the gate calls the clinic. It releases nothing."""
    session, dose = _open(by, session_id)
    if dose.contact.taken_at is not None or dose.contact.not_taken:
        raise RefusedError("You have told us already how it went. Call the clinic if something changed.")
    if session.order.for_on != treatment.site_day(session.order, now):
        raise RefusedError("This dose is not for today. Do not take it. Call the clinic.")
    _refuse_pressure(answers.systolic, answers.diastolic)
    ago = answers.measured_ago
    document = {
        "companion_present": answers.companion_present,
        "address_here": answers.address_here,
        "nothing_taken": answers.nothing_taken,
        "systolic": answers.systolic,
        "diastolic": answers.diastolic,
        "measured_at": (now - ago).isoformat() if ago is not None else None,
    }
    event = append_event(by, session, HomeEventKind.BEFORE, document, now, now)
    if is_high(dose.rules, fold(session).start):
        words = f"Before a dose at home: {answers.systolic}/{answers.diastolic} mmHg, above the gate. No dose."
        call_cover(by, session, "home-pressure", Urgency.URGENT, words, now)
    return event


def refusals_to_take(dose: HomeDose, now: datetime) -> tuple[str, ...]:
    """Why the dose may not be taken at this minute; empty when it was released and all still stands."""
    order, until = dose.session.order, dose.contact.released_until
    missing = [*treatment.missing_for_go(order, now), *selectors.missing_to_release(dose, now)]
    found = standing_order(dose.session.patient_id, order.for_on, source_of(dose.session))
    missing += found.missing_since_go(now) if found else ()
    if found is None or found.order.id != order.id or not found.go_stands or until is None:
        missing.insert(0, "It was not released.")
    elif now > until:
        missing.insert(0, "The release has lapsed. Measure the blood pressure again.")
    return tuple(dict.fromkeys(missing))


@service
def report_taken(*, by: Actor, session_id: UUID, now: datetime) -> HomeEvent:
    """The dose was taken. That is kept whatever was released; if it should not have been, cover is called at once."""
    session, dose = _open(by, session_id)
    if dose.contact.taken_at is not None:
        raise RefusedError("We know that it was taken. The companion stays, and calls if anything is wrong.")
    against = refusals_to_take(dose, now)
    event = append_event(by, session, HomeEventKind.TAKEN, {"against": list(against)}, now, now)
    coding = product_coding(session.order.product["id"])
    fact = Fact(DOSE, session.order.dose_mg, now, f"{source_of(session)}/{event.id}", UNIT,
                asserted_by=by.label or by.kind, coding=coding)  # fmt: skip
    carry_fact(by=by, patient_id=session.patient_id, fact=fact, because="Said by the person at home.", now=now)
    begin_effect(by=by, patient_id=session.patient_id, now=now)
    if against:
        words = f"A dose at home was taken although: {' '.join(against)}"
        call_cover(by, session, "home-dose-against", Urgency.EMERGENCY, words, now)
    return event


@service
def report_not_taken(*, by: Actor, session_id: UUID, words: str, now: datetime) -> HomeEvent:
    """No dose today. It stays locked away and comes back to the clinic before another is ordered."""
    session, dose = _open(by, session_id)
    if dose.contact.taken_at is not None or dose.contact.not_taken:
        raise RefusedError("You have told us already how it went. Call the clinic if something changed.")
    return append_event(by, session, HomeEventKind.NOT_TAKEN, {"words": words.strip()[:1000]}, now, now)


@service
def report_trouble(*, by: Actor, session_id: UUID, now: datetime) -> HomeEvent:
    """Somebody there says that something is wrong. It asks nothing and calls the people on cover."""
    session, _ = _open(by, session_id)
    event = append_event(by, session, HomeEventKind.TROUBLE, {}, now, now)
    words = f"At home, the companion or the person says that something is wrong. {where_of(session)}"
    call_cover(by, session, "home-trouble", Urgency.EMERGENCY, words, now)
    return event


@service
def report_after(*, by: Actor, session_id: UUID, answers: After, now: datetime) -> HomeEvent:
    """Keep the check-in afterwards. The effect ends only when they say that they are wide awake and steady."""
    session, dose = _open(by, session_id)
    asked_from = dose.contact.taken_at + dose.rules.ask_from if dose.contact.taken_at else None
    if asked_from is None and not dose.contact.not_taken:
        raise RefusedError("Say first whether the dose was taken.")
    if asked_from is not None and now < asked_from:
        raise RefusedError("It is too early to ask. Rest. The companion stays, and calls if anything is wrong.")
    if answers.effects not in EFFECTS or answers.as_before is None:
        raise RefusedError("Say how you are, and whether anything unwanted happened.")
    _refuse_pressure(answers.systolic, answers.diastolic)
    if answers.left is not None and answers.left < 0:
        raise RefusedError("Count what is left: 0 when nothing is.")
    document = {name: getattr(answers, name) for name in ("as_before", "systolic", "diastolic", "effects", "left")}
    event = append_event(by, session, HomeEventKind.AFTER, document | {"words": answers.words.strip()[:2000]}, now, now)
    if answers.as_before and under_effect(session.patient_id):
        end_effect(by=by, patient_id=session.patient_id, now=now)
    _judge_after(by, session, dose, answers, now)
    return event


def _judge_after(by: Actor, session: HomeSession, dose: HomeDose, answers: After, now: datetime) -> None:
    if not answers.as_before:
        words = f"After a dose at home they are not awake and steady as before. {where_of(session)}"
        call_cover(by, session, "home-not-recovered", Urgency.URGENT, words, now)
    if answers.effects == "worrying":
        call_cover(
            by, session, "home-effect", Urgency.URGENT, "After a dose at home: an effect that worries them.", now
        )
    limits = ((answers.systolic, dose.rules.systolic_at_most), (answers.diastolic, dose.rules.diastolic_at_most))
    if any(value is not None and value > most for value, most in limits):
        words = f"After a dose at home: {answers.systolic}/{answers.diastolic} mmHg."
        call_cover(by, session, "home-pressure", Urgency.SAME_DAY, words, now)


def _open(by: Actor, session_id: UUID) -> tuple[HomeSession, HomeDose]:
    if by.kind is not ActorKind.PATIENT:
        require_role(by, *TELLERS, doing="write down what was said of a dose at home")
    session = locked_session(by, session_id)
    return session, fold(session)


def _refuse_pressure(systolic: int | None, diastolic: int | None) -> None:
    if any(n is not None and n not in PRESSURES for n in (systolic, diastolic)):
        raise RefusedError("This is no blood pressure. Look at the cuff again: the larger number goes first.")
    if systolic is not None and diastolic is not None and diastolic >= systolic:
        raise RefusedError("The first number of a blood pressure is the larger one. Look at the cuff again.")
