"""A skeleton is put only in the words that the site loaded, and each answer set pins them; staff enter ratings."""

import json
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.scoring import AnswerError, Complete
from openkap.content import catalogue
from openkap.gateways.questionnaires.writing import questionnaire
from openkap.records.assessments import links, rechecking, selectors, services, wordings
from openkap.records.assessments.models import Assignment, InstrumentWording, QuestionnaireResponse, Score
from openkap.records.audit.refusals import RefusedError
from openkap.records.patients import selectors as patients
from openkap.records.safety.models import SafetyAlert

pytestmark = pytest.mark.usefixtures("mail")
WEEK = timedelta(days=7)


def form(id_: str, said: str = "Words") -> bytes:
    definition: Instrument = catalogue.entry("instruments", id_).value
    found = questionnaire(definition)
    for item in found["item"]:
        item["text"] = f"{said} of {item['linkId']}"
        for option in item.get("answerOption", []):
            option["valueCoding"]["display"] = f"answer {option['valueCoding']['code']}"
    return json.dumps(found).encode()


def load(by: Any, now: datetime, id_: str = "isi", said: str = "Words") -> InstrumentWording:
    return wordings.load_wording(by=by, instrument=id_, data=form(id_, said), entitled_by="licence 7", now=now)


def send(ada: Any, clinic: SimpleNamespace, now: datetime, id_: str = "isi") -> links.Sent:
    return links.assign(by=clinic.noor, patient=ada, instruments=(id_,), good_for=WEEK, with_code=False, now=now)


def test_a_skeleton_goes_out_only_once_its_words_are_loaded(
    ada: Any, clinic: SimpleNamespace, covered: Any, now: datetime
) -> None:
    with pytest.raises(links.NotReadyError, match="ISI has no wording here"):
        send(ada, clinic, now)
    assert "isi" not in {e.pin.id for e in wordings.sendable(clinic.here.id)}
    row = load(clinic.dov, now)
    assert "isi" in {e.pin.id for e in wordings.sendable(clinic.here.id)}
    assert "isi" not in {e.pin.id for e in wordings.sendable(clinic.there.id)}
    response = selectors.next_response(send(ada, clinic, now).assignment)
    assert response is not None
    assert response.wording_digest == row.digest
    assert services.definition_of(response).item("q1").text == {"en": "Words of q1"}


def test_what_was_put_stays_what_was_put_when_new_words_come(
    ada: Any, clinic: SimpleNamespace, covered: Any, now: datetime
) -> None:
    load(clinic.admin, now)
    response = selectors.next_response(send(ada, clinic, now).assignment)
    assert response is not None
    load(clinic.admin, now + timedelta(hours=1), said="Other words")
    assert services.definition_of(response).item("q1").text == {"en": "Words of q1"}
    fresh = selectors.next_response(send(ada, clinic, now + timedelta(hours=2)).assignment)
    assert fresh is not None
    assert services.definition_of(fresh).item("q1").text == {"en": "Other words of q1"}


def test_the_same_words_again_change_nothing(clinic: SimpleNamespace, now: datetime) -> None:
    assert load(clinic.dov, now).id == load(clinic.dov, now + WEEK).id
    assert InstrumentWording.objects.count() == 1


def test_who_may_load_what(clinic: SimpleNamespace, now: datetime) -> None:
    with pytest.raises(RefusedError, match="Only a director or administrator"):
        load(clinic.noor, now)
    with pytest.raises(RefusedError, match="comes with its official wording"):
        load(clinic.dov, now, "gad-7")
    with pytest.raises(RefusedError, match="on what ground"):
        wordings.load_wording(by=clinic.dov, instrument="isi", data=form("isi"), entitled_by=" ", now=now)
    with pytest.raises(RefusedError, match="has 7 items and the file has 10"):
        wordings.load_wording(by=clinic.dov, instrument="isi", data=form("madrs"), entitled_by="licence", now=now)
    assert InstrumentWording.objects.count() == 0


def test_a_clinicians_scale_is_not_sent_to_a_patient(ada: Any, clinic: SimpleNamespace, now: datetime) -> None:
    with pytest.raises(links.NotReadyError, match="rated by a clinician"):
        send(ada, clinic, now, "ham-d-17")
    assert Assignment.objects.count() == 0


