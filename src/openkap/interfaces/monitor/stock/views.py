"""The cabinet's pages: receive a lot, see what is left, book what leaves outside a session."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from openkap.gateways import clock
from openkap.interfaces.components.paging import piece_of
from openkap.interfaces.components.posting import carried_out, sent, status
from openkap.interfaces.monitor.signing import second_person
from openkap.interfaces.monitor.stock.forms import OutForm, ReceiveForm
from openkap.records.audit.acting import Actor
from openkap.records.pharmacy import selectors, services


def show_stock(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every lot with what is left of it, and the form of a delivery."""
    form, now = ReceiveForm(sent(request)), clock.now()
    if carried_out(form, lambda: services.receive_lot(by=actor, now=now, **form.cleaned_data)):
        messages.success(request, "It is in the ledger.")
        return redirect("stock")
    lots = piece_of(selectors.lots_here(actor), request, "page", 50)
    context = {"lots": lots, "form": form, "today": timezone.localdate(now)}
    return render(request, "monitor/stock/stock.html", context, status=status(form))


def show_lot(request: HttpRequest, actor: Actor, lot_id: UUID) -> HttpResponse:
    """One lot with every line, and the form of what leaves it outside a session."""
    lot = selectors.lot_here(actor, lot_id)
    if lot is None:
        raise Http404("There is no such lot.")
    form, now = OutForm(sent(request)), clock.now()

    def act() -> None:
        witness = second_person(request, actor, now)
        services.take_out(by=actor, lot_id=lot_id, witness=witness, now=now, **form.cleaned_data)

    if carried_out(form, act):
        messages.success(request, "It is in the ledger.")
        return redirect("stock-lot", lot_id)
    context = {"lot": lot, "lines": piece_of(selectors.lines_of(lot), request, "page", 50), "form": form}
    may = actor.has("nurse", "prescriber")
    return render(request, "monitor/stock/lot.html", {**context, "may": may}, status=status(form))
