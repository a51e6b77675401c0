"""People of the site: who they are, which roles they hold, and the link that lets them choose a password."""

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from openkap.gateways import clock
from openkap.interfaces.administration.people.forms import LinkForm, PersonForm, RoleForm
from openkap.interfaces.components.posting import status
from openkap.records.accounts import links, selectors, services
from openkap.records.audit.acting import Actor

NOBODY = "There is no such person here."


def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everyone with a role at this site, and a form for one more."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.add_person(by=actor, now=clock.now(), **form.cleaned_data)
            return redirect("person", person_id=person.id)
        except ValidationError as problem:
            form.add_error("email", problem)
    rows = selectors.staff(actor)
    context = {"rows": rows, "form": form, "today": clock.now()}
    return render(request, "administration/people/people.html", context, status=status(form))


def person(request: HttpRequest, actor: Actor, person_id: UUID) -> HttpResponse:
    """One person: roles, a form for one more role."""
    found = selectors.staff_row(actor, person_id)
    if found is None:
        raise Http404(NOBODY)
    form = RoleForm(request.POST or None, initial={"valid_from": timezone.localdate(clock.now())})
    if request.method == "POST" and form.is_valid():
        try:
            services.grant_role(by=actor, person_id=person_id, now=clock.now(), **form.cleaned_data)
            return redirect("person", person_id=person_id)
        except ValidationError as problem:
            form.add_error(None, problem)
    context = {"row": found, "form": form, "link_form": LinkForm(), "today": clock.now()}
    return render(request, "administration/people/person.html", context, status=status(form))


def link(request: HttpRequest, actor: Actor, person_id: UUID) -> HttpResponse:
    """Make a link to choose a password; it is shown this once."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = LinkForm(request.POST)
    form.full_clean()
    try:
        uidb36, key = links.new_link(by=actor, person_id=person_id, now=clock.now(), **form.cleaned_data)
    except ObjectDoesNotExist:
        raise Http404(NOBODY) from None
    address = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": key})
    context = {"address": request.build_absolute_uri(address), "person_id": person_id}
    answer = render(request, "administration/people/link.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def end_role(request: HttpRequest, actor: Actor, membership_id: UUID) -> HttpResponse:
    """End a role now."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        membership = services.end_role(by=actor, membership_id=membership_id, now=clock.now())
    except ObjectDoesNotExist:
        raise Http404("There is no such role here.") from None
    return redirect("person", person_id=membership.person_id)
