"""Importing a referral: the file, the question when it is unclear who it is about, and what came of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from openkap.gateways import clock
from openkap.gateways.referrals.reading import MAX_BYTES
from openkap.interfaces.clinician.patients.forms import ImportForm, WhoForm
from openkap.interfaces.components.posting import sent, status
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.patients import importing
from openkap.records.patients.importing import Imported, WhoIsThis


def import_file(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Take a file in, or say why not; when it may be somebody who is here, ask."""
    form = ImportForm(sent(request), request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read(MAX_BYTES + 1)
        try:
            found = importing.import_referral(by=actor, data=data, file_name=file.name, now=clock.now())
            if isinstance(found, WhoIsThis):
                waiting = importing.keep_waiting(by=actor, data=data, file_name=file.name, now=clock.now())
                return redirect("import-who", waiting.id)
            return _done(request, found)
        except RefusedError as refusal:
            form.add_error("file", str(refusal))
    return render(request, "clinician/patients/import.html", {"form": form}, status=status(form))


def ask_who(request: HttpRequest, actor: Actor, waiting_id: UUID) -> HttpResponseBase:
    """Who the file is about, with what differs; the answer imports it or drops it."""
    try:
        question = importing.waiting_for(actor, waiting_id)[1]
    except RefusedError:
        raise Http404("This file no longer waits for an answer.") from None
    choices = tuple(
        (str(p.id), f"{p.name}, born {p.born_on:%d %b %Y}, who is here already") for p in question.candidates
    )
    form = WhoForm(sent(request), people=choices)
    if form.is_valid():
        who = form.cleaned_data["who"]
        same_as = None if who in {"new", "drop"} else UUID(who)
        try:
            found = importing.answer_who(
                by=actor, waiting_id=waiting_id, now=clock.now(), same_as=same_as, new_person=who == "new"
            )
            return _done(request, found)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "question": question}
    return render(request, "clinician/patients/who.html", context, status=status(form))


def _done(request: HttpRequest, found: Imported | None) -> HttpResponseBase:
    if found is None:
        messages.success(request, "The file was dropped. Nothing of it was kept.")
        return redirect("import-referral")
    if found.again:
        messages.warning(request, "This file was here already. Nothing changed.")
    return redirect("bundle", found.patient.id, found.bundle.id)
