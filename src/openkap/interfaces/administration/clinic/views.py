"""Telephone and hours of the clinic."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from openkap.gateways import clock
from openkap.interfaces.administration.clinic.forms import ContactForm
from openkap.interfaces.components.posting import sent, status
from openkap.records.accounts import selectors, services
from openkap.records.audit.acting import Actor


def show_clinic(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What patients call, and when somebody answers."""
    site = selectors.site_of(actor)
    form = ContactForm(sent(request), initial={"phone": site.phone, "hours": site.hours})
    if form.is_valid():
        try:
            services.set_site_contact(by=actor, now=clock.now(), **form.cleaned_data)
            messages.success(request, "Kept. Crisis help and the papers say it from now on.")
            return redirect("clinic")
        except ValidationError as problem:
            form.add_error(None, problem)
    context = {"form": form, "site": site}
    return render(request, "administration/clinic/clinic.html", context, status=status(form))
