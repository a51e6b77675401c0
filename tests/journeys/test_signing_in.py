"""A new member of staff chooses a password, adds a passkey with a virtual authenticator, and signs in with it alone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.journeys.browser import axe, context, small_targets, too_wide
from tests.journeys.server import Server

pytestmark = pytest.mark.journey
PASSWORD = "a long sentence that nobody guesses"


def _newcomer(db: Path) -> str:
    """An administrator of a new clinic, and the path of their link."""
    from openkap.interfaces.cli import _prepare

    return _prepare.first_site("Harbour clinic", "Europe/Madrid", "eu", "Ines Roca", "ines@example.org")


def _clean(page: Page) -> None:
    page.wait_for_load_state("load")  # its styles too
    assert axe(page) == []
    assert small_targets(page) == []
    assert too_wide(page) == []


def test_from_the_link_to_a_passkey(browser: Browser, server: Server, db: Path) -> None:
    opened = context(browser, "phone")
    page = opened.new_page()
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    page.goto(server.url.replace("127.0.0.1", "localhost") + _newcomer(db))
    _clean(page)
    page.get_by_label("New Password", exact=True).fill(PASSWORD)
    page.get_by_label("New Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Choose it").click()
    page.get_by_role("link", name="Sign in").click()
    _clean(page)
    page.get_by_label("Email").fill("ines@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(server.url.replace("127.0.0.1", "localhost") + "/people/")
    assert "Set up a second step first" in page.inner_text("main")
    _clean(page)

    devtools = opened.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    _clean(page)
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/recovery-codes/**")
    page.goto(server.url.replace("127.0.0.1", "localhost") + "/people/")
    assert "Ines Roca" in page.inner_text("main")
    _clean(page)

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(server.url.replace("127.0.0.1", "localhost") + "/devices/")
    assert "Devices" in page.inner_text("h1")
    _clean(page)
    assert refused == []
