"""On a room's tablet a person signs with one touch of a passkey, and a second one attests a time with theirs."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.browser import axe, context, sign_in
from tests.journeys.dosing_cast import session_at
from tests.journeys.server import Server

pytestmark = pytest.mark.journey
PASSWORD = "a long sentence that nobody guesses"


def _passkey(page: Page, url: str, who: Any) -> None:
    """The person adds a passkey on their own sign-in, in this browser's virtual authenticator."""
    from openkap.records.accounts.models import Person

    person = Person.objects.get(id=who.id)
    person.set_password(PASSWORD)
    person.save()
    sign_in(page.context, url, who.id)
    page.goto(f"{url}/sign-in/second-factor/webauthn/add/")
    if page.get_by_label("Password").count():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/recovery-codes/**")
    page.context.clear_cookies()


def test_a_touch_attests_an_earlier_end_on_the_tablet(
    browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any
) -> None:
    from openkap.interfaces.components.pages import DEVICE_COOKIE
    from openkap.records.accounts.device_services import register_device, set_pin
    from openkap.records.dosing import tablets
    from openkap.records.dosing.models import SessionEvent

    session = session_at(clinic, ada, 42)
    now = session.heard_at
    url = server.url.replace("127.0.0.1", "localhost")
    opened = context(browser, "tablet")
    page = opened.new_page()
    devtools = opened.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    _passkey(page, url, clinic.noor)

    device, token = register_device(by=clinic.admin, label="Tablet 4", now=now)
    set_pin(by=clinic.sam, device_id=device.id, pin="730418", now=now)
    tablets.open_on_device(by=clinic.sam, session_id=session.id, device_id=device.id, now=now)
    opened.add_cookies([{"name": DEVICE_COOKIE, "value": token, "url": url}])
    dose = SessionEvent.objects.filter(session=session, type="dose").order_by("number").last()
    page.goto(f"{url}/rooms/{session.id}/entries/{dose.id}/")
    assert axe(page) == []
    page.get_by_label("Why it is corrected").fill("the clock was wrong")
    page.get_by_label("True time").fill(f"{(dose.happened_at):%H:%M}")
    page.get_by_label("Your PIN").fill("730418")
    page.get_by_label("The time they attest").fill(f"{(dose.happened_at):%H:%M}")
    page.get_by_role("button", name="Second person: your passkey").click()
    expect(page.locator("[data-passkey-part=witness] [data-said]")).to_contain_text("Noor. Now press")
    expect(page.get_by_label("Their PIN")).to_be_hidden()
    page.get_by_role("button", name="Keep the correction").click()
    page.wait_for_url(re.compile("/entries/$"))
    correction = SessionEvent.objects.get(session=session, type="correction")
    assert (correction.by_label, correction.document["witness"]) == ("Sam", "Noor")

    page.goto(f"{url}/rooms/{session.id}/entries/{dose.id}/")
    page.get_by_label("Why it is corrected").fill("again")
    page.get_by_label("True time").fill(f"{(dose.happened_at):%H:%M}")
    page.get_by_role("button", name="Sign with your passkey").click()
    expect(page.locator("[data-passkey-part=signer] [data-said]")).to_contain_text("Noor. Now press")
    page.get_by_role("button", name="Keep the correction").click()
    page.wait_for_url(re.compile("/entries/$"))
    last = SessionEvent.objects.filter(session=session, type="correction").order_by("number").last()
    assert last.by_label == "Noor"
    assert "witness" not in last.document, "a proof is used once"
