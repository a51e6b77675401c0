"""From the referral file to a signed decision, in the browser, at both widths, by keyboard where it matters."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.journeys.browser import axe, context, look, sign_in, small_targets, theme, tiny_text, too_wide
from tests.journeys.server import Server

from openkap.gateways.referrals.samples import HOME

pytestmark = pytest.mark.journey


def sound(page: Page, name: str, size: str) -> None:
    """Looked at, light and dim, and nothing found."""
    for colours in ("dim", "light"):
        theme(page, colours)
        look(page, f"{name}-{size}-{colours}")
        assert axe(page) == [], (name, colours)
    assert small_targets(page) == [], name
    assert tiny_text(page) == [], name
    assert too_wide(page) == [], name


def import_sample(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/patients/import/")
    page.get_by_label("Referral file").set_input_files(HOME / f"{name}.json")
    page.get_by_role("button", name="Import").click()
    page.get_by_text("facts added").first.wait_for()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_referral_becomes_a_signed_decision(
    browser: Browser, server: Server, clinic: SimpleNamespace, size: str
) -> None:
    opened = context(browser, size)
    sign_in(opened, server.url, clinic.ingrid.id)
    page = opened.new_page()
    page.goto(f"{server.url}/patients/")
    sound(page, "patients-empty", size)
    import_sample(page, server.url, "alberto-atencio")
    sound(page, "import-done", size)
    page.get_by_role("link", name="Screening").last.click()
    assert page.get_by_role("heading", name="Hold").is_visible()
    sound(page, "screening", size)
    page.goto(page.url.replace("/screening/", "/facts/record/"))
    page.get_by_label("Systolic").fill("124")
    page.get_by_label("Diastolic").fill("78")
    page.get_by_label("medicine").fill("Night drops")
    sound(page, "record", size)
    page.get_by_role("button", name="Record").click()
    sound(page, "facts", size)
    page.get_by_role("link", name="Review form").click()
    sound(page, "review", size)
    first = page.get_by_role("group", name="Has an aneurysm ever been found")
    first.get_by_label("No", exact=True).focus()
    page.keyboard.press("Space")
    assert first.get_by_label("No", exact=True).is_checked()
    page.get_by_role("button", name="Keep these answers").click()
    page.get_by_text("1 answers were kept").or_(page.get_by_text("1 answer was kept")).first.wait_for()
    settle = page.get_by_role("region", name="Assess: Seizure disorder")
    settle.get_by_label("What you weighed").fill("Seizure-free for nine years on treatment")
    settle.get_by_role("button").click()
    page.get_by_role("region", name="Change: Seizure disorder").wait_for()
    page.get_by_role("link", name=re.compile("Place it.*Night drops")).last.click()
    page.get_by_label("Nothing in it matters here").check()
    page.get_by_label("How you know").fill("The label on the bottle")
    sound(page, "place", size)
    page.get_by_role("button", name="Place it").click()
    assert page.get_by_text("Not recognised").count() == 0
    page.get_by_role("button", name="Sign this decision").click()
    page.get_by_text("The decision is signed").wait_for()
    page.get_by_role("complementary").get_by_role("link", name="hold").click()
    assert page.get_by_text("Replays to the same").is_visible()
    sound(page, "decision", size)
    opened.close()


def test_a_colleague_outside_the_team_says_why(
    browser: Browser, server: Server, clinic: SimpleNamespace, ada: Any
) -> None:
    opened = context(browser, "phone")
    sign_in(opened, server.url, clinic.admin.id)
    page = opened.new_page()
    page.goto(f"{server.url}/patients/{ada.id}/facts/")
    sound(page, "reason", "phone")
    page.get_by_label("Why do you open").fill("Merging two referrals of hers")
    page.get_by_role("button", name="Open the record").click()
    assert page.get_by_role("heading", name="What is known").is_visible()
    opened.close()
