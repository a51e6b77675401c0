"""The unresolved risks of the person in the room. The room's tablet shows them; only a person resolves one."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from openkap.gateways import clock
from openkap.interfaces.components.wording import clock as at_clock
from openkap.interfaces.components.wording import open_for
from openkap.interfaces.monitor.opening import opened
from openkap.interfaces.monitor.signing import signer, signers
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.dosing import selectors, services
from openkap.records.safety import selectors as safety

LEVELS = (("none", "None found"), ("low", "Low"), ("moderate", "Moderate"), ("high", "High"))


def resolve_risk(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    """Each risk with its form; posting keeps level, plan and what was done, by the person who confirms themselves."""
    session, now, refusal = opened(actor, session_id), clock.now(), ""
    if request.method == "POST":
        try:
            return _kept(request, actor, session_id)
        except PermissionDenied as error:
            refusal = str(error)
        except ValidationError as error:
            refusal = " ".join(error.messages)
        except RefusedError as error:
            refusal = str(error)
    alerts = safety.unresolved_risk(session.patient_id)
    context = {
        "watched": selectors.watched(session),
        "risks": [(alert, at_clock(alert.opened_at), open_for(alert.opened_at, now)) for alert in alerts],
        "levels": [{"value": value, "label": words} for value, words in LEVELS],
        "refusal": refusal,
        "said": request.POST,
        "signers": signers(actor),
        "actor": actor,
    }
    return render(request, "monitor/risk/risk.html", context, status=422 if refusal else 200)


def _kept(request: HttpRequest, actor: Actor, session_id: UUID) -> HttpResponse:
    now, said = clock.now(), request.POST
    by = signer(request, actor, now)
    try:
        alert_id = UUID(said.get("alert", ""))
    except ValueError:
        raise RefusedError("Choose the risk that you answer, then record it.") from None
    words = {name: said.get(name, "") for name in ("level", "plan", "what_was_done")}
    services.resolve_risk(by=by, session_id=session_id, alert_id=alert_id, now=now, **words)
    messages.success(request, f"Recorded by {by.label}. What else holds the session stands on its lists.")
    return redirect("session-risk", session_id=session_id)
