"""The course of somebody who was dosed: the table, the exposure, the baseline from before the first dose."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from tests.sessions import keep, minutes, observe, opened, ready_for_dose, ready_to_leave

from openkap.gateways import clock
from openkap.records.accounts.models import Person
from openkap.records.dosing import selectors as dosing


@pytest.fixture
def dosed(clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ada got 56 mg at 9:10, reached 171/104, and left in order after two hours."""
    session = opened(clinic, ada, now, monkeypatch)
    ready_for_dose(clinic.sam, session, now + minutes(5))
    for minute in (10, 15):
        keep(clinic.sam, session, "dose", now + minutes(minute), amount_mg=28, lot="A12")
    observe(clinic.sam, session, now + minutes(50), systolic=171, diastolic=104, heart_rate=88, dissociation="some")
    return session


@pytest.fixture
def left(dosed: Any, clinic: SimpleNamespace, now: datetime) -> Any:
    ready_to_leave(clinic.sam, dosed, now + minutes(136))
    keep(clinic.sam, dosed, "discharged", now + minutes(137), signed_by="Sam")
    return dosed


def _course(client: Client, clinic: SimpleNamespace, ada: Any, at: datetime) -> str:
    client.force_login(Person.objects.get(id=clinic.ingrid.id))
    with clock.frozen(at):
        return client.get(f"/patients/{ada.id}/course/").content.decode()


def test_a_session_in_a_row_with_its_pressures(
    client: Client, left: Any, clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    shown = _course(client, clinic, ada, now + timedelta(days=1))
    for words in ("128/82", "171/104", "130/82", ">56<", "some", ">127<"):
        assert words in shown, words
    assert "1 dose, 56" in shown
    assert "1 doses given." in shown or "1 dose given." in shown


def test_a_session_that_runs_says_so(
    client: Client, dosed: Any, clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    shown = _course(client, clinic, ada, now + minutes(60))
    assert "In session" in shown
    assert "Discharged" not in shown


def test_the_header_says_what_is_unknown(
    client: Client, left: Any, clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    shown = _course(client, clinic, ada, now + timedelta(days=1))
    header = shown[shown.index('class="pt"') : shown.index('class="tabs"')]
    assert "Ada Marsh" in header
    assert "born 2 May 1984" in header
    assert header.count("Unknown") == 2  # allergies and weight
    assert "Esketamine, nasal" in header
    assert "labelled" in header


def test_one_query_whatever_the_number(left: Any, ada: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        found = dosing.course_sessions(ada.id, 24)
    assert (found.given, found.earlier, found.total_mg, found.lines[0].number) == (1, 0, 56, 1)
    assert found.first_at == left.opened_at + minutes(10)


def test_a_piece_that_is_not_there_shows_the_newest(left: Any, ada: Any) -> None:
    found = dosing.course_sessions(ada.id, 10, 10)
    assert (len(found.lines), found.earlier, found.later, found.given) == (1, 0, 0, 1)


def test_the_page_asks_the_database_at_most_fifteen_times(
    client: Client, left: Any, clinic: SimpleNamespace, ada: Any, now: datetime, django_assert_max_num_queries: Any
) -> None:
    client.force_login(Person.objects.get(id=clinic.ingrid.id))
    with clock.frozen(now + timedelta(days=1)), django_assert_max_num_queries(15):
        assert client.get(f"/patients/{ada.id}/course/").status_code == 200
