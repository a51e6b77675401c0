"""The whole course on a real referral: from the file to a sealed integration note, in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.journeys.browser import axe, kept
from tests.journeys.course_cast import Clinic, make_ready
from tests.journeys.server import ROOT, Server

pytestmark = pytest.mark.journey
MILAN = ROOT / "src/openkap/gateways/referrals/samples/milan-beatty.json"
STATED = {
    "major-depression": "present",
    "depression-severity": "severe",
    "capacity-to-consent": "yes",
    "medicines-reviewed": "yes",
    "childbearing-potential": "no",
    "child-pugh-class": "none",
    "departure-arranged": "yes",
    "follow-up-agreed": "yes",
}
COUNTED = {"adequate-antidepressant-trials": "2", "lorazepam-equivalent": "0"}
MEASURED = {"body-weight": "97.8", "systolic-blood-pressure": "126", "diastolic-blood-pressure": "79"}


@pytest.fixture
def house(
    browser: Browser, db: Path, clinic: SimpleNamespace, mail: list[Any], tmp_path: Path, settings: Any
) -> Iterator[Clinic]:
    from openkap.records.audit import keyset

    keys = tmp_path / "keys/keyset.json"
    keyset.create(keys)
    settings.KEYSET = str(keys)
    make_ready(clinic, mail)
    home, ahead = tmp_path / "home", tmp_path / "ahead"
    home.mkdir()
    ahead.write_text("0")
    environment = {"OPENKAP_KEYSET": str(keys), "OPENKAP_MAIL_URL": "memory:", "JOURNEY_CLOCK": str(ahead)}
    server = Server(f"sqlite:///{db}", home, environment=environment, application="moved_clock:application")
    yield Clinic(browser, server.start(), clinic, ahead)
    server.stop()


def test_from_the_referral_to_the_sealed_note(house: Clinic) -> None:
    here = import_milan(house)
    screen(house, here)
    answer_on_the_phone(house, send_form(house, here))
    consent(house, here)
    plan(house, here)
    order_and_go(house, here)
    room = open_room(house, here)
    before_dose(house, room)
    infuse(house, room)
    leave(house, room)
    integrate(house, here)
    course = house.go("noor", f"{here}course/")
    expect(course.get_by_text("Milan Beatty").first).to_be_visible()
    expect(course.locator("main")).to_contain_text("48 mg")
    expect(course.locator("main")).not_to_contain_text("No score was taken before treatment began")
    assert axe(course) == []


def press(page: Page, button: Locator) -> None:
    """Press a button or link that leads to a page."""
    with page.expect_navigation():
        button.click()


def import_milan(house: Clinic) -> str:
    """The file becomes a person: the address of their pages comes back."""
    page = house.go("ingrid", "/patients/import/")
    page.locator("input[type=file]").set_input_files(str(MILAN))
    press(page, page.get_by_role("button", name="Import"))
    expect(page.locator("main")).to_contain_text("not understood")
    return "/" + "/".join(page.url.split("/")[3:5]) + "/"


def record_open(house: Clinic, who: str, path: str) -> Page:
    """A page of the person; a colleague outside the care team says why, and then it opens."""
    page = house.go(who, path)
    if page.get_by_text("You are not in this person").count():
        page.get_by_label("Why do you open this record?").fill("I look after him in the clinic today.")
        press(page, page.get_by_role("button", name="Open the record"))
        page = house.go(who, path)
    return page


def screen(house: Clinic, here: str) -> None:
    """Measure, ask the review form, and sign what the screen says."""
    page = record_open(house, "sam", f"{here}facts/record/")
    for code, value in MEASURED.items():
        page.locator(f"[name={code}]").fill(value)
    press(page, page.get_by_role("button", name="Record"))
    page = house.go("ingrid", f"{here}review/")
    for code in page.locator("fieldset[data-pick] input").evaluate_all("all => [...new Set(all.map(i => i.name))]"):
        choice = page.locator(f"input[name='{code}'][value='{STATED.get(code, 'denied')}']")
        if choice.count():
            choice.check(force=True)
    for code, value in COUNTED.items():
        page.locator(f"input[name='{code}']").fill(value)
    press(page, page.get_by_role("button", name="Keep these answers"))
    page = house.go("ingrid", f"{here}screening/")
    page.get_by_role("link", name="Ketamine, intravenous").first.click()
    expect(page.locator("main")).to_contain_text("othing found against it in what is known")
    press(page, page.locator("form[action*='/sign/'] button"))
    expect(page.locator("main a[href*='/decisions/']").first).to_contain_text("eligible")


def send_form(house: Clinic, here: str) -> str:
    """The link, as the therapist gets it."""
    page = record_open(house, "noor", f"{here}questionnaires/")
    page.get_by_label("PHQ-9").check()
    press(page, page.get_by_role("button", name="Make a link", exact=True))
    return page.locator(".link-address code").inner_text()


def answer_on_the_phone(house: Clinic, address: str) -> None:
    """Birth date, then one tap a question."""
    phone = house.page("patient", "phone")
    phone.goto(address)
    for label, value in (("Day", "24"), ("Month", "11"), ("Year", "1973")):
        phone.get_by_label(label, exact=True).fill(value)
    phone.get_by_role("button", name="Start").click()
    for number in range(1, 11):
        expect(phone.get_by_text(f"Question {number} of 10").first).to_be_visible()
        asked = phone.locator("[data-question]:not([hidden])")
        asked.locator("input[value='0']" if number == 9 else "input[value='2']").check(force=True)
        assert axe(phone) == []
        phone.get_by_role("button", name="Next").click()
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator("main")).to_contain_text("Thank you")


def consent(house: Clinic, here: str) -> None:
    """Explained and judged by the prescriber; answered and signed on the clinic's tablet."""
    page = house.go("ingrid", f"{here}consent/")
    page.get_by_role("heading", name="Other forms").click()
    press(page, page.locator("form[action*='/open/ketamine-iv/'] button"))
    press(page, page.get_by_role("button", name="I explained it"))
    page.get_by_label("Yes, they can decide").check()
    page.get_by_label("What you saw").fill("Says in own words what will happen and what may go wrong.")
    press(page, page.get_by_role("button", name="Note it"))
    press(page, page.get_by_role("button", name="Hand over"))
    page.get_by_role("link", name="Begin").click()
    page.wait_for_url("**/form/1/")
    while "/form/check/" not in page.url:
        page.locator("input[value='agree']").check(force=True)
        press(page, page.get_by_role("button", name="Next"))
    page.get_by_label("Your full name").fill("Milan Beatty")
    press(page, page.get_by_role("button", name="Sign", exact=True))
    expect(page).to_have_url(f"{house.server.url}/form/done/")
    house.windows.pop("ingrid")  # handing the tablet over signed her out of it


