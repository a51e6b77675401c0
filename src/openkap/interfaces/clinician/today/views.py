"""The first page of the day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openkap.gateways import clock
from openkap.interfaces.clinician.today.gather import today_of
from openkap.records.audit.acting import Actor


def show_today(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is due from me, who comes today and what they lack, and alerts that nobody owns, on top."""
    return render(request, "clinician/today/today.html", {"today": today_of(actor, clock.now())})
