"""Drug that was given although it should have been held: it is never lost, a person stands behind it and says why."""

from decimal import Decimal, InvalidOperation
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from openkap.gateways import clock
from openkap.interfaces.monitor.opening import opened
from openkap.interfaces.monitor.rooms.correcting import instant_of
from openkap.interfaces.monitor.rooms.readmodel import product_of
from openkap.interfaces.monitor.signing import signer, signers
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.dosing import selectors, services

FIELDS = ("amount_mg", "lot", "because", "at_time")


def record_given(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """What was given, when, of which lot, and why in spite of what held it."""
    watched, refusal = selectors.watched(opened(actor, session_id)), ""
    infusion = product_of(watched).over_min is not None
    if request.method == "POST":
        try:
            _keep(request, actor, session_id, "infusion-started" if infusion else "dose")
            return redirect("room", session_id=session_id)
        except RefusedError as error:
            refusal = str(error)
    context = {"watched": watched, "infusion": infusion, "refusal": refusal, "said": request.POST}
    context |= {"signers": signers(actor), "actor": actor}
    return render(request, "monitor/rooms/given.html", context, status=422 if refusal else 200)


def _keep(request: HttpRequest, actor: Actor, session_id: UUID, type_: str) -> None:
    now, said = clock.now(), {name: request.POST.get(name, "").strip() for name in FIELDS}
    for name, words in (("amount_mg", "the amount in milligrams"), ("lot", "the lot"), ("because", "why it was given")):
        if not said[name]:
            raise RefusedError(f"Enter {words}. Nothing was recorded.")
    try:
        amount = Decimal(said["amount_mg"].replace(",", "."))
    except InvalidOperation:
        raise RefusedError(f"{said['amount_mg']!r} is not an amount. Enter milligrams as digits, such as 28.") from None
    at = instant_of(said["at_time"], now) if said["at_time"] else now
    by = signer(request, actor, now)
    document = {"id": str(uuid4()), "type": type_, "at": at.isoformat(), "amount_mg": float(amount)}
    document |= {"lot": said["lot"], "despite": said["because"]}
    services.record_event(by=by, session_id=session_id, document=document, now=now)
