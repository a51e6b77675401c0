"""An export holds all of a record but what it names as left out; a psychotherapy note is in none."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from openkap.clinical.facts import Fact
from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.patients.models import Patient
from openkap.records.patients.services import record_fact
from openkap.records.reporting import exporting, services
from openkap.records.reporting.models import RecordExport
from openkap.records.reporting.sections import LEFT_OUT, SECRETS, sections
from openkap.records.safety import risk
from openkap.records.therapy.services import write_own_note

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyset", "mail")]


@pytest.fixture
def told(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    """Ada's record: a substance use disorder, methadone, a weight, a triage in words, a psychotherapy note."""
    for code, value, unit in (
        ("substance-use-disorder", True, ""),
        ("medicine", "Methadone 10 mg", ""),
        ("medicine", "Sertraline 50 mg", ""),
        ("body-weight", Decimal("64.4"), "kg"),
    ):
        fact = Fact(code, value, now, "told here", unit=unit, asserted_by="Ingrid")
        record_fact(by=clinic.ingrid, patient_id=ada.id, fact=fact, now=now)
    risk.record_triage(by=clinic.noor, patient_id=ada.id, answers={"q1": False, "q2": False, "q6": False}, level="",
                       lower_reason="", narrative="She drank again", now=now)  # fmt: skip
    write_own_note(by=clinic.noor, patient_id=ada.id, body="MY OWN DOUBT", holds_risk=False, now=now)


def exported(clinic: SimpleNamespace, ada: Any, now: datetime, **more: Any) -> exporting.Export:
    words = {"to_the_person": True, "recipient": "Ada Marsh", "purpose": "Her own copy", **more}
    return exporting.export_record(by=clinic.dov, patient_id=ada.id, now=now, **words)


def american(clinic: SimpleNamespace) -> None:
    clinic.here.jurisdiction = "us"
    clinic.here.save()


