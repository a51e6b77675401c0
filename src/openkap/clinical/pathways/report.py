"""A comparison as a document: what is sealed with a choice, and what an earlier choice is held against."""

from typing import Any

from openkap.clinical.pathways.weighing import Comparison, Found


def comparison_document(found: Comparison) -> dict[str, Any]:
    """Everything the person and the clinician were shown, in words and in order."""
    return {
        "as_of": found.as_of.isoformat(),
        "options": [
            {
                "kind": o.kind.value,
                "standing": o.standing.value,
                "for": [_line(f) for f in o.speaks_for],
                "against": [_line(f) for f in o.speaks_against],
                "not_known": [_line(f) for f in o.not_known],
                "unknown": [_line(f) for f in o.unknown],
            }
            for o in found.options
        ],
    }


def _line(found: Found) -> dict[str, Any]:
    reason = found.reason
    return {
        "reason": str(reason.pin),
        "because": reason.because,
        "facts": list(found.facts),
        "certainty": reason.grade.certainty.value,
        "oxford": list(reason.grade.oxford),
    }
