"""The room page, its live parts, and the door through which every entry comes in."""

import json
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from openkap.gateways import clock
from openkap.interfaces.components.paging import piece_of
from openkap.interfaces.components.patient_head import about, head_of
from openkap.interfaces.monitor.entries import keep
from openkap.interfaces.monitor.opening import behind, opened
from openkap.interfaces.monitor.rooms.cards import cards
from openkap.interfaces.monitor.rooms.chart import Size
from openkap.interfaces.monitor.rooms.correcting import CORRECTED
from openkap.interfaces.monitor.rooms.header import header
from openkap.interfaces.monitor.rooms.readmodel import Room, room
from openkap.interfaces.monitor.rooms.said import said
from openkap.interfaces.monitor.signing import handover_names, signer, signers
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.dosing import gates, giving, selectors, services
from openkap.records.dosing.earlier import Earlier, before_this
from openkap.records.patients.selectors import patient_for

if TYPE_CHECKING:
    from openkap.records.dosing.models import DosingSession

MEDICINES = (  # what an order may hold ready; the amount is the order's
    "Medicine for nausea",
    "Medicine for blood pressure",
    "Calming medicine",
    "Oxygen",
)


def _room(request: HttpRequest, session: "DosingSession") -> tuple[Room, Earlier]:
    now = clock.now()
    watched = selectors.watched(session)
    known = before_this(watched.session, curves=bool(watched.state.given.all))
    size = Size.read(request.GET.get("width", ""), request.GET.get("height", ""))

    def missing() -> tuple[str, ...]:
        return giving.missing_to_give(watched.session, watched.plan, watched.state, watched.events, now, now)

    return room(watched, missing, known.curves, size, now), known


def _context(actor: Actor, shown: Room) -> dict[str, object]:
    owner = shown.watched.state.owner
    names = [name for name in handover_names(actor, clock.now()) if name != owner]
    return {"room": shown, "names": names, "medicines": MEDICINES, "actor": actor}


def show_room(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """The room, dim and whole on a tablet."""
    shown, known = _room(request, opened(actor, session_id))
    head = header(shown.watched, known, clock.now())
    return render(request, "monitor/rooms/room.html", {**_context(actor, shown), "head": head})


def show_live(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """The parts of the room that change by themselves; ``?width=&height=`` say what place the chart has, in pixels."""
    shown, _ = _room(request, behind(actor, session_id))
    return render(request, "monitor/rooms/refreshed.html", _context(actor, shown))


def keep_event(request: HttpRequest, actor: Actor, session_id: UUID) -> JsonResponse:
    """Keep one entry of the page or of a device. 200: kept (again: harmless). 409 or 403: refused, in words."""
    behind(actor, session_id)
    try:
        document = dict(json.loads(request.body))
        row = services.record_event(by=actor, session_id=session_id, document=document, now=clock.now())
    except NotAllowedError as error:
        return JsonResponse({"refused": str(error)}, status=403)
    except RefusedError as error:
        return JsonResponse({"refused": str(error)}, status=409)
    except (ValueError, TypeError, RecursionError):
        return JsonResponse({"refused": "The entry could not be read. Enter it again."}, status=400)
    return JsonResponse({"kept": str(row.id), "number": row.number})


def answer_alert(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """Take, silence or settle an alert: a person does it, with words."""
    now, said, session = clock.now(), request.POST, behind(actor, session_id)
    about = said.getlist("about")
    try:
        if said.get("answer") == "own":
            keep(actor, session_id, "alert-owned", now, alert=said.get("alert"), owner=actor.label)
        else:
            by = signer(request, actor, now)
            until = (now + selectors.watched(session).plan.silence_at_most).isoformat()
            answers = {
                "silence": ("alert-silenced", {"because": said.get("words"), "until": until}),
                "settle": ("alert-settled", {"how": said.get("words")}),
            }
            type_, fields = answers.get(said.get("answer", ""), answers["settle"])
            keep(by, session_id, type_, now, alert=said.get("alert"), about=about, **fields)
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect("room", session_id=session_id)


def open_session(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponse:
    """What is missing before today's session can open; and the button that opens it in a room."""
    now = clock.now()
    patient = patient_for(actor, patient_id, "open a dosing session")
    refusal = ""
    if request.method == "POST":
        try:
            place = request.POST.get("room", "")
            session = services.open_session(by=actor, patient_id=patient.id, room=place, now=now)
            return redirect("before-dose", session_id=session.id)
        except RefusedError as error:
            refusal = str(error)
    known = about(patient, now)
    context = {
        "patient": patient,
        "head": head_of(patient, known, now),
        "missing": gates.missing_to_open(patient, now, risks=len(known.risks)),
        "refusal": refusal,
        "sessions": piece_of(selectors.sessions_of(actor, patient.id), request, "page"),
    }
    return render(request, "monitor/rooms/open.html", context)


def show_entries(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """Every event of the session with its three times, and the correction of each."""
    watched = selectors.watched(opened(actor, session_id))
    context = {
        "watched": watched,
        "cards": cards(watched.plan, watched.state, clock.now()),
        "rows": said(watched.events, watched.state.slots),
        "corrected": CORRECTED,
        "signers": signers(actor),
        "actor": actor,
    }
    return render(request, "monitor/rooms/entries.html", context)
