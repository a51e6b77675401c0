"""A dosing session with the keyboard alone: from sign-in to the signed discharge, the focus in sight at every stop."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Browser, expect
from tests.courses import agree
from tests.journeys.browser import context
from tests.journeys.course_cast import AHEAD
from tests.journeys.dosing_cast import in_the_morning
from tests.journeys.keys import Keys
from tests.journeys.server import Server
from tests.sessions import order_with_go

pytestmark = pytest.mark.journey
PASSWORD, SECRET = "a long sentence that nobody guesses", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
USUAL = {"systolic": "126", "diastolic": "79", "heart-rate": "70", "oxygen-saturation": "98", "respiratory-rate": "14"}
CHOSEN = {"moaa-s": "5", "dissociation": "none"}


@pytest.fixture
def ahead(tmp_path: Path) -> Path:
    path = tmp_path / "ahead"
    path.write_text("0")
    return path


@pytest.fixture
def moved(db: Path, tmp_path: Path, ahead: Path) -> Iterator[Server]:
    home = tmp_path / "home"
    home.mkdir()
    server = Server(
        f"sqlite:///{db}", home, environment={"JOURNEY_CLOCK": str(ahead)}, application="moved_clock:application"
    )
    yield server.start()
    server.stop()


def _later(keys: Keys, ahead: Path, minutes: int) -> None:
    ahead.write_text(str(int(ahead.read_text()) + minutes))
    keys.page.evaluate("minutes => localStorage.setItem('ahead', minutes)", ahead.read_text())
    keys.page.reload()


def test_a_dosing_session_with_the_keyboard_alone(
    browser: Browser, moved: Server, clinic: SimpleNamespace, ada: Any, ahead: Path
) -> None:
    in_the_morning(clinic)
    now = datetime.now(UTC)
    agree(clinic.noor, ada, "esketamine-nasal", now - timedelta(days=2))
    order_with_go(clinic, ada, now, dose_mg=28)
    window = context(browser, "desktop")
    window.add_init_script(AHEAD)
    keys = Keys(window.new_page())
    sign_in(keys, moved.url, clinic.sam.id, f"/sessions/{ada.id}/")
    open_session(keys)
    prepare(keys)
    dose(keys)
    _later(keys, ahead, 41)
    alarm(keys)
    _later(keys, ahead, 90)
    leave(keys)
    from openkap.records.dosing.models import DosingSession, SessionEvent

    assert DosingSession.objects.get().phase == "discharged"
    assert SessionEvent.objects.get(type="discharged").by_label == "Sam"
    assert sorted(set(keys.unseen)) == []


def sign_in(keys: Keys, url: str, person_id: Any, then: str) -> None:
    from openkap.records.accounts.models import Person

    sam = Person.objects.get(id=person_id)
    sam.set_password(PASSWORD)
    sam.save()
    TOTP.activate(sam, SECRET)
    page = keys.page
    page.goto(f"{url}/sign-in/account/login/?next={then}")
    keys.write(page.get_by_label("Email"), sam.email).write(page.get_by_label("Password"), PASSWORD)
    keys.go(page.get_by_role("button", name="Sign in", exact=True))
    code = format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))
    keys.write(page.get_by_label("Code"), code)
    keys.go(page.get_by_role("button", name="Sign in", exact=True))


def open_session(keys: Keys) -> None:
    page = keys.page
    if page.get_by_text("You are not in this person").count():
        keys.write(page.get_by_label("Why do you open this record?"), "I look after her in the clinic today.")
        keys.go(page.get_by_role("button", name="Open the record"))
    keys.write(page.get_by_label("Room"), "4")
    keys.go(page.get_by_role("button", name="Open today's session"))


def measure(keys: Keys, form: str, **more: str) -> None:
    """Every value of a form, typed or chosen in the order in which Tab meets them."""
    page = keys.page
    for name in page.locator(f"{form} [name]").evaluate_all("all => [...new Set(all.map(i => i.name))]"):
        value = {**USUAL, **more}.get(name)
        if value:
            keys.write(page.locator(f"{form} input[name='{name}']"), value)
        elif name in CHOSEN:
            first = page.locator(f"{form} input[name='{name}']").first
            assert first.get_attribute("value") == CHOSEN[name]
            keys.press(first, "Space")


def say_yes(keys: Keys) -> None:
    """Answer every open row of a list."""
    page = keys.page
    for row in page.locator(".line").evaluate_all("all => all.map(row => row.id)"):
        line = page.locator(f"#{row}")
        if not line.locator("button[value=yes]").count() or line.locator(".tag-ok").count():
            continue
        for need in line.locator("form:has(button[value=yes]) input[placeholder]").all():
            keys.write(need, "Robin Vale, 555 0148")
        keys.go(line.locator("button[value=yes]"))


def prepare(keys: Keys) -> None:
    measure(keys, "[data-values]")
    keys.go(keys.page.get_by_role("button", name="Record these values"))
    say_yes(keys)
    keys.go(keys.page.get_by_role("link", name="To the room: give the dose"))


def dose(keys: Keys) -> None:
    page = keys.page
    keys.write(page.locator("#lot-typed"), "A12")
    keys.press(page.locator("[data-dose] button[type=submit]"))
    expect(page.locator(".slots")).to_contain_text("28 mg given")


def alarm(keys: Keys) -> None:
    """What is due is taken; the pressure is high, somebody takes the alert and settles it after a second look."""
    page = keys.page
    while page.locator("#due [data-observe]").count() and page.locator("#due .chip-off").count() == 0:
        title = page.locator("#due").get_attribute("data-key")
        measure(keys, "[data-observe]", systolic="204", diastolic="112")
        keys.press(page.locator("[data-observe] button[type=submit]"))
        expect(page.locator("#due")).not_to_have_attribute("data-key", title or "")
    expect(page.locator(".alertcard h2")).to_contain_text("204/112")
    keys.go(page.get_by_role("link", name="Silence or settle"))
    keys.go(page.get_by_role("button", name="I take it").first)
    expect(page.locator(".alertcard .ac-own")).to_contain_text("Sam")
    keys.go(page.get_by_role("link", name="Silence or settle"))
    keys.write(page.get_by_label("Reason, or how it was answered").first, "Rested, 150/90 by hand.")
    keys.go(page.get_by_role("button", name="Settle").first)


def leave(keys: Keys) -> None:
    page = keys.page
    keys.go(page.get_by_role("link", name="Leaving checks"))
    measure(keys, "[data-values]")
    keys.go(page.get_by_role("button", name="Record these values"))
    say_yes(keys)
    while page.get_by_role("button", name="Record the reason").count():
        keys.write(page.get_by_label("was not taken. Why?").first, "She slept, and was seen to breathe.")
        keys.go(page.get_by_role("button", name="Record the reason").first)
    keys.go(page.get_by_role("button", name="Sign: leaves in order"))
