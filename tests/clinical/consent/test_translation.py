"""A translation says every text of exactly one version, and no other number."""

import pytest

from openkap.clinical.consent.translation import Translation, form_texts, in_language, translation_faults
from openkap.content import catalogue
from openkap.content.readers import translations

MADE = [pytest.param(e, id=e.pin.id) for e in catalogue.entries("translations")]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"a": "Dos horas"}, "'b' has no translation"),
        ({"a": "Dos horas", "b": "40 minutos", "c": "más"}, "no 'c' in the English text"),
        ({"a": "Dos horas", "b": "45 minutos"}, "numbers differ (40; 45)"),
        ({"a": "Dos horas", "b": "cuarenta minutos"}, "numbers differ (40; none)"),
    ],
)
def test_a_text_that_is_missing_too_much_or_says_another_number_is_a_fault(texts: dict[str, str], words: str) -> None:
    english = {"a": "Two hours", "b": "40 minutes"}
    assert translation_faults(english, {"a": "Dos horas", "b": "40 minutos"}) == ()
    (found,) = translation_faults(english, texts)
    assert words in found


@pytest.mark.parametrize("entry", MADE)
def test_every_translation_is_whole_and_keeps_its_numbers(entry: catalogue.Entry) -> None:
    assert translations.check(entry) == ()


def test_every_form_and_the_pages_around_it_have_a_spanish_draft() -> None:
    of = {e.value.of for e in catalogue.entries("translations") if e.value.lang == "es"}
    wanted = {f"{kind}/{e.pin.id}@{e.pin.version}" for kind in ("forms", "screens") for e in catalogue.entries(kind)}
    assert of == wanted | {"crisis/us@1.0.0", "safetyplans/stanley-brown@1.0.0"}


def test_a_form_in_another_language_stays_the_same_form() -> None:
    form = catalogue.entry("forms", "consent-ketamine-iv").value
    made: Translation = catalogue.entry("translations", "consent-ketamine-iv-es").value
    shown = in_language(form, made)
    assert shown.pin == form.pin
    assert [(e.id, e.required, e.jurisdictions, e.basis) for e in shown.elements] == [
        (e.id, e.required, e.jurisdictions, e.basis) for e in form.elements
    ]
    assert form_texts(shown) == dict(made.texts)
