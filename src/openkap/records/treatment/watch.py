"""What is due around a person's doses today, by the schedule in force: known from facts and finished forms alone."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from openkap.clinical.eligibility.findings import Judgement
from openkap.clinical.eligibility.medicines import MEDICINE, PLACEMENT, REVIEW, medicines_of
from openkap.clinical.eligibility.operators import Situation as Judged
from openkap.clinical.eligibility.operators import facts_of, judge
from openkap.clinical.facts import Chart, Fact, FactKind
from openkap.clinical.protocols.watch import Due, Situation, WatchSchedule, all_due
from openkap.clinical.sources import Verification
from openkap.clinical.values import Truth
from openkap.content import catalogue
from openkap.content.rulebook import formulary, vocabulary

if TYPE_CHECKING:
    from openkap.records.assessments.selectors import SentForm
    from openkap.records.patients.models import Patient

SCHEDULE = "around-doses"


def schedule_in_force() -> WatchSchedule:
    """The schedule of today."""
    found: WatchSchedule = catalogue.entry("schedules", SCHEDULE).value
    return found


def codes_needed() -> tuple[str, ...]:
    """Every fact that the schedule in force looks at."""
    schedule = schedule_in_force()
    codes = {code for item in schedule.items for code in item.facts}
    codes |= {code for item in schedule.items if item.applies for code in facts_of(item.applies)}
    return tuple(sorted(codes | {MEDICINE, PLACEMENT, REVIEW}))


def due_around_doses(
    patient: "Patient",
    *,
    facts: Iterable[Fact],
    product: str,
    first_dose_on: date | None,
    planned_dose_on: date | None,
    forms: "Iterable[SentForm]",
    now: datetime,
) -> tuple[Due, ...]:
    """Every item of the schedule for this person's product and place, from facts of :func:`codes_needed`."""
    schedule, zone = schedule_in_force(), ZoneInfo(patient.site.zone)
    rules = {item.id: item.applies for item in schedule.items if item.applies is not None}
    chart = Chart.at(facts, now)
    words = vocabulary()
    here = Judged(chart, words, medicines_of(chart, words, formulary()), Judgement(Truth.UNKNOWN))
    answered = {
        f.code: f.at.astimezone(zone).date()
        for f in chart.facts
        if f.code in words.definitions and counts(f, words.definitions[f.code].kind)
    }
    answered |= {
        f.instrument: f.closed_at.astimezone(zone).date() for f in forms if f.closed_at and f.score is not None
    }
    return all_due(
        schedule,
        Situation(answered, now.astimezone(zone).date(), first_dose_on, planned_dose_on),
        product=product,
        jurisdiction=patient.site.jurisdiction,
        applies={id_: judge(rule, here).truth for id_, rule in rules.items()},
    )


def counts(fact: Fact, kind: FactKind) -> bool:
    """Whether a fact answers an item: a measurement under a known code, or a named person's answer that it was done."""
    if isinstance(fact.value, Decimal):
        return bool(fact.asserted_by) or fact.identified is not Verification.UNVERIFIED
    if kind is FactKind.STATEMENT:
        return bool(fact.asserted_by) and fact.value is True
    return bool(fact.asserted_by)
