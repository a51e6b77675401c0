"""What a therapy note seals, its digest, and whether a stored note still agrees with it."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from openkap.clinical.protocols.modalities import FieldKind, Modality, NoteField, answer_fault
from openkap.content import catalogue
from openkap.records.therapy.models import NoteAddendum, NoteDraft, TherapyNote


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One line of a note as it is read: its label and the answer in words."""

    label: str
    words: str


def modality_of(pin: dict[str, str]) -> Modality:
    """The very version of a modality that a note was written with."""
    modality: Modality = catalogue.entry("modalities", pin["id"], pin["version"]).value
    return modality


def hours_since_dose(held_at: datetime, dose_given_at: datetime | None) -> Decimal | None:
    """Hours from the dose to the talk, to one decimal; None without a dose. Never negative: a dose follows no talk."""
    if dose_given_at is None or held_at < dose_given_at:
        return None
    return Decimal(str(round((held_at - dose_given_at).total_seconds() / 3600, 1)))


def content_of(draft: NoteDraft) -> dict[str, Any]:
    """Everything that signing seals: the note, and the data that it is linked to."""
    hours = hours_since_dose(draft.held_at, draft.dose_given_at)
    return {
        "patient": str(draft.patient_id),
        "author": str(draft.author_id),
        "phase": draft.phase,
        "modality": draft.modality,
        "visit": str(draft.visit_id) if draft.visit_id else None,
        "session": str(draft.session_id) if draft.session_id else None,
        "dose_given_at": draft.dose_given_at.isoformat() if draft.dose_given_at else None,
        "hours_since_dose": str(hours) if hours is not None else None,
        "held_at": draft.held_at.isoformat(),
        "minutes": draft.minutes,
        "answers": draft.answers,
        "risk_asked": draft.risk_asked,
        "risk_words": draft.risk_words,
        "homework": [
            {"id": str(h.id), "form": h.form, "set_on": h.set_on.isoformat(), "due_on": h.due_on.isoformat()}
            for h in draft.homework.order_by("due_on", "id")
        ],
    }


def faults(draft: NoteDraft) -> tuple[str, ...]:
    """What stands between a draft and its signature, in words."""
    modality = modality_of(draft.modality)
    lines = {f.id: f for f in modality.session}
    found = [answer_fault(line, draft.answers.get(line.id)) for line in modality.session]
    found += [f"There is no line {i!r} in {modality.title}." for i in draft.answers if i not in lines]
    if draft.risk_asked is None:
        found.append("Risk: say whether you asked about thoughts of suicide and of harming others.")
    elif not draft.risk_words.strip():
        found.append("Risk: write what you heard, or why you did not ask.")
    return tuple(f for f in found if f)


def seal(content: dict[str, Any], signed_at: datetime) -> str:
    """The digest of a note."""
    return _digest([content, signed_at.isoformat()])


def seal_addendum(note: TherapyNote, number: int, words: str, author_id: Any, signed_at: datetime) -> str:
    """The digest of an addendum, which carries the note's own."""
    return _digest([note.digest, number, words, str(author_id), signed_at.isoformat()])


def verifies(note: TherapyNote) -> bool:
    """Whether the stored note, and each addendum, still agrees with its seal."""
    whole = note.digest == seal(note.content, note.signed_at)
    return whole and all(
        a.digest == seal_addendum(note, a.number, a.words, a.author_id, a.signed_at) for a in _addenda(note)
    )


def lines_of(content: dict[str, Any]) -> tuple[NoteLine, ...]:
    """The answered lines of a note, in the order of its modality."""
    answers = content["answers"]
    session = modality_of(content["modality"]).session
    return tuple(
        NoteLine(f.label, _words(f, answers[f.id])) for f in session if answers.get(f.id) not in (None, "", [])
    )


def _words(line: NoteField, answer: Any) -> str:
    if line.kind is FieldKind.SCALE:
        return f"{answer} ({line.lowest} to {line.highest})"
    if line.kind is FieldKind.YES_NO:
        return "Yes" if answer else "No"
    return ", ".join(answer) if isinstance(answer, list) else str(answer)


def _addenda(note: TherapyNote) -> list[NoteAddendum]:
    return sorted(note.addenda.all(), key=lambda a: a.number)


def _digest(document: Any) -> str:
    return sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
