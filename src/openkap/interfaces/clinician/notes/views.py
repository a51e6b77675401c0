"""Therapy notes: the list, beginning one, writing and signing, reading and adding to a signed one."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from openkap.gateways import clock
from openkap.interfaces.clinician.notes.forms import AddendumForm, BeginForm, CloseForm, HomeworkForm, NoteForm
from openkap.interfaces.clinician.notes.readmodel import initial, signed_note
from openkap.interfaces.components.paging import piece_of
from openkap.interfaces.components.posting import carried_out, sent, status
from openkap.interfaces.components.wording import day
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for
from openkap.records.therapy import notes, selectors, services
from openkap.records.therapy.linking import last_dose_before


def show_notes(
    request: HttpRequest, actor: Actor, patient_id: UUID, forms: dict[str, Any] | None = None
) -> HttpResponse:
    """Signed notes, one's own drafts, and homework."""
    patient = patient_for(actor, patient_id, "notes")
    piece = piece_of(selectors.notes_of(patient.id), request, "notes")
    context = {
        "patient": patient,
        "notes": [signed_note(n, day(n.signed_at)) for n in piece.rows],
        "piece": piece,
        "drafts": selectors.drafts_of(actor, patient.id),
        "homework": piece_of(selectors.homework_of(patient.id), request, "homework"),
        "may_write": actor.has("therapist", "prescriber"),
        "may_keep_own": actor.has("therapist"),
        "new_homework": HomeworkForm(),
        "close": CloseForm(),
        **(forms or {}),
    }
    code = max((status(f) for f in (forms or {}).values()), default=200)
    return render(request, "clinician/notes/notes.html", context, status=code)


def begin(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Begin a note; a dose of the five days before it is linked, with the hours since."""
    patient = patient_for(actor, patient_id, "notes")
    form = BeginForm(sent(request))
    made: list[UUID] = []
    if form.is_bound and carried_out(form, lambda: made.append(_begun(actor, patient.id, form))):
        return redirect("note-write", patient.id, made[0])
    context = {"patient": patient, "form": form, "heading": "New note", "action": "Begin"}
    return render(request, "clinician/notes/form.html", context, status=status(form))


def write(request: HttpRequest, actor: Actor, patient_id: UUID, draft_id: UUID) -> HttpResponseBase:
    """Write, save and sign one's own note."""
    patient = patient_for(actor, patient_id, "notes")
    draft = selectors.draft_of(actor, patient.id, draft_id)
    if draft is None:
        raise Http404("There is no such note of yours here.")
    modality = notes.modality_of(draft.modality)
    form = NoteForm(sent(request), modality=modality, initial=initial(draft, modality))
    if form.is_bound and carried_out(form, lambda: _kept(actor, draft_id, form, sign="sign" in request.POST)):
        return redirect("notes", patient.id) if "sign" in request.POST else redirect("note-write", patient.id, draft_id)
    context = {
        "patient": patient,
        "draft": draft,
        "modality": modality,
        "form": form,
        "hours": notes.hours_since_dose(draft.held_at, draft.dose_given_at),
    }
    return render(request, "clinician/notes/write.html", context, status=status(form))


def show_note(request: HttpRequest, actor: Actor, patient_id: UUID, note_id: UUID) -> HttpResponseBase:
    """A signed note with its seal; an addendum may follow."""
    patient = patient_for(actor, patient_id, "notes")
    note = selectors.note_of(patient.id, note_id)
    if note is None:
        raise Http404("There is no such note here.")
    form = AddendumForm(sent(request))
    if form.is_bound and carried_out(
        form, lambda: services.add_addendum(by=actor, note_id=note_id, now=clock.now(), **form.cleaned_data)
    ):
        return redirect("note", patient.id, note_id)
    context = {
        "patient": patient,
        "shown": signed_note(note, day(note.signed_at)),
        "form": form,
        "may_add": actor.has("therapist", "prescriber"),
    }
    return render(request, "clinician/notes/note.html", context, status=status(form))


def _begun(actor: Actor, patient_id: UUID, form: BeginForm) -> UUID:
    data = form.cleaned_data
    dose = last_dose_before(patient_id, data["held_at"])
    draft = services.begin_note(
        by=actor,
        patient_id=patient_id,
        now=clock.now(),
        session_id=dose.session_id if dose else None,
        dose_given_at=dose.given_at if dose else None,
        **data,
    )
    return draft.id


def _kept(actor: Actor, draft_id: UUID, form: NoteForm, *, sign: bool) -> object:
    data = form.cleaned_data
    asked = {"yes": True, "no": False}.get(data["risk_asked"])
    text = services.NoteText(form.answers(), data["minutes"], asked, data["risk_words"])
    kept = services.save_note(by=actor, draft_id=draft_id, text=text, now=clock.now())
    return services.sign_note(by=actor, draft_id=draft_id, now=clock.now()) if sign else kept
