"""Eligibility decisions: today's judgement of a person for a product, what settles it, and the decision as signed.

A signed decision keeps the pins of all content, the facts and reasons it rests on, and replays to the same.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from openkap.clinical.eligibility.decision import Decision, Settlement, decide
from openkap.clinical.eligibility.definitions import Level, Result
from openkap.clinical.eligibility.looking import looked_at
from openkap.clinical.eligibility.report import decision_document
from openkap.clinical.sources import Pin
from openkap.content.rulebook import pinned, products, rulebook
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.patients import selectors as patients
from openkap.records.treatment.decision_models import CriterionSettlement, EligibilityDecision

JURISDICTIONS = ("us", "eu", "uk")


def settlements_by_product(patient_id: UUID, as_of: datetime) -> dict[str, tuple[Settlement, ...]]:
    """The newest override or clearance of each criterion, by product; one that was withdrawn is none. One query."""
    found = CriterionSettlement.objects.filter(patient_id=patient_id, settled_at__lte=as_of)
    rows = found.order_by("settled_at", "withdrawn", "id")  # at one and the same instant, taking back wins
    newest = {(row.product, row.criterion_id): row for row in rows}
    made: dict[str, tuple[Settlement, ...]] = {}
    for row in newest.values():
        if not row.withdrawn:
            one = Settlement(row.criterion_id, Level(row.level), row.settled_by_label, row.settled_at, row.reason)
            made[row.product] = (*made.get(row.product, ()), one)
    return made


def settlements(patient_id: UUID, product: str, as_of: datetime) -> tuple[Settlement, ...]:
    """The newest override or clearance of each criterion for this product; one that was withdrawn is none."""
    return settlements_by_product(patient_id, as_of).get(product, ())


def judge_patient(patient_id: UUID, product: str, jurisdiction: str, as_of: datetime) -> Decision:
    """Today's judgement from everything known. The caller has come through ``patient_for``."""
    _check(product, jurisdiction)
    rules = rulebook()
    chart = patients.chart(patient_id, as_of, looked_at(rules))
    settled = settlements(patient_id, product, as_of)
    return decide(rules, chart.facts, product=product, jurisdiction=jurisdiction, as_of=as_of, settlements=settled)


def _check(product: str, jurisdiction: str) -> None:
    if product not in products() or jurisdiction not in JURISDICTIONS:
        raise RefusedError("There are no criteria for this product or place. Choose one from the list.")


@service
def settle_criterion(
    *, by: Actor, patient_id: UUID, product: str, jurisdiction: str, criterion_id: str, reason: str, now: datetime
) -> CriterionSettlement:
    """A prescriber's override of a relative criterion, or clearance of one that asks evaluation, with the reason."""
    require_role(by, "prescriber", doing="override or clear a criterion")
    patients.patient_for(by, patient_id, "screening", now)
    decision = judge_patient(patient_id, product, jurisdiction, now)
    finding = next((f for f in decision.findings if f.criterion.pin.id == criterion_id), None)
    if finding is None or finding.result is not Result.RAISED:
        raise RefusedError("Only a raised criterion can be overridden or cleared. What is unknown has to be found out.")
    if finding.level not in {Level.RELATIVE, Level.EVALUATION}:
        raise RefusedError("Nobody overrides this criterion. If the record is wrong, correct the fact itself.")
    words = " ".join(reason.split())
    if len(words) < 8:
        raise RefusedError("The reason is too short for a colleague to follow. Say what you weighed.")
    return _settled(by, patient_id, product, criterion_id, finding.level, words, now, withdrawn=False)


@service
def withdraw_settlement(
    *, by: Actor, patient_id: UUID, product: str, criterion_id: str, reason: str, now: datetime
) -> CriterionSettlement:
    """Take an override or clearance back; it stays in the history."""
    require_role(by, "prescriber", doing="take back an override or clearance")
    patients.patient_for(by, patient_id, "screening", now)
    standing = {s.criterion: s for s in settlements(patient_id, product, now)}
    if criterion_id not in standing:
        raise RefusedError("Nothing stands there to be taken back. Reload the page.")
    level = standing[criterion_id].level
    return _settled(by, patient_id, product, criterion_id, level, reason.strip() or "Taken back.", now, withdrawn=True)