def plan(house: Clinic, here: str) -> None:
    """A course of both; the first dose today."""
    today = house.today()
    page = house.go("ingrid", f"{here}plan/start/")
    page.locator("input[name=kind][value=both]").check(force=True)
    page.locator("[name=started_on]").fill(today)
    page.locator("[name=because]").fill("Two medicines did not help enough.")
    press(page, page.locator("main form button[type=submit]").last)
    page = house.go("ingrid", f"{here}plan/new/")
    page.locator("[name=goals]").fill("I want to cook for my daughters again.")
    page.locator("[name=protocol]").select_option("ketamine-iv-with-therapy")
    page.locator("[name=modality]").select_option("act")
    page.locator("[name=starts_on]").fill(today)
    page.locator("[name=dose_value]").fill("0.5")
    page.locator("[name=dose_unit]").select_option("mg/kg")
    press(page, page.locator("main form button[type=submit]").last)
    expect(page.locator("main")).to_contain_text("0.5 mg/kg")
    expect(page.locator("main")).to_contain_text("48 mg")


def order_and_go(house: Clinic, here: str) -> None:
    """The order for today, and the go."""
    page = house.go("ingrid", f"{here}plan/")
    page.locator("[name=for_on]").fill(house.today())
    press(page, page.locator("form[action$='/order/'] button"))
    press(page, page.locator("main a[href*='/order/']").first)
    press(page, page.locator("form[action$='/go/'] button"))
    expect(page.locator("main")).to_contain_text("Go")


