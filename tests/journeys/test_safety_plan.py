"""The person's own safety plan, in English and, once signed, in Spanish: readable on every screen, axe clean."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.journeys.browser import axe, context, look, small_targets, theme, tiny_text, too_wide
from tests.journeys.server import Server

from openkap.content import catalogue
from openkap.gateways import clock
from openkap.records.accounts.translations import sign_translation
from openkap.records.assessments import links
from openkap.records.safety import risk

pytestmark = pytest.mark.journey
SPANISH = ("safety-plan-es", "stanley-brown-es", "help-panel-es")
WIDTHS = (390, 820, 1280)
OWN = "Talk to my sister, and walk to the harbour."


@pytest.fixture
def environment(shared_keys: dict[str, str]) -> dict[str, str]:
    return shared_keys


@pytest.fixture
def link(server: Server, clinic: SimpleNamespace, ada: Any) -> str:
    """A link of Ada's, who has a plan to read; its Spanish is signed."""
    now = clock.now()
    for id_ in SPANISH:
        pin = catalogue.entry("translations", id_).pin
        sign_translation(by=clinic.noor, pin=pin, language="es", reads_both="Grew up with both.", now=now)
    steps = {step.id: OWN for step in risk.shape_in_force().steps}
    risk.write_plan(by=clinic.noor, patient_id=ada.id, steps=steps, shown=True, copy_given=True, now=now)
    day = timedelta(days=1)
    sent = links.assign(by=clinic.noor, patient=ada, instruments=("gad-7",), good_for=day, with_code=False, now=now)
    return sent.token


@pytest.mark.parametrize("width", WIDTHS)
def test_the_plan_is_read_in_either_language(server: Server, browser: Browser, link: str, width: int) -> None:
    opened = context(browser, "phone")
    page = opened.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{server.url}/q/{link}")
    for name, value in (("day", "2"), ("month", "5"), ("year", "1984")):
        page.locator(f"[name={name}]").fill(value)
    page.locator("main form button").first.click()
    for lang, title in (("en", "My safety plan"), ("es", "Mi plan de seguridad")):
        page.goto(f"{server.url}/my-plan/?lang={lang}")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.get_by_text(OWN)).to_have_count(7)
        faults = [*too_wide(page), *small_targets(page), *tiny_text(page)]
        for dim in ("light", "dim"):
            theme(page, dim)
            look(page, f"my-plan-{lang}-{width}-{dim}")
            faults += axe(page)
        assert faults == []
    page.get_by_role("link", name="Volver").click()
    expect(page.get_by_role("heading", name="Mi plan de seguridad")).to_have_count(0)
    opened.close()
