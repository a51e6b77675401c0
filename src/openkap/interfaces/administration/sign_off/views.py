"""One page shows the differences and signs a bundle."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from openkap.content import catalogue
from openkap.gateways import clock
from openkap.interfaces.administration.sign_off import bundle
from openkap.records.accounts import signing
from openkap.records.audit.acting import Actor


def show_content(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Content in force at this site: signed, changed since, or never signed."""
    lines = bundle.lines(actor.site)
    kinds = [bundle.Kind(kind, tuple(found)) for kind, found in groupby(lines, key=lambda line: line.pin.kind)]
    context = {
        "kinds": kinds,
        "count": len(lines),
        "signed": sum(line.signed_at is not None for line in lines),
        "waiting": sum(kind.waiting for kind in kinds),
        "changed": sum(kind.changed for kind in kinds),
        "may_sign": actor.has("director"),
        "gone": bundle.gone(actor),
        "first_product": catalogue.ids("products")[0],
    }
    return render(request, "administration/sign_off/content.html", context)


def sign(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Sign the ticked things, in exactly the meaning that the page showed."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    there = {line.token: line.pin for line in bundle.lines(actor.site)}
    asked = request.POST.getlist("thing")
    if not asked:
        messages.error(request, "Nothing was ticked, so nothing was signed.")
    elif not set(asked) <= set(there):
        messages.error(request, "The content changed since you opened the page. Nothing was signed: read it again.")
    else:
        count = signing.sign_content(by=actor, pins=[there[token] for token in asked], now=clock.now())
        messages.success(request, f"{count} signed. They are in force here from now on.")
    return redirect("content")
