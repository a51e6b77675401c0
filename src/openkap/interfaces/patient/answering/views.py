"""The patient's pages. Each parses, calls one service, renders; whatever is wrong with a link looks the same."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from openkap.clinical.instruments.scoring import AnswerError
from openkap.gateways import clock
from openkap.interfaces.patient.answering import crisis, session
from openkap.interfaces.patient.answering.forms import BadRequestError, IdentityForm, tap, taps
from openkap.interfaces.patient.answering.screens import help_from, questions
from openkap.interfaces.patient.answering.session import private
from openkap.records.assessments import links, selectors, services
from openkap.records.patients import selectors as patients
from openkap.records.safety import selectors as safety

if TYPE_CHECKING:
    from openkap.records.assessments.models import Assignment, QuestionnaireResponse

FOLDER = "patient/answering"


@private
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask who holds the link; the right answer swaps it for a cookie."""
    now = clock.now()
    assignment = links.usable(token, now)
    if assignment is None:
        return no_link(request)
    form = IdentityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        known = links.identify(token=token, born_on=_birth_date(given), code=given["code"], now=now)
        if known is not None:
            session.begin(request, known)
            return redirect("answer")
        if links.usable(token, now) is None:
            return no_link(request)
    wrong = request.method == "POST"
    context = {"form": form, "wrong": wrong, "help": crisis.panel(safety.the_only_site(), heading=crisis.AT_ANY_TIME)}
    return render(request, f"{FOLDER}/identity.html", context, status=422 if wrong else 200)


def _birth_date(given: dict[str, int | None]) -> date | None:
    try:
        return date(given["year"] or 0, given["month"] or 0, given["day"] or 0)
    except ValueError:
        return None


def no_link(request: HttpRequest) -> HttpResponse:
    """One page for a wrong, old, revoked, locked, finished or foreign link, with help on it."""
    help_ = crisis.panel(safety.the_only_site(), heading=crisis.AT_ANY_TIME)
    return render(request, f"{FOLDER}/no_link.html", {"help": help_}, status=404)


@private
def question(request: HttpRequest) -> HttpResponseBase:
    """One question; without script its answer is posted here, with script it is already saved."""
    now = clock.now()
    assignment = session.current(request, now)
    if assignment is None:
        return no_link(request)
    if links.shares_plan(assignment):
        return redirect("mine")
    if request.method == "POST":
        return _take(request, assignment)
    if patients.under_effect(assignment.patient_id):
        return render(request, f"{FOLDER}/paused.html", frame_of(assignment), status=409)
    response = selectors.next_response(assignment)
    if response is None:
        return no_link(request)
    return _show(request, assignment, response, request.GET.get("at", ""))


def frame_of(assignment: "Assignment") -> dict[str, Any]:
    """What every page of a link shows: the clinic, until when the link works, and help."""
    site = assignment.patient.site
    help_ = crisis.panel(site, heading=crisis.AT_ANY_TIME, plan=crisis.plan_address(assignment))
    return {"clinic_name": site.name, "until": assignment.expires_at, "help": help_}


def _show(
    request: HttpRequest, assignment: "Assignment", response: "QuestionnaireResponse", at: str, *, told: str = ""
) -> HttpResponse:
    now, site = clock.now(), assignment.patient.site
    definition = services.definition_of(response)
    put = questions(definition, selectors.latest_answers(response))
    open_items = selectors.open_items(response)
    first_open = next((q.number for q in put if q.item["id"] in open_items), len(put) + 1)
    here = min(int(at), len(put) + 1) if at.isascii() and at.isdigit() and int(at) > 0 else first_open
    nobody = crisis.cover_words(site, now) if definition.can_alert else ""
    frame = frame_of(assignment)
    context = frame | {
        "questions": put,
        "here": here,
        "before": here - 1,
        "after": here + 1,
        "total": len(put),
        "words": f"Question {here} of {len(put)}",
        "left_out": len([q for q in put if q.item["id"] in open_items and not definition.item(q.item["id"]).optional]),
        "response": response,
        "proof": session.proof(request),
        "nonce": uuid4(),
        "nobody": nobody,
        "told": told,
        "help": crisis.panel(site, heading=crisis.AFTER_AN_ANSWER, told=told or nobody, plan=frame["help"]["plan"]),
        "percent": 100 * (here - 1) // len(put),
    }
    return render(request, f"{FOLDER}/{'question' if here <= len(put) else 'review'}.html", context)


def _take(request: HttpRequest, assignment: "Assignment") -> HttpResponseBase:
    if not session.is_proved(request, request.POST.get("proof", "")):
        return no_link(request)
    now = clock.now()
    try:
        response_id, given = tap(request, now)
        services.save_answers(
            by=links.patient_actor(assignment), assignment=assignment, response_id=response_id, answers=given, now=now
        )
    except (services.ClosedError, services.PausedError, BadRequestError, AnswerError):
        return redirect("answer")
    at = request.POST.get("at", "")
    response = selectors.next_response(assignment)
    if response is not None and given:
        limit = help_from(services.definition_of(response), given[0].item)
        if limit is not None and given[0].value >= limit:
            return _show(request, assignment, response, at, told=crisis.told(assignment, now))
    following = int(at) + 1 if at.isascii() and at.isdigit() else ""
    return redirect(f"{reverse('answer')}?at={following}")


@private
def save(request: HttpRequest) -> HttpResponseBase:
    """Taps of a page with script. Answers in words that the page shows; nothing is half-saved."""
    now = clock.now()
    assignment = session.current(request, now)
    if assignment is None or not session.is_proved(request, request.headers.get("X-Proof", "")):
        return JsonResponse({"saved": False, "why": "ended"}, status=404)
    try:
        response_id, given = taps(request)
        services.save_answers(
            by=links.patient_actor(assignment), assignment=assignment, response_id=response_id, answers=given, now=now
        )
    except services.PausedError:
        return JsonResponse({"saved": False, "why": "paused"}, status=409)
    except services.ClosedError:
        return JsonResponse({"saved": False, "why": "ended"}, status=404)
    except (BadRequestError, AnswerError):
        return JsonResponse({"saved": False, "why": "refused"}, status=422)
    return JsonResponse({"saved": True, "told": crisis.told(assignment, now)})


@private
def finish(request: HttpRequest) -> HttpResponseBase:
    """The person is done with this form; the next one follows, or thanks."""
    now = clock.now()
    assignment = session.current(request, now)
    if assignment is None or not session.is_proved(request, request.POST.get("proof", "")):
        return no_link(request)
    response = selectors.next_response(assignment)
    if response is None:
        return no_link(request)
    try:
        services.close_response(
            by=links.patient_actor(assignment), assignment=assignment, response_id=response.id, now=now
        )
    except (services.ClosedError, services.PausedError):
        return redirect("answer")
    if selectors.next_response(assignment) is not None:
        return redirect("answer")
    session.end(request)
    return render(request, f"{FOLDER}/done.html", frame_of(assignment))


@private
def help_now(request: HttpRequest) -> HttpResponseBase:
    """Crisis help, for anybody, without a word about anyone."""
    assignment = session.current(request, clock.now())
    site = assignment.patient.site if assignment else safety.the_only_site()
    lang, plan = request.GET.get("lang", "en"), crisis.plan_address(assignment)
    help_ = crisis.panel(site, heading=crisis.AT_ANY_TIME, plan=plan, lang=lang)
    context = {"help": help_, "back": assignment is not None, "unsigned": lang not in {"en", help_["lang"]}}
    return render(request, f"{FOLDER}/help.html", context)
