"""A decision as plain data: what the command line prints and what a stored decision keeps."""

from datetime import date
from decimal import Decimal
from typing import Any

from openkap.clinical.eligibility.decision import Decision, Finding
from openkap.clinical.eligibility.interactions import InteractionFinding
from openkap.clinical.eligibility.medicines import Medicine
from openkap.clinical.facts import Fact, FactValue
from openkap.clinical.sources import Basis

Document = dict[str, Any]


def plain(value: FactValue) -> bool | int | float | str:
    """A value for JSON: a number where that keeps every digit, else its text; a date as it is written."""
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    return value.isoformat() if isinstance(value, date) else value


def fact_document(fact: Fact) -> Document:
    """A fact with its date and source."""
    document = {
        "code": fact.code,
        "display": fact.display or fact.code,
        "value": plain(fact.value),
        "unit": fact.unit,
        "at": fact.at.isoformat(),
        "source": fact.source,
    }
    return document | {k: v for k, v in (("status", fact.status), ("asserted_by", fact.asserted_by)) if v}


def basis_document(basis: tuple[Basis, ...]) -> list[Document]:
    """Each source or policy, and how far it was checked."""
    names = ("ref", "at", "policy", "verification", "mark")
    return [{n: str(getattr(b, n)) for n in names if getattr(b, n)} for b in basis]


def finding_document(finding: Finding) -> Document:
    """One criterion: its level for this product and place, what came out, and why."""
    because = list(finding.judgement.because)
    if finding.borrowed:
        because.append("Given for another route or place, so it is shown as evaluation.")
    if finding.is_softened:
        because.append("It would contraindicate, but its code or basis is not verified, so it holds instead.")
    document: Document = {
        "id": finding.criterion.label,
        "level": finding.level.value,
        "result": finding.result.value,
        "facts": [fact_document(f) for f in finding.judgement.facts],
        "because": " ".join(because),
        "basis": basis_document(finding.standing.basis),
        "needs": list(finding.judgement.needs),
    }
    if finding.settled_by is not None:
        settled = finding.settled_by
        document["settled"] = {"by": settled.by, "at": settled.at.isoformat(), "reason": settled.reason}
    return document


def interaction_document(finding: InteractionFinding) -> Document:
    """One interaction: how grave it is for this product, which medicines raise it, and what to do."""
    return {
        "id": finding.interaction.label,
        "level": finding.severity.value,
        "result": finding.result.value,
        "facts": [fact_document(f) for f in finding.judgement.facts],
        "because": " ".join(finding.judgement.because),
        "handling": finding.interaction.handling,
        "basis": basis_document(finding.interaction.basis),
        "needs": list(finding.judgement.needs),
    }


def medicine_document(medicine: Medicine) -> Document:
    """A medicine that was not recognised, with what was found in it all the same."""
    return {**fact_document(medicine.fact), "recognised_parts": [i.name for i in medicine.ingredients]}


def decision_document(decision: Decision) -> Document:
    """The whole decision."""
    return {
        "product": decision.product,
        "jurisdiction": decision.jurisdiction,
        "as_of": decision.as_of.isoformat(),
        "verdict": decision.verdict.value,
        "criteria": [finding_document(f) for f in decision.findings],
        "interactions": [interaction_document(i) for i in decision.interactions],
        "unrecognised_medicines": [medicine_document(m) for m in decision.unrecognised],
    }
