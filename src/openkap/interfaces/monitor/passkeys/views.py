"""Begin and finish the ceremony. What it proves waits in this browser's session for one signature, a minute at most."""

import json
from uuid import UUID

from django.http import HttpRequest, JsonResponse

from openkap.gateways import clock
from openkap.interfaces.monitor.passkeys.proof import PARTS, remember
from openkap.records.accounts.confirming import NotConfirmedError, ask_for_passkey, confirm_by_passkey
from openkap.records.audit.acting import Actor
from openkap.records.dosing import selectors


def begin(_request: HttpRequest, actor: Actor, session_id: UUID) -> JsonResponse:
    """What the browser asks the passkey for."""
    selectors.session_for(actor, session_id)
    return JsonResponse(ask_for_passkey())


def finish(request: HttpRequest, actor: Actor, session_id: UUID) -> JsonResponse:
    """Whose passkey it was. 200 with the name; 403 when it proves nobody who works here today."""
    selectors.session_for(actor, session_id)
    now = clock.now()
    try:
        said = dict(json.loads(request.body))
        person = confirm_by_passkey(actor, said.get("credential"), now)
    except NotConfirmedError as error:
        return JsonResponse({"refused": str(error)}, status=403)
    except (ValueError, TypeError, RecursionError):
        return JsonResponse({"refused": "The passkey could not be read. Try again."}, status=400)
    part = str(said.get("part"))
    if part not in PARTS:
        return JsonResponse({"refused": "The passkey could not be read. Try again."}, status=400)
    remember(request, session_id, part, person, now)
    return JsonResponse({"name": person.label})
