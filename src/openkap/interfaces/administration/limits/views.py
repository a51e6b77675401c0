"""The site's own limits: everyone on the staff reads them, the director makes one stricter or takes it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.gateways import clock
from openkap.interfaces.administration.limits.forms import LimitForm
from openkap.interfaces.administration.limits.readmodel import groups
from openkap.interfaces.components.posting import UNPROCESSABLE, carried_out
from openkap.records.accounts import limits
from openkap.records.audit.acting import Actor


def show_limits(request: HttpRequest, actor: Actor, product_id: str, form: LimitForm | None = None) -> HttpResponse:
    """Every number of a product and its watching that may be tightened."""
    product = _entry(product_id)
    context = {
        "product": product,
        "products": [e.value for e in catalogue.entries("products")],
        "groups": groups(actor.site, product),
        "may_set": actor.has("director"),
        "form": form,
        "asked": form.data.get("path") if form else "",
    }
    return render(request, "administration/limits/limits.html", context, status=UNPROCESSABLE if form else 200)


def set_limit(request: HttpRequest, actor: Actor, product_id: str) -> HttpResponse:
    """Make one number stricter, or take the content's own again."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    asked = request.POST.get("path", "").replace("%", "")
    form, product = LimitForm(request.POST, auto_id=f"%s-{asked}"), _entry(product_id).value

    def act() -> None:
        given = form.cleaned_data
        of = {"products": product_id, "monitoring": product.monitoring}[given["kind"]]
        limits.set_limit(by=actor, id_=of, now=clock.now(), **given)

    if not carried_out(form, act):
        return show_limits(request, actor, product_id, form)
    messages.success(request, "Kept. It counts from the next order and the next session on.")
    return redirect("limits", product_id)


def _entry(product_id: str) -> Entry:
    if product_id not in catalogue.ids("products"):
        raise Http404("There is no such product.")
    return catalogue.entry("products", product_id)
