"""Writing and signing therapy notes, and the notes that a therapist keeps for themselves."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from openkap.clinical.protocols.modalities import answer_fault
from openkap.content import catalogue
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.safety import risk
from openkap.records.scheduling.models import Visit
from openkap.records.therapy import notes
from openkap.records.therapy.drafts import WRITERS, own_draft
from openkap.records.therapy.models import NoteAddendum, NoteDraft, PsychotherapyNote, TherapyNote
from openkap.records.treatment.courses import patient_here
from openkap.records.treatment.sealing import pin_document

RISK_IS_FRESH = timedelta(hours=24)  # owner: medical director
PHASES = ("preparation", "integration", "therapy", "review")


@dataclass(frozen=True, slots=True)
class NoteText:
    """What a therapist has written so far."""

    answers: dict[str, Any] = field(default_factory=dict)
    minutes: int | None = None
    risk_asked: bool | None = None
    risk_words: str = ""


@service
def begin_note(
    *,
    by: Actor,
    patient_id: UUID,
    phase: str,
    modality_id: str,
    held_at: datetime,
    now: datetime,
    visit_id: UUID | None = None,
    session_id: UUID | None = None,
    dose_given_at: datetime | None = None,
) -> NoteDraft:
    """Begin a note in the structure of a modality; ``session_id`` and ``dose_given_at`` link it to a dose."""
    require_role(by, *WRITERS, doing="write a therapy note")
    patient = patient_here(by, patient_id)
    if phase not in PHASES or modality_id not in catalogue.ids("modalities"):
        raise RefusedError("A note belongs to a phase and a modality. Choose both from the lists.")
    if held_at > now:
        raise RefusedError("The talk lies in the future. Write the note once it was held.")
    if visit_id and not Visit.objects.filter(id=visit_id, patient=patient).exists():
        raise RefusedError("This visit is another person's. Open the note from the person's own plan.")
    return NoteDraft.objects.create(
        patient=patient,
        author_id=by.id,
        visit_id=visit_id,
        phase=phase,
        modality=pin_document(catalogue.entry("modalities", modality_id).pin),
        session_id=session_id,
        dose_given_at=dose_given_at,
        held_at=held_at,
        saved_at=now,
    )


@service
def save_note(*, by: Actor, draft_id: UUID, text: NoteText, now: datetime) -> NoteDraft:
    """Keep what was written so far. Unfinished is fine until the signature; a wrong shape is refused."""
    draft = own_draft(by, draft_id)
    known = {f.id: f for f in notes.modality_of(draft.modality).session}
    for id_, answer in text.answers.items():
        if id_ not in known:
            raise RefusedError(f"There is no line {id_!r} in this modality. Load the page again.")
        fault = answer_fault(known[id_], answer)
        if fault and answer not in (None, "", []):
            raise RefusedError(fault)
    draft.answers, draft.minutes, draft.saved_at = dict(text.answers), text.minutes, now
    draft.risk_asked, draft.risk_words = text.risk_asked, text.risk_words
    draft.save()
    return draft


@service
def sign_note(*, by: Actor, draft_id: UUID, now: datetime) -> TherapyNote:
    """Sign: the note and the data that it is linked to are sealed, and stay as they are."""
    draft = own_draft(by, draft_id)
    if missing := notes.faults(draft):
        raise RefusedError(f"It cannot be signed yet. {' '.join(missing)}")
    draft.signed_at = now
    draft.save()
    content = notes.content_of(draft)
    return TherapyNote.objects.create(
        draft=draft,
        patient_id=draft.patient_id,
        author_id=by.id,
        author_label=by.label,
        content=content,
        held_at=draft.held_at,
        signed_at=now,
        digest=notes.seal(content, now),
    )


@service
def add_addendum(*, by: Actor, note_id: UUID, words: str, now: datetime) -> NoteAddendum:
    """Add to a signed note. The note itself stays as it was."""
    require_role(by, *WRITERS, doing="add to a therapy note")
    found = TherapyNote.objects.select_for_update(of=("self",)).filter(id=note_id, patient__site_id=by.site)
    note = found.first()
    if note is None:
        raise RefusedError("There is no such note here. Open the person's notes again.")
    if not words.strip():
        raise RefusedError("There is nothing to add yet. Write it, then sign.")
    number = note.addenda.count() + 1
    return NoteAddendum.objects.create(
        note=note,
        number=number,
        words=words.strip(),
        author_id=by.id,
        author_label=by.label,
        signed_at=now,
        digest=notes.seal_addendum(note, number, words.strip(), by.id, now),
    )


@service
def write_own_note(
    *, by: Actor, patient_id: UUID, body: str, holds_risk: bool | None, now: datetime
) -> PsychotherapyNote:
    """Keep a psychotherapy note: sealed, for its author alone. It is added to, never changed.

    It is never the only home of a fact about risk: where it holds one, the record holds a triage of the last day too.
    """
    require_role(by, "therapist", doing="keep psychotherapy notes")
    patient = patient_here(by, patient_id)
    if not body.strip():
        raise RefusedError("There is nothing to keep yet. Write it first.")
    if holds_risk is None:
        raise RefusedError("Say whether this note holds something about risk. Others must know of it.")
    if holds_risk and not any(now - t.assessed_at <= RISK_IS_FRESH for t in risk.triages_of(patient.id)):
        raise RefusedError(
            "This note holds something about risk, and the record does not: nobody else could act on it. "
            "Record a triage on the page Risk first. Then keep this note."
        )
    return PsychotherapyNote.objects.create(
        patient=patient, author_id=by.id, written_at=now, body=body.strip(), holds_risk=holds_risk
    )
