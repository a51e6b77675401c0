"""Triage of suicide risk, what follows from it, and safety plans."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from openkap.clinical.education.leaflet import ORIGINAL
from openkap.clinical.facts import Fact
from openkap.clinical.risk.pathway import RiskLevel, RiskPathway, Triage, triage
from openkap.clinical.risk.safetyplan import SafetyPlanShape
from openkap.clinical.signals import SafetySignal
from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.records.accounts.translations import translation_of
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.patients.models import Patient
from openkap.records.patients.services import record_fact
from openkap.records.safety.models import RiskAction, RiskTriage, SafetyPlan
from openkap.records.safety.services import open_alert

CLINICIANS = ("prescriber", "nurse", "therapist")
TRIAGE = "suicide-risk-triage"
PATHWAY, SHAPE = "c-ssrs", "stanley-brown"
SHORTEST_REASON = 8


def pathway_in_force() -> RiskPathway:
    """The pathway that a triage of today takes."""
    found: RiskPathway = catalogue.entry("riskpathways", PATHWAY).value
    return found


def shape_in_force() -> SafetyPlanShape:
    """The steps that a safety plan of today has."""
    found: SafetyPlanShape = catalogue.entry("safetyplans", SHAPE).value
    return found


def _pinned(pin: Pin) -> dict[str, str]:
    return {"kind": pin.kind, "id": pin.id, "version": pin.version, "digest": pin.digest}


def _patient(by: Actor, patient_id: UUID) -> Patient:
    patient = Patient.objects.select_related("site").select_for_update(of=("self",))
    found = patient.filter(id=patient_id, site_id=by.site).first()
    if found is None:
        raise RefusedError("There is no such person here. Go back to the list of patients.")
    return found


@service
def record_triage(
    *,
    by: Actor,
    patient_id: UUID,
    answers: Mapping[str, bool],
    level: str,
    lower_reason: str,
    narrative: str,
    now: datetime,
) -> RiskTriage:
    """Keep a triage. The clinician's level stands; a lower one than the answers give needs a reason, and both are kept.

    Whoever is called is called by the graver of the two. Nothing that was raised before is settled by it.
    """
    require_role(by, *CLINICIANS, doing="record a triage of suicide risk")
    patient = _patient(by, patient_id)
    pathway = pathway_in_force()
    found = triage(pathway, answers)
    own, reason = _own_level(level, found), " ".join(lower_reason.split())
    if own.rank < found.level.rank and len(reason) < SHORTEST_REASON:
        raise RefusedError(
            f"The answers give {found.level.value}, and you chose {own.value}. Say why, so that a colleague can follow."
        )
    row = RiskTriage.objects.create(
        patient=patient, pathway=_pinned(pathway.pin), answers=dict(answers), computed_level=found.level,
        could_be=found.could_be, level=own, because=list(found.because), lower_reason=reason[:1000],
        narrative=narrative.strip() or None, assessed_at=now, assessed_by_id=by.id, assessed_by_label=by.label[:120],
    )  # fmt: skip
    for number, action in enumerate(pathway.rule(own).actions, start=1):
        RiskAction.objects.create(triage=row, number=number, action=action.id, words=action.words, role=action.role,
                                  due_at=now + action.within)  # fmt: skip
    said = Fact(TRIAGE, own.value, now, f"risk pathway, {pathway.pin}", display=pathway.title, asserted_by=by.label)
    record_fact(by=by, patient_id=patient_id, fact=said, now=now)
    _call(by, row, pathway, max(own, found.level, key=lambda one: one.rank), now)
    return row


def _own_level(level: str, found: Triage) -> RiskLevel:
    try:
        return RiskLevel(level) if level else found.level
    except ValueError:
        raise RefusedError("The level is none, low, moderate or high. Choose one.") from None


def _call(by: Actor, row: RiskTriage, pathway: RiskPathway, gravest: RiskLevel, now: datetime) -> None:
    rule = pathway.rule(gravest)
    if rule.urgency is None or rule.answer_within is None:
        return
    because = f"{pathway.title}: {gravest.value}. {' '.join(row.because)}"
    signal = SafetySignal("suicide-risk", rule.urgency, rule.answer_within, because, str(pathway.pin))
    open_alert(by=by, patient_id=row.patient_id, signal=signal, source=f"risk-triage:{row.id}", now=now)


@service
def finish_action(*, by: Actor, patient_id: UUID, action_id: UUID, what_was_done: str, now: datetime) -> RiskAction:
    """Say what was done about one action, and by whom; the alert itself is resolved on its own page."""
    require_role(by, *CLINICIANS, doing="answer an action of the risk pathway")
    _patient(by, patient_id)
    rows = RiskAction.objects.select_for_update(of=("self",)).filter(id=action_id, triage__patient_id=patient_id)
    row = rows.first()
    if row is None or row.done_at is not None:
        raise RefusedError("This was answered already. Load the page again to see by whom.")
    if not what_was_done.strip():
        raise RefusedError("Write what was done, or why it was not. Then save.")
    row.done_at, row.done_by_id, row.done_by_label = now, by.id, by.label[:120]
    row.what_was_done = what_was_done.strip()
    row.save()
    return row


@service
def write_plan(
    *, by: Actor, patient_id: UUID, steps: Mapping[str, str], shown: bool, copy_given: bool, now: datetime
) -> SafetyPlan:
    """Keep a new version of the safety plan. Every step but an optional one holds the person's own words."""
    require_role(by, *CLINICIANS, doing="write a safety plan")
    patient, shape = _patient(by, patient_id), shape_in_force()
    known = {step.id: step for step in shape.steps}
    words = {id_: text.strip() for id_, text in steps.items() if id_ in known and text.strip()}
    if left := [s.title for s in shape.steps if not s.optional and s.id not in words]:
        raise RefusedError(f"Still empty: {', '.join(left)}. Write their words, or that they found none.")
    return SafetyPlan.objects.create(
        patient=patient, version=SafetyPlan.objects.filter(patient=patient).count() + 1, shape=_pinned(shape.pin),
        steps=json.dumps(words, ensure_ascii=False), shown_to_person=shown, copy_given=copy_given,
        review_on=(now + shape.review_after).astimezone(ZoneInfo(patient.site.zone)).date(), made_at=now,
        made_by_id=by.id, made_by_label=by.label[:120],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanView:
    """A safety plan as it is read: each step's title, its heading for the person in ``language``, and the words."""

    plan: SafetyPlan
    steps: tuple[tuple[str, str, str], ...]
    language: str

    def words(self) -> dict[str, str]:
        """The words by step id, to start the next version from."""
        found: dict[str, str] = json.loads(self.plan.steps)
        return found


def plan_of(patient_id: UUID, language: str = "en") -> PlanView | None:
    """The newest safety plan: the words are the person's own, the headings in ``language`` where that was signed."""
    plan = SafetyPlan.objects.select_related("patient").filter(patient_id=patient_id).order_by("-version").first()
    if plan is None:
        return None
    shape: SafetyPlanShape = catalogue.entry("safetyplans", plan.shape["id"], plan.shape["version"]).value
    words = json.loads(plan.steps)
    made = translation_of(f"safetyplans/{shape.pin.id}@{shape.pin.version}", language, plan.patient.site_id)
    said = made.texts if made else {s.id: s.for_person for s in shape.steps}
    steps = tuple((s.title, said[s.id], words[s.id]) for s in shape.steps if s.id in words)
    return PlanView(plan, steps, made.lang if made else ORIGINAL)


def has_plan_to_show(patient_id: UUID) -> bool:
    """Whether the person's own link shows a safety plan: the newest version decides."""
    newest = SafetyPlan.objects.filter(patient_id=patient_id).order_by("-version")
    return newest.values_list("shown_to_person", flat=True).first() is True


def triages_of(patient_id: UUID) -> list[RiskTriage]:
    """Every triage of the person with what followed, newest first."""
    rows = RiskTriage.objects.filter(patient_id=patient_id).prefetch_related("actions")
    return list(rows.order_by("-assessed_at", "-id"))


def open_actions(patient_id: UUID) -> list[RiskAction]:
    """What nobody has answered yet, the earliest due first."""
    rows = RiskAction.objects.filter(triage__patient_id=patient_id, done_at__isnull=True)
    return list(rows.order_by("due_at", "number"))
