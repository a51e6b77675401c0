"""Each tap is kept once, judged at once, and nothing said earlier disappears.

Hazards: HZ-13, HZ-14, HZ-17.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from openkap.clinical.instruments.scoring import AnswerError
from openkap.gateways import notify
from openkap.records.assessments import links, rechecking, selectors, services
from openkap.records.assessments.models import Answer, Assignment, QuestionnaireResponse, Score
from openkap.records.audit.acting import system
from openkap.records.audit.rechecked import Recheck
from openkap.records.patients.models import PatientFact
from openkap.records.safety import cover
from openkap.records.safety import selectors as safety
from openkap.records.safety.models import AlertEvent, SafetyAlert

pytestmark = pytest.mark.usefixtures("mail")

WEEK = timedelta(days=7)


class Phone:
    """A patient's phone with one assignment open."""

    def __init__(self, sent: links.Sent, now: datetime) -> None:
        self.sent, self.now = sent, now
        self.assignment = sent.assignment

    def response(self) -> QuestionnaireResponse:
        found = selectors.next_response(self.assignment)
        assert found is not None
        return found

    def tap(self, item: str, value: int, *, id_: UUID | None = None, minute: int = 0) -> Any:
        at = self.now + timedelta(minutes=minute)
        given = services.Given(id_ or uuid4(), item, value, at)
        return services.save_answers(
            by=links.patient_actor(self.assignment), assignment=self.assignment, response_id=self.response().id,
            answers=(given,), now=at,
        )  # fmt: skip

    def finish(self, minute: int = 1) -> Any:
        return services.close_response(
            by=links.patient_actor(self.assignment), assignment=self.assignment, response_id=self.response().id,
            now=self.now + timedelta(minutes=minute),
        )  # fmt: skip


@pytest.fixture
def phone(ada: Any, clinic: SimpleNamespace, covered: cover.OnCover, now: datetime) -> Phone:
    sent = links.assign(by=clinic.noor, patient=ada, instruments=("phq-9",), good_for=WEEK, with_code=False, now=now)
    return Phone(sent, now)


# guards HZ-14
def test_item_9_opens_an_alert_on_the_tap_itself(phone: Phone, ada: Any, clinic: SimpleNamespace) -> None:
    found = phone.tap("q9", 1)
    assert [f.id for f in found.flags] == ["suicidal-ideation"]
    (alert,) = safety.unresolved_risk(ada.id)
    assert (alert.signal, alert.urgency, alert.owner_id) == ("suicidal-ideation", "urgent", clinic.sam.id)
    assert alert.rule == "phq-9@2.0.0"
    assert "item q9 = 1" in alert.because


def test_taking_an_answer_back_leaves_the_alert_open_with_both_values(phone: Phone, ada: Any) -> None:
    phone.tap("q9", 2)
    phone.tap("q9", 0, minute=1)
    (alert,) = safety.unresolved_risk(ada.id)
    change = AlertEvent.objects.get(alert=alert, kind="changed")
    assert "answered more than once: 2, then 0" in change.detail
    assert Answer.objects.count() == 2
    assert selectors.latest_answers(phone.response()) == {"q9": 0}


def test_a_worse_answer_makes_the_standing_alert_an_emergency(phone: Phone, ada: Any) -> None:
    phone.tap("q9", 1)
    phone.tap("q9", 3, minute=2)
    (alert,) = safety.unresolved_risk(ada.id)
    assert alert.urgency == "emergency"
    assert alert.due_at == phone.now + timedelta(minutes=12)


# guards HZ-29
def test_a_retry_of_the_same_tap_changes_nothing(phone: Phone) -> None:
    tap = uuid4()
    phone.tap("q9", 1, id_=tap)
    phone.tap("q9", 1, id_=tap, minute=5)
    assert Answer.objects.count() == 1
    assert SafetyAlert.objects.count() == 1
    assert AlertEvent.objects.filter(kind="opened").count() == 1


def test_an_old_tap_that_arrives_late_does_not_overwrite_a_newer_one(phone: Phone) -> None:
    phone.tap("q1", 2, minute=3)
    late = services.Given(uuid4(), "q1", 0, phone.now + timedelta(minutes=1))
    services.save_answers(
        by=links.patient_actor(phone.assignment), assignment=phone.assignment, response_id=phone.response().id,
        answers=(late,), now=phone.now + timedelta(minutes=4),
    )  # fmt: skip
    assert selectors.latest_answers(phone.response()) == {"q1": 2}


def test_an_answer_that_was_taken_back_before_it_was_sent_is_still_seen(phone: Phone, ada: Any) -> None:
    ahead = phone.now + timedelta(hours=1)  # the phone's clock is wrong, so both taps get the server's time
    taps = tuple(services.Given(uuid4(), "q9", value, ahead) for value in (2, 0))
    services.save_answers(
        by=links.patient_actor(phone.assignment), assignment=phone.assignment, response_id=phone.response().id,
        answers=taps, now=phone.now,
    )  # fmt: skip
    assert selectors.latest_answers(phone.response()) == {"q9": 0}
    (alert,) = safety.unresolved_risk(ada.id)
    assert "q9 = 2" in alert.because