@pytest.mark.usefixtures("told")
def test_the_person_gets_everything_but_what_is_named(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    made = exported(clinic, ada, now)
    text = json.dumps(made.document)
    assert "MY OWN DOUBT" not in text
    assert "therapy.PsychotherapyNote" not in made.document["sections"]
    assert any("Psychotherapy notes" in words for words in made.document["left_out"])
    for expected in ("Methadone", "substance-use-disorder", "She drank again", "64.4"):
        assert expected in text
    assert made.row.left_out == made.document["left_out"]
    assert made.row.counts["patients.PatientFact"] == 5


@pytest.mark.usefixtures("told")
def test_somebody_else_gets_nothing_about_substances_without_a_consent_of_its_own(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    american(clinic)
    whom = {"to_the_person": False, "recipient": "Dr Hill", "purpose": "Further care"}
    text = json.dumps(exported(clinic, ada, now, **whom).document["sections"])
    for gone in ("Methadone", "substance-use-disorder", "drank"):
        assert gone not in text
    assert "Sertraline" in text
    assert "64.4" in text
    consent = services.ConsentText("part-2", "Dr  hill", "Further care", "Diagnosis and medicines", "Ada Marsh",
                                   now.date(), now.date() + timedelta(days=30))  # fmt: skip
    kept = services.keep_disclosure_consent(by=clinic.dov, patient_id=ada.id, text=consent, now=now)
    made = exported(clinic, ada, now, **whom)
    assert "Methadone" in json.dumps(made.document["sections"])
    assert any("42 CFR part 2 prohibits unauthorized disclosure" in words for words in made.document["left_out"])
    other = exported(clinic, ada, now, **{**whom, "recipient": "Dr Vale"})
    assert "Methadone" not in json.dumps(other.document["sections"])
    late = exported(clinic, ada, now + timedelta(days=31), **whom)
    assert "Methadone" not in json.dumps(late.document["sections"]), "it has ended"
    services.withdraw_disclosure_consent(by=clinic.dov, patient_id=ada.id, consent_id=kept.id, now=now)
    assert "Methadone" not in json.dumps(exported(clinic, ada, now, **whom).document["sections"])


def test_no_table_that_leads_to_a_person_is_lost_silently() -> None:
    """Every table that holds a person's row is a section; what is left out has its reason in words."""
    found = {s.label for s in sections()}
    for model in apps.get_models():
        if model.__module__.startswith("openkap.records."):
            holds = any(getattr(f, "related_model", None) is Patient and f.concrete for f in model._meta.get_fields())
            assert not holds or model._meta.label in found, model._meta.label
            assert getattr(model, "exported", True) or model._meta.label in LEFT_OUT
    assert set(LEFT_OUT) <= found
    for label in ("assessments.Answer", "dosing.SessionEvent", "treatment.OrderEvent", "safety.AlertEvent"):
        assert label in found
    assert not any(SECRETS & set(s.fields) for s in sections())


def test_who_may_export_and_what_they_must_say(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    with pytest.raises(NotAllowedError):
        exporting.export_record(by=clinic.noor, patient_id=ada.id, to_the_person=True, recipient="a", purpose="b",
                                now=now)  # fmt: skip
    with pytest.raises(RefusedError, match="Say who gets"):
        exported(clinic, ada, now, purpose=" ")
    assert not RecordExport.objects.exists()


def test_a_request_has_its_day_by_the_rules_of_the_place(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    row = services.note_request(by=clinic.dov, patient_id=ada.id, kind="access", words="", asked_on=now.date(), now=now)
    assert row.due_on == now.date() + timedelta(days=30)
    with pytest.raises(RefusedError, match="in their words"):
        services.note_request(by=clinic.dov, patient_id=ada.id, kind="amendment", words="", asked_on=now.date(),
                              now=now)  # fmt: skip
    with pytest.raises(RefusedError, match="Say why"):
        services.answer_request(by=clinic.dov, patient_id=ada.id, request_id=row.id, answer="refused", answer_words="",
                                now=now)  # fmt: skip
    services.answer_request(by=clinic.dov, patient_id=ada.id, request_id=row.id, answer="given", answer_words="",
                            now=now)  # fmt: skip
    with pytest.raises(RefusedError, match="answered already"):
        services.answer_request(by=clinic.dov, patient_id=ada.id, request_id=row.id, answer="given", answer_words="",
                                now=now)  # fmt: skip


def test_a_legal_hold_has_no_end_until_it_is_released(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    clinic.here.jurisdiction = "uk"
    clinic.here.save()
    ada.refresh_from_db()
    assert services.kept_until(ada, now).until is not None
    services.place_hold(by=clinic.dov, patient_id=ada.id, reason="Letter of a lawyer", now=now)
    assert services.kept_until(ada, now).until is None
    with pytest.raises(RefusedError, match="stands already"):
        services.place_hold(by=clinic.dov, patient_id=ada.id, reason="Again", now=now)
    services.release_hold(by=clinic.dov, patient_id=ada.id, reason="Case closed", now=now)
    assert services.kept_until(ada, now).until is not None


def test_a_consent_that_lacks_something_is_not_kept(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    american(clinic)
    whole = {"protection": "part-2", "recipient": "Dr Hill", "purpose": "Care", "what": "Diagnosis",
             "signed_by_name": "Ada", "signed_on": now.date(), "expires_on": now.date()}  # fmt: skip
    for name, value in (("recipient", " "), ("purpose", ""), ("what", ""), ("signed_by_name", ""),
                        ("expires_on", now.date() - timedelta(days=1)), ("protection", "none")):  # fmt: skip
        text = services.ConsentText(**{**whole, name: value})
        with pytest.raises(RefusedError):
            services.keep_disclosure_consent(by=clinic.dov, patient_id=ada.id, text=text, now=now)
    assert services.disclosure_consents_of(ada) == []
