"""Every page of every role: no error, axe clean, large enough, no sideways scroll; phone and desktop, light and dim.

The content policy stands, as for a visitor: what a page had refused is an error of it. Hazards: HZ-14.
"""

import os
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from tests.cohorts import score, treat, unanswered
from tests.journeys.addresses import Address, addresses
from tests.journeys.browser import (
    COLOUR,
    axe,
    context,
    listened,
    look,
    sign_in,
    small_targets,
    theme,
    tiny_text,
    too_wide,
)
from tests.journeys.server import Server

from openkap.gateways import clock
from openkap.records.assessments import links

pytestmark = pytest.mark.journey
ROLES = ("anyone", "prescriber", "nurse", "therapist", "director", "administrator")


def all_faults(opened: BrowserContext, url: str, looked_at: list[Address], size: str) -> list[str]:
    """What is wrong with these pages, each in a tab of its own; the window is closed."""
    faults: list[str] = []
    for address in looked_at:
        page = opened.new_page()
        faults += faults_of(page, url, address, size)
        page.close()
    opened.close()
    return faults


def faults_of(page: Page, url: str, address: Address, size: str) -> list[str]:
    """What is wrong with one page in either theme, each line with its name."""
    said = listened(page)
    try:
        answer = page.goto(url + address.path, wait_until="load")
    except Error:  # nothing to show, so what did it answer?
        asked = page.context.request.get(url + address.path, max_redirects=0)
        if asked.status in {302, 405} or "html" not in asked.headers.get("content-type", ""):
            return []  # it takes a form, leads elsewhere, or is a file
        raise
    assert answer is not None
    if answer.request.redirected_from or "html" not in answer.headers.get("content-type", ""):
        return []  # it leads elsewhere, or is no page
    if not answer.text().lstrip().lower().startswith("<!doctype"):
        return []  # a piece of a page
    if answer.status == 404 and "anyone" in address.roles:
        return []  # a patient's page, which without its cookie answers that there is no such page
    expect(page.locator("[data-running]")).to_have_count(0, timeout=120_000)  # it still works out its answer
    found = [f"answers {answer.status}"] if answer.status >= 400 else []
    found += too_wide(page) + said.copy()  # before the checker, which the policy may hinder
    found += [f"small target {t}" for t in small_targets(page)] + [f"tiny text {t}" for t in tiny_text(page)]
    for shown, rules in (("light", None), ("dim", COLOUR)):
        theme(page, shown)
        found += [f"{shown}: {fault}" for fault in axe(page, rules)]
        if "OPENKAP_LOOKS" in os.environ:
            look(page, f"{address.name}-{size}-{shown}")
    return [f"{address.name} ({address.path}): {fault}" for fault in found]


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of(role: str, size: str, browser: Browser, world: SimpleNamespace) -> None:
    """A page that several roles share is looked at once, by the first of them."""
    opened = context(browser, size, policy=True)
    if role != "anyone":
        sign_in(opened, world.server.url, world.people[role])
    first = [a for a in addresses(role) if next(r for r in ROLES if r in a.roles) == role]
    faults = all_faults(opened, world.server.url, first, size)
    assert faults == [], "\n" + "\n".join(faults)


@pytest.mark.parametrize("size", ["phone", "tablet", "desktop"])
def test_every_page_behind_the_link_to_a_plan(
    size: str, browser: Browser, world: SimpleNamespace, clinic: SimpleNamespace
) -> None:
    """What the sweep above finds closed: the person's own pages, with the cookie that their link gave."""
    opened, url = context(browser, size), world.server.url
    token = link_of_somebody_measured(clinic)
    opened.request.post(f"{url}/q/{token}", form={"day": "1", "month": "1", "year": "1980"})
    stranger = context(browser, size)
    own = [a for a in addresses("anyone") if answer_of(stranger, url, a) == 404 and answer_of(opened, url, a) == 200]
    stranger.close()
    assert {"mine", "mine-scores"} <= {address.name for address in own}
    faults = all_faults(opened, url, own, f"link-{size}")
    assert faults == [], "\n" + "\n".join(faults)


def answer_of(opened: BrowserContext, url: str, address: Address) -> int:
    """With which status a page answers this window."""
    return opened.request.get(url + address.path, max_redirects=0).status


def link_of_somebody_measured(clinic: SimpleNamespace) -> str:
    """The token of a link to the plan of a person with two forms over two months, one of them once unanswered."""
    now = clock.now()
    person = treat(clinic, now - timedelta(days=60), ((-1, 20), (7, 15), (14, 12), (28, 8), (56, 9)))
    for day, value in ((-1, 14), (28, 15)):
        score(person, "gad-7", now - timedelta(days=60 - day), value)
    unanswered(person, "phq-9", now - timedelta(days=18))
    good_for = timedelta(days=7)
    return links.share_plan(by=clinic.noor, patient=person, good_for=good_for, with_code=False, now=now).token


@pytest.fixture
def world(server: Server, clinic: SimpleNamespace, ada: Any, now: Any) -> SimpleNamespace:
    """The standing cast with one of each thing that a page is about."""
    from openkap.clinical.signals import SafetySignal, Urgency
    from openkap.records.safety import services as safety

    signal = SafetySignal(
        "suicidal-ideation", Urgency.URGENT, timedelta(minutes=30), "PHQ-9 item 9 is 1", "phq-9@1.0.0"
    )
    safety.open_alert(by=clinic.sam, patient_id=ada.id, signal=signal, source="test:1", now=now)
    people = {"prescriber": clinic.ingrid.id, "nurse": clinic.sam.id, "therapist": clinic.noor.id,
              "director": clinic.dov.id, "administrator": clinic.admin.id}  # fmt: skip
    return SimpleNamespace(server=server, people=people)
