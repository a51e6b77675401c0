"""The library of products and protocols: ranges under a ceiling, sources, and a protocol over a calendar."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from openkap.content import catalogue
from openkap.interfaces.clinician.products.calendar import first_day, lay
from openkap.interfaces.clinician.products.readmodel import product_page

Browse = Callable[[Any], Any]


@pytest.mark.parametrize("entry", catalogue.entries("products"), ids=lambda e: e.pin.id)
def test_no_bar_leaves_its_ground_and_none_passes_the_ceiling_unseen(entry: catalogue.Entry) -> None:
    page = product_page(entry.value)
    assert len(page.ranges) == len(entry.value.ranges)
    for line in page.ranges:
        assert 0 < line.low < line.high <= 200
        assert line.ceiling is not None, "the ceiling is in the unit of the ranges"
        assert line.high <= line.ceiling + 2 <= 200
        assert line.sources
    assert page.watching
    assert page.limits


def test_the_pages_show_ranges_sources_and_what_is_not_verified(clinic: SimpleNamespace, browse: Browse) -> None:
    nurse = browse(clinic.sam)
    every = nurse.get("/products/").content.decode()
    assert all(e.value.name in every for e in catalogue.entries("products"))
    page = nurse.get("/products/ketamine-nasal-compounded/").content.decode()
    assert "Holds every order" in page
    assert "Unverified" in page
    assert "None. It cannot be planned." in page
    assert nurse.get("/products/ketamine-rectal/").status_code == 404
    iv = nurse.get("/products/ketamine-iv/").content.decode()
    assert "What changed since the last version" in iv
    assert 'aria-label="0.1 to 0.75 mg/kg' in iv


def test_a_protocol_lies_over_a_calendar_from_any_day(clinic: SimpleNamespace, browse: Browse) -> None:
    noor = browse(clinic.noor)
    page = noor.get("/protocols/ketamine-iv-alcohol/?start=2026-10-05").content.decode()
    assert "Not established" in page
    assert "28 Sep 2026" in page, "preparation comes in the week before"
    assert noor.get("/protocols/ketamine-iv-alcohol/?start=soon").status_code == 200
    home = noor.get("/protocols/ketamine-at-home/").content.decode()
    assert "Off by default" in home
    assert "In 2023 the FDA warned of its use at home" in home


def test_each_visit_lies_in_its_week_once_and_gaps_are_said() -> None:
    protocol = catalogue.entry("protocols", "ketamine-iv-booster").value
    laid = lay(protocol, date(2026, 10, 5))
    on = [(day.on, visit.rule) for week in laid.weeks for day in week.days for visit in day.visits]
    assert sorted(on) == sorted((v.on, v.rule) for v in laid.schedule.visits)
    assert all(week.days[0].on.weekday() == 0 for week in laid.weeks)
    assert sum(1 + week.skipped for week in laid.weeks) == 1 + (on[-1][0] - laid.weeks[0].days[0].on).days // 7


def test_a_first_day_that_cannot_be_read_is_next_monday() -> None:
    assert first_day("x", date(2026, 11, 21)) == date(2026, 11, 23)
    assert first_day("2026-12-01", date(2026, 11, 21)) == date(2026, 12, 1)
    assert first_day("9999-12-31", date(2026, 11, 21)) == date(2026, 11, 21)