def test_a_rating_is_scored_kept_and_calls(ada: Any, clinic: SimpleNamespace, covered: Any, now: datetime) -> None:
    answers: dict[str, int | None] = {f"q{n}": 1 for n in range(1, 10)}
    found = services.record_rating(
        by=clinic.sam, patient=ada, instrument="madrs", answers=answers | {"q10": 4}, now=now
    )
    assert isinstance(found.outcome, Complete)
    assert (found.outcome.score, found.outcome.band) == (13, "mild")
    assert [(a.signal, a.urgency) for a in SafetyAlert.objects.all()] == [("suicidal-ideation", "emergency")]
    response = QuestionnaireResponse.objects.get()
    assert (response.entered_by, response.status) == (clinic.sam.id, "completed")
    assert not links.is_usable(response.assignment, now)
    assert [s.score for s in selectors.sent(ada.id)] == [13]
    assert rechecking.recheck().drift == ()


def test_a_part_that_is_not_whole_is_kept_and_drifts_not(
    ada: Any, clinic: SimpleNamespace, covered: Any, now: datetime
) -> None:
    answers: dict[str, int | None] = {f"q{n}": 1 for n in range(1, 31)}
    services.record_rating(by=clinic.noor, patient=ada, instrument="meq30", answers=answers, now=now)
    assert Score.objects.get().subscores["ineffability"] == 20
    assert Score.objects.get().band == ""
    assert rechecking.recheck().drift == ()


def test_a_rating_with_a_blank_safety_item_calls_and_is_no_score(
    ada: Any, clinic: SimpleNamespace, covered: Any, now: datetime
) -> None:
    answers: dict[str, int | None] = {f"q{n}": 0 for n in range(1, 10)}
    services.record_rating(by=clinic.sam, patient=ada, instrument="madrs", answers=answers, now=now)
    assert [a.signal for a in SafetyAlert.objects.all()] == ["suicidal-ideation-unknown"]
    assert QuestionnaireResponse.objects.get().status == "stopped"
    assert selectors.unanswered(clinic.sam, now + WEEK) == [], "nobody let this one pass: it was rated"


def test_a_prorated_score_calls_when_the_form_is_closed_and_not_before(
    ada: Any, clinic: SimpleNamespace, covered: Any, now: datetime
) -> None:
    load(clinic.dov, now, "asrm")
    sent = send(ada, clinic, now, "asrm").assignment
    response = selectors.next_response(sent)
    assert response is not None
    by = links.patient_actor(sent)
    taps = tuple(services.Given(uuid4(), f"q{n}", v, now) for n, v in ((1, 3), (2, 1), (3, 1), (4, 0)))
    services.save_answers(by=by, assignment=sent, response_id=response.id, answers=taps, now=now)
    assert SafetyAlert.objects.count() == 0, "five points so far"
    services.close_response(by=by, assignment=sent, response_id=response.id, now=now)
    assert Score.objects.get().value == 6.25
    assert [a.signal for a in SafetyAlert.objects.all()] == ["possible-mania"]


@pytest.mark.parametrize("answers", [{"q1": 7}, {"q11": 1}, {}])
def test_a_rating_that_is_none_is_refused_whole(
    ada: Any, clinic: SimpleNamespace, now: datetime, answers: dict[str, int | None]
) -> None:
    with pytest.raises((AnswerError, RefusedError)):
        services.record_rating(by=clinic.sam, patient=ada, instrument="madrs", answers=answers, now=now)
    assert Assignment.objects.count() == 0


def test_only_a_clinician_rates(ada: Any, clinic: SimpleNamespace, now: datetime) -> None:
    with pytest.raises(RefusedError, match="Only a prescriber or nurse or therapist"):
        services.record_rating(by=clinic.admin, patient=ada, instrument="madrs", answers={"q1": 1}, now=now)


def test_under_effect_only_what_staff_observe_is_entered(
    ada: Any, clinic: SimpleNamespace, covered: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patients, "under_effect", lambda _id: True)
    services.record_rating(by=clinic.noor, patient=ada, instrument="moaa-s", answers={"q1": 5}, now=now)
    with pytest.raises(RefusedError, match="under the effect of a dose"):
        services.record_rating(by=clinic.noor, patient=ada, instrument="gad-7", answers={"q1": 1}, now=now)