def _settled(
    by: Actor, patient_id: UUID, product: str, criterion_id: str, level: Level, reason: str, now: datetime, *,
    withdrawn: bool,
) -> CriterionSettlement:  # fmt: skip
    return CriterionSettlement.objects.create(
        patient_id=patient_id, product=product, criterion_id=criterion_id, level=level.value, reason=reason,
        settled_by_id=by.id, settled_by_label=by.label, settled_at=now, withdrawn=withdrawn,
    )  # fmt: skip


@service
def sign_decision(
    *, by: Actor, patient_id: UUID, product: str, jurisdiction: str, now: datetime, seen: str | None = None
) -> EligibilityDecision:
    """Sign the judgement as it stands at this instant. A hold or an exclusion can be signed too: it is a decision.

    ``seen`` is the outline of what the prescriber had before them: where it differs by now, nothing is signed.
    """
    require_role(by, "prescriber", doing="sign an eligibility decision")
    patients.patient_for(by, patient_id, "screening", now)
    decision = judge_patient(patient_id, product, jurisdiction, now)
    if seen is not None and seen != outline_of(decision):
        raise RefusedError("Something changed since you opened this page. Nothing was signed: read it again first.")
    document = decision_document(decision)
    pins = [{"kind": p.kind, "id": p.id, "version": p.version, "digest": p.digest} for p in decision.pins]
    return EligibilityDecision.objects.create(
        patient_id=patient_id, product=product, jurisdiction=jurisdiction, as_of_at=now,
        verdict=decision.verdict.value, engine=decision.engine, pins=pins, document=document,
        fact_ids=sorted({f.id for finding in decision.findings for f in finding.judgement.facts}),
        digest=digest_of(document, pins), signed_by_id=by.id, signed_by_label=by.label, signed_at=now,
    )  # fmt: skip


def outline_of(decision: Decision) -> str:
    """SHA-256 over the verdict and the result of every rule: what a page must have shown to be signed."""
    judged = decision.findings
    findings = [[f.criterion.pin.id, f.result.value, f.level.value, f.settled_by is not None] for f in judged]
    rules = [[i.interaction.pin.id, i.result.value] for i in decision.interactions]
    return digest_of([decision.verdict.value, findings, rules], [str(pin) for pin in decision.pins])


def digest_of(document: Any, pins: Any) -> str:
    """SHA-256 over what a decision says and the content it rests on."""
    said = json.dumps([document, pins], sort_keys=True, ensure_ascii=False)
    return sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Replay:
    """A signed decision worked out anew from the facts and content of its day."""

    same: bool
    verdict: str
    intact: bool  # the stored words still have the digest that was signed


def replay(decision: EligibilityDecision) -> Replay:
    """Decide again as of the same instant, with the pinned content; facts learned later do not exist."""
    rules = pinned(tuple(Pin(p["kind"], p["id"], p["version"], p["digest"]) for p in decision.pins))
    again = decide(
        rules,
        patients.chart(decision.patient_id, decision.as_of_at, looked_at(rules)).facts,
        product=decision.product,
        jurisdiction=decision.jurisdiction,
        as_of=decision.as_of_at,
        settlements=settlements(decision.patient_id, decision.product, decision.as_of_at),
    )
    document = decision_document(again)
    intact = digest_of(decision.document, decision.pins) == decision.digest
    return Replay(digest_of(document, decision.pins) == decision.digest, again.verdict.value, intact)


def signed_decisions(patient_id: UUID) -> list[EligibilityDecision]:
    """Every signed decision about the person, newest first."""
    return list(EligibilityDecision.objects.filter(patient_id=patient_id).order_by("-signed_at"))


def newest_decision(patient_id: UUID, product: str) -> EligibilityDecision | None:
    """The newest signed decision for a product."""
    return EligibilityDecision.objects.filter(patient_id=patient_id, product=product).order_by("-signed_at").first()
