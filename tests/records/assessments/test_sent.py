"""What was sent and what came of it, for the counting of missing measurements."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from openkap.records.assessments import links, selectors, services
from openkap.records.safety import cover

pytestmark = pytest.mark.usefixtures("mail")
WEEK = timedelta(days=7)


def test_answered_unanswered_and_taken_back(
    ada: Any, clinic: SimpleNamespace, covered: cover.OnCover, now: datetime
) -> None:
    def send(at: datetime) -> links.Sent:
        return links.assign(by=clinic.noor, patient=ada, instruments=("gad-7",), good_for=WEEK, with_code=False, now=at)

    answered, _silent, taken_back = (send(now + timedelta(hours=n)) for n in range(3))
    links.revoke(by=clinic.noor, assignment=taken_back.assignment, now=now + timedelta(hours=4))
    response = selectors.next_response(answered.assignment)
    assert response is not None
    given = tuple(services.Given(uuid4(), f"q{n}", 1, now) for n in range(1, 8))
    patient, later = links.patient_actor(answered.assignment), now + timedelta(minutes=5)
    services.save_answers(by=patient, assignment=answered.assignment, response_id=response.id, answers=given, now=later)
    services.close_response(by=patient, assignment=answered.assignment, response_id=response.id, now=later)
    assert [(s.instrument, s.sent_at, s.until, s.closed_at, s.score) for s in selectors.sent(ada.id)] == [
        ("gad-7", now, now + WEEK, later, 7),
        ("gad-7", now + timedelta(hours=1), now + timedelta(hours=1) + WEEK, None, None),
    ]
