"""Consent in another language: only what a named bilingual clinician signed; else English, and that is kept."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.courses import agree

from openkap.clinical.values import Truth
from openkap.content import catalogue
from openkap.records.accounts.translations import screen_words, sign_translation
from openkap.records.audit.refusals import RefusedError
from openkap.records.consents import selectors, services
from openkap.records.consents.models import Consent, ConsentEvent

pytestmark = pytest.mark.usefixtures("effect")
KNOWS = "Grew up with Spanish, trained in English."


def sign(actor: Any, id_: str, now: datetime) -> None:
    pin = catalogue.entry("translations", id_).pin
    sign_translation(by=actor, pin=pin, language="es", reads_both=KNOWS, now=now)


def ask(clinic: SimpleNamespace, ada: Any, now: datetime, language: str = "es") -> Consent:
    return services.open_consent(by=clinic.noor, patient_id=ada.id, covers="ketamine-iv", now=now, language=language)


# guards HZ-62
def test_a_draft_is_never_shown_and_the_need_of_an_interpreter_is_kept(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    consent = ask(clinic, ada, now)
    assert (consent.language, consent.translation) == ("en", None)
    assert consent.title == "Consent to ketamine into a vein"
    event = ConsentEvent.objects.get()
    assert (event.kind, event.element, event.agrees) == ("interpreter", "Spanish", False)
    assert ask(clinic, ada, now) == consent
    assert ConsentEvent.objects.count() == 1, "the need is kept once"
    agree(clinic.noor, ada, "ketamine-iv", now)
    standing = selectors.standing(ada.id, "ketamine-iv", now)
    assert standing.truth is Truth.UNKNOWN
    assert standing.missing == ("Interpreter needed (Spanish), and none was there. Explain it with one.",)


def test_an_interpreter_by_name_is_what_lets_english_stand(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    consent = ask(clinic, ada, now)
    services.note_explained(
        by=clinic.noor, consent_id=consent.id, words="", now=now, language="Spanish", interpreter="Ana Ruiz"
    )
    agree(clinic.noor, ada, "ketamine-iv", now)
    assert selectors.standing(ada.id, "ketamine-iv", now).truth is Truth.TRUE


# guards HZ-62
def test_once_signed_by_name_the_form_is_shown_in_spanish_and_stands(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    english = ask(clinic, ada, now, "en")
    sign(clinic.noor, "consent-ketamine-iv-es", now)
    spanish = ask(clinic, ada, now + timedelta(minutes=1))
    assert spanish != english, "an asking in English is not continued in Spanish"
    assert spanish.title == "Consentimiento para la ketamina en una vena"
    assert (spanish.language, spanish.translation["id"]) == ("es", "consent-ketamine-iv-es")
    assert not spanish.events.exists()
    services.note_explained(by=clinic.noor, consent_id=spanish.id, words="", now=now)
    services.note_capacity(by=clinic.noor, consent_id=spanish.id, can_decide=True, words="Clara.", now=now)
    from tests.courses import herself_of

    for element in spanish.shown:
        services.answer_element(by=herself_of(ada), consent_id=spanish.id, element=element["id"], agrees=True, now=now)
    services.sign_consent(by=herself_of(ada), consent_id=spanish.id, typed_name=ada.name, now=now)
    assert selectors.standing(ada.id, "ketamine-iv", now + timedelta(minutes=2)).truth is Truth.TRUE


# guards HZ-62
def test_what_another_site_or_another_version_signed_counts_for_nothing(
    clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(clinic.wei, "consent-ketamine-iv-es", now)
    assert ask(clinic, ada, now).language == "en"
    form = catalogue.entry("forms", "consent-ketamine-im").value
    sign(clinic.noor, "consent-ketamine-iv-es", now)
    assert selectors.translation_for(form, "es", clinic.here.id) is None


def test_a_language_without_texts_is_refused_in_words(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    with pytest.raises(RefusedError, match="no text in this language"):
        ask(clinic, ada, now, "fr")


def test_the_words_around_the_form_are_english_until_they_are_signed_too(
    clinic: SimpleNamespace, now: datetime
) -> None:
    assert screen_words("consent-tablet", "es", clinic.here.id)["agree"] == "I agree"
    sign(clinic.noor, "consent-tablet-es", now)
    assert screen_words("consent-tablet", "es", clinic.here.id)["agree"] == "Acepto"
    assert screen_words("consent-tablet", "en", clinic.here.id)["agree"] == "I agree"
