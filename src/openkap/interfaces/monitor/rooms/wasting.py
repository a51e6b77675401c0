"""Waste of a drug in the room: a nurse or prescriber and a second person who saw it, as an event of the session."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from openkap.gateways import clock
from openkap.interfaces.monitor.entries import number_of
from openkap.interfaces.monitor.opening import opened
from openkap.interfaces.monitor.signing import second_person, signer, signers
from openkap.records.accounts import devices
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.refusals import RefusedError
from openkap.records.dosing import selectors, services
from openkap.records.pharmacy import selectors as pharmacy


def record_waste(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """Show what was wasted so far and keep more of it, once two people stand behind it."""
    watched, now, refusal = selectors.watched(opened(actor, session_id)), clock.now(), ""
    if request.method == "POST":
        try:
            _keep(request, actor, session_id)
            return redirect("room-waste", session_id=session_id)
        except RefusedError as error:
            refusal = str(error)
    tablet = actor.kind is ActorKind.DEVICE
    today, session = timezone.localdate(now), watched.session
    context = {
        "watched": watched,
        "wasted": [e for e in watched.events if e.type == "wasted"],
        "lots": pharmacy.usable_lots(session.site_id, session.product["id"], today),
        "refusal": refusal,
        "signers": signers(actor),
        "tablet": tablet,
        "people": devices.people_on(actor.id) if tablet else [],
        "actor": actor,
    }
    return render(request, "monitor/rooms/waste.html", context, status=422 if refusal else 200)


def _keep(request: HttpRequest, actor: Actor, session_id: UUID) -> None:
    now, said = clock.now(), request.POST
    fields = {name: said.get(name, "").strip() for name in ("amount_mg", "lot", "because")}
    if not all(fields.values()):
        raise RefusedError("The lot, the amount in milligrams and the reason are all needed. Nothing was kept.")
    amount = number_of(fields["amount_mg"], "The amount")
    by, witness = signer(request, actor, now), second_person(request, actor, now)
    document = {"id": str(uuid4()), "type": "wasted", "at": now.isoformat(), **fields, "amount_mg": amount}
    services.record_event(by=by, session_id=session_id, document=document, now=now, witness=witness)
