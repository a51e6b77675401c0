"""The link: 128 random bits, kept as a digest, five tries, one answer to everything that is wrong with it.

Hazards: HZ-18.
"""

import base64
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from openkap.records.assessments import links
from openkap.records.assessments.models import Assignment
from openkap.records.safety import cover

pytestmark = pytest.mark.usefixtures("mail")

BORN = date(1984, 5, 2)
WRONG = date(1984, 5, 3)
WEEK = timedelta(days=7)


@pytest.fixture
def sent(ada: Any, clinic: SimpleNamespace, covered: cover.OnCover, now: datetime) -> links.Sent:
    return links.assign(
        by=clinic.noor, patient=ada, instruments=("phq-9", "gad-7"), good_for=WEEK, with_code=True, now=now
    )


# guards HZ-18
def test_the_token_has_128_bits_and_is_kept_nowhere(sent: links.Sent) -> None:
    assert len(base64.urlsafe_b64decode(sent.token + "==")) == 16
    row = Assignment.objects.values().get()
    assert sent.token not in str(row)
    assert sent.code not in str({k: v for k, v in row.items() if k != "token_digest"})


def test_birth_date_or_code_opens_it(sent: links.Sent, now: datetime) -> None:
    assert links.identify(token=sent.token, born_on=BORN, code="", now=now) is not None
    assert links.identify(token=sent.token, born_on=None, code=sent.code, now=now) is not None
    assert links.identify(token=sent.token, born_on=None, code="", now=now) is None


# guards HZ-18
def test_after_five_wrong_tries_even_the_right_answer_is_refused(sent: links.Sent, now: datetime) -> None:
    for _ in range(5):
        assert links.usable(sent.token, now) is not None
        assert links.identify(token=sent.token, born_on=WRONG, code="", now=now) is None
    assert links.identify(token=sent.token, born_on=BORN, code="", now=now) is None
    assert links.usable(sent.token, now) is None


# guards HZ-18
def test_expired_revoked_and_foreign_links_are_all_nothing(
    sent: links.Sent, clinic: SimpleNamespace, now: datetime
) -> None:
    assert links.usable("no-such-token", now) is None
    assert links.usable(sent.token, now + WEEK) is None
    links.revoke(by=clinic.noor, assignment=sent.assignment, now=now)
    assert links.usable(sent.token, now) is None


def test_who_may_send_and_for_how_long(
    ada: Any, clinic: SimpleNamespace, covered: cover.OnCover, now: datetime
) -> None:
    send = {"patient": ada, "instruments": ("gad-7",), "with_code": False, "now": now}
    with pytest.raises(PermissionDenied):
        links.assign(by=clinic.admin, good_for=WEEK, **send)
    for good_for in (timedelta(0), timedelta(days=31)):
        with pytest.raises(ValidationError):
            links.assign(by=clinic.noor, good_for=good_for, **send)
