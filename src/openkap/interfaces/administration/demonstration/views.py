"""Sign in as one of the invented people."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect

from openkap.interfaces.components.pages import DEMONSTRATION
from openkap.records.accounts import selectors

BACKEND = "openkap.interfaces.administration.signing_in.backends.StaffBackend"


def sign_in(request: HttpRequest) -> HttpResponse:
    """Become the person named in the form; 404 unless the database is marked as the demonstration."""
    if not selectors.is_demonstration():
        raise Http404("There is no such page here.")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    person = selectors.person_of(request.POST.get("person", ""))
    if person is None:
        raise Http404("There is no such person here.")
    login(request, person, backend=BACKEND)
    record_authentication(request, person, DEMONSTRATION)
    return redirect("/")
