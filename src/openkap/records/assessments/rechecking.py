"""Stored scores worked out again: *same*, *would differ under a fix* (a newer method), or *drift*, never allowed."""

from dataclasses import dataclass

from openkap.clinical.instruments.methods import METHOD_VERSION
from openkap.clinical.instruments.scoring import Complete, assess
from openkap.content import catalogue
from openkap.content.loader import ContentError
from openkap.records.assessments.models import Score
from openkap.records.assessments.selectors import latest_answers
from openkap.records.assessments.services import storable


@dataclass(frozen=True, slots=True)
class Recheck:
    """How many results came out as stored, and what is wrong with the others. Ids only, no scores."""

    same: int
    would_differ: int
    drift: tuple[str, ...]


def recheck() -> Recheck:
    """Recheck every stored score."""
    same, fixed, drift = 0, 0, []
    for score in Score.objects.select_related("response").order_by("scored_at").iterator():
        trouble = _trouble(score)
        if not trouble:
            same += 1
        elif score.method_version != METHOD_VERSION:
            fixed += 1
        else:
            drift.append(f"response {score.response_id}: {trouble}")
    return Recheck(same, fixed, tuple(drift))


def _trouble(score: Score) -> str:
    pin = score.response.pin
    try:
        entry = catalogue.entry(pin.kind, pin.id, pin.version)
    except ContentError as error:
        return str(error)
    if entry.pin.digest != pin.digest:
        return f"the content {pin} means something else now than when it was used."
    found = assess(entry.value, latest_answers(score.response), closed=True)
    outcome = found.outcome if isinstance(found.outcome, Complete) else None
    now = (outcome is not None, outcome.score if outcome else None, (outcome.band or "") if outcome else "")
    flags = [[signal.id, signal.urgency.value] for signal in found.flags]
    parts = storable(outcome.subscores) if outcome else {}
    stored = (score.complete, score.value, score.band)
    return "" if (now, flags, parts) == (stored, score.flags, score.subscores) else "it comes out differently now."
