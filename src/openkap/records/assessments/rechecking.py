"""Stored scores worked out again from the answers and the pinned content."""

from openkap.clinical.instruments.methods import METHOD_VERSION
from openkap.clinical.instruments.scoring import Complete, assess
from openkap.content import catalogue
from openkap.content.loader import ContentError
from openkap.records.assessments.earlier import past_of
from openkap.records.assessments.models import Score
from openkap.records.assessments.selectors import latest_answers
from openkap.records.assessments.services import storable
from openkap.records.audit.rechecked import Again, Recheck, sort_out

WHAT = "scores"


def recheck() -> Recheck:
    """Recheck every stored score."""
    scores = Score.objects.select_related("response").order_by("scored_at").iterator()
    return sort_out(
        Again(f"response {s.response_id}", _trouble(s), fixed=s.method_version != METHOD_VERSION) for s in scores
    )


def _trouble(score: Score) -> str:
    pin = score.response.pin
    try:
        entry = catalogue.entry(pin.kind, pin.id, pin.version)
    except ContentError as error:
        return str(error)
    if entry.pin.digest != pin.digest:
        return f"the content {pin} means something else now than when it was used."
    past = past_of(score.response, entry.value, score.scored_at, score.scored_at)
    found = assess(entry.value, latest_answers(score.response), closed=True, past=past)
    outcome = found.outcome if isinstance(found.outcome, Complete) else None
    now = (outcome is not None, outcome.score if outcome else None, (outcome.band or "") if outcome else "")
    flags = [[signal.id, signal.urgency.value] for signal in found.flags]
    parts = storable(outcome.subscores) if outcome else {}
    stored = (score.complete, score.value, score.band)
    return "" if (now, flags, parts) == (stored, score.flags, score.subscores) else "it comes out differently now."
