"""Sign out, and choose the site at which to act."""

from uuid import UUID

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from openkap.gateways import clock
from openkap.interfaces.components.pages import SITE_KEY
from openkap.records.accounts import selectors
from openkap.records.audit.acting import Actor


def sign_out(request: HttpRequest) -> HttpResponse:
    """End this sign-in."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    logout(request)
    return redirect("account_login")


def choose_site(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The sites where this person has a role today; choosing one acts there from now on."""
    sites = selectors.sites_of(actor.id, clock.now())
    if request.method == "POST":
        chosen = next((s for s in sites if str(s.id) == request.POST.get("site")), None)
        if chosen is None:
            raise Http404("There is no such site for you.")
        request.session[SITE_KEY] = str(UUID(str(chosen.id)))
        return redirect("/")
    return render(request, "administration/signing_in/sites.html", {"sites": sites, "here": actor.site_id})
