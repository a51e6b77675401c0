"""Devices of the site: register this one, revoke any, set a PIN here, open this one for a dosing session."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse

from openkap.gateways import clock
from openkap.interfaces.components.pages import DEVICE_COOKIE
from openkap.records.accounts import confirming, device_services, devices
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.dosing import selectors as dosing
from openkap.records.dosing import tablets

YEAR = 365 * 24 * 3600
HERE = "This is not a registered device of your site. Register it first, on the page Devices."


def show_devices(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every device, and what this one is."""
    mine = devices.device_with(request.COOKIES.get(DEVICE_COOKIE, ""))
    here = mine if mine and mine.site_id == actor.site_id else None
    context = {
        "devices": devices.devices(actor),
        "here": here,
        "pins": devices.people_on(here.id) if here else [],
        "locked": confirming.is_locked(here.id, actor.id) if here else False,
        "sessions": dosing.open_sessions(actor) if here and actor.has("prescriber", "nurse") else [],
    }
    return render(request, "administration/devices/devices.html", context)


def register(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Register the device that this page is open on."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    answer = redirect("devices")
    try:
        _, token = device_services.register_device(by=actor, label=request.POST.get("label", ""), now=clock.now())
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
        return answer
    answer.set_cookie(DEVICE_COOKIE, token, max_age=YEAR, httponly=True, samesite="Strict", secure=settings.TLS)
    return answer


def revoke(request: HttpRequest, actor: Actor, device_id: UUID) -> HttpResponse:
    """Take a device out of use."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        device_services.revoke_device(by=actor, device_id=device_id, now=clock.now())
    except ObjectDoesNotExist:
        raise Http404("There is no such device here.") from None
    return redirect("devices")


def pin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Set one's own PIN on this device."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    device = devices.device_with(request.COOKIES.get(DEVICE_COOKIE, ""))
    if device is None or device.site_id != actor.site_id:
        messages.error(request, HERE)
        return redirect("devices")
    try:
        device_services.set_pin(by=actor, device_id=device.id, pin=request.POST.get("pin", ""), now=clock.now())
        messages.success(request, "Your PIN is set on this device.")
    except ValidationError as problem:
        messages.error(request, problem.messages[0])
    return redirect("devices")


def open_room(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """Open this device for one dosing session. The person's sign-in ends: from now on the device is the room."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    device = devices.device_with(request.COOKIES.get(DEVICE_COOKIE, ""))
    if device is None or device.site_id != actor.site_id:
        messages.error(request, HERE)
        return redirect("devices")
    try:
        tablets.open_on_device(by=actor, session_id=session_id, device_id=device.id, now=clock.now())
    except RefusedError as problem:
        raise Http404(str(problem)) from None
    logout(request)
    return redirect(reverse("room", kwargs={"session_id": session_id}))
