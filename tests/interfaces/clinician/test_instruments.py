"""The library, one instrument, loading a wording, and entering a rating, as the staff see them."""

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest

from openkap.content import catalogue
from openkap.records.assessments.models import InstrumentWording, Score

pytestmark = pytest.mark.django_db


def words_of(browser: Any, id_: str) -> io.BytesIO:
    """The exported skeleton of an instrument with words in every slot, as a file to send back."""
    found = json.loads(browser.get(f"/instruments/{id_}/questionnaire.json").content)
    for item in found["item"]:
        item["text"] = f"Words of {item['linkId']}"
        for option in item.get("answerOption", []):
            option["valueCoding"]["display"] = f"answer {option['valueCoding']['code']}"
    file = io.BytesIO(json.dumps(found).encode())
    file.name = "wording.json"
    return file


def test_the_library_names_every_instrument_once_and_whether_it_is_ready(
    clinic: SimpleNamespace, browse: Any, django_assert_max_num_queries: Any
) -> None:
    browser = browse(clinic.noor)
    with django_assert_max_num_queries(15):
        page = browser.get("/instruments/").content.decode()
    for id_ in catalogue.ids("instruments"):
        assert page.count(f'href="/instruments/{id_}/"') == 1
    assert page.count("Not here") == sum(not e.value.worded for e in catalogue.entries("instruments"))


@pytest.mark.parametrize("id_", catalogue.ids("instruments"))
def test_every_instrument_has_a_page(id_: str, clinic: SimpleNamespace, browse: Any) -> None:
    answer = browse(clinic.admin).get(f"/instruments/{id_}/")
    assert answer.status_code == 200
    page = answer.content.decode()
    definition = catalogue.entry("instruments", id_).value
    assert all(band.name[1:] in page for band in definition.bands)
    assert ("Unverified" in page) is (
        "unverified" in json.dumps(catalogue.entry("instruments", id_).document, default=str)
    )
    assert ("Load the wording" in page) is not definition.worded


def test_a_therapist_reads_and_does_not_load(clinic: SimpleNamespace, browse: Any) -> None:
    browser = browse(clinic.noor)
    assert "Load the wording" not in browser.get("/instruments/isi/").content.decode()
    assert browser.get("/instruments/isi/wording/").status_code == 403
    assert browser.get("/instruments/nothing/").status_code == 404


def test_a_wording_is_loaded_through_the_page(clinic: SimpleNamespace, browse: Any) -> None:
    browser = browse(clinic.dov)
    sent = {"file": words_of(browser, "isi"), "entitled_by": "Mapi licence 7"}
    assert browser.post("/instruments/isi/wording/", sent).status_code == 302
    page = browser.get("/instruments/isi/").content.decode()
    assert "Mapi licence 7" in page
    assert InstrumentWording.objects.get().digest in page


def test_a_wording_that_does_not_fit_comes_back_with_the_reason(clinic: SimpleNamespace, browse: Any) -> None:
    browser = browse(clinic.dov)
    sent = {"file": words_of(browser, "madrs"), "entitled_by": "Mapi licence 7"}
    answer = browser.post("/instruments/isi/wording/", sent)
    assert answer.status_code == 422
    assert "has 7 items and the file has 10" in answer.content.decode()
    assert InstrumentWording.objects.count() == 0


@pytest.mark.parametrize("id_", catalogue.ids("instruments"))
def test_every_instrument_has_a_form_to_enter_without_another_edit(
    id_: str, ada: Any, clinic: SimpleNamespace, browse: Any
) -> None:
    page = browse(clinic.noor).get(f"/patients/{ada.id}/questionnaires/enter/{id_}/").content.decode()
    for item in catalogue.entry("instruments", id_).value.items:
        assert f'name="{item.id}"' in page


@pytest.mark.usefixtures("covered")
def test_a_rating_is_entered_scored_and_shown(ada: Any, clinic: SimpleNamespace, browse: Any) -> None:
    browser, address = browse(clinic.noor), f"/patients/{ada.id}/questionnaires/"
    sent = {f"q{n}": "2" for n in range(1, 10)} | {"q10": "0"}
    assert browser.post(f"{address}enter/madrs/", sent).status_code == 302
    assert Score.objects.get().value == 18
    page = browser.get(address).content.decode()
    assert "18 of 60, mild" in page
    assert "rated by" in page
    assert "no link" in page


@pytest.mark.usefixtures("covered")
def test_days_are_entered_as_numbers(ada: Any, clinic: SimpleNamespace, browse: Any) -> None:
    browser, address = browse(clinic.noor), f"/patients/{ada.id}/questionnaires/enter/timeline-followback/"
    refused = browser.post(address, {"d1": "61"})
    assert refused.status_code == 422
    assert Score.objects.count() == 0
    browser.post(address, {f"d{n}": "0" if n > 15 else "3" for n in range(1, 31)})
    assert Score.objects.get().value == 50


def test_nothing_chosen_is_nothing_kept(ada: Any, clinic: SimpleNamespace, browse: Any) -> None:
    answer = browse(clinic.noor).post(f"/patients/{ada.id}/questionnaires/enter/madrs/", {})
    assert (answer.status_code, "Nothing was chosen" in answer.content.decode()) == (422, True)


def test_only_forms_that_a_patient_can_fill_in_are_offered(ada: Any, clinic: SimpleNamespace, browse: Any) -> None:
    page = browse(clinic.noor).get(f"/patients/{ada.id}/questionnaires/").content.decode()
    offered = {i for i in catalogue.ids("instruments") if f'name="instruments" value="{i}"' in page}
    assert {"phq-9", "audit", "timeline-followback"} <= offered
    assert not offered & {"isi", "madrs", "ham-d-17", "c-ssrs-screener", "moaa-s"}
