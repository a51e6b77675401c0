"""Why a record is opened by somebody who does not care for the person, and the director's look at it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from openkap.gateways import clock
from openkap.interfaces.clinician.patients.forms import AccessReviewForm, ReasonForm
from openkap.interfaces.components.posting import carried_out, sent, status
from openkap.records.audit.acting import Actor
from openkap.records.patients import door
from openkap.records.patients.selectors import reasons_to_review


def give_reason(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Ask for the reason; nothing of the record shows before it was given. Another site's person is not found."""
    door.exists_here(actor, patient_id)
    form = ReasonForm(sent(request))
    if carried_out(
        form, lambda: door.give_reason(by=actor, patient_id=patient_id, now=clock.now(), **form.cleaned_data)
    ):
        back = request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
        return redirect(back if safe else "patients")
    return render(request, "clinician/patients/reason.html", {"form": form}, status=status(form))


def show_reasons(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Reasons that nobody has looked at yet."""
    return render(request, "clinician/patients/reasons.html", {"reasons": reasons_to_review(actor)})


def review(request: HttpRequest, actor: Actor, reason_id: UUID) -> HttpResponseBase:
    """One reason, and what the director found."""
    reason = door.reason_at(actor, reason_id)
    form = AccessReviewForm(sent(request))
    if carried_out(
        form, lambda: door.review_reason(by=actor, reason_id=reason_id, now=clock.now(), **form.cleaned_data)
    ):
        return redirect("access-reviews")
    return render(request, "clinician/patients/access.html", {"form": form, "reason": reason}, status=status(form))
