"""Reading notes and homework. Psychotherapy notes have a door of their own: their author's."""

from datetime import date
from uuid import UUID

from django.db.models import Case, F, QuerySet, When

from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.therapy.models import Homework, HomeworkStatus, NoteDraft, PsychotherapyNote, TherapyNote


def notes_of(patient_id: UUID) -> QuerySet[TherapyNote]:
    """Signed notes, newest first, with their addenda."""
    found = TherapyNote.objects.filter(patient_id=patient_id).prefetch_related("addenda")
    return found.order_by("-held_at", "-signed_at")


def note_of(patient_id: UUID, note_id: UUID) -> TherapyNote | None:
    """One signed note of this person."""
    return TherapyNote.objects.filter(patient_id=patient_id, id=note_id).prefetch_related("addenda").first()


def drafts_of(actor: Actor, patient_id: UUID) -> list[NoteDraft]:
    """The actor's own unsigned notes; nobody else sees a draft."""
    return list(
        NoteDraft.objects.filter(patient_id=patient_id, author_id=actor.id, signed_at=None).order_by("-held_at")
    )


def draft_of(actor: Actor, patient_id: UUID, draft_id: UUID) -> NoteDraft | None:
    """One of the actor's own unsigned notes."""
    return NoteDraft.objects.filter(patient_id=patient_id, author_id=actor.id, id=draft_id, signed_at=None).first()


def own_drafts(actor: Actor) -> list[NoteDraft]:
    """All of the actor's own unsigned notes at this site, the oldest first."""
    found = NoteDraft.objects.select_related("patient").filter(author_id=actor.id, signed_at=None)
    return list(found.filter(patient__site_id=actor.site).order_by("held_at"))


def homework_of(patient_id: UUID) -> QuerySet[Homework]:
    """All homework: the open by day, then the rest, newest first."""
    is_open = Case(When(status=HomeworkStatus.SET, then=F("due_on")))
    found = Homework.objects.select_related("set_by").filter(patient_id=patient_id)
    return found.order_by(is_open.asc(nulls_last=True), "-due_on", "id")


def homework_due(actor: Actor, today: date) -> list[Homework]:
    """Open homework that the actor set at this site and whose day has come, the oldest first."""
    found = Homework.objects.select_related("patient").filter(patient__site_id=actor.site, set_by_id=actor.id)
    return list(found.filter(due_on__lte=today, status=HomeworkStatus.SET).order_by("due_on"))


def own_notes(actor: Actor, patient_id: UUID) -> QuerySet[PsychotherapyNote]:
    """The psychotherapy notes that this very person wrote about this patient; empty for everybody else."""
    if actor.kind is not ActorKind.PERSON or not actor.has("therapist"):
        return PsychotherapyNote.objects.none()
    found = PsychotherapyNote.objects.filter(patient_id=patient_id, author_id=actor.id)
    return found.filter(patient__site_id=actor.site).order_by("-written_at")
