"""Correcting an entry: the original stays, the reason is kept, and an earlier end needs a second person."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_time

from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.gateways import clock
from openkap.interfaces.monitor.entries import number_of
from openkap.interfaces.monitor.opening import opened
from openkap.interfaces.monitor.signing import second_person, signer, signers
from openkap.records.accounts import devices
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.refusals import RefusedError
from openkap.records.dosing import selectors, services

CORRECTED = {"baseline", "observation", "dose", "infusion-started", "infusion-ended"}


def correct_entry(request: HttpRequest, actor: Actor, session_id: UUID, event_id: UUID) -> HttpResponse:
    """Show an entry and its correction; keep the correction once it has a reason and who made it."""
    watched = selectors.watched(opened(actor, session_id))
    event = next((e for e in watched.events if e.id == str(event_id)), None)
    if event is None:
        raise Http404("There is no such entry to correct.")
    refusal = ""
    if request.method == "POST" and event.type in CORRECTED:
        try:
            _keep(request, actor, session_id, event, watched.plan)
            return redirect("session-entries", session_id=session_id)
        except RefusedError as error:
            refusal = str(error)
    tablet = actor.kind is ActorKind.DEVICE
    people = devices.people_on(actor.id) if tablet else []
    context = {
        "watched": watched,
        "event": event,
        "refusal": refusal,
        "signers": signers(actor),
        "people": people,
        "actor": actor,
    }
    return render(
        request, "monitor/rooms/correct.html", {**context, "tablet": tablet, "fixable": event.type in CORRECTED}
    )


def _keep(request: HttpRequest, actor: Actor, session_id: UUID, event: Event, plan: MonitoringPlan) -> None:
    now, said = clock.now(), request.POST
    if not said.get("because", "").strip():
        raise RefusedError("Say why it is corrected. Nothing was changed.")
    fields: dict[str, Any] = {"of": event.id, "because": said["because"].strip()}
    if values := _values(request, plan):
        fields["values"] = values
    for name, key in (("true_at", "at_time"), ("witness_at", "witness_time")):
        if said.get(key):
            fields[name] = instant_of(said[key], event.at).isoformat()
    if said.get("lot"):
        fields["lot"] = said["lot"]
    if said.get("entered_in_error"):
        fields["entered_in_error"] = True
    if set(fields) <= {"of", "because", "witness_at"}:
        raise RefusedError("Nothing was changed yet. Enter what is right.")
    by = signer(request, actor, now)
    document = {"id": str(uuid4()), "type": "correction", "at": now.isoformat(), **fields}
    witness = second_person(request, actor, now)
    services.record_event(by=by, session_id=session_id, document=document, now=now, witness=witness)


def _values(request: HttpRequest, plan: MonitoringPlan) -> dict[str, Any]:
    """Values that were typed: numbers as numbers, words as words."""
    found: dict[str, Any] = {}
    for measure in plan.measures:
        text = request.POST.get(measure.id, "").strip()
        if not text:
            continue
        found[measure.id] = text if measure.choices else number_of(text, measure.display)
    return found


def instant_of(text: str, near: datetime) -> datetime:
    """The time of day that was typed, on the day of the entry at the site."""
    try:
        at = parse_time(text)
    except ValueError:
        at = None
    if at is None:
        raise RefusedError(f"{text!r} is not a time. Write it as 14:47.")
    return timezone.make_aware(datetime.combine(timezone.localtime(near).date(), at))
