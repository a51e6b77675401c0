"""The site's switch for doses at home: what the law on file says, who signed, and what is missing."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from openkap.clinical.protocols.home import SIGNERS
from openkap.gateways import clock
from openkap.interfaces.clinician.athome.forms import CloseForm, SwitchForm
from openkap.interfaces.components.posting import carried_out, sent, status
from openkap.records.audit.acting import Actor
from openkap.records.treatment import homeswitch

FORM = "clinician/athome/switch_form.html"


def show_switch(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whether doses at home are on, why not, every signature, and what everybody should read first."""
    now = clock.now()
    context = {
        "lines": homeswitch.switch_lines(actor.site, now),
        "signatures": homeswitch.signatures(actor.site),
        "may_sign": actor.has(*SIGNERS),
    }
    return render(request, "clinician/athome/switch.html", context)


def sign(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Sign as director or as prescriber."""
    form = SwitchForm(sent(request), roles=_roles(actor))
    protocol = homeswitch.home_protocols()[0].pin.id

    def keep() -> None:
        homeswitch.sign_switch(by=actor, protocol_id=protocol, now=clock.now(), **form.cleaned_data)

    if carried_out(form, keep):
        return redirect("home-switch")
    lead = "A director and another person who prescribes both sign. Either of them closes it alone, at any moment."
    context = {"form": form, "heading": "Sign for doses at home", "action": "Sign", "lead": lead}
    return render(request, FORM, context, status=status(form))


def close(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Take a signature back."""
    form = CloseForm(sent(request), roles=_roles(actor))
    protocol = homeswitch.home_protocols()[0].pin.id

    def keep() -> None:
        homeswitch.close_switch(by=actor, protocol_id=protocol, now=clock.now(), **form.cleaned_data)

    if carried_out(form, keep):
        return redirect("home-switch")
    lead = "From this moment nothing is ordered or released for home. Call whoever has a dose there."
    context = {"form": form, "heading": "Close doses at home", "action": "Close", "lead": lead}
    return render(request, FORM, context, status=status(form))


def _roles(actor: Actor) -> list[str]:
    return [role for role in SIGNERS if actor.has(role)]
