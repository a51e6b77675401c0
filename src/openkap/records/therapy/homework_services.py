"""Setting practice between sessions with a date, and keeping how far it came."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from openkap.content import catalogue
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.refusals import NotAllowedError, RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.consents.effects import refuse_commitment_under_effect
from openkap.records.therapy.drafts import WRITERS, own_draft
from openkap.records.therapy.models import Homework, HomeworkStatus
from openkap.records.treatment.courses import patient_here
from openkap.records.treatment.sealing import pin_document

REPORTED = (HomeworkStatus.DONE.value, HomeworkStatus.PARTLY.value, HomeworkStatus.NOT_DONE.value)
MOST_WORDS = 1000


@service
def set_homework(
    *,
    by: Actor,
    patient_id: UUID,
    modality_id: str,
    form: str,
    due_on: date,
    now: datetime,
    draft_id: UUID | None = None,
) -> Homework:
    """Agree on practice with a date. Nothing is agreed while a dose is at work."""
    require_role(by, *WRITERS, doing="set homework")
    patient = patient_here(by, patient_id)
    refuse_commitment_under_effect(patient.id)
    draft = own_draft(by, draft_id) if draft_id else None
    if draft and draft.patient_id != patient.id:
        raise RefusedError("This note is another person's. Open the person's own note.")
    today = now.astimezone(ZoneInfo(patient.site.zone)).date()
    if due_on < today:
        raise RefusedError("That day has passed. Choose today or a later day.")
    modality = catalogue.entry("modalities", modality_id)
    chosen = next((h for h in modality.value.homework if h.id == form), None)
    if chosen is None:
        raise RefusedError(f"{modality.value.title} has no such homework. Choose one from the list.")
    return Homework.objects.create(
        patient=patient,
        draft=draft,
        modality=pin_document(modality.pin),
        form=chosen.id,
        title=chosen.title,
        instruction=chosen.instruction,
        set_by_id=by.id,
        set_on=today,
        due_on=due_on,
    )


@service
def close_homework(
    *, by: Actor, homework_id: UUID, status: str, completed_on: date | None, now: datetime, words: str = ""
) -> Homework:
    """Keep how far it came. *Done* and *partly done* have their day; nobody is blamed for *not done*."""
    require_role(by, *WRITERS, doing="keep what became of homework")
    found = Homework.objects.select_for_update(of=("self",)).select_related("patient__site")
    homework = found.filter(id=homework_id, patient__site_id=by.site).first()
    if homework is None or homework.status != HomeworkStatus.SET:
        raise RefusedError("There is no such open homework here. Open the person's notes again.")
    if status not in HomeworkStatus.values or status == HomeworkStatus.SET:
        raise RefusedError("Say whether it was done, partly done, not done, or taken back.")
    if (status in {HomeworkStatus.DONE, HomeworkStatus.PARTLY}) != (completed_on is not None):
        raise RefusedError("Done and partly done need the day; the others have none.")
    today = now.astimezone(ZoneInfo(homework.patient.site.zone)).date()
    if completed_on and not homework.set_on <= completed_on <= today:
        raise RefusedError("The day lies before it was set, or in the future. Check the date.")
    homework.status, homework.completed_on, homework.words = status, completed_on, words.strip()
    homework.save()
    return homework


@service
def report_homework(*, by: Actor, homework_id: UUID, said: str, words: str, now: datetime) -> Homework:
    """Keep what the person themselves says of open homework, beside what they said before. It stays open.

    ``said`` is done, partly or not-done. Nothing is taken while a dose is at work.
    """
    if by.kind is not ActorKind.PATIENT:
        raise NotAllowedError("This is the patient's own word. Keep it under: how far it came.")
    refuse_commitment_under_effect(by.id)
    homework = Homework.objects.select_for_update().filter(id=homework_id, patient_id=by.id).first()
    if homework is None or homework.status != HomeworkStatus.SET:
        raise RefusedError("This homework is not open any more. Look at the page again.")
    if said not in REPORTED:
        raise RefusedError("Choose one of the three: I did it, I did some of it, or not this time.")
    if len(words) > MOST_WORDS:
        raise RefusedError(f"Your words are longer than {MOST_WORDS} letters. Make them a little shorter.")
    homework.answers = [*homework.answers, {"at": now.isoformat(), "said": said, "words": " ".join(words.split())}]
    homework.save(update_fields=["answers"])
    return homework
