"""Item 9 from the tap to the acknowledgement, in a real browser: with a network, without one, and without script.

Hazards: HZ-14.
"""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.journeys.browser import axe, context, look, sign_in, small_targets, theme, too_wide
from tests.journeys.server import Server

from openkap.gateways import clock
from openkap.records.assessments import links
from openkap.records.patients.models import Patient
from openkap.records.safety import cover
from openkap.records.safety import selectors as safety

pytestmark = pytest.mark.journey


@pytest.fixture
def environment(shared_keys: dict[str, str]) -> dict[str, str]:
    return {**shared_keys, "OPENKAP_MAIL_URL": "memory:"}


@pytest.fixture
def on_cover(clinic: SimpleNamespace, ada: Any, mail: list[Any]) -> SimpleNamespace:
    """Sam is on cover for the next hours, Noor the second, Dov the director; each has confirmed a call."""
    now = clock.now()
    cover.plan_cover(
        by=clinic.admin, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8),
        first_id=clinic.sam.id, second_id=clinic.noor.id, director_id=clinic.dov.id, now=now,
    )  # fmt: skip
    for actor in (clinic.sam, clinic.noor, clinic.dov):
        cover.send_channel_test(by=clinic.admin, person_id=actor.id, now=now)
        cover.confirm_channel(by=actor, code=mail[-1].body.split("code is ")[1][:6], now=now)
    return clinic


def send(clinic: SimpleNamespace, ada: Any, *instruments: str) -> links.Sent:
    return links.assign(
        by=clinic.noor, patient=ada, instruments=instruments, good_for=timedelta(days=7), with_code=False,
        now=clock.now(),
    )  # fmt: skip


def begin(page: Page, server: Server, sent: links.Sent, born: str = "2 5 1984") -> None:
    page.goto(f"{server.url}/q/{sent.token}")
    for label, value in zip(("Day", "Month", "Year"), born.split(), strict=True):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Start").click()


def without_network(window: BrowserContext, page: Page) -> None:
    """The network goes once the form is there with its scripts."""
    page.locator("[data-question]").first.wait_for(state="attached")
    page.wait_for_load_state()
    window.set_offline(True)


def answer(page: Page, words: str = "Not at all") -> None:
    page.locator("[data-question]:not([hidden])").get_by_label(words, exact=True).check()
    page.get_by_role("button", name="Next").click()


def to_item_nine(page: Page) -> None:
    for number in range(1, 9):
        expect(page.get_by_text(f"Question {number} of 10").first).to_be_visible()
        answer(page)
    expect(page.get_by_text("better off dead")).to_be_visible()
    page.wait_for_load_state()


def faults(page: Page, where: str, *themes: str) -> list[str]:
    page.wait_for_load_state("networkidle")
    found = [f"{where}: {line}" for line in (*small_targets(page), *too_wide(page))]
    for name in themes or ("light", "dim"):
        theme(page, name)
        found += [f"{where} {name}: {line}" for line in axe(page)]
        look(page, f"measure-{where}-{name}")
    return found


def test_from_the_tap_to_the_acknowledgement(
    server: Server, browser: Browser, on_cover: SimpleNamespace, ada: Patient
) -> None:
    sent = send(on_cover, ada, "phq-9")
    phone = context(browser, "phone").new_page()
    begin(phone, server, sent)
    assert sent.token not in phone.url
    to_item_nine(phone)
    phone.get_by_label("Several days").last.check()
    expect(phone.get_by_text("You do not have to carry this alone.")).to_be_visible()
    expect(phone.get_by_text("Sam, who is on duty, can see this answer")).to_be_visible()
    expect(phone.locator(".saved")).to_have_attribute("data-state", "saved")
    assert len(safety.unresolved_risk(ada.id)) == 1

    desk = context(browser)
    sign_in(desk, server.url, on_cover.sam.id)
    staff = desk.new_page()
    staff.goto(f"{server.url}/cover/")
    expect(staff.get_by_text("1 alert waits for an answer.")).to_be_visible()
    staff.get_by_role("link", name="Open alerts").first.click()
    staff.get_by_role("link", name="PHQ-9 item q9 = 1").click()
    staff.get_by_role("button", name="Take it").click()
    expect(staff.get_by_text("1 alert waits for an answer.")).not_to_be_visible()
    staff.get_by_label("Low").check()
    staff.get_by_label("Plan").fill("Safety plan reviewed. Call on Friday.")
    staff.get_by_label("What was done").fill("Called at once; she is with her sister.")
    staff.get_by_role("button", name="Record and resolve").click()
    expect(staff.get_by_text("Nothing waits")).to_be_visible()
    assert safety.unresolved_risk(ada.id) == []

    phone.get_by_role("button", name="Next").click()
    expect(phone.get_by_text("how difficult have these problems made it")).to_be_visible()
    answer(phone, "Somewhat difficult")
    expect(phone.get_by_text("That was the last question")).to_be_visible()
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("Thank you. You are done.")).to_be_visible()


