"""Suicide risk of one person: triage, what has to follow and by when, and the safety plan."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from openkap.gateways import clock
from openkap.interfaces.clinician.risk.forms import PREFIX, ActionForm, SafetyPlanForm, TriageForm
from openkap.interfaces.components.posting import carried_out, sent, status
from openkap.records.audit.acting import Actor
from openkap.records.patients.selectors import patient_for
from openkap.records.safety import risk
from openkap.records.safety import selectors as safety


def show_risk(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """The newest triage, open actions with their time, open alerts, the safety plan, and what was before."""
    patient, now = patient_for(actor, patient_id, "risk"), clock.now()
    context = {
        "patient": patient,
        "now": now,
        "triages": risk.triages_of(patient.id),
        "open_actions": risk.open_actions(patient.id),
        "alerts": safety.unresolved_risk(patient.id),
        "plan": risk.plan_of(patient.id),
        "may_write": actor.has(*risk.CLINICIANS),
    }
    return render(request, "clinician/risk/risk.html", context)


def triage(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Enter the answers of the screener and one's own level."""
    patient, pathway = patient_for(actor, patient_id, "risk"), risk.pathway_in_force()
    form = TriageForm(sent(request), pathway=pathway)

    def keep() -> None:
        words = {name: form.cleaned_data[name] for name in ("level", "lower_reason", "narrative")}
        risk.record_triage(by=actor, patient_id=patient.id, answers=form.answers(), now=clock.now(), **words)

    if carried_out(form, keep):
        return redirect("risk", patient.id)
    context = {"patient": patient, "form": form, "heading": "Triage of suicide risk", "action": "Record"}
    context["lead"] = "A question that was not answered is not a no. The wording of the screener is the owner's."
    return render(request, "clinician/risk/form.html", context, status=status(form))


def plan(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Write the next version of the safety plan, from the newest one."""
    patient, newest = patient_for(actor, patient_id, "risk"), risk.plan_of(patient_id)
    initial = {f"{PREFIX}{id_}": words for id_, words in newest.words().items()} if newest else {}
    form = SafetyPlanForm(sent(request), shape=risk.shape_in_force(), initial=initial)

    def keep() -> None:
        marks = {name: form.cleaned_data[name] is True for name in ("shown", "copy_given")}
        risk.write_plan(by=actor, patient_id=patient.id, steps=form.steps(), now=clock.now(), **marks)

    if carried_out(form, keep):
        return redirect("risk", patient.id)
    context = {"patient": patient, "form": form, "heading": "Safety plan", "action": "Keep this version"}
    context["lead"] = "With the person, in their own words. No promise is asked. All of it is kept sealed."
    return render(request, "clinician/risk/form.html", context, status=status(form))


def finish(request: HttpRequest, actor: Actor, patient_id: UUID, action_id: UUID) -> HttpResponseBase:
    """Say what was done about one action."""
    patient = patient_for(actor, patient_id, "risk")
    action = next((a for a in risk.open_actions(patient.id) if a.id == action_id), None)
    if action is None:
        raise Http404("There is no such action here, or it was answered.")
    form = ActionForm(sent(request))
    if carried_out(
        form,
        lambda: risk.finish_action(
            by=actor, patient_id=patient.id, action_id=action_id, now=clock.now(), **form.cleaned_data
        ),
    ):
        return redirect("risk", patient.id)
    context = {"patient": patient, "form": form, "heading": action.words, "action": "Record"}
    return render(request, "clinician/risk/form.html", context, status=status(form))
