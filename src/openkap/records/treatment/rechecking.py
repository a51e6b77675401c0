"""Signed eligibility decisions worked out again from the facts and the content of their day."""

from openkap.clinical.eligibility.decision import ENGINE
from openkap.content.loader import ContentError
from openkap.records.audit.rechecked import Again, Recheck, sort_out
from openkap.records.treatment.decision_models import EligibilityDecision
from openkap.records.treatment.decisions import replay

WHAT = "decisions"


def recheck() -> Recheck:
    """Recheck every signed decision."""
    return sort_out(_again(row) for row in EligibilityDecision.objects.order_by("signed_at").iterator())


def _again(decision: EligibilityDecision) -> Again:
    name, fixed = f"decision {decision.id}", decision.engine != ENGINE
    try:
        found = replay(decision)
    except ContentError as error:
        return Again(name, str(error), fixed=False)
    if not found.intact:
        return Again(name, "its words are not those that were signed.", fixed=False)
    return Again(name, "" if found.same else "it comes out differently now.", fixed=fixed)
