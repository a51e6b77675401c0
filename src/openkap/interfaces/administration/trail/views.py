"""How the trail stands: its head, its guards, and the last head that left the machine."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openkap.gateways import clock
from openkap.records.audit import guards, keeping, selectors
from openkap.records.audit.acting import Actor


def show_trail(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001 - pages are called with the actor
    """The trail as an administrator or director sees it; the whole chain is walked by ``openkap audit verify``."""
    context = {
        "head": selectors.head(),
        "missing": guards.missing(connection),
        "keeping": keeping.keeping(clock.now()),
    }
    return render(request, "administration/trail/trail.html", context)
