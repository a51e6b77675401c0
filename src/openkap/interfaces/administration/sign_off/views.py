"""Content in force here: how much of each kind is signed, and a page that shows a bundle in words and signs it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from openkap.content import catalogue
from openkap.content.loader import ContentError
from openkap.gateways import clock
from openkap.interfaces.administration.sign_off import bundle
from openkap.records.accounts import signing
from openkap.records.audit.acting import Actor

FOLDER = "administration/sign_off"


def show_content(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Each kind of content with what is signed, changed since, or was never signed here."""
    shelves = bundle.shelves(actor.site)
    count, waiting = sum(s.things for s in shelves), sum(s.waiting for s in shelves)
    context = {
        "shelves": shelves,
        "count": count,
        "signed": count - waiting,
        "waiting": waiting,
        "changed": sum(s.changed for s in shelves),
        "gone": list(bundle.gone(actor)),
        "first_product": catalogue.ids("products")[0],
    }
    return render(request, f"{FOLDER}/content.html", context)


def show_bundle(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """What waits of one kind, or all that changed since it was signed: in words, and to sign."""
    try:
        waiting = bundle.waiting(actor.site, kind)
    except ContentError as error:
        raise Http404 from error
    signed = [] if kind == bundle.CHANGES else [ln for ln in bundle.lines(actor.site, (kind,)) if ln.signed_at]
    context = {"kind": kind, "waiting": waiting, "signed": signed, "may_sign": actor.has("director")}
    return render(request, f"{FOLDER}/bundle.html", context)


def sign(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """Sign the ticked things, or the whole bundle once it was read; in exactly the meaning that the page showed."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    there = {line.token: line.pin for line in bundle.lines(actor.site)}
    whole = "whole" in request.POST
    asked = request.POST.getlist("shown" if whole else "thing")
    if whole and not request.POST.get("read"):
        messages.error(request, "You did not say that you read it, so nothing was signed. Tick that, then sign.")
    elif not asked:
        messages.error(request, "Nothing was ticked, so nothing was signed.")
    elif not set(asked) <= set(there):
        messages.error(request, "The content changed since you opened the page. Nothing was signed: read it again.")
    else:
        count = signing.sign_content(by=actor, pins=[there[token] for token in asked], now=clock.now())
        messages.success(request, f"{count} signed. They are in force here from now on.")
    return redirect("content-bundle", kind)
