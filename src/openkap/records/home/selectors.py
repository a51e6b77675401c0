"""Reading what concerns doses at home: the companion, the doses, what is missing, and what waits for somebody."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from openkap.clinical.eligibility.standing import condition, is_current
from openkap.clinical.facts import Chart
from openkap.clinical.protocols.definition import Protocol
from openkap.clinical.protocols.home import HomeRules
from openkap.clinical.protocols.homeday import (
    HomeSession as Returned,
)
from openkap.clinical.protocols.homeday import (
    Preparation,
    preparation_missing,
    release_missing,
    start_missing,
)
from openkap.clinical.values import Known, Missing, Truth, Unknown, negation
from openkap.content import catalogue
from openkap.content.rulebook import vocabulary
from openkap.records.assessments import selectors as assessments
from openkap.records.audit.acting import Actor
from openkap.records.consents import selectors as consents
from openkap.records.home.folding import HomeDose, fold
from openkap.records.home.models import HomeCompanion, HomeEvent, HomeSession
from openkap.records.patients.carried import DOSE, session_doses
from openkap.records.patients.models import Patient
from openkap.records.patients.selectors import facts_of_codes
from openkap.records.safety import risk
from openkap.records.treatment import selectors as treatment
from openkap.records.treatment.homeswitch import home_closed
from openkap.records.treatment.models import Plan

EFFECTS = ("none", "some", "worrying")
RISK_FORMS = ("asq", "c-ssrs-screener", "c-ssrs-since-last-contact")


def companion_of(patient_id: UUID) -> HomeCompanion | None:
    """Who stays with the person now."""
    newest = HomeCompanion.objects.filter(patient_id=patient_id).order_by("-recorded_at", "-ended").first()
    return None if newest is None or newest.ended else newest


def _sessions() -> QuerySet[HomeSession]:
    found = HomeSession.objects.select_related(
        "patient__site", "order__plan__course", "order__patient__site", "companion"
    )
    return found.prefetch_related("events", "order__events")


def doses_at_home(patient_id: UUID) -> list[HomeDose]:
    """Every dose that was ordered for home, newest first; withdrawn ones too, for they may lie in a drawer."""
    rows = _sessions().filter(patient_id=patient_id).order_by("-prepared_at")
    return [fold(row) for row in rows]


def dose_at_home(patient_id: UUID, session_id: UUID) -> HomeDose | None:
    """One of them."""
    row = _sessions().filter(patient_id=patient_id, id=session_id).first()
    return fold(row) if row else None


def dose_in_hand(patient_id: UUID, now: datetime) -> HomeDose | None:
    """What the person's own link shows: today's dose, or an earlier one that somebody still has to hear of."""
    for dose in reversed(doses_at_home(patient_id)):
        contact, today = dose.contact, treatment.site_day(dose.session.order, now)
        over = contact.checked_in or contact.not_taken
        if dose.withdrawn and contact.taken_at is None:
            continue
        if dose.session.order.for_on == today or (dose.session.order.for_on < today and not over):
            return dose
    return None


def awaited() -> list[HomeDose]:
    """Doses at home of which something is still to be heard, at every site."""
    heard = HomeEvent.objects.filter(session=OuterRef("pk"), kind="after", document__as_before=True)
    found = [fold(row) for row in _sessions().filter(~Exists(heard)).order_by("prepared_at")]
    return [d for d in found if not (d.contact.checked_in or d.contact.not_taken)]


def to_release(actor: Actor, on_date: date) -> list[HomeDose]:
    """Doses of the actor's site for this day whose check-in is in, and that wait for a prescriber's word."""
    rows = _sessions().filter(patient__site_id=actor.site, order__for_on=on_date, events__kind="before").distinct()
    found = [fold(row) for row in rows if treatment.state_of(row.order) in {"signed", "held"}]
    return [d for d in found if d.contact.taken_at is None and not d.contact.not_taken]


def missing_to_order(patient: Patient, plan: Plan, amount_mg: Decimal, now: datetime) -> tuple[str, ...]:
    """Why no dose for home can be ordered under this plan now; empty when one can."""
    protocol: Protocol = catalogue.entry("protocols", plan.protocol["id"]).value
    closed = home_closed(protocol, patient.site, now.astimezone(ZoneInfo(patient.site.zone)).date())
    if closed or protocol.home is None:
        return tuple(closed)
    standing = consents.standing_of(patient, protocol.pin.id, now)
    consent = () if standing.truth is Truth.TRUE else standing.missing
    prepared = preparation_missing(protocol.home, _prepared(patient, plan, protocol.home, now), amount_mg)
    return (*consent, *prepared, *release_missing(came_back(patient.id)))


def missing_to_release(dose: HomeDose, now: datetime) -> tuple[str, ...]:
    """What keeps this dose from being released now, as far as its check-in, companion and consent go."""
    session = dose.session
    companion = companion_of(session.patient_id)
    missing = [] if companion == session.companion else ["The companion of this dose has changed. Order it anew."]
    standing = consents.standing_of(session.patient, session.order.plan.protocol["id"], now)
    missing += [] if standing.truth is Truth.TRUE else standing.missing
    if dose.contact.taken_at is not None or dose.contact.not_taken:
        missing.append("It is over: they said that the dose was taken, or will not be.")
    return (*missing, *start_missing(dose.rules, dose.start, now))


def came_back(patient_id: UUID) -> Returned | None:
    """What is known of the last dose that was ordered for home; None before the first."""
    doses = doses_at_home(patient_id)
    if not doses:
        return None
    last, said = doses[0], doses[0].after
    if last.contact.not_taken:
        back = Truth.TRUE if said.get("left") == 0 else Truth.UNKNOWN
        return Returned(Truth.TRUE, Truth.TRUE, Truth.TRUE, Truth.TRUE, back)
    left = said.get("left")
    known = isinstance(said.get("systolic"), int) and isinstance(said.get("diastolic"), int)
    return Returned(
        checked_in=Truth.TRUE if last.contact.checked_in else Truth.UNKNOWN,
        pressure_after=Truth.TRUE if known else Truth.UNKNOWN,
        reactions_asked=Truth.TRUE if said.get("effects") in EFFECTS else Truth.UNKNOWN,
        suicide_risk_asked=_risk_asked(patient_id, last.contact.taken_at),
        unused_counted=Truth.UNKNOWN if left is None else (Truth.TRUE if left == 0 else Truth.FALSE),
    )


def _risk_asked(patient_id: UUID, since: datetime | None) -> Truth:
    if since is None:
        return Truth.UNKNOWN
    forms = [f for f in assessments.scores(patient_id) if f.pin.id in RISK_FORMS and f.at > since and f.complete]
    triages = [t for t in risk.triages_of(patient_id) if t.assessed_at > since]
    return Truth.TRUE if forms or triages else Truth.UNKNOWN


def _prepared(patient: Patient, plan: Plan, rules: HomeRules, now: datetime) -> Preparation:
    facts = facts_of_codes(patient.id, (DOSE, *rules.clear_of), now)
    given = session_doses(facts, plan.product["id"] if plan.product else "")
    here = [dose for dose in given if not dose.at_home]
    last = here[-1].given_mg if here else None
    companion = companion_of(patient.id)
    return Preparation(
        doses_here=len(here),
        last_given_mg=Unknown(Missing.ABSENT) if last is None else Known(last),
        companion=companion.name if companion else "",
        companion_age=Known(companion.age_years) if companion else Unknown(Missing.ABSENT),
        trained=_trained(companion, plan),
        clear_of=tuple(_absent(code, Chart.at(facts, now)) for code in rules.clear_of),
    )


def _trained(companion: HomeCompanion | None, plan: Plan) -> frozenset[str]:
    """What the companion was shown, if it was the training in force."""
    in_force = catalogue.entry("protocols", plan.protocol["id"]).pin
    if companion is None or companion.protocol["digest"] != in_force.digest:
        return frozenset()
    return frozenset(companion.trained)


def _absent(code: str, chart: Chart) -> tuple[str, Truth]:
    definition = vocabulary().definitions.get(code)
    if definition is None:
        return code, Truth.UNKNOWN
    return definition.display, negation(condition(chart, definition, is_current(chart.as_of)).truth)
