"""Products, protocols, and a protocol laid over a calendar."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from openkap.content import catalogue, changes
from openkap.content.catalogue import Entry
from openkap.gateways import clock
from openkap.interfaces.clinician.products.calendar import first_day, lay
from openkap.interfaces.clinician.products.readmodel import product_page
from openkap.interfaces.components.sources import sources
from openkap.records.audit.acting import Actor


def show_products(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001 - pages are called with the actor
    """Every product there is."""
    context = {"products": [e.value for e in catalogue.entries("products")]}
    return render(request, "clinician/products/products.html", context)


def show_product(request: HttpRequest, actor: Actor, product_id: str) -> HttpResponse:  # noqa: ARG001 - as above
    """One product: ranges, ceiling, monitoring, sources."""
    entry = _entry("products", product_id)
    context = {"shown": product_page(entry.value), "changes": _changes(entry), "pin": entry.pin}
    return render(request, "clinician/products/product.html", context)


def show_protocols(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001 - as above
    """Every protocol there is."""
    context = {"protocols": [e.value for e in catalogue.entries("protocols")]}
    return render(request, "clinician/products/protocols.html", context)


def show_protocol(request: HttpRequest, actor: Actor, protocol_id: str) -> HttpResponse:  # noqa: ARG001 - as above
    """One protocol over a calendar from a chosen first day, with what changed since its last version."""
    entry = _entry("protocols", protocol_id)
    start = first_day(request.GET.get("start", ""), timezone.localdate(clock.now()))
    context = {
        "protocol": entry.value,
        "pin": entry.pin,
        "start": start,
        "laid": lay(entry.value, start),
        "changes": _changes(entry),
        "rules": [(rule, sources(rule.basis)) for rule in entry.value.visits],
    }
    return render(request, "clinician/products/protocol.html", context)


def _entry(kind: str, id_: str) -> Entry:
    if id_ not in catalogue.ids(kind):
        raise Http404("There is no such content.")
    return catalogue.entry(kind, id_)


def _changes(entry: Entry) -> tuple[changes.Change, ...]:
    """What changed since the version before; nothing for a first one."""
    older = len(changes.versions(entry.pin.kind, entry.pin.id)) > 1
    return changes.changes(entry.pin.kind, entry.pin.id) if older else ()
