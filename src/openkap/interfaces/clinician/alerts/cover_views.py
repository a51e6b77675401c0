"""Who is on cover, and the test that a call reaches them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from openkap.gateways import clock, notify
from openkap.interfaces.clinician.alerts.forms import CodeForm, CoverForm
from openkap.records.accounts import selectors as accounts
from openkap.records.audit.acting import Actor
from openkap.records.safety import cover, selectors


def _context(actor: Actor, form: CoverForm | None = None, code: CodeForm | None = None) -> dict[str, Any]:
    now, form = clock.now(), form or _form(actor)
    return {
        "on_cover": cover.on_cover(actor.site, now),
        "unproved": cover.unproved(actor.site, now),
        "coming": selectors.coming_cover(actor, now),
        "people": form.people,
        "keeper": actor.has(*cover.KEEPERS),
        "form": form,
        "code": code or CodeForm(),
        "silent": selectors.watcher_is_silent(now),
    }


def _form(actor: Actor, data: Any = None) -> CoverForm:
    now = clock.now()
    return CoverForm(
        data,
        clinicians=cover.callable_people(actor.site, now),
        directors=accounts.people_in_role(actor.site, "director", now),
        zone=accounts.site_of(actor).zone,
    )


def show_cover(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who answers now and later, and what is still unproved."""
    return render(request, "clinician/alerts/cover.html", _context(actor))


@require_POST
def plan(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Enter a stretch of cover."""
    form = _form(actor, request.POST)
    if form.is_valid():
        named = {f"{name}_id": UUID(form.cleaned_data[name]) if form.cleaned_data[name] else None
                 for name in ("first", "second", "director")}  # fmt: skip
        try:
            cover.plan_cover(
                by=actor, starts_at=form.at("starts_at"), ends_at=form.at("ends_at"), now=clock.now(), **named
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Cover is entered.")
            return redirect("cover")
    return render(request, "clinician/alerts/cover.html", _context(actor, form=form), status=422)


@require_POST
def test_channel(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Send a code to one person."""
    try:
        cover.send_channel_test(by=actor, person_id=UUID(request.POST.get("person", "")), now=clock.now())
    except notify.NotSentError as error:
        messages.error(request, f"The test message was not sent. {error}")
    except (ValidationError, ValueError):
        messages.error(request, "The test message was not sent: choose a clinician of this site.")
    else:
        messages.success(
            request, "The test message is sent. Its receiver enters the code here, signed in as themselves."
        )
    return redirect("cover")


@require_POST
def confirm(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The receiver enters the code."""
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            cover.confirm_channel(by=actor, code=form.cleaned_data["code"], now=clock.now())
        except ValidationError as error:
            form.add_error("code", error)
        else:
            messages.success(request, "Calls reach you: this is recorded.")
            return redirect("cover")
    return render(request, "clinician/alerts/cover.html", _context(actor, code=form), status=422)
