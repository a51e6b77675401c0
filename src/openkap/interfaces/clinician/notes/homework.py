"""Setting homework and keeping how far it came."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from openkap.gateways import clock
from openkap.interfaces.clinician.notes.forms import CloseForm, HomeworkForm
from openkap.interfaces.clinician.notes.views import show_notes
from openkap.interfaces.components.posting import carried_out
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for
from openkap.records.therapy import homework_services


@require_POST
def set_new(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Agree on practice with a date."""
    patient = patient_for(actor, patient_id, "notes")
    form = HomeworkForm(request.POST)
    if carried_out(form, lambda: _set(actor, patient.id, form)):
        return redirect("notes", patient.id)
    return show_notes(request, actor, patient_id, {"new_homework": form})


@require_POST
def close(request: HttpRequest, actor: Actor, patient_id: UUID, homework_id: UUID) -> HttpResponseBase:
    """Keep how far it came."""
    patient_for(actor, patient_id, "notes")
    form = CloseForm(request.POST)
    if carried_out(
        form,
        lambda: homework_services.close_homework(
            by=actor, homework_id=homework_id, now=clock.now(), **form.cleaned_data
        ),
    ):
        return redirect("notes", patient_id)
    return show_notes(request, actor, patient_id, {"close": form})


def _set(actor: Actor, patient_id: UUID, form: HomeworkForm) -> object:
    modality, _, what = form.cleaned_data["what"].partition("/")
    return homework_services.set_homework(
        by=actor,
        patient_id=patient_id,
        modality_id=modality,
        form=what,
        due_on=form.cleaned_data["due_on"],
        now=clock.now(),
    )
