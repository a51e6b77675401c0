"""The care team on a person's pages: who, since when; adding a colleague, and ending a membership."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from openkap.gateways import clock
from openkap.interfaces.clinician.patients.forms import ColleagueForm
from openkap.interfaces.components.posting import carried_out, done, sent, status
from openkap.records.audit.acting import Actor
from openkap.records.patients import team
from openkap.records.patients.selectors import patient_for


def show_team(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Who opens this record without a reason; a colleague is added here."""
    now = clock.now()
    patient = patient_for(actor, patient_id, "care team", now)
    colleagues = tuple((str(p.id), p.name) for p in team.who_may_join(patient, now))
    form = ColleagueForm(sent(request), colleagues=colleagues)
    if carried_out(
        form,
        lambda: team.join_care_team(
            by=actor, patient_id=patient.id, person_id=UUID(form.cleaned_data["colleague"]), now=now
        ),
    ):
        return redirect("care-team", patient.id)
    context = {
        "patient": patient, "members": team.care_team(patient, now), "form": form, "colleagues": colleagues,
        "may_change": team.may_change(actor, patient, now), "self": actor.id,
    }  # fmt: skip
    return render(request, "clinician/patients/team.html", context, status=status(form))


@require_POST
def end_membership(request: HttpRequest, actor: Actor, patient_id: UUID, person_id: UUID) -> HttpResponseBase:
    """End a membership. Who ended their own sees the list of people, for the record is closed to them."""
    done(
        request,
        "The membership is ended. From now on they give a reason to open this record.",
        lambda: team.end_care_team_membership(by=actor, patient_id=patient_id, person_id=person_id, now=clock.now()),
    )
    return redirect("patients") if person_id == actor.id else redirect("care-team", patient_id)
