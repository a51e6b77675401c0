"""A modality as its page shows it: every part with its sources, and its note and homework as they will be asked."""

from typing import Any

from django.urls import reverse

from openkap.clinical.evidence.grades import Sentence
from openkap.clinical.protocols.modalities import FieldKind, Modality, NoteField
from openkap.clinical.sources import Basis, strongest
from openkap.interfaces.clinician.evidence.readmodel import grade_words

KINDS = {
    FieldKind.TEXT: "a line",
    FieldKind.LONG_TEXT: "a text",
    FieldKind.CHOICE: "one of",
    FieldKind.SEVERAL: "any of",
    FieldKind.YES_NO: "yes or no",
}


def list_row(modality: Modality) -> dict[str, Any]:
    """One modality in the list."""
    return {
        "id": modality.pin.id,
        "title": modality.title,
        "summary": modality.summary,
        "course": course_words(modality),
        "uses": [{"whom": o.whom, **_sentence(o.sentence)} for o in modality.evidence],
    }


def detail(modality: Modality) -> dict[str, Any]:
    """Everything of one modality."""
    return {
        "title": modality.title,
        "summary": modality.summary,
        "course": {"text": course_words(modality), "verification": _standing(modality.course_basis)},
        "structure": modality.structure,
        "uses": [{"whom": o.whom, "grade": grade_words(o.grade), **_sentence(o.sentence)} for o in modality.evidence],
        "around": [{"when": a.when.capitalize(), **_sentence(a.sentence)} for a in modality.around_dose],
        "impaired": [{"text": c.text, "verification": _standing(c.basis)} for c in modality.not_while_impaired],
        "not_for": [_sentence(n) for n in modality.not_for],
        "consent": _sentence(modality.consent) if modality.consent else None,
        "fidelity": _sentence(modality.fidelity) if modality.fidelity else None,
        "progress": _sentence(modality.progress) if modality.progress else None,
        "measures": modality.measures,
        "note": [_field(f) for f in modality.session],
        "homework": [
            {"title": h.title, "instruction": h.instruction, "fields": [_field(f) for f in h.fields]}
            for h in modality.homework
        ],
        "pin": modality.pin,
        "sources": reverse("sources", args=["modalities", modality.pin.id]),
    }


def course_words(modality: Modality) -> str:
    """The usual course: ``12 to 20 sessions of 50 minutes``."""
    lowest, highest = modality.sessions
    count = f"{lowest} to {highest}" if lowest != highest else str(lowest)
    return f"{count} sessions of {modality.minutes} minutes"


def _standing(basis: tuple[Basis, ...]) -> str:
    return strongest(basis).value


def _sentence(found: Sentence) -> dict[str, str]:
    return {"text": found.text, "verification": _standing(found.basis)}


def _field(line: NoteField) -> dict[str, str]:
    if line.kind is FieldKind.SCALE:
        how = f"{line.lowest} to {line.highest}"
    else:
        how = KINDS[line.kind] + (f" {', '.join(line.choices)}" if line.choices else "")
    return {"label": line.label, "how": how, "help": line.help, "needed": "needed to sign" if line.required else ""}
