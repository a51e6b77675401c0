"""An answer is held against the person's own earlier one: on the tap, in the room, and when it is worked out again.

Hazards: HZ-13, HZ-14.
"""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.sessions import keep, minutes, opened, ready_for_dose, ready_to_leave

from openkap.content import catalogue
from openkap.records.assessments import rechecking, services, wordings
from openkap.records.assessments.models import InstrumentWording, Score
from openkap.records.audit.refusals import RefusedError
from openkap.records.patients import selectors as patients
from openkap.records.patients.models import Patient
from openkap.records.safety import services as safety
from openkap.records.safety.models import SafetyAlert

pytestmark = pytest.mark.usefixtures("mail")
WEEK = timedelta(days=7)


def rate(clinic: SimpleNamespace, ada: Any, id_: str, at: datetime, **answers: int | None) -> None:
    services.record_rating(by=clinic.sam, patient=ada, instrument=id_, answers=answers, now=at)


def urgencies() -> list[str]:
    return list(SafetyAlert.objects.order_by("opened_at").values_list("urgency", flat=True))


# guards HZ-14
def test_a_suicide_item_that_rose_calls_although_the_total_fell(
    ada: Any, clinic: SimpleNamespace, covered: Any, now: datetime
) -> None:
    rate(clinic, ada, "madrs", now, **{f"q{n}": 4 for n in range(1, 10)}, q10=0)
    assert urgencies() == []
    rate(clinic, ada, "madrs", now + WEEK, **{f"q{n}": 0 for n in range(1, 10)})  # item 10 was left out
    rate(clinic, ada, "madrs", now + 2 * WEEK, **{f"q{n}": 0 for n in range(1, 10)}, q10=1)
    blank, rose = SafetyAlert.objects.order_by("opened_at")
    assert (blank.signal, rose.signal, rose.urgency) == ("suicidal-ideation-unknown", "suicidal-ideation", "urgent")
    assert f"1 more than the 0 of {now:%Y-%m-%d}" in rose.because
    rate(clinic, ada, "madrs", now + 3 * WEEK, **{f"q{n}": 0 for n in range(1, 10)}, q10=1)
    assert len(urgencies()) == 2, "it is as it was"
    assert rechecking.recheck().drift == ()


# guards HZ-14
def test_an_unknown_earlier_answer_is_no_all_clear(
    ada: Any, clinic: SimpleNamespace, covered: Any, now: datetime
) -> None:
    rate(clinic, ada, "madrs", now, q10=1)
    assert urgencies() == ["same-day"]
    assert "which is not known" in SafetyAlert.objects.get().because


def test_another_persons_answers_are_not_compared_with(
    ada: Any, clinic: SimpleNamespace, covered: Any, now: datetime
) -> None:
    other = Patient.objects.create(site=clinic.here, given_name="Bo", family_name="Lund", born_on=date(1980, 1, 1))
    rate(clinic, other, "madrs", now, q10=1)
    rate(clinic, ada, "madrs", now + WEEK, q10=1)
    assert urgencies() == ["same-day", "same-day"]


def test_a_score_that_rose_is_told_and_worked_out_again_from_the_same_past(
    ada: Any, clinic: SimpleNamespace, covered: Any, now: datetime
) -> None:
    for week, value in enumerate((4, 4, 6)):
        rate(clinic, ada, "peg", now + week * WEEK, q1=value, q2=value, q3=value)
    assert SafetyAlert.objects.get().signal == "worse-pain"
    rate(clinic, ada, "peg", now + 3 * WEEK, q1=9, q2=9, q3=9)
    assert [s.flags for s in Score.objects.order_by("scored_at")][2:] == [[["worse-pain", "routine"]]] * 2
    assert "no earlier score" in Score.objects.order_by("scored_at")[0].because[-1]
    assert rechecking.recheck().drift == ()


def test_dissociation_above_the_rating_before_the_dose_keeps_the_person_here(
    ada: Any, clinic: SimpleNamespace, covered: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    calm = {f"q{n}": 0 for n in range(1, 24)}
    rate(clinic, ada, "cadss", now, **calm)
    session = opened(clinic, ada, now, monkeypatch)
    ready_for_dose(clinic.sam, session, now + minutes(5))
    keep(clinic.sam, session, "dose", now + minutes(10), amount_mg=28, lot="A12")
    keep(clinic.sam, session, "dose", now + minutes(15), amount_mg=28, lot="A12")
    assert patients.dose_in_force(ada.id, now + minutes(20), now + minutes(20)) == (
        now + minutes(10), now + minutes(15),
    )  # fmt: skip
    rate(clinic, ada, "cadss", now + minutes(50), **calm | {"q1": 4, "q2": 4})
    assert urgencies() == [], "at 40 minutes it is expected"
    rate(clinic, ada, "cadss", now + minutes(130), **calm | {"q1": 3})
    alert = SafetyAlert.objects.get()
    assert (alert.signal, alert.urgency) == ("dissociation-not-passed", "urgent")
    keep(clinic.sam, session, "observation", now + minutes(55),
         values={"systolic": 130, "diastolic": 82, "heart-rate": 72})  # fmt: skip
    ready_to_leave(clinic.sam, session, now + minutes(136))
    with pytest.raises(RefusedError, match="A risk alert is not resolved"):
        keep(clinic.sam, session, "discharged", now + minutes(137), signed_by="Sam")
    safety.resolve(by=clinic.sam, alert_id=alert.id, level="low", plan="Rated again.", what_was_done="Seen.", now=now)
    keep(clinic.sam, session, "discharged", now + minutes(138), signed_by="Sam")
    assert patients.dose_in_force(ada.id, now + minutes(140), now + minutes(140)) is None
    assert patients.dose_in_force(ada.id, now + minutes(20), now + minutes(140)) is not None, "as it was then"
    assert rechecking.recheck().drift == ()


def test_words_loaded_for_a_version_that_asks_the_same_are_put_in_the_next(
    clinic: SimpleNamespace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {"language": "en", "digest": "a" * 64, "entitled_by": "x", "loaded_by": clinic.dov.id, "loaded_at": now}
    for id_, version in (("wsas", "1.0.0"), ("wsas", "9.0.0")):
        InstrumentWording.objects.create(
            site=clinic.here, instrument=id_, version=version, words={}, loaded_by_label="Dov", **known
        )
    pin = catalogue.entry("instruments", "wsas").pin
    assert pin.version == "2.0.0"
    found = wordings.newest(clinic.here.id, pin)
    assert found is not None
    assert found.version == "1.0.0", "of 9.0.0 nobody knows what it asked"
    assert wordings.loaded(clinic.here.id)["wsas"].version == "1.0.0"
