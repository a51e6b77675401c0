"""Consent on record: asked in full, answered by the person alone, signed with a clear head, withdrawn at any time."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from openkap.clinical.values import Truth
from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.consents import selectors, services
from openkap.records.consents.models import Consent, ConsentEvent

IV = "ketamine-iv"


@pytest.fixture
def asked(clinic: SimpleNamespace, ada: Any, effect: SimpleNamespace, now: datetime) -> Consent:
    consent = services.open_consent(by=clinic.noor, patient_id=ada.id, covers=IV, now=now)
    services.note_explained(by=clinic.noor, consent_id=consent.id, words="Asked about work.", now=now)
    services.note_capacity(
        by=clinic.noor, consent_id=consent.id, can_decide=True, words="Explains it back in her words.", now=now
    )
    return consent


def answer_all(consent: Consent, by: Any, now: datetime, **other: bool) -> None:
    for element in consent.shown:
        agrees = other.get(element["id"].replace("-", "_"), True)
        services.answer_element(by=by, consent_id=consent.id, element=element["id"], agrees=agrees, now=now)


def test_a_full_consent_stands_and_keeps_the_words_that_were_shown(asked: Consent, herself: Any, now: datetime) -> None:
    assert selectors.standing(asked.patient_id, IV, now).truth is Truth.UNKNOWN
    answer_all(asked, herself, now, recording=False)
    signed = services.sign_consent(by=herself, consent_id=asked.id, typed_name=" Ada  Marsh ", now=now)
    assert (signed.words, signed.by_kind, signed.happened_at) == ("Ada Marsh", "patient", now)
    assert len(signed.digest) == 64
    assert selectors.standing(asked.patient_id, IV, now).truth is Truth.TRUE
    assert any(e["heading"] == "Not approved for this use" for e in asked.shown)


def test_before_it_was_signed_it_did_not_stand(asked: Consent, herself: Any, now: datetime) -> None:
    answer_all(asked, herself, now)
    services.sign_consent(by=herself, consent_id=asked.id, typed_name="Ada Marsh", now=now)
    assert selectors.standing(asked.patient_id, IV, now - timedelta(seconds=1)).truth is Truth.UNKNOWN


# guards HZ-21
def test_never_asked_is_unknown_in_words(ada: Any, effect: SimpleNamespace, now: datetime) -> None:
    found = selectors.standing(ada.id, "esketamine-nasal", now)
    assert found.truth is Truth.UNKNOWN
    assert found.missing == ("Consent has no answer yet: Consent to esketamine nasal spray.",)


def test_a_required_no_cannot_be_signed_and_blocks(asked: Consent, herself: Any, now: datetime) -> None:
    answer_all(asked, herself, now, escort=False)
    with pytest.raises(RefusedError, match="You said no to: Someone must take you home"):
        services.sign_consent(by=herself, consent_id=asked.id, typed_name="Ada Marsh", now=now)
    found = selectors.standing(asked.patient_id, IV, now)
    assert (found.truth, found.missing) == (Truth.FALSE, ("Does not agree to: Someone must take you home.",))


def test_a_changed_answer_counts_and_the_first_stays(asked: Consent, herself: Any, now: datetime) -> None:
    answer_all(asked, herself, now, escort=False)
    services.answer_element(by=herself, consent_id=asked.id, element="escort", agrees=True, now=now)
    services.sign_consent(by=herself, consent_id=asked.id, typed_name="Ada Marsh", now=now)
    kept = [e.agrees for e in ConsentEvent.objects.filter(element="escort").order_by("number")]
    assert kept == [False, True]
    assert selectors.standing(asked.patient_id, IV, now).truth is Truth.TRUE


@pytest.mark.parametrize("skip", ["explained", "capacity", "element", "name"])
def test_nothing_half_done_is_signed(
    clinic: SimpleNamespace, ada: Any, herself: Any, effect: SimpleNamespace, now: datetime, skip: str
) -> None:
    consent = services.open_consent(by=clinic.noor, patient_id=ada.id, covers=IV, now=now)
    if skip != "explained":
        services.note_explained(by=clinic.noor, consent_id=consent.id, words="", now=now)
    if skip != "capacity":
        services.note_capacity(by=clinic.noor, consent_id=consent.id, can_decide=True, words="Clear.", now=now)
    for element in consent.shown[1:] if skip == "element" else consent.shown:
        services.answer_element(by=herself, consent_id=consent.id, element=element["id"], agrees=True, now=now)
    with pytest.raises(RefusedError):
        services.sign_consent(by=herself, consent_id=consent.id, typed_name=" " if skip == "name" else "Ada", now=now)
    assert not ConsentEvent.objects.filter(kind="signed").exists()


def test_staff_cannot_answer_or_sign_for_the_person(asked: Consent, clinic: SimpleNamespace, now: datetime) -> None:
    with pytest.raises(NotAllowedError, match="Only the person themselves"):
        services.answer_element(by=clinic.noor, consent_id=asked.id, element="escort", agrees=True, now=now)
    with pytest.raises(NotAllowedError):
        services.sign_consent(by=clinic.noor, consent_id=asked.id, typed_name="Ada Marsh", now=now)


def test_a_nurse_may_explain_but_not_judge_capacity(asked: Consent, clinic: SimpleNamespace, now: datetime) -> None:
    services.note_explained(by=clinic.sam, consent_id=asked.id, words="", now=now)
    with pytest.raises(NotAllowedError, match="prescriber or therapist"):
        services.note_capacity(by=clinic.sam, consent_id=asked.id, can_decide=True, words="Clear.", now=now)


def test_a_person_who_cannot_decide_does_not_consent(asked: Consent, clinic: SimpleNamespace, now: datetime) -> None:
    services.note_capacity(by=clinic.ingrid, consent_id=asked.id, can_decide=False, words="Confused today.", now=now)
    assert selectors.standing(asked.patient_id, IV, now).truth is Truth.FALSE


class TestUnderADose:
    """HZ-20: a signature taken while a dose is at work."""

    @pytest.fixture(autouse=True)
    def _answered(self, asked: Consent, herself: Any, now: datetime) -> None:
        answer_all(asked, herself, now)

    def test_no_signature(self, asked: Consent, herself: Any, effect: SimpleNamespace, now: datetime) -> None:
        effect.begin(now)
        with pytest.raises(RefusedError, match="would not be free"):
            services.sign_consent(by=herself, consent_id=asked.id, typed_name="Ada Marsh", now=now)

    def test_not_until_the_next_day(self, asked: Consent, herself: Any, effect: SimpleNamespace, now: datetime) -> None:
        effect.begin(now - timedelta(hours=2))
        effect.end(now)
        with pytest.raises(RefusedError, match="from Wednesday 7 October on"):
            services.sign_consent(
                by=herself, consent_id=asked.id, typed_name="Ada Marsh", now=now + timedelta(hours=12, minutes=59)
            )
        services.sign_consent(by=herself, consent_id=asked.id, typed_name="Ada Marsh", now=now + timedelta(hours=13))

    def test_taking_it_back_is_always_heard(
        self, asked: Consent, herself: Any, effect: SimpleNamespace, now: datetime
    ) -> None:
        services.sign_consent(by=herself, consent_id=asked.id, typed_name="Ada Marsh", now=now)
        effect.begin(now)
        services.withdraw_consent(by=herself, consent_id=asked.id, words="Stop.", now=now)
        found = selectors.standing(asked.patient_id, IV, now)
        assert (found.truth, found.missing[0]) == (Truth.FALSE, "Consent was withdrawn on 6 Oct 2026.")


def test_staff_may_record_a_withdrawal_that_they_heard(asked: Consent, clinic: SimpleNamespace, now: datetime) -> None:
    event = services.withdraw_consent(by=clinic.sam, consent_id=asked.id, words="Said so by phone.", now=now)
    assert (event.by_label, event.by_kind) == ("Sam", "person")
    with pytest.raises(RefusedError, match="taken back already"):
        services.withdraw_consent(by=clinic.sam, consent_id=asked.id, words="", now=now)


def test_a_finished_form_takes_no_more_answers(asked: Consent, herself: Any, now: datetime) -> None:
    answer_all(asked, herself, now)
    services.sign_consent(by=herself, consent_id=asked.id, typed_name="Ada Marsh", now=now)
    with pytest.raises(RefusedError, match="finished and stays as it is"):
        services.answer_element(by=herself, consent_id=asked.id, element="escort", agrees=False, now=now)


def test_asking_again_leaves_the_signed_one_standing_until_a_no(
    asked: Consent, clinic: SimpleNamespace, herself: Any, now: datetime
) -> None:
    answer_all(asked, herself, now)
    services.sign_consent(by=herself, consent_id=asked.id, typed_name="Ada Marsh", now=now)
    later = now + timedelta(days=1)
    again = services.open_consent(by=clinic.noor, patient_id=asked.patient_id, covers=IV, now=later)
    assert again.id != asked.id
    assert selectors.standing(asked.patient_id, IV, later).truth is Truth.TRUE
    services.answer_element(by=herself, consent_id=again.id, element="driving", agrees=False, now=later)
    assert selectors.standing(asked.patient_id, IV, later).truth is Truth.FALSE


# guards HZ-21
def test_a_new_version_has_to_be_asked_again(
    asked: Consent, herself: Any, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    from dataclasses import replace

    answer_all(asked, herself, now)
    services.sign_consent(by=herself, consent_id=asked.id, typed_name="Ada Marsh", now=now)
    form = selectors.form_for(IV)
    newer = replace(form, pin=replace(form.pin, version="2.0.0", digest="f" * 64))
    monkeypatch.setattr(selectors, "form_for", lambda covers: newer)
    found = selectors.standing(asked.patient_id, IV, now)
    assert found.truth is Truth.UNKNOWN
    assert "consent-ketamine-iv@2.0.0 is in force" in found.missing[0]


def test_an_open_asking_is_continued(asked: Consent, clinic: SimpleNamespace, now: datetime) -> None:
    assert services.open_consent(by=clinic.sam, patient_id=asked.patient_id, covers=IV, now=now).id == asked.id


def test_another_site_finds_nothing(asked: Consent, clinic: SimpleNamespace, now: datetime) -> None:
    with pytest.raises(RefusedError, match="no such form"):
        services.note_explained(by=clinic.wei, consent_id=asked.id, words="", now=now)
    with pytest.raises(RefusedError, match="no such person"):
        services.open_consent(by=clinic.wei, patient_id=asked.patient_id, covers=IV, now=now)


def test_a_form_that_does_not_exist_is_refused(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    with pytest.raises(RefusedError, match="There are: esketamine-nasal, ketamine-at-home, ketamine-im, "):
        services.open_consent(by=clinic.noor, patient_id=ada.id, covers="aspirin", now=now)


def test_a_person_who_follows_another_language_needs_an_interpreter_by_name(
    asked: Consent, clinic: SimpleNamespace, now: datetime
) -> None:
    def told(**words: str) -> tuple[str, ...]:
        services.note_explained(by=clinic.noor, consent_id=asked.id, words="", now=now, **words)
        return selectors.standing(asked.patient_id, asked.covers, now).missing

    need = "Interpreter needed (Spanish), and none was there. Explain it with one."
    assert need in told(language="Spanish")
    assert need in told(), "explaining again in English does not settle it"
    with pytest.raises(RefusedError, match="no language"):
        told(interpreter="Ana Ruiz")
    assert need not in told(language="Spanish", interpreter="Ana Ruiz")
