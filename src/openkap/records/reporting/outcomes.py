"""A programme's outcomes from the site's own records; only a director asks for them, and nobody's name is in them."""

from dataclasses import dataclass
from datetime import date, datetime

from openkap.clinical.outcomes.abstinence import Days
from openkap.clinical.outcomes.programme import programme
from openkap.clinical.outcomes.standards import Standards
from openkap.clinical.outcomes.studies import Beside, Comparisons, Here, beside
from openkap.clinical.outcomes.told import Programme
from openkap.clinical.values import Unknown
from openkap.content import catalogue
from openkap.content.changerules import rules_of
from openkap.records.accounts.selectors import zone_of
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.reporting.cohort import Cohort, referred, usual_days
from openkap.records.reporting.treated import CALENDAR, EVERY, THERAPY, calendar_days, treated

STANDARDS = "programme"
USUAL = ("phq-9",)  # the measure that opens, where the plans ask for it


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to know: which courses, which measure, by when; referred from when to when."""

    courses: str = ""
    measure: str = ""
    point: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The answer, what was asked with everything filled in, and what else can be asked for."""

    asked: Asked
    standards: Standards
    choices: tuple[str, ...]
    measures: tuple[str, ...]
    programme: Programme | None  # None where no plan of these courses asks for a measure of change
    days: Days | Unknown | None  # None where the measure is no calendar


@dataclass(frozen=True, slots=True)
class Compared:
    """The same programme beside the published studies of one condition; None where the library has no such studies."""

    report: Report
    comparisons: Comparisons | None
    studies: tuple[Beside, ...]


def standards() -> Standards:
    """The standards in force."""
    found: Standards = catalogue.entry("standards", STANDARDS).value
    return found


def programme_outcomes(*, by: Actor, asked: Asked, now: datetime) -> Report:
    """The report that was asked for; what was left open is filled in with the usual."""
    rules = standards()
    cohort = _cohort(by, asked, rules, now)
    return _report(cohort, _filled(asked, cohort, rules), rules, now)


def programme_beside_studies(*, by: Actor, asked: Asked, now: datetime) -> Compared:
    """The programme beside published studies, each at the study's own time point."""
    rules = standards()
    cohort = _cohort(by, asked, rules, now)
    filled = _filled(asked, cohort, rules)
    report = _report(cohort, filled, rules, now)
    found = next((e.value for e in catalogue.entries("comparisons") if filled.measure in e.value.instruments), None)
    if found is None:
        return Compared(report, None, ())
    people = treated(cohort, filled.courses, filled.measure)
    instrument = catalogue.entry("instruments", filled.measure).value
    told: dict[str, Programme] = {}

    def at(day: int | None) -> Programme | None:
        point = rules.point_of(day) if day is not None else None
        if point is None:
            return None
        return told.setdefault(point.id, programme(people, rules_of(instrument), point, rules, now))

    here = [Here(filled.measure, filled.courses, at(s.row.at_day)) for s in found.studies]
    laid = (beside(study, ours, rules) for study, ours in zip(found.studies, here, strict=True))
    return Compared(report, found, tuple(laid))


def _cohort(by: Actor, asked: Asked, rules: Standards, now: datetime) -> Cohort:
    require_role(by, "director", doing="see the programme's outcomes")
    zone = zone_of(by.site)
    usual = usual_days(now.astimezone(zone).date(), rules.look_back_days)
    since, until = asked.since or usual[0], asked.until or usual[1]
    if since > until:
        raise RefusedError("The first day lies after the last one. Turn them round.")
    return referred(by, since, until, zone)


def _filled(asked: Asked, cohort: Cohort, rules: Standards) -> Asked:
    """What was asked, where it names something that is there; the usual for the rest."""
    courses = asked.courses or EVERY
    measures = _measures(cohort)
    measure = asked.measure or next((m for m in USUAL if m in measures), measures[0] if measures else "")
    point = asked.point or rules.usual_point
    if courses not in _choices(cohort):
        raise RefusedError(f"There is no course with {courses!r} in this time. Choose one from the list.")
    if measure not in measures and (asked.measure or measures):
        raise RefusedError(f"No plan of this time asks for {measure!r}. Choose a measure from the list.")
    if point not in {p.id for p in rules.points}:
        raise RefusedError(f"There is no time point {point!r}. Choose one from the list.")
    return Asked(courses, measure, point, cohort.since, cohort.until)


def _choices(cohort: Cohort) -> tuple[str, ...]:
    return (EVERY, *(p or THERAPY for p in cohort.products))


def _measures(cohort: Cohort) -> tuple[str, ...]:
    """What plans ask for and what can get better or worse."""
    able = (catalogue.entry("instruments", i) for i in cohort.instruments)
    return tuple(e.pin.id for e in able if e.value.direction is not None)


def _report(cohort: Cohort, asked: Asked, rules: Standards, now: datetime) -> Report:
    told, days = None, None
    if asked.measure:
        instrument, point = catalogue.entry("instruments", asked.measure).value, rules.point(asked.point)
        people = treated(cohort, asked.courses, asked.measure)
        told = programme(people, rules_of(instrument), point, rules, now)
        days = calendar_days(cohort, asked.courses, point, rules, now) if asked.measure == CALENDAR else None
    return Report(asked, rules, _choices(cohort), _measures(cohort), told, days)
