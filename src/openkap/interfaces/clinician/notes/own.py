"""The page of psychotherapy notes: only you can read this."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from openkap.gateways import clock
from openkap.interfaces.clinician.notes.forms import OwnNoteForm
from openkap.interfaces.components.paging import piece_of
from openkap.interfaces.components.posting import carried_out, sent, status
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for
from openkap.records.therapy import selectors, services


@never_cache
def show_own(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """One's own sealed notes about this person, and a new one."""
    patient = patient_for(actor, patient_id, "own-notes")
    form = OwnNoteForm(sent(request))
    if form.is_bound and carried_out(
        form, lambda: services.write_own_note(by=actor, patient_id=patient.id, now=clock.now(), **form.cleaned_data)
    ):
        return redirect("notes-own", patient.id)
    context = {
        "patient": patient,
        "form": form,
        "piece": piece_of(selectors.own_notes(actor, patient.id), request, "notes"),
    }
    return render(request, "clinician/notes/own.html", context, status=status(form))
