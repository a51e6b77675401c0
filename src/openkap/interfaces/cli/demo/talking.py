"""Talks of the demonstration: notes in the structure of their modality, signed, with practice until the next talk."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from openkap.clinical.protocols.modalities import FieldKind, Modality, NoteField
from openkap.content import catalogue
from openkap.interfaces.cli.demo.clinic import Clinic
from openkap.records.therapy import homework_services, services

WORDS = (
    "Spoke about the morning, and what would make it lighter.",
    "A picture of the sea came back; it felt wide rather than empty.",
    "Noticed the thought that it will not last, and let it stand beside the plan.",
    "Slept better on two nights. Went out on three days.",
    "Tired after the visit to family; proud of having gone.",
    "Tried the agreed step once, and wants to try again with less at a time.",
)


def hold_talk(
    clinic: Clinic,
    *,
    patient_id: UUID,
    phase: str,
    modality_id: str,
    visit_id: UUID | None,
    dose: tuple[UUID, datetime] | None,
    chance: Random,
    held_at: datetime,
) -> UUID:
    """A talk with Noor: the note is written and signed the same hour, and practice is agreed: its id."""
    by = clinic["noor"]
    modality: Modality = catalogue.entry("modalities", modality_id).value
    session_id, dose_given_at = dose or (None, None)
    done_at = held_at + timedelta(minutes=55)
    draft = services.begin_note(
        by=by,
        patient_id=patient_id,
        phase=phase,
        modality_id=modality_id,
        held_at=held_at,
        visit_id=visit_id,
        session_id=session_id,
        dose_given_at=dose_given_at,
        now=done_at,
    )
    text = services.NoteText(
        answers={line.id: _answer(line, chance) for line in modality.session},
        minutes=50,
        risk_asked=True,
        risk_words="Asked. No thoughts of suicide, none of harming others.",
    )
    services.save_note(by=by, draft_id=draft.id, text=text, now=done_at)
    practice = homework_services.set_homework(
        by=by,
        patient_id=patient_id,
        modality_id=modality_id,
        form=chance.choice(modality.homework).id,
        due_on=clinic.day(held_at) + timedelta(days=6),
        draft_id=draft.id,
        now=done_at,
    )
    services.sign_note(by=by, draft_id=draft.id, now=done_at + timedelta(minutes=4))
    return practice.id


def keep_private_note(clinic: Clinic, patient_id: UUID, now: datetime) -> None:
    """A psychotherapy note: Noor's own, sealed, read by nobody else."""
    body = "My own impression after the first hour: guarded, then warm. Go slowly with the subject of home."
    services.write_own_note(by=clinic["noor"], patient_id=patient_id, body=body, holds_risk=False, now=now)


def close_practice(clinic: Clinic, practice: UUID | None, chance: Random, now: datetime) -> None:
    """Keep how far the practice of the last talk came."""
    if practice is None:
        return
    status = chance.choice(("done", "done", "partly", "not-done"))
    homework_services.close_homework(
        by=clinic["noor"],
        homework_id=practice,
        status=status,
        completed_on=None if status == "not-done" else clinic.day(now),
        words="",
        now=now,
    )


def _answer(line: NoteField, chance: Random) -> Any:
    """Something plausible for one line of a note."""
    if line.kind is FieldKind.SCALE:
        return chance.randint(3, 7)
    if line.kind is FieldKind.YES_NO:
        return True
    if line.kind is FieldKind.CHOICE:
        return chance.choice(line.choices)
    if line.kind is FieldKind.SEVERAL:
        return [chance.choice(line.choices)]
    return chance.choice(WORDS)