# guards HZ-16, HZ-14
def test_without_network_help_opens_at_once_and_the_answer_is_kept_and_sent_later(
    server: Server, browser: Browser, on_cover: SimpleNamespace, ada: Patient
) -> None:
    sent = send(on_cover, ada, "phq-9")
    window = context(browser, "phone")
    phone = window.new_page()
    begin(phone, server, sent)
    for _ in range(7):
        answer(phone)
    without_network(window, phone)
    answer(phone)
    expect(phone.get_by_text("better off dead")).to_be_visible()
    phone.get_by_label("Nearly every day").last.check()
    expect(phone.get_by_role("link", name="Call 024")).to_be_visible(timeout=500)
    expect(phone.get_by_text("Not sent yet. Kept on this phone.")).to_be_visible()
    assert safety.unresolved_risk(ada.id) == []

    phone.close()  # the person puts the phone away, and opens the link again with a network
    window.set_offline(False)
    again = window.new_page()
    begin(again, server, sent)
    expect(again.locator(".saved")).to_have_attribute("data-state", "saved")
    again.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('openkap.unsent'))")
    (alert,) = safety.unresolved_risk(ada.id)
    assert alert.urgency == "emergency"


def test_the_network_coming_back_sends_what_was_kept(
    server: Server, browser: Browser, on_cover: SimpleNamespace, ada: Patient
) -> None:
    window = context(browser, "phone")
    phone = window.new_page()
    begin(phone, server, send(on_cover, ada, "asq"))
    without_network(window, phone)
    phone.get_by_role("link", name="I need help now").click()
    expect(phone.get_by_role("link", name="Call 024")).to_be_visible(timeout=500)
    phone.get_by_label("Yes").first.check()
    expect(phone.get_by_text("Not sent yet. Kept on this phone.")).to_be_visible()
    window.set_offline(False)
    expect(phone.get_by_text("Sam, who is on duty, can see this answer")).to_be_visible()
    assert len(safety.unresolved_risk(ada.id)) == 1
    for _ in range(3):
        phone.get_by_role("button", name="Next").click()
        phone.locator("[data-question]:not([hidden])").get_by_label("No").check()
    phone.get_by_role("button", name="Next").click()
    expect(phone.get_by_text("right now?")).to_be_visible()


# guards HZ-16
def test_without_script_help_opens_and_the_form_ends(
    server: Server, browser: Browser, on_cover: SimpleNamespace, ada: Patient
) -> None:
    phone = context(browser, "phone", java_script_enabled=False).new_page()
    begin(phone, server, send(on_cover, ada, "phq-9"))
    for _ in range(8):
        answer(phone)
    answer(phone, "Several days")
    expect(phone.get_by_text("Sam, who is on duty, can see this answer")).to_be_visible()
    assert len(safety.unresolved_risk(ada.id)) == 1
    phone.get_by_role("link", name="Next").click()
    answer(phone, "Very difficult")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("Thank you. You are done.")).to_be_visible()


def test_the_pages_are_clean_on_a_phone_and_at_a_desk(
    server: Server, browser: Browser, on_cover: SimpleNamespace, ada: Patient
) -> None:
    found = []
    sent = send(on_cover, ada, "phq-9", "asq")
    for size in ("narrow", "phone"):
        phone = context(browser, size).new_page()
        phone.goto(f"{server.url}/q/{sent.token}")
        found += faults(phone, f"identity-{size}")
        begin(phone, server, sent, "3 5 1984")
        found += faults(phone, f"wrong-{size}")
        phone.goto(f"{server.url}/q/nothing")
        found += faults(phone, f"no-link-{size}")
        phone.goto(f"{server.url}/help/")
        found += faults(phone, f"help-{size}")
        begin(phone, server, sent)
        found += faults(phone, f"question-{size}")
        phone.goto(f"{server.url}/answer/?at=9")
        phone.get_by_label("Several days").last.check()
        expect(phone.get_by_text("You do not have to carry this alone.")).to_be_visible()
        found += faults(phone, f"item-9-{size}")
        phone.goto(f"{server.url}/answer/?at=11")
        found += faults(phone, f"review-{size}")
    alert = safety.unresolved_risk(ada.id)[0]
    for size in ("phone", "desktop"):
        desk = context(browser, size)
        sign_in(desk, server.url, on_cover.dov.id)
        staff = desk.new_page()
        pages = {"alerts": "alerts/", "alert": f"alerts/{alert.id}/", "cover": "cover/"}
        for name, address in (pages | {"questionnaires": f"patients/{ada.id}/questionnaires/"}).items():
            staff.goto(f"{server.url}/{address}")
            found += faults(staff, f"{name}-{size}")
        staff.get_by_label("GAD-7").check()
        staff.get_by_role("button", name="Make a link", exact=True).click()
        expect(staff.get_by_text("It is shown only now.")).to_be_visible()
        found += faults(staff, f"link-{size}")
    assert found == [], "\n".join(sorted({line.split(": ", 1)[1] for line in found}))
