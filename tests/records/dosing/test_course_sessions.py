"""What all sessions of a person come to, and which are shown: counted and added up by the database."""

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from tests.cohorts import come, dose, plan

from openkap.records.dosing.models import DosingSession
from openkap.records.dosing.selectors import course_sessions, first_doses

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(clinic: SimpleNamespace, now: datetime) -> Any:
    """Five sessions three days apart; the second ended before its dose."""
    made = plan(clinic, come(clinic, now), now, "ketamine-iv-6-in-3-weeks")
    for number in range(5):
        dose(clinic, made, now + timedelta(days=3 * number), given=number != 1)
    return made.course.patient


def test_the_newest_are_shown_with_their_numbers_and_all_are_counted(patient: Any, now: datetime) -> None:
    found = course_sessions(patient.id, 2)
    assert [line.number for line in found.lines] == [3, 4]
    assert [line.at for line in found.lines] == [now + timedelta(days=d) for d in (9, 12)]
    assert (found.earlier, found.later, found.given, found.total_mg) == (2, 0, 4, 160)
    assert found.first_at == now
    assert first_doses([patient.id]) == {patient.id: now}


def test_an_earlier_piece_says_what_lies_on_both_sides_and_what_got_no_dose(patient: Any) -> None:
    found = course_sessions(patient.id, 2, 3)
    assert [line.number for line in found.lines] == [1, 0]
    assert (found.earlier, found.later, found.given) == (0, 3, 4)
    middle = course_sessions(patient.id, 2, 2)
    assert [line.number for line in middle.lines] == [0, 2]
    assert (middle.earlier, middle.later) == (1, 2)


def test_one_amount_that_nobody_knows_leaves_the_sum_unknown(patient: Any) -> None:
    last = DosingSession.objects.filter(patient=patient).latest("opened_at")
    DosingSession.objects.filter(pk=last.pk).update(given_mg=None)
    assert course_sessions(patient.id, 1).total_mg is None


def test_nobody_dosed_comes_to_nothing(clinic: SimpleNamespace, now: datetime) -> None:
    found = course_sessions(come(clinic, now).id, 10)
    assert (found.lines, found.given, found.total_mg, found.first_at) == ((), 0, Decimal(0), None)
