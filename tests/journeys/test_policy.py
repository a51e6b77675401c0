"""The content policy as a visitor's browser meets it: nothing is let past it, and what is live works under it.

That no page has anything refused is seen in ``test_every_page.py``.

Hazards: HZ-14.
"""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.journeys.browser import context, listened, sign_in
from tests.journeys.dosing_cast import session_at
from tests.journeys.server import Server

from openkap.gateways import clock

pytestmark = pytest.mark.journey


def test_the_policy_stands_and_the_listener_hears_it(browser: Browser, server: Server, clinic: SimpleNamespace) -> None:
    """Otherwise the silence below would prove nothing."""
    page = context(browser, policy=True).new_page()
    said = listened(page)
    page.goto(f"{server.url}/")
    assert said == []
    page.evaluate("document.body.append(document.createElement('style'))")
    page.evaluate("document.querySelector('body > style').textContent = 'p { color: red }'")
    assert [one for one in said if "Content Security Policy" in one]


def test_the_room_works_under_the_policy(browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any) -> None:
    session = session_at(clinic, ada, 32)
    opened = context(browser, "tablet", policy=True)
    sign_in(opened, server.url, clinic.sam.id)
    page = opened.new_page()
    said = listened(page)
    page.goto(f"{server.url}/rooms/{session.id}/")
    expect(page.locator("[data-sync]")).to_contain_text("All saved")
    page.get_by_role("button", name="Emergency").click()
    expect(page.locator(".alertcard h2")).to_contain_text("Help was called")
    page.goto(f"{server.url}/board/")
    expect(page.locator(".tile")).to_have_attribute("data-state", "alert")
    assert said == []


def test_a_form_works_under_the_policy(browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any) -> None:
    from openkap.records.assessments import links
    from openkap.records.assessments.selectors import scores

    sent = links.assign(
        by=clinic.noor, patient=ada, instruments=("gad-7",), good_for=timedelta(days=7), with_code=False,
        now=clock.now(),
    )  # fmt: skip
    page = context(browser, "phone", policy=True).new_page()
    said = listened(page)
    page.goto(f"{server.url}/q/{sent.token}")
    for label, value in (("Day", "2"), ("Month", "5"), ("Year", "1984")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Start").click()
    for number in range(1, 8):
        expect(page.get_by_text(f"Question {number} of").first).to_be_visible()
        page.locator("[data-question]:not([hidden])").get_by_label("Several days", exact=True).check()
        page.get_by_role("button", name="Next").click()
    expect(page.locator("[data-question='q7']:not([hidden])")).to_have_count(0)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. You are done.")).to_be_visible()
    assert said == []
    (score,) = scores(ada.id)
    assert (score.pin.id, score.score) == ("gad-7", 7), "every tap reached the clinic"
