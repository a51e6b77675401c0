"""What a room's head, its chart and the board say, and that nothing late or beyond an axis is hidden."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.interfaces.monitor.test_pages import browser, session, text
from tests.sessions import keep, minutes, observe, opened, ready_for_dose

from openkap.content import catalogue
from openkap.interfaces.monitor.board.readmodel import room_order, short_name
from openkap.interfaces.monitor.rooms.lanes import lanes_of, spread
from openkap.interfaces.monitor.rooms.limits import drawn_limits
from openkap.records.dosing.models import DosingSession
from openkap.records.scheduling.models import Visit

__all__ = ["session"]


def _plan_visit(session: Any, day: int, now: datetime, status: str = "planned") -> None:
    at = now + timedelta(days=day)
    Visit.objects.create(
        patient=session.patient, plan=session.order.plan, kind="dosing", title="Dosing", rule="dosing", number=1,
        planned_at=at, planned_on=at.date(), minutes=180, why="x", status=status,
    )  # fmt: skip


def test_the_head_says_allergies_weight_and_which_dose_it_is(
    session: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    for day in (-7, 0, 3, 7):
        _plan_visit(session, day, now)
    _plan_visit(session, 10, now, status="cancelled")
    page = text(browser(clinic.sam), "room", session, now + minutes(57))
    head = page.split('<dl class="pt-facts">')[1].split("</dl>")[0]
    assert re.search(r"Allergies</dt><dd class=\"is-unknown\">.*?Unknown <span class=\"u\">not asked", head)
    assert re.search(r"Weight</dt><dd class=\"is-unknown\">.*?Unknown", head)
    assert 'Esketamine nasal 56 mg <span class="u">dose 1 of 3</span>' in head
    assert '<div id="live-owner" data-live><dt>Owner</dt><dd>Sam</dd></div>' in head


def test_the_dose_is_counted_over_the_earlier_sessions_of_its_course(
    session: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    later = DosingSession.objects.get(id=session.id)
    later.id, later.opened_at = uuid4(), now + timedelta(days=30)
    earlier = DosingSession.objects.get(id=session.id)
    from openkap.records.dosing.earlier import before_this

    found = before_this(later, curves=True)
    assert found.number == 2
    (curve,) = found.curves
    assert curve.points["systolic"] == ((-5.0, 128.0), (40.0, 150.0))
    assert before_this(earlier, curves=True).number == 1


def test_the_chart_stands_at_the_size_that_is_asked_for(session: Any, clinic: SimpleNamespace, now: datetime) -> None:
    from django.urls import reverse

    from openkap.gateways import clock

    at, client = now + minutes(60), browser(clinic.sam)
    observe(clinic.sam, session, now + minutes(58), systolic=231, diastolic=96)
    with clock.frozen(at):
        page = client.get(reverse("room-live", args=[session.id]), {"width": "702", "height": "333"}).content.decode()
        wild = client.get(reverse("room-live", args=[session.id]), {"width": "9e9", "height": "-1"}).content.decode()
    svg = page.split('<svg class="vitals"')[1].split("</svg>")[0]
    assert svg.startswith(' width="702" height="333"')
    assert "viewBox" not in svg
    assert "call above 180 twice" in svg
    assert ">231</text>" in svg
    assert ">240</text>" in svg, "the axis grows with the value"
    assert "c-mark-alert" in svg
    assert '<svg class="vitals" width="340" height="380"' in wild
    assert "<td>+48</td><td>Systolic" in page


def test_a_limit_is_the_nearest_one_that_calls() -> None:
    plan = catalogue.entry("monitoring", "esketamine-nasal").value
    found = {(x.measure, x.upper): (x.value, x.words) for x in drawn_limits(plan)}
    assert found["systolic", True] == (180.0, "call above 180 twice")
    assert found["heart-rate", False] == (50.0, "call below 50")
    assert found["oxygen-saturation", False] == (92.0, "call below 92")


@given(st.lists(st.integers(20, 320), max_size=8), st.integers(220, 900))
def test_no_value_is_ever_drawn_smaller_than_it_is(values: list[int], height: int) -> None:
    lane = lanes_of(height, {"systolic": [float(v) for v in values]})[0]
    drawn = [lane.y(float(v)) for v in sorted(values)]
    assert all(lane.low <= v <= lane.high for v in values)
    assert drawn == sorted(drawn, reverse=True)


def test_the_spread_carries_no_curve_beyond_its_own_readings() -> None:
    found = spread([[(0, 120), (20, 140)], [(10, 150), (40, 110)]], 0, 60)
    assert found[0] == (0.0, 120, 120)
    assert (20.0, pytest.approx(136.6667, abs=1e-3), 140) == found[4]
    assert found[-1][0] == 40.0


def _second(clinic: SimpleNamespace, patient: Any, now: datetime, monkeypatch: pytest.MonkeyPatch, room: str) -> Any:
    found = opened(clinic, patient, now, monkeypatch, room=room)
    ready_for_dose(clinic.sam, found, now + minutes(5))
    keep(clinic.sam, found, "dose", now + minutes(10), amount_mg=56, lot="A12")
    return found


def test_the_board_shows_what_is_late_behind_an_alert(session: Any, clinic: SimpleNamespace, now: datetime) -> None:
    from django.urls import reverse

    from openkap.gateways import clock

    keep(clinic.sam, session, "emergency", now + minutes(75))
    with clock.frozen(now + minutes(76)):
        page = " ".join(browser(clinic.sam).get(reverse("board")).content.decode().split())
    tile = page.split('<ul class="tiles">')[1].split("</ul>")[0]
    assert 'data-state="alert"' in tile
    assert re.search(r'class="also">.*?\d+ min late', tile)
    queue = page.split('<ol class="queue">')[1].split("</ol>")[0]
    assert queue.count('class="q q-alert"') == 1
    assert queue.count('class="q q-late"') >= 1
    assert queue.index("q-alert") < queue.index("q-late")
    assert "<strong>1</strong> late" in page


def test_a_room_without_a_session_stays_on_the_board_in_room_order(
    session: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    from django.urls import reverse

    from openkap.gateways import clock

    at = now + minutes(57)
    with clock.frozen(at):
        assert "No session" not in browser(clinic.sam).get(reverse("board")).content.decode()
    keep(clinic.sam, session, "transferred", at, to="A", handed_to="B", because="C")
    with clock.frozen(at + minutes(1)):
        page = " ".join(browser(clinic.sam).get(reverse("board")).content.decode().split())
        assert 'data-state="empty"' in page
        assert "No session" in page
        assert "Last entry 11:57" in page
        assert "No session" not in browser(clinic.wei).get(reverse("board")).content.decode()


def test_rooms_are_ordered_as_people_count_and_owners_are_called_as_colleagues_do() -> None:
    assert sorted(["10", "2", "A", "1", "2b"], key=room_order) == ["1", "2", "2b", "10", "A"]
    assert [short_name(n) for n in ("Sam Delgado", "Dr Ingrid Lindqvist", "Noor", "")] == [
        "Sam", "Dr Lindqvist", "Noor", "",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["room", "room-live", "before-dose", "before-leaving", "session-entries"])
def test_a_page_of_a_session_asks_at_most_fifteen_times(
    session: Any, clinic: SimpleNamespace, now: datetime, name: str
) -> None:
    client = browser(clinic.sam)
    with CaptureQueriesContext(connection) as asked:
        text(client, name, session, now + minutes(57))
    assert len(asked) <= 15


def test_the_page_that_opens_sessions_asks_at_most_fifteen_times(
    session: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    from django.urls import reverse

    from openkap.gateways import clock

    client = browser(clinic.ingrid)
    with clock.frozen(now + minutes(57)), CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("sessions", args=[session.patient_id])).status_code == 200
    assert len(asked) <= 13, "the two that ask for consent are stubbed here"
