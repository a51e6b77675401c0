"""Signed eligibility decisions and choices of a course, worked out again from the facts and content of their day."""

from collections.abc import Callable
from functools import partial
from itertools import chain

from openkap.clinical.eligibility import decision
from openkap.clinical.pathways import weighing
from openkap.content.loader import ContentError
from openkap.records.audit.rechecked import Again, Recheck, sort_out
from openkap.records.treatment import decisions, pathways
from openkap.records.treatment.decision_models import EligibilityDecision
from openkap.records.treatment.decisions import Replay
from openkap.records.treatment.pathway_models import PathwayDecision

WHAT = "decisions"


def recheck() -> Recheck:
    """Recheck every signed decision, and every choice between psychotherapy, ketamine and both."""
    signed = EligibilityDecision.objects.order_by("signed_at").iterator()
    chosen = PathwayDecision.objects.select_related("patient__site").order_by("decided_at").iterator()
    return sort_out(
        chain(
            (
                _again(f"decision {r.id}", partial(decisions.replay, r), fixed=r.engine != decision.ENGINE)
                for r in signed
            ),
            (_again(f"choice {r.id}", partial(pathways.replay, r), fixed=r.engine != weighing.ENGINE) for r in chosen),
        )
    )


def _again(name: str, replay: Callable[[], Replay], *, fixed: bool) -> Again:
    try:
        found = replay()
    except ContentError as error:
        return Again(name, str(error), fixed=False)
    if not found.intact:
        return Again(name, "its words are not those that were kept.", fixed=False)
    return Again(name, "" if found.same else "it comes out differently now.", fixed=fixed)
