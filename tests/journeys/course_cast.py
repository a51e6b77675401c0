"""A clinic that is ready for a course: cover that was tried, signed content, a lot in stock; and a clock that moves."""

from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page
from tests.journeys.browser import context, sign_in
from tests.journeys.dosing_cast import in_the_morning
from tests.journeys.server import Server

# The browser's clock goes along with the server's: minutes ahead, as the last page was told.
AHEAD = """
try {
  const ahead = Number(localStorage.getItem("ahead") || 0) * 60000, Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(Real.now() + ahead); }
    static now() { return Real.now() + ahead; }
  };
} catch { /* a page without storage keeps its own clock */ }
"""


class Clinic:
    """A server with a moved clock, and a window for each person."""

    def __init__(self, browser: Browser, server: Server, people: SimpleNamespace, ahead: Path) -> None:
        self.browser, self.server, self.people, self.ahead = browser, server, people, ahead
        self.windows: dict[str, Page] = {}

    def page(self, who: str, size: str = "desktop") -> Page:
        """The window of somebody; the patient's has no sign-in."""
        if who not in self.windows:
            window = context(self.browser, size)
            window.add_init_script(AHEAD)
            if hasattr(self.people, who):
                sign_in(window, self.server.url, getattr(self.people, who).id)
            self.windows[who] = window.new_page()
        return self.windows[who]

    def go(self, who: str, path: str, size: str = "desktop") -> Page:
        """Open a path as somebody, at the clinic's present time."""
        page = self.page(who, size)
        page.goto(f"{self.server.url}{path}")
        if page.evaluate("localStorage.getItem('ahead') || '0'") != self.ahead.read_text():
            page.evaluate("minutes => localStorage.setItem('ahead', minutes)", self.ahead.read_text())
            page.reload()
        return page

    def today(self) -> str:
        """The clinic's day, as a date field takes it."""
        from django.utils import timezone

        return timezone.localdate(timezone=ZoneInfo(self.people.here.zone)).isoformat()

    def this_minute(self) -> str:
        """The clinic's time, as a field of date and time takes it."""
        there = datetime.now(ZoneInfo(self.people.here.zone)) + timedelta(minutes=int(self.ahead.read_text()))
        return there.strftime("%Y-%m-%dT%H:%M")

    def later(self, minutes: int) -> None:
        """Time passes, on the server and in every window."""
        self.ahead.write_text(str(int(self.ahead.read_text()) + minutes))


def make_ready(people: SimpleNamespace, mail: list[Any]) -> None:
    """Cover for today with a tried channel, every file signed, and a lot of ketamine."""
    from decimal import Decimal

    from openkap.content import catalogue
    from openkap.gateways import clock
    from openkap.records.accounts.signing import sign_content
    from openkap.records.pharmacy import services as pharmacy
    from openkap.records.safety import cover

    in_the_morning(people)
    now = clock.now()
    chain = (people.sam, people.noor, people.dov)
    first, second, director = (actor.id for actor in chain)
    day = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=20)}
    cover.plan_cover(by=people.admin, **day, first_id=first, second_id=second, director_id=director, now=now)
    for actor in chain:
        cover.send_channel_test(by=people.admin, person_id=actor.id, now=now)
        cover.confirm_channel(by=actor, code=mail[-1].body.split("code is ")[1][:6], now=now)
    sign_content(by=people.dov, pins=[e.pin for k in catalogue.kinds() for e in catalogue.entries(k)], now=now)
    pharmacy.receive_lot(
        by=people.sam, product="ketamine-iv", lot="KT-2207", expires_on=now.date() + timedelta(days=200),
        strength_mg=Decimal(500), unit="vial", count=10, now=now,
    )  # fmt: skip
