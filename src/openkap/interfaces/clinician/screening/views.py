"""The decision page of one person: products by places, overrides and clearances, medicines to place, signing."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from openkap.gateways import clock
from openkap.interfaces.clinician.screening.choosing import chosen, chosen_to_write, name_of
from openkap.interfaces.clinician.screening.forms import PlaceForm, ReasonForm
from openkap.interfaces.clinician.screening.readmodel import Place, groups, medicines, steps, verdict
from openkap.interfaces.components.posting import carried_out, done, sent, status
from openkap.records.audit.acting import Actor
from openkap.records.patients import selectors as patients
from openkap.records.patients.reviewing import place_medicine
from openkap.records.patients.selectors import patient_for
from openkap.records.treatment import decisions


def show_screening(
    request: HttpRequest, actor: Actor, patient_id: UUID, refused: tuple[str, ReasonForm] | None = None
) -> HttpResponse:
    """Today's judgement. ``refused`` is the criterion and the form of an override that was not accepted."""
    now = clock.now()
    patient = patient_for(actor, patient_id, "screening")
    choice = chosen(request.GET, patient.site.jurisdiction)
    decision = decisions.judge_patient(patient.id, choice.product, choice.jurisdiction, now)
    place = Place(patient.id, now, actor.has("prescriber"))
    first_steps, more = steps(decision, place)
    context = {
        "patient": patient, "choice": choice, "links": choice.links(), "verdict": verdict(decision),
        "groups": groups(decision, place), "changes": first_steps, "more_changes": more,
        "medicines": medicines(decision), "product_name": name_of(choice.product),
        "newest": decisions.newest_decision(patient.id, choice.product), "may_settle": place.may_settle,
        "form": ReasonForm(), "refused": refused, "digests": decision.pins[:1], "pins": len(decision.pins),
        "may_place": actor.has("prescriber", "nurse"), "engine": decision.engine, "as_of": now,
        "outline": decisions.outline_of(decision),
    }  # fmt: skip
    code = status(refused[1]) if refused else 200
    return render(request, "clinician/screening/screening.html", context, status=code)


@require_POST
def settle(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Keep an override or a clearance with its reason; a refusal comes back with what was written."""
    patient = patient_for(actor, patient_id, "screening")
    choice, form = chosen_to_write(request.GET), ReasonForm(request.POST)
    criterion = request.POST.get("criterion", "")

    def act() -> None:
        decisions.settle_criterion(
            by=actor, patient_id=patient.id, product=choice.product, jurisdiction=choice.jurisdiction,
            criterion_id=criterion, reason=form.cleaned_data["reason"], now=clock.now(),
        )  # fmt: skip

    if carried_out(form, act):
        return redirect(reverse("screening", args=[patient.id]) + choice.query)
    return show_screening(request, actor, patient_id, (criterion, form))


@require_POST
def withdraw(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Take an override or a clearance back."""
    patient = patient_for(actor, patient_id, "screening")
    choice, criterion = chosen_to_write(request.GET), request.POST.get("criterion", "")
    done(
        request,
        "It was taken back. The criterion counts again.",
        lambda: decisions.withdraw_settlement(
            by=actor, patient_id=patient.id, product=choice.product, criterion_id=criterion, reason="", now=clock.now()
        ),
    )
    return redirect(reverse("screening", args=[patient.id]) + choice.query)


@require_POST
def sign(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Sign the judgement as it stands now, if it is still what the page showed."""
    patient = patient_for(actor, patient_id, "screening")
    choice = chosen_to_write(request.GET)
    done(
        request,
        "The decision is signed and sealed.",
        lambda: decisions.sign_decision(
            by=actor,
            patient_id=patient.id,
            product=choice.product,
            jurisdiction=choice.jurisdiction,
            now=clock.now(),
            seen=request.POST.get("seen", ""),
        ),
    )
    return redirect(reverse("screening", args=[patient.id]) + choice.query)


def place(request: HttpRequest, actor: Actor, patient_id: UUID, fact_id: UUID) -> HttpResponseBase:
    """Say what a medicine that was not recognised is."""
    patient = patient_for(actor, patient_id, "medicines")
    row = patients.fact_row(patient.id, fact_id, clock.now())
    if row is None or row.code != "medicine":
        raise Http404("There is no such medicine here.")
    form = PlaceForm(sent(request))

    def act() -> None:
        place_medicine(
            by=actor, patient_id=patient.id, text=str(row.value), ingredients=form.written(),
            reason=form.cleaned_data["reason"], now=clock.now(),
        )  # fmt: skip

    if carried_out(form, act):
        return redirect("screening", patient.id)
    context = {"patient": patient, "form": form, "medicine": str(row.value)}
    return render(request, "clinician/screening/place.html", context, status=status(form))


def show_decision(request: HttpRequest, actor: Actor, patient_id: UUID, decision_id: UUID) -> HttpResponse:
    """A signed decision as it was signed, and whether it replays to the same."""
    patient = patient_for(actor, patient_id, "screening")
    signed = next((d for d in decisions.signed_decisions(patient.id) if d.id == decision_id), None)
    if signed is None:
        raise Http404("There is no such decision here.")
    context = {
        "patient": patient,
        "signed": signed,
        "replay": decisions.replay(signed),
        "product_name": name_of(signed.product),
    }
    return render(request, "clinician/screening/decision.html", context)
