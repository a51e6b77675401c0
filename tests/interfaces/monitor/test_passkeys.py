"""What a passkey proved counts once, for its part, in its session, for a minute; what proves nothing opens nothing."""

import json
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.urls import reverse
from tests.interfaces.monitor.test_pages import browser, post, session, tablet
from tests.sessions import minutes

from openkap.gateways import clock
from openkap.interfaces.monitor.passkeys.proof import remember, take
from openkap.records.dosing.models import SessionEvent

__all__ = ["session", "tablet"]


NOBODYS = '{"part": "signer", "credential": {"response": {"userHandle": "AA"}}}'


@pytest.mark.parametrize("body", ["", "[]", "{}", NOBODYS, '{"part": "signer", "credential": {"response": 3}}'])
def test_what_is_no_passkey_is_refused_in_words(session: Any, tablet: Any, now: datetime, body: str) -> None:
    with clock.frozen(now + minutes(60)):
        asked = tablet.post(reverse("passkey-begin", args=[session.id])).json()
        assert asked["publicKey"]["userVerification"] == "required"
        answer = tablet.post(reverse("passkey-finish", args=[session.id]), body, content_type="application/json")
        other = tablet.post(reverse("passkey-begin", args=[uuid4()]))
    assert answer.status_code in {400, 403}
    assert "Try again" in json.loads(answer.content)["refused"]
    assert other.status_code == 404
    refused = post(tablet, "end-otherwise", session, now + minutes(61), ending="transferred", to="A", handed_to="B",
                   because="C")  # fmt: skip
    assert "Show your passkey" in refused.content.decode()
    assert not SessionEvent.objects.filter(type="transferred").exists()


def _request(session_id: Any) -> Any:
    request = RequestFactory().post("/")
    request.session = {}
    request.resolver_match = SimpleNamespace(kwargs={"session_id": session_id})
    return request


def test_a_proof_counts_once_in_its_session_for_a_minute(clinic: SimpleNamespace, now: datetime) -> None:
    here = uuid4()
    request = _request(here)
    remember(request, here, "witness", clinic.noor, now)
    assert take(request, "signer", clinic.noor.site, now) is None
    assert take(request, "witness", clinic.noor.site, now).id == clinic.noor.id
    assert take(request, "witness", clinic.noor.site, now) is None
    remember(request, here, "witness", clinic.noor, now)
    assert take(request, "witness", clinic.noor.site, now + timedelta(seconds=61)) is None
    remember(request, uuid4(), "witness", clinic.noor, now)
    assert take(request, "witness", clinic.noor.site, now) is None
    remember(request, here, "witness", clinic.noor, now)
    assert take(request, "witness", clinic.wei.site, now) is None


def test_a_signed_in_nurse_sees_no_passkey_for_herself(session: Any, clinic: SimpleNamespace, now: datetime) -> None:
    (dose,) = SessionEvent.objects.filter(type="dose")
    with clock.frozen(now + minutes(60)):
        page = browser(clinic.sam).get(reverse("correct-entry", args=[session.id, dose.id])).content.decode()
    assert 'data-passkey-part="witness"' in page
    assert 'data-passkey-part="signer"' not in page
