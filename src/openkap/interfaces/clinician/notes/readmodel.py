"""What the pages of notes show."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openkap.clinical.protocols.modalities import FieldKind, Modality
from openkap.interfaces.clinician.notes.forms import PREFIX
from openkap.records.therapy import notes

if TYPE_CHECKING:
    from openkap.records.therapy.models import NoteDraft, TherapyNote


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A signed note as it is read."""

    note: "TherapyNote"
    title: str
    lines: tuple[notes.NoteLine, ...]
    hours: str
    seal: dict[str, Any]


def signed_note(note: "TherapyNote", at: str) -> SignedNote:
    """A note with its lines in words, and whether its seal still holds."""
    state = "sealed" if notes.verifies(note) else "broken"
    seal = {
        "state": state,
        "by": note.author_label,
        "at": at,
        "digest": note.digest,
        "addenda": len(note.addenda.all()),
    }
    title = f"{note.content['phase'].capitalize()}, {notes.modality_of(note.content['modality']).title}"
    return SignedNote(note, title, notes.lines_of(note.content), note.content["hours_since_dose"] or "", seal)


def initial(draft: "NoteDraft", modality: Modality) -> dict[str, Any]:
    """What was saved of a draft, as the form shows it."""
    yes_no = {True: "yes", False: "no", None: ""}
    values: dict[str, Any] = {
        "minutes": draft.minutes,
        "risk_asked": yes_no[draft.risk_asked],
        "risk_words": draft.risk_words,
    }
    for line in modality.session:
        saved = draft.answers.get(line.id)
        values[f"{PREFIX}{line.id}"] = yes_no[saved] if line.kind is FieldKind.YES_NO else saved
    return values
