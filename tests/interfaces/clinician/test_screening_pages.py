"""Importing, reviewing and deciding in the browser's terms: what each page shows, writes and refuses."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openkap.clinical.facts import Fact
from openkap.content import catalogue
from openkap.gateways.referrals.samples import sample
from openkap.interfaces.clinician.screening.choosing import Choice
from openkap.records.patients.importing import Imported, import_referral
from openkap.records.patients.models import AccessReason, Patient, PatientFact
from openkap.records.patients.reviewing import questions, record_review
from openkap.records.patients.services import record_fact
from openkap.records.treatment.decisions import signed_decisions

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Any]


def taken(clinic: SimpleNamespace, now: datetime, name: str = "milan-beatty") -> Any:
    done = import_referral(by=clinic.ingrid, data=sample(name), file_name="r.json", now=now)
    assert isinstance(done, Imported)
    return done.patient


def upload(data: bytes) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("referral.json", data, content_type="application/json")}


def asked(product: str, place: str) -> str:
    return Choice(product, place).query


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_referral_is_imported_and_says_what_it_gave(clinic: SimpleNamespace, browse: Browse) -> None:
    browser = browse(clinic.ingrid)
    answer = browser.post(reverse("import-referral"), upload(sample("milan-beatty")), follow=True)
    assert answer.status_code == 200
    assert "111 facts added" in text(answer)
    assert "OpenKAP does not read this kind of resource" in text(answer)
    again = browser.post(reverse("import-referral"), upload(sample("milan-beatty")), follow=True)
    assert "Nothing changed" in text(again)
    assert Patient.objects.count() == 1


# guards HZ-06
@pytest.mark.parametrize(("data", "words"), [(b"{", "not JSON"), (b'{"resourceType": "Patient"}', "not a FHIR Bundle")])
def test_a_refused_file_comes_back_with_the_reason(
    clinic: SimpleNamespace, browse: Browse, data: bytes, words: str
) -> None:
    answer = browse(clinic.ingrid).post(reverse("import-referral"), upload(data))
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Patient.objects.exists()


# guards HZ-05
def test_a_birth_date_that_disagrees_asks_and_the_answer_imports(
    clinic: SimpleNamespace, browse: Browse, now: datetime
) -> None:
    milan = taken(clinic, now)
    document = json.loads(sample("milan-beatty"))
    document["entry"][0]["resource"]["birthDate"] = "1973-11-25"
    browser = browse(clinic.ingrid)
    question = browser.post(reverse("import-referral"), upload(json.dumps(document).encode()), follow=True)
    assert "birth date: 1973-11-24 here, 1973-11-25 in the file" in text(question)
    address = question.redirect_chain[-1][0]
    assert browse(clinic.dov).get(address).status_code == 404, "it is the importer's question"
    assert browser.post(address, {}).status_code == 422
    answer = browser.post(address, {"who": str(milan.id)}, follow=True)
    assert "0 facts added" in text(answer), "a file never changes who somebody is"
    assert browser.get(address).status_code == 404


def test_screening_says_hold_and_what_would_change_it(clinic: SimpleNamespace, browse: Browse, now: datetime) -> None:
    milan = taken(clinic, now)
    answer = browse(clinic.ingrid).get(reverse("screening", args=[milan.id]))
    page = text(answer)
    assert "Hold" in page
    assert "5 Sep 2020, 6 years old" in page
    assert "What would change this" in page
    assert "Fluoxetine 25MG" in page
    assert " met " not in page
    assert answer.content.decode().count('class="cr ') == len(catalogue.ids("criteria"))
    folds = re.findall(r'<details class="fold"( open)?.*?<h2>(\d+) ([a-z ]+)</h2>', answer.content.decode(), re.DOTALL)
    assert {words for is_open, _, words in folds if not is_open} == {"clear", "to know"}, "what waits is never folded"
    assert sum(int(count) for _, count, _ in folds) == len(catalogue.ids("criteria"))
    assert re.search("<title>Screening . OpenKAP</title>", answer.content.decode())
    for query in (asked("esketamine-nasal", "us"), asked("ketamine-iv", "uk"), "?p=99&j=fr", "?p=x"):
        assert browse(clinic.ingrid).get(reverse("screening", args=[milan.id]) + query).status_code == 200


# guards HZ-02
def test_the_review_form_is_never_pre_ticked_and_keeps_what_was_answered(
    clinic: SimpleNamespace, browse: Browse, now: datetime
) -> None:
    milan = taken(clinic, now)
    browser, address = browse(clinic.ingrid), reverse("review", args=[milan.id])
    assert " checked>" not in browser.get(address).content.decode()
    answers = {q.definition.code: "denied" if q.choices and q.choices[0][0] == "denied" else ""
               for group in questions().values() for q in group}  # fmt: skip
    refused = browser.post(address, {**answers, "adequate-antidepressant-trials": "two"})
    assert refused.status_code == 422
    assert "not a number" in text(refused)
    assert " checked>" in refused.content.decode(), "an entry is never lost"
    assert not PatientFact.objects.filter(patient=milan, source="review form").exists()
    browser.post(address, {**answers, "adequate-antidepressant-trials": "2"})
    kept = PatientFact.objects.filter(patient=milan, source="review form")
    assert kept.count() > 30
    assert set(kept.values_list("asserted_by", flat=True)) == {"Ingrid"}
    assert " checked>" not in browser.get(address).content.decode()
    assert browse(clinic.ingrid).get(reverse("review", args=[milan.id])).status_code == 200


def test_a_clearance_is_recorded_refused_and_taken_back(clinic: SimpleNamespace, browse: Browse, now: datetime) -> None:
    alberto = taken(clinic, now, "alberto-atencio")
    browser, page = browse(clinic.ingrid), reverse("screening", args=[alberto.id])
    settle = reverse("screening-settle", args=[alberto.id]) + asked("ketamine-iv", "eu")
    short = browser.post(settle, {"criterion": "c32-seizure-disorder", "reason": "fine"})
    assert short.status_code == 422
    assert "too short" in text(short)
    assert ">fine</textarea>" in short.content.decode()
    browser.post(settle, {"criterion": "c32-seizure-disorder", "reason": "Seizure-free for nine years"})
    shown = text(browser.get(page + asked("ketamine-iv", "eu")))
    assert "Assessed by Ingrid" in shown
    assert "Seizure-free for nine years" in shown
    browser.post(
        reverse("screening-withdraw", args=[alberto.id]) + asked("ketamine-iv", "eu"),
        {"criterion": "c32-seizure-disorder"},
    )
    assert "Seizure-free" not in text(browser.get(page + asked("ketamine-iv", "eu")))
    assert browse(clinic.sam).post(settle, {}).status_code == 403


# guards HZ-01
def test_an_excluded_person_is_shown_so_and_nothing_there_is_overridden(
    clinic: SimpleNamespace, browse: Browse, now: datetime
) -> None:
    child = taken(clinic, now, "luigi-wiegand")
    browser = browse(clinic.ingrid)
    assert "Excluded" in text(browser.get(reverse("screening", args=[child.id])))
    answer = browser.post(
        reverse("screening-settle", args=[child.id]) + asked("esketamine-nasal", "us"),
        {"criterion": "under-age", "reason": "The parents agree"},
    )
    assert answer.status_code == 422
    assert "Nobody overrides this criterion" in text(answer)


def test_a_medicine_is_placed_from_the_page(clinic: SimpleNamespace, browse: Browse, now: datetime) -> None:
    milan = taken(clinic, now)
    browser = browse(clinic.ingrid)
    browser.post(reverse("record-fact", args=[milan.id]), {"medicine": "Night drops"})
    page = browser.get(reverse("screening", args=[milan.id]))
    assert "Not recognised" in text(page)
    fact = PatientFact.objects.get(value="Night drops")
    address = reverse("place-medicine", args=[milan.id, fact.id])
    assert browser.post(address, {"kind": "known", "ingredients": "hops", "reason": "The label"}).status_code == 422
    browser.post(address, {"kind": "harmless", "reason": "The label: valerian only, herbal tea"})
    assert "Not recognised" not in text(browser.get(reverse("screening", args=[milan.id])))


def test_measurements_are_recorded_all_or_none_and_corrected(
    clinic: SimpleNamespace, browse: Browse, now: datetime
) -> None:
    milan = taken(clinic, now)
    browser, address = browse(clinic.sam), reverse("record-fact", args=[milan.id])
    assert browser.post(address, {}).status_code == 302, "Sam is not in the care team"
    browser.post(reverse("access-reason", args=[milan.id]), {"reason": "Covering for the prescriber"})
    assert browser.post(address, {}).status_code == 422
    wrong = browser.post(address, {"systolic-blood-pressure": "124", "body-weight": "980"})
    assert wrong.status_code == 422
    assert "outside 20 to 400" in text(wrong)
    assert not PatientFact.objects.filter(source="measured here").exists()
    browser.post(address, {"systolic-blood-pressure": "124", "diastolic-blood-pressure": "78", "body-weight": "89.3"})
    weight = PatientFact.objects.get(source="measured here", code="body-weight")
    correct = reverse("correct-fact", args=[milan.id, weight.id])
    assert browser.post(correct, {"value": "98.3", "reason": ""}).status_code == 422
    browser.post(correct, {"value": "98.3", "reason": "Digits swapped"})
    page = text(browser.get(reverse("facts", args=[milan.id])))
    assert "98.3 kg" in page.replace("\xa0", " ")
    assert "89.3" not in page
    assert browser.get(correct).status_code == 404


def test_signing_keeps_the_decision_and_it_replays(clinic: SimpleNamespace, browse: Browse, now: datetime) -> None:
    milan = taken(clinic, now)
    browser = browse(clinic.ingrid)
    query = asked("ketamine-iv", "eu")
    page = browser.get(reverse("screening", args=[milan.id]) + query)
    browser.post(reverse("screening-sign", args=[milan.id]) + query, {"seen": page.context["outline"]})
    (signed,) = signed_decisions(milan.id)
    page = text(browser.get(reverse("decision", args=[milan.id, signed.id])))
    assert "Replays to the same" in page
    assert "Signed by Ingrid" in page


def test_a_page_that_has_grown_old_signs_nothing(clinic: SimpleNamespace, browse: Browse, now: datetime) -> None:
    milan = taken(clinic, now)
    browser, query = browse(clinic.ingrid), asked("ketamine-iv", "eu")
    seen = browser.get(reverse("screening", args=[milan.id]) + query).context["outline"]
    found = Fact("aneurysm", True, now, "said today", asserted_by="Sam")
    record_fact(by=clinic.sam, patient_id=milan.id, fact=found, now=now)
    for stale in ({"seen": seen}, {}):
        answer = browser.post(reverse("screening-sign", args=[milan.id]) + query, stale, follow=True)
        assert "Something changed since you opened this page" in text(answer)
    assert not signed_decisions(milan.id)


@pytest.mark.parametrize("query", ["", "?p=1&j=eu", asked("ketamine-iv", "fr")])
def test_nothing_is_signed_for_a_product_or_place_the_address_does_not_name(
    clinic: SimpleNamespace, browse: Browse, now: datetime, query: str
) -> None:
    milan = taken(clinic, now)
    assert browse(clinic.ingrid).post(reverse("screening-sign", args=[milan.id]) + query).status_code == 404
    assert not signed_decisions(milan.id)


# guards HZ-40
def test_a_colleague_gives_a_reason_before_anything_shows(clinic: SimpleNamespace, browse: Browse, ada: Any) -> None:
    browser, address = browse(clinic.admin), reverse("facts", args=[ada.id])
    asked = browser.get(address)
    assert asked.status_code == 302
    reason = asked["Location"]
    assert ada.family_name not in text(browser.get(reason))
    assert browser.post(reason, {"reason": "short"}).status_code == 422
    opened = browser.post(reason, {"reason": "Merging two referrals of hers"})
    assert opened["Location"] == address
    assert browser.get(address).status_code == 200
    assert browse(clinic.wei).get(reverse("access-reason", args=[ada.id])).status_code == 404
    row = AccessReason.objects.get()
    director = browse(clinic.dov)
    assert "Merging two referrals" in text(director.get(reverse("access-reviews")))
    director.post(reverse("access-review", args=[row.id]), {"accepted": "yes", "note": ""})
    assert "Nothing to review" in text(director.get(reverse("access-reviews")))


def test_the_way_back_never_leads_elsewhere(clinic: SimpleNamespace, browse: Browse, ada: Any) -> None:
    address = reverse("access-reason", args=[ada.id]) + "?next=https://elsewhere.example/"
    answer = browse(clinic.admin).post(address, {"reason": "Merging two referrals of hers"})
    assert answer["Location"] == reverse("patients")


# guards HZ-42
def test_people_are_found_and_what_was_searched_stays_out_of_the_address(
    clinic: SimpleNamespace, browse: Browse, ada: Any
) -> None:
    browser = browse(clinic.sam)
    assert "Marsh, Ada" in text(browser.get(reverse("patients")))
    assert "Marsh, Ada" in text(browser.post(reverse("patients"), {"words": "mars"}))
    assert "Nobody found" in text(browser.post(reverse("patients"), {"words": "Zorro"}))
    assert "Marsh" not in text(browse(clinic.wei).get(reverse("patients")))


# guards HZ-46
def test_markup_in_a_name_stays_text(clinic: SimpleNamespace, browse: Browse, ada: Any) -> None:
    Patient.objects.filter(id=ada.id).update(family_name="<script>alert(1)</script>")
    page = browse(clinic.ingrid).get(reverse("facts", args=[ada.id])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("name", ["facts", "screening", "review", "patients"])
def test_queries_do_not_grow_with_the_record(clinic: SimpleNamespace, browse: Browse, now: datetime, name: str) -> None:
    browser = browse(clinic.ingrid)
    asked = []
    for sample_name in ("clemente-kreiger", "trey-leffler"):
        person = taken(clinic, now, sample_name)
        record_review(by=clinic.ingrid, patient_id=person.id, answers={"bladder-disease": "denied"}, now=now)
        address = reverse(name, args=[] if name == "patients" else [person.id])
        browser.get(address)
        with CaptureQueriesContext(connection) as caught:
            browser.get(address)
        asked.append([q["sql"] for q in caught if "SAVEPOINT" not in q["sql"]])
    assert len(asked[0]) == len(asked[1]) <= 15


# guards HZ-02
def test_a_newer_no_never_hides_what_was_said_before(clinic: SimpleNamespace, browse: Browse, now: datetime) -> None:
    """It stands open among what was asked and is not there, with the entry before it; the first lines name it."""
    max_ = taken(clinic, now, "max-dicki")
    browser = browse(clinic.ingrid)
    browser.post(reverse("review", args=[max_.id]), {"dementia-or-delirium": "denied"})
    page = text(browser.get(reverse("facts", args=[max_.id])))
    assert "To look at Told differently before Dementia or delirium" in page
    assert "1 earlier of Dementia or delirium Told differently before: Alzheimer" in page
