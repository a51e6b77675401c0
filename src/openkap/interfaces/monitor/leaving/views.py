"""The list before the dose, the list before leaving, how a session ends otherwise, and the paper to take home."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from openkap.clinical.monitoring.leaving import leaving
from openkap.clinical.monitoring.lists import rows_before_dose
from openkap.clinical.monitoring.transition import facts_of
from openkap.gateways import clock
from openkap.interfaces.components.paper import paper
from openkap.interfaces.monitor.entries import keep
from openkap.interfaces.monitor.leaving.readmodel import fields, lines, local_words
from openkap.interfaces.monitor.opening import behind, opened
from openkap.interfaces.monitor.signing import signer, signers
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.dosing import gates, giving, selectors

ENDINGS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "left-against-advice": (
        "Left against advice",
        (
            ("because", "Why the person leaves, in their words"),
            ("capacity", "Capacity: who judged it, and how"),
            ("risks_explained", "Which risks were explained"),
            ("told", "Which prescriber was told"),
            ("leaves_with", "With whom, and how, the person leaves"),
        ),
    ),
    "transferred": (
        "Transferred to emergency care",
        (("to", "Where to"), ("handed_to", "Who took over"), ("because", "Why")),
    ),
    "stopped-before-dose": (
        "Stopped before dose",
        (("because", "Why no dose is given today"), ("decided_by", "Who decided")),
    ),
    "died": ("Died", (("certified_by", "Who certified the death"), ("told", "Who was told"))),
}


def before_dose(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """Every row of the list before the dose, with what is missing."""
    watched, now = selectors.watched(opened(actor, session_id)), clock.now()
    plan = watched.plan
    found = rows_before_dose(plan, watched.events, watched.state.readings, now)
    missing = giving.missing_to_give(watched.session, plan, watched.state, watched.events, now, now)
    context = {
        "watched": watched,
        "lines": lines(plan.before_dose, found),
        "fields": fields(watched, plan.before_dose, now, before_dose=True),
        "missing": missing,
        "kind": "baseline",
        "signers": signers(actor),
        "actor": actor,
    }
    return render(request, "monitor/leaving/before.html", context)


def before_leaving(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """Every row of the list before leaving, what is missing in words, and the signature."""
    watched, now = selectors.watched(opened(actor, session_id)), clock.now()
    found = leaving(watched.plan, facts_of(watched.plan, watched.events), now)
    further = gates.missing_to_leave(watched.session, watched.plan, watched.events, now)
    owed = [s for s in watched.state.slots if s.required and s.taken_at is None and not s.because]
    context = {
        "watched": watched,
        "lines": lines(watched.plan.discharge, found.rows),
        "fields": fields(watched, watched.plan.discharge, now, before_dose=False),
        "missing": local_words((*found.missing, *further)),
        "owed": [s for s in owed if s.due_at < now],
        "kind": "observation",
        "signers": signers(actor),
        "actor": actor,
    }
    return render(request, "monitor/leaving/leaving.html", context)


def answer_row(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """Keep the answer to a row; a prescriber's decision on a held one; or why an observation was not taken."""
    said, now = request.POST, clock.now()
    back = "before-leaving" if said.get("list") == "leaving" else "before-dose"
    try:
        behind(actor, session_id)
        if said.get("decision"):
            by = signer(request, actor, now)
            keep(by, session_id, "prescriber-decision", now, item=said.get("item"), because=said.get("because"))
        elif said.get("slot"):
            keep(actor, session_id, "not-taken", now, slot=said.get("slot"), because=said.get("because"))
        else:
            names = ("item", "answer", "because", "detail", "name", "phone")
            keep(actor, session_id, "check", now, **{name: said.get(name, "").strip() for name in names})
    except RefusedError as error:
        messages.error(request, str(error))
    return redirect(back, session_id=session_id)


def sign_leaving(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """Sign the discharge; while anything is missing it is refused with what."""
    now = clock.now()
    behind(actor, session_id)
    try:
        by = signer(request, actor, now)
        keep(by, session_id, "discharged", now, signed_by=by.label)
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("before-leaving", session_id=session_id)
    return redirect("session-ended", session_id=session_id)


def end_otherwise(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """The other endings, each with the facts that it needs. None of them is a discharge."""
    watched, now, refusal = selectors.watched(opened(actor, session_id)), clock.now(), ""
    if request.method == "POST":
        type_ = request.POST.get("ending", "")
        if type_ not in ENDINGS:
            raise Http404("There is no such ending.")
        facts: dict[str, Any] = {name: request.POST.get(name, "").strip() for name, _ in ENDINGS[type_][1]}
        try:
            keep(signer(request, actor, now), session_id, type_, now, **facts)
            return redirect("session-ended", session_id=session_id)
        except RefusedError as error:
            refusal = str(error)
    shown = {k: v for k, v in ENDINGS.items() if (k == "stopped-before-dose") is not bool(watched.state.given.all)}
    context = {"watched": watched, "endings": shown, "refusal": refusal, "signers": signers(actor), "actor": actor}
    return render(request, "monitor/leaving/endings.html", context)


def show_ended(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """How the session ended, and the paper to take home."""
    watched = selectors.watched(opened(actor, session_id))
    return render(request, "monitor/leaving/ended.html", {"watched": watched})


def leaving_paper(_request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """The paper that goes home: no driving until the next day after sleep, who fetches, whom to call."""
    watched = selectors.watched(opened(actor, session_id))
    escort = [e for e in watched.events if e.type == "check" and e.text("item") == "escort"]
    site = watched.session.site
    context = {"watched": watched, "escort": escort[-1] if escort else None, "clinic_name": site.name, "site": site}
    pdf = paper("monitor/leaving/paper.html", context)
    return HttpResponse(pdf, content_type="application/pdf", headers={"Cache-Control": "no-store"})