def test_a_wrong_answer_keeps_nothing_of_its_batch(phone: Phone) -> None:
    good, bad = (services.Given(uuid4(), "q1", v, phone.now) for v in (1, 7))
    with pytest.raises(AnswerError):
        services.save_answers(
            by=links.patient_actor(phone.assignment), assignment=phone.assignment, response_id=phone.response().id,
            answers=(good, bad), now=phone.now,
        )  # fmt: skip
    assert Answer.objects.count() == 0


def test_a_full_form_is_completed_with_pins_and_reasons(phone: Phone, ada: Any) -> None:
    response = phone.response()
    for n in range(1, 10):
        phone.tap(f"q{n}", 1 if n < 9 else 0)
    assert phone.finish().complete
    response.refresh_from_db()
    phone.assignment.refresh_from_db()
    assert response.status == "completed"
    assert phone.assignment.closed_at is not None
    (dated,) = selectors.scores(ada.id)
    assert (dated.score, dated.band, dated.pin.version, len(dated.pin.digest)) == (Decimal(8), "mild", "2.0.0", 64)
    assert "score 8" in dated.because[0]
    with pytest.raises(services.ClosedError):
        services.save_answers(
            by=links.patient_actor(phone.assignment), assignment=phone.assignment, response_id=response.id,
            answers=(services.Given(uuid4(), "q1", 3, phone.now),), now=phone.now,
        )  # fmt: skip


# guards HZ-13, HZ-14
def test_a_blank_form_is_never_complete_and_a_blank_item_9_is_an_alert(phone: Phone, ada: Any) -> None:
    response = phone.response()
    for n in range(1, 9):
        phone.tap(f"q{n}", 0)
    assert SafetyAlert.objects.count() == 0, "the person has not come to item 9 yet"
    assert not phone.finish().complete
    response.refresh_from_db()
    assert response.status == "stopped"
    assert selectors.scores(ada.id)[0].score is None
    (alert,) = safety.unresolved_risk(ada.id)
    assert alert.signal == "suicidal-ideation-unknown"


# guards HZ-14
def test_a_form_that_was_left_before_item_9_calls_somebody_once(phone: Phone, ada: Any) -> None:
    watcher = system("watcher")
    for n in range(1, 9):
        phone.tap(f"q{n}", 0)
    left = phone.now + services.LEFT_AFTER
    assert services.note_left_forms(by=watcher, now=left - timedelta(seconds=1)) == 0
    assert services.note_left_forms(by=watcher, now=left) == 1
    assert services.note_left_forms(by=watcher, now=left) == 0
    assert [a.signal for a in safety.unresolved_risk(ada.id)] == ["suicidal-ideation-unknown"]
    phone.tap("q9", 0, minute=70)
    assert selectors.next_response(phone.assignment) is not None, "the link still works"


# guards HZ-20
def test_a_full_form_that_was_never_sent_counts_once_it_was_left(phone: Phone, ada: Any) -> None:
    for n in range(1, 10):
        phone.tap(f"q{n}", 0)
    assert selectors.scores(ada.id) == []
    services.note_left_forms(by=system("watcher"), now=phone.now + services.LEFT_AFTER)
    assert [s.score for s in selectors.scores(ada.id)] == [Decimal(0)]
    phone.assignment.refresh_from_db()
    assert phone.assignment.closed_at is not None


# guards HZ-20
def test_under_effect_nothing_is_asked(phone: Phone, ada: Any, now: datetime) -> None:
    PatientFact.objects.create(
        patient=ada, code="under-effect", value=True, effective_at=now, recorded_at=now, source="test"
    )
    with pytest.raises(services.PausedError):
        phone.tap("q1", 1)
    assert Answer.objects.count() == 0


# guards HZ-08
def test_recheck_finds_drift_and_only_drift(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(1, 10):
        phone.tap(f"q{n}", 1)
    phone.finish()
    assert rechecking.recheck() == Recheck(1, 0, ())
    extra = Score.objects.get().response
    Answer.objects.create(
        response=extra, item="q1", value=3, answered_at=phone.now + WEEK, recorded_at=phone.now + WEEK
    )
    assert len(rechecking.recheck().drift) == 1
    monkeypatch.setattr(rechecking, "METHOD_VERSION", "next")
    assert rechecking.recheck().would_differ == 1
    QuestionnaireResponse.objects.filter(id=extra.id).update(digest="0" * 64)
    monkeypatch.undo()
    assert "means something else" in rechecking.recheck().drift[0]


# guards HZ-17
def test_a_form_that_can_call_for_help_is_not_sent_unproved(
    ada: Any, clinic: SimpleNamespace, now: datetime, mail: list[notify.Message]
) -> None:
    send = {"by": clinic.noor, "patient": ada, "good_for": WEEK, "with_code": False, "now": now}
    with pytest.raises(links.NotReadyError, match="Nobody is on cover"):
        links.assign(instruments=("gad-7", "phq-9"), **send)
    assert Assignment.objects.count() == 0
    assert links.assign(instruments=("gad-7",), **send).token
