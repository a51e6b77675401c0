"""The first page of the day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openkap.gateways import clock
from openkap.interfaces.clinician.today.gather import follow_up_of, today_of
from openkap.records.audit.acting import Actor


def show_today(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is due from me, who comes today and what they lack, and alerts that nobody owns, on top."""
    return render(request, "clinician/today/today.html", {"today": today_of(actor, clock.now())})


def show_follow_up(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Questionnaires that were not answered, and visits that nobody spoke of again."""
    return render(request, "clinician/today/follow_up.html", {"rows": follow_up_of(actor, clock.now())})