def open_room(house: Clinic, here: str) -> str:
    """The nurse opens the session in room 2: the address of the room comes back."""
    page = record_open(house, "sam", here.replace("/patients/", "/sessions/"))
    page.locator("[name=room]").fill("2")
    press(page, page.locator("main form button"))
    return "/" + "/".join(page.url.split("/")[3:5]) + "/"


def values(page: Page, **more: str) -> None:
    """Set every value of the form, and record it."""
    usual = {"systolic": "126", "diastolic": "79", "heart-rate": "70", "oxygen-saturation": "98"}
    usual |= {"respiratory-rate": "14", "moaa-s": "5", "dissociation": "none", **more}
    for name, value in usual.items():
        field = page.locator(f"[name='{name}']")
        if field.count() == 1:
            field.fill(value)
        elif field.count():
            page.locator(f"[name='{name}'][value='{value}']").check(force=True)


def before_dose(house: Clinic, room: str) -> None:
    """The values and every row of the list."""
    page = house.go("sam", f"{room}before/")
    values(page)
    page.get_by_role("button", name="Record these values").click()
    expect(page.locator("main")).not_to_contain_text("was not taken within")
    say_yes(page)
    expect(page.locator("main")).not_to_contain_text("No dose yet")


def say_yes(page: Page) -> None:
    """Answer every open row of a list."""
    for row in page.locator(".line").evaluate_all("all => all.map(row => row.id)"):
        line = page.locator(f"#{row}")
        if not line.locator("button[value=yes]").count() or line.locator(".tag-ok").count():
            continue
        for need in line.locator("input[placeholder]").all():
            need.fill("Robin Vale, 555 0148")
        press(page, page.locator(f"#{row} button[value=yes]").first)


def infuse(house: Clinic, room: str) -> None:
    """One tap starts the infusion; forty minutes later it ends, and the peak is measured."""
    page = house.go("sam", room)
    page.locator("[data-dose] label").first.click()
    kept(page, page.locator("[data-dose] button[type=submit]"))
    house.later(40)
    page = house.go("sam", room)
    kept(page, page.get_by_role("button", name="Infusion ended"))
    values(page, systolic="144", diastolic="88")
    page.locator("[data-observe] button[type=submit]").click()
    expect(page.locator(".slots")).to_contain_text("144/88")


def leave(house: Clinic, room: str) -> None:
    """Too early it is refused; two hours after the end of the infusion the escort takes him home."""
    house.later(60)
    page = house.go("sam", f"{room}leaving/")
    expect(page.locator("main")).to_contain_text("are not over before")
    house.later(65)
    page = house.go("sam", f"{room}leaving/")
    values(page)
    page.get_by_role("button", name="Record these values").click()
    expect(page.locator("main")).not_to_contain_text("was not taken within")
    say_yes(page)
    press(page, page.locator("form[action$='/sign/'] button"))
    page = house.go("sam", f"{room}ended/")
    expect(page.locator("main")).to_contain_text("ischarge")


def integrate(house: Clinic, here: str) -> None:
    """The next day: a note in the structure of ACT, sealed."""
    house.later(18 * 60)
    page = record_open(house, "noor", f"{here}notes/new/")
    page.locator("input[name=phase][value=integration]").check(force=True)
    page.get_by_label("Modality").select_option("act")
    page.locator("[name=held_at]").fill(house.this_minute())
    press(page, page.locator("main form button[type=submit]").last)
    for required in ("processes", "work", "committed-action"):
        field = page.locator(f"[name$='{required}']")
        if field.first.get_attribute("type") == "checkbox":
            field.first.check(force=True)
        else:
            field.fill("Walk the dog before breakfast on Thursday.")
    page.locator("[name=risk_asked]").first.check(force=True)
    page.locator("[name=risk_words]").fill("Asked. None.")
    press(page, page.get_by_role("button", name="Sign", exact=True))
    press(page, page.get_by_role("link", name="Integration, Acceptance and commitment therapy"))
    expect(page.locator("main")).to_contain_text("Sealed")
    expect(page.locator("main")).to_contain_text("Walk the dog before breakfast")
