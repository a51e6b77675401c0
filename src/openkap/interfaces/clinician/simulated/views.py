"""Two simulated protocols side by side, on a page and on paper. They are about nobody: no person's record is opened."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from openkap.gateways import clock
from openkap.interfaces.clinician.simulated import readmodel
from openkap.interfaces.clinician.simulated.asking import Asked, asked_in
from openkap.interfaces.clinician.simulated.picture import PAGE, PAPER
from openkap.interfaces.clinician.simulated.pieces import Worked, next_piece
from openkap.interfaces.components.paper import paper
from openkap.records.accounts.selectors import site_of
from openkap.records.audit.acting import Actor

FOLDER = "clinician/simulated"


def _answer(asked: Asked, worked: Worked | None, width: float = PAGE) -> readmodel.Told | None:
    return readmodel.told(asked.question, worked, width) if asked.question and worked and worked.done else None


def show_simulated(request: HttpRequest, _actor: Actor) -> HttpResponse:
    """The question; then how far it is worked out, one piece further each time; then the answer."""
    asked = asked_in(request.GET)
    worked = next_piece(asked.question) if asked.question else None
    context = {
        "asked": asked,
        "worked": worked,
        "told": _answer(asked, worked),
        "question": request.GET.urlencode(),
        "presets": () if asked.preset else readmodel.presets(),
    }
    return render(request, f"{FOLDER}/simulated.html", context, status=400 if asked.refused else 200)


def simulated_paper(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The answer on paper; back to the page as long as there is none."""
    asked = asked_in(request.GET)
    worked = next_piece(asked.question) if asked.question else None
    told = _answer(asked, worked, PAPER)
    if told is None:
        return redirect(f"{reverse('simulated')}?{request.GET.urlencode()}")
    context = {"asked": asked, "told": told, "clinic_name": site_of(actor).name, "now": clock.now()}
    headers = {"Content-Disposition": 'inline; filename="simulated.pdf"'}
    return HttpResponse(paper(f"{FOLDER}/paper.html", context), content_type="application/pdf", headers=headers)
