"""Whether a signed eligibility decision still carries a dose today.

A dose needs a signed decision that says *eligible*. The person is judged again on the day: what rules the product out,
a new finding, or an unknown that could rule it out has to be settled on the screening page. A fact that has merely
grown old since may be released by the prescriber with a reason, which is kept with the go.
"""

from dataclasses import dataclass
from datetime import datetime

from openkap.clinical.eligibility.decision import Decision, Finding, Verdict
from openkap.clinical.eligibility.definitions import Level, Result
from openkap.records.treatment import decisions
from openkap.records.treatment.models import Order


@dataclass(frozen=True, slots=True)
class EligibilityToday:
    """What stands against the go, and what has grown old and asks for a reason; both in words."""

    missing: tuple[str, ...] = ()
    aged: tuple[str, ...] = ()


def eligibility_today(order: Order, now: datetime) -> EligibilityToday:
    """Judge the person of this order for its product as of ``now``."""
    product, jurisdiction = order.product["id"], order.patient.site.jurisdiction
    signed = decisions.newest_decision(order.patient_id, product)
    if signed is None:
        return EligibilityToday(("No eligibility decision is signed for this product. Screen the person first.",))
    if signed.verdict != Verdict.ELIGIBLE:
        words = f"The signed eligibility decision of {signed.signed_at:%-d %b %Y} says {signed.verdict}."
        return EligibilityToday((words,))
    return weighed(decisions.judge_patient(order.patient_id, product, jurisdiction, now))


def weighed(today: Decision, measured_in: str = "") -> EligibilityToday:
    """Sort what holds today into what has to be settled, and what has only grown old.

    What a session measured (``measured_in``: its source) is judged by its own list, unless it rules the product out.
    """
    if today.verdict is Verdict.ELIGIBLE:
        return EligibilityToday()
    holding = [f for f in today.findings if f.holds and not _measured(f, measured_in)]
    aged = tuple(f.criterion.title for f in holding if _only_old(f))
    new = [f.criterion.title for f in holding if not _only_old(f)]
    if not new and today.verdict is not Verdict.EXCLUDED:
        return EligibilityToday(aged=aged)
    listed = "; ".join(new) or "see the screening page"
    words = f"Something changed since the eligibility decision: today it is {today.verdict} ({listed}). Screen again."
    return EligibilityToday((words,), aged)


def _only_old(finding: Finding) -> bool:
    return finding.result is Result.UNKNOWN and finding.level is not Level.CONTRAINDICATED


def _measured(finding: Finding, source: str) -> bool:
    """Whether it rests on what this session measured, and does not rule the product out."""
    if not source or finding.excludes:
        return False
    return any(fact.source.startswith(source) for fact in finding.judgement.facts)
