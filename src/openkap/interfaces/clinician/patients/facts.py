"""What is known of one person: every fact with its date and source, what was imported, and putting it right."""

from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from openkap.clinical.facts import Fact
from openkap.content.rulebook import vocabulary
from openkap.gateways import clock
from openkap.interfaces.clinician.patients.forms import MEASURED, CorrectionForm, MeasureForm
from openkap.interfaces.clinician.patients.readmodel import BEHIND, fact_groups, line_of, overview
from openkap.interfaces.components.paging import piece_of
from openkap.interfaces.components.posting import carried_out, sent, status
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.patients import selectors, services
from openkap.records.patients.selectors import patient_for

HISTORY = 50  # values of one fact on a page


def show_facts(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """What stands out, then the newest of each fact by topic, with its history behind it."""
    patient = patient_for(actor, patient_id, "facts")
    now = clock.now()
    groups = fact_groups(*selectors.rows_at_hand(patient.id, now, vocabulary().measured, BEHIND + 1), now)
    context = {
        "patient": patient,
        "groups": groups,
        "first": overview(groups),
        "imports": piece_of(selectors.bundles(patient.id), request, "imports"),
        "may_write": actor.has(*services.CLINICIANS),
    }
    return render(request, "clinician/patients/facts.html", context)


def show_history(request: HttpRequest, actor: Actor, patient_id: UUID, fact_id: UUID) -> HttpResponse:
    """Every value of the same kind as this fact, newest first. The address names no kind: it may be kept somewhere."""
    patient = patient_for(actor, patient_id, "facts")
    now = clock.now()
    row = selectors.fact_row(patient.id, fact_id, now)
    if row is None:
        raise Http404("There is no such fact here, or it was corrected.")
    piece = piece_of(selectors.history_of(patient.id, row.code, now), request, "page", most=HISTORY)
    context = {
        "patient": patient,
        "lines": [line_of(each, now) for each in piece.rows],
        "piece": piece,
        "may_write": actor.has(*services.CLINICIANS),
    }
    return render(request, "clinician/patients/history.html", context)


def record(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Vital signs, weight, height and a medicine, as they are now."""
    patient = patient_for(actor, patient_id, "facts")
    form = MeasureForm(sent(request))
    if carried_out(form, lambda: _record(actor, patient.id, form)):
        return redirect("facts", patient.id)
    return render(request, "clinician/patients/record.html", {"patient": patient, "form": form}, status=status(form))


def _record(actor: Actor, patient_id: UUID, form: MeasureForm) -> None:
    now, definitions = clock.now(), vocabulary().definitions
    facts = [
        Fact(code, Decimal(value), now, "measured here", definitions[code].unit, definitions[code].display, actor.label)
        for code in MEASURED
        if (value := form.cleaned_data.get(code)) is not None
    ]
    if medicine := " ".join(form.cleaned_data["medicine"].split()):
        facts.append(Fact("medicine", medicine, now, "told here", asserted_by=actor.label, status="active"))
    services.record_facts(by=actor, patient_id=patient_id, facts=facts, now=now)


def correct(request: HttpRequest, actor: Actor, patient_id: UUID, fact_id: UUID) -> HttpResponseBase:
    """Put one fact right, or take it back, with the reason."""
    patient = patient_for(actor, patient_id, "facts")
    row = selectors.fact_row(patient.id, fact_id, clock.now())
    if row is None:
        raise Http404("There is no such fact here, or it was corrected.")
    definition = vocabulary().definitions.get(row.code)
    if definition is None:
        raise Http404("This kind of fact is not corrected here.")
    form = CorrectionForm(sent(request), definition=definition)

    def put_right() -> None:
        value = form.cleaned_data.get("value")
        right = None if value is None else Fact(row.code, Decimal(value), row.effective_at, "correction",
                                                definition.unit, definition.display, actor.label)  # fmt: skip
        services.correct_fact(by=actor, patient_id=patient.id, fact_id=fact_id, now=clock.now(), instead=right,
                              reason=form.cleaned_data["reason"])  # fmt: skip

    if carried_out(form, put_right):
        return redirect("facts", patient.id)
    context = {"patient": patient, "form": form, "line": line_of(row, clock.now())}
    return render(request, "clinician/patients/correct.html", context, status=status(form))


def show_bundle(request: HttpRequest, actor: Actor, patient_id: UUID, bundle_id: UUID) -> HttpResponseBase:
    """What one import gave: counts, what was not understood, what it points to outside itself."""
    patient = patient_for(actor, patient_id, "facts")
    try:
        bundle = selectors.bundle(patient.id, bundle_id)
    except RefusedError:
        raise Http404("There is no such import here.") from None
    return render(request, "clinician/patients/bundle.html", {"patient": patient, "bundle": bundle})
