"""The nightly registry of one site: people who agreed to it, without a name or a date, as tables of numbers.

In are those whose consent to the registry stands when it is built; who withdraws is out of the next build. Instruments
of substance use, which the law of a place protects, stay out. What stayed out is counted in the manifest and in every
report.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch

from openkap import __version__
from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.monitoring.plan import Tier
from openkap.clinical.outcomes.change import Rule
from openkap.clinical.sources import Verification
from openkap.clinical.values import Truth
from openkap.content import catalogue
from openkap.content.changerules import rules_of
from openkap.gateways.registry.layout import TABLES, Scale, milli
from openkap.records.accounts.models import Site
from openkap.records.assessments.models import QuestionnaireResponse
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import require_role
from openkap.records.audit.services import service
from openkap.records.consents.models import Consent
from openkap.records.consents.selectors import standing_among, view_of
from openkap.records.dosing.models import DosingSession
from openkap.records.patients.models import Patient
from openkap.records.reporting.deidentifying import Disguise, age_band, quarter
from openkap.records.reporting.exporting import rules_at
from openkap.records.reporting.models import RegistryBuild
from openkap.records.treatment.doses import age_on
from openkap.records.treatment.models import Course

BUILDERS = ("director", "administrator")
COVERS = "registry"
AT_ONCE = 500


@dataclass
class _Tables:
    """Rows as they are gathered, and in words what stayed out, counted."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {name: [] for name in TABLES})
    left_out: dict[str, int] = field(default_factory=dict)

    def leave_out(self, words: str) -> None:
        self.left_out[words] = self.left_out.get(words, 0) + 1


@service
def build_registry(*, by: Actor, folder: Path, now: datetime) -> RegistryBuild:
    """Write the folder anew from this site's records, and keep that it was built. Nothing in it names anybody."""
    from openkap.gateways.registry.writing import write  # the extra [analytics]

    require_role(by, *BUILDERS, doing="build the registry")
    site = Site.objects.get(id=by.site)
    scales, protected = scales_of(site, now)
    disguise, found = Disguise.of(Path(settings.KEYSET)), _Tables()
    ids = iter(Patient.objects.filter(site=site).order_by("id").values_list("id", flat=True).iterator())
    while some := list(islice(ids, AT_ONCE)):
        _gather(found, site, some, disguise, {s.instrument: s for s in scales}, protected, now)
    said = {"built_at": now.isoformat(), "version": __version__, "sites": [site.name], "left_out": found.left_out}
    rows = write(folder, found.rows, scales, said)
    return RegistryBuild.objects.create(site=site, rows=rows, left_out=found.left_out, built_at=now, built_by_id=by.id)


def scales_of(site: Site, now: datetime) -> tuple[list[Scale], frozenset[str]]:
    """Instruments with a rule of change, without those that this site's law protects; and the protected ones."""
    protected = frozenset(i for p in rules_at(site, now).protections for i in p.instruments)
    instruments: list[Instrument] = [e.value for e in catalogue.entries("instruments") if e.pin.id not in protected]
    scales = [_scale(i) for i in instruments]
    return [s for s in scales if (s.response_percent, s.remission, s.reliable) != (None, None, None)], protected


def _scale(instrument: Instrument) -> Scale:
    """Its rules of change, without those that rest on nothing that anybody could check."""
    rules = rules_of(instrument)

    def value(rule: Rule | None) -> Decimal | None:
        checked = rule is not None and any(b.verification is not Verification.UNVERIFIED for b in rule.basis)
        return rule.value if rule and checked else None

    return Scale(
        instrument.pin.id, instrument.title, str(instrument.pin), rules.lower_is_better,
        value(rules.response) if rules.low == 0 else None,  # a share of a score has no meaning where nothing is not 0
        value(rules.remission), value(rules.reliable),
    )  # fmt: skip


