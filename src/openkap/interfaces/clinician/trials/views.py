"""The ledger of treatment trials: what was tried, what each definition says of it, entering and correcting."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from openkap.gateways import clock
from openkap.interfaces.clinician.trials.forms import TrialCorrectionForm, TrialForm
from openkap.interfaces.clinician.trials.readmodel import definition_view, trial_line
from openkap.interfaces.components.posting import carried_out, done, sent, status
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for
from openkap.records.patients.services import CLINICIANS
from openkap.records.treatment import ledger, trials


def show_ledger(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """Every line, the definitions of this place, what a record proposes, and what was corrected."""
    patient, now = patient_for(actor, patient_id, "trials"), clock.now()
    every = ledger.lines(patient.id)
    rows = ledger.standing_among(every)
    complete = ledger.is_complete(patient.id, rows, now)
    found = ledger.findings_among(rows, patient.id, patient.site.jurisdiction, now, complete=complete)
    context = {
        "patient": patient,
        "lines": [trial_line(row) for row in rows],
        "complete": complete,
        "definitions": [definition_view(f) for f in found],
        "proposals": ledger.proposals(patient.id, every, patient.site.zone, now),
        "history": ledger.history_among(every),
        "may_write": actor.has(*CLINICIANS),
    }
    return render(request, "clinician/trials/trials.html", context)


def enter(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """A new line; ``?from=`` a fact fills in what the record says, and nothing else."""
    patient, now = patient_for(actor, patient_id, "trials"), clock.now()
    form = TrialForm(sent(request), initial=_proposed(request.GET.get("from", ""), patient, actor))
    if carried_out(form, lambda: trials.enter_trial(by=actor, patient_id=patient.id, trial=_text(form), now=now)):
        return redirect("trials", patient.id)
    context = {"patient": patient, "form": form, "heading": "A treatment that was tried", "action": "Enter"}
    return render(request, "clinician/trials/trial.html", context, status=status(form))


def correct(request: HttpRequest, actor: Actor, patient_id: UUID, trial_id: UUID) -> HttpResponseBase:
    """Put a line right; the old one stays in the history."""
    patient = patient_for(actor, patient_id, "trials")
    row = ledger.trial_of(patient.id, trial_id)
    if row is None:
        raise Http404("There is no such line here, or it was corrected.")
    form = TrialCorrectionForm(sent(request), initial=_initial(row))

    def put_right() -> None:
        reason = form.cleaned_data.pop("reason")
        instead = None if form.cleaned_data.pop("take_back") else _text(form)
        trials.correct_trial(by=actor, patient_id=patient.id, trial_id=row.id, reason=reason, instead=instead,
                             now=clock.now())  # fmt: skip

    if carried_out(form, put_right):
        return redirect("trials", patient.id)
    context = {"patient": patient, "form": form, "heading": "Correct a line", "action": "Correct"}
    return render(request, "clinician/trials/trial.html", context, status=status(form))


@require_POST
def complete(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """A named clinician says that the ledger holds everything."""
    patient = patient_for(actor, patient_id, "trials")
    words = "Kept: the list of earlier treatments is complete."
    done(request, words, lambda: trials.call_complete(by=actor, patient_id=patient.id, now=clock.now()))
    return redirect("trials", patient.id)


def _text(form: TrialForm) -> trials.TrialText:
    data = form.cleaned_data
    given = {name: data[name] for name in TrialForm.base_fields}
    return trials.TrialText(**{**given, "augments": data["augments"] is True})


def _initial(row: Any) -> dict[str, Any]:
    line = {name: getattr(row, name) for name in TrialForm.base_fields}
    return {**line, "augments": "yes" if row.augments else "no"}


def _proposed(fact_id: str, patient: Any, actor: Actor) -> dict[str, Any]:
    proposed = ledger.proposals(patient.id, ledger.lines(patient.id), patient.site.zone, clock.now())
    found = next((p for p in proposed if p.fact_id == fact_id), None)
    if found is None:
        return {"source": actor.label if not fact_id else ""}
    return {
        "medicine": found.medicine.capitalize(), "medicine_class": found.medicine_class,
        "started_on": found.started_on, "ended_on": found.ended_on, "source": f"record: {found.source}"[:200],
    }  # fmt: skip