def _gather(
    found: _Tables, site: Site, ids: list[Any], disguise: Disguise, scales: dict[str, Scale], protected: frozenset[str],
    now: datetime,
) -> None:  # fmt: skip
    sessions = DosingSession.objects.filter(is_open=False).select_related("order__plan").order_by("opened_at")
    forms = QuestionnaireResponse.objects.filter(score__complete=True).select_related("score").order_by("closed_at")
    people = Patient.objects.filter(id__in=ids).select_related("site").prefetch_related(
        Prefetch("consents", Consent.objects.filter(covers=COVERS).order_by("-opened_at").prefetch_related("events")),
        Prefetch("courses", Course.objects.order_by("started_on")), Prefetch("dosing_sessions", sessions),
        Prefetch("responses", forms), "eligibility_decisions",
    )  # fmt: skip
    for person in people:
        asked = [view_of(consent, now) for consent in person.consents.all()]
        if standing_among(asked, person, COVERS, now).truth is not Truth.TRUE:
            found.leave_out("people whose consent to the registry does not stand")
            continue
        _person(found, person, disguise, now)
        courses = _courses(found, site, person, disguise)
        for form in person.responses.all():
            if form.instrument in protected:
                found.leave_out("answers to instruments of substance use")
            elif (scale := scales.get(form.instrument)) is None or scale.pin != str(form.pin):
                found.leave_out("answers to instruments, or versions of them, without a rule of change")
            else:
                _score(found, courses, form, ZoneInfo(site.zone))


def _person(found: _Tables, person: Patient, disguise: Disguise, now: datetime) -> None:
    decisions = sorted(person.eligibility_decisions.all(), key=lambda d: d.signed_at)
    years = age_on(person.born_on, now.astimezone(ZoneInfo(person.site.zone)).date())
    sex = person.sex_at_birth or "unknown"
    eligible = bool(decisions) and decisions[-1].verdict == "eligible"
    number = disguise.number("person", person.id)
    found.rows["people"].append((number, person.site.name, sex, age_band(years), eligible))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A course in the tables: its number, the day it began, and the instant from which its minutes count."""

    number: int
    started_on: date
    from_at: datetime


def _courses(found: _Tables, site: Site, person: Patient, disguise: Disguise) -> list[_Placed]:
    """Each course and its sessions. Minutes count from the first dose, or from the start of the course without one."""
    placed, zone = [], ZoneInfo(site.zone)
    given = [s for s in person.dosing_sessions.all() if s.snapshot["first_administered_at"]]
    for course in person.courses.all():
        own = [s for s in given if s.order.plan.course_id == course.id]
        first = min((datetime.fromisoformat(s.snapshot["first_administered_at"]) for s in own), default=None)
        from_at = first or datetime.combine(course.started_on, datetime.min.time(), zone)
        number = disguise.number("course", course.id)
        shifted = (from_at.astimezone(zone) + disguise.shift(person.id)).date()
        product = own[0].product["id"] if own else "none"
        found.rows["courses"].append(
            (number, disguise.number("person", person.id), site.name, course.kind, product, quarter(shifted),
             bool(own), len(own))
        )  # fmt: skip
        found.rows["sessions"] += [_session(number, from_at, s) for s in own]
        placed.append(_Placed(number, course.started_on, from_at))
    return placed


def _session(course: int, from_at: datetime, session: DosingSession) -> tuple[Any, ...]:
    amounts = [row[4] for row in session.snapshot["administrations"]]
    whole = None if None in amounts else float(sum(Decimal(str(a)) for a in amounts))
    urgent = sum(a["tier"] == Tier.EMERGENCY.value for a in session.snapshot["alerts"])
    at = datetime.fromisoformat(session.snapshot["first_administered_at"])
    return course, _minutes(from_at, at), whole, session.phase, urgent


def _score(found: _Tables, courses: list[_Placed], form: QuestionnaireResponse, zone: ZoneInfo) -> None:
    """A score belongs to the course that had begun by its day; before all of them, to the first."""
    if not courses:
        return found.leave_out("answers of people without a course")
    at, points = form.score.scored_at, form.score.value
    if points is None:
        return None
    begun = [c for c in courses if c.started_on <= at.astimezone(zone).date()]
    course = begun[-1] if begun else courses[0]
    found.rows["scores"].append((course.number, form.instrument, _minutes(course.from_at, at), milli(points)))
    return None


def _minutes(from_at: datetime, at: datetime) -> int:
    """Whole minutes, towards the earlier one: an instant before the start is never minute zero."""
    return int((at - from_at).total_seconds() // 60)
