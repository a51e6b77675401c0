"""A referral comes in whole, once, and about the right person; or not at all."""

import json
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import Http404

from openkap.clinical.eligibility.medicines import medicines_of
from openkap.clinical.facts import Chart
from openkap.content.rulebook import formulary, vocabulary
from openkap.gateways.referrals.samples import sample
from openkap.records.accounts.models import Installation
from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.patients import importing, selectors, team
from openkap.records.patients.door import ReasonNeededError, patient_for
from openkap.records.patients.importing import Imported, WhoIsThis, import_referral
from openkap.records.patients.models import CareTeamMember, ImportedBundle, Patient, PatientFact, WaitingReferral
from openkap.records.patients.services import correct_fact

pytestmark = pytest.mark.django_db


def changed(file: str, /, **person: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(sample(file))
    patient = next(e["resource"] for e in document["entry"] if e["resource"]["resourceType"] == "Patient")
    patient.update(person)
    return document


def taking(chart: Chart) -> list[Any]:
    return [m.fact.value for m in medicines_of(chart, vocabulary(), formulary()).current]


def data(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def taken(clinic: SimpleNamespace, now: datetime, content: bytes = sample("milan-beatty"), **more: Any) -> Imported:
    done = import_referral(by=clinic.ingrid, data=content, file_name="referral.json", now=now, **more)
    assert isinstance(done, Imported)
    return done


def test_a_referral_makes_a_person_with_facts_and_the_whole_file(clinic: SimpleNamespace, now: datetime) -> None:
    done = taken(clinic, now)
    assert (done.new_person, done.patient.name, str(done.patient.born_on)) == (True, "Milan Beatty", "1973-11-24")
    assert bytes(ImportedBundle.objects.get().content) == sample("milan-beatty")
    assert done.bundle.counts["Claim"] == 18
    assert len(done.bundle.not_understood) > 50
    assert done.bundle.facts_new == PatientFact.objects.filter(patient=done.patient).count() > 100
    weights = selectors.chart(done.patient.id, now).of("body-weight")
    assert str(weights[-1].value) == "98.32605215136181"
    assert selectors.patient_for(clinic.ingrid, done.patient.id, "test", now) == done.patient


def test_the_same_file_again_changes_nothing(clinic: SimpleNamespace, now: datetime) -> None:
    first = taken(clinic, now)
    before = PatientFact.objects.count()
    again = taken(clinic, now + timedelta(days=1))
    assert (again.again, again.patient, again.bundle) == (True, first.patient, first.bundle)
    assert (PatientFact.objects.count(), Patient.objects.count(), ImportedBundle.objects.count()) == (before, 1, 1)


def test_a_newer_bundle_adds_what_is_new_and_replaces_what_the_sender_changed(
    clinic: SimpleNamespace, now: datetime
) -> None:
    first = taken(clinic, now)
    newer = changed("milan-beatty")
    order = next(e["resource"] for e in newer["entry"] if e["resource"]["resourceType"] == "MedicationRequest"
                 and e["resource"]["status"] == "active")  # fmt: skip
    order["status"] = "stopped"
    seizure = next(e["resource"] for e in newer["entry"] if e["resource"]["resourceType"] == "Condition")
    epilepsy = {"coding": [{"system": "http://snomed.info/sct", "code": "84757009", "display": "Epilepsy"}]}
    newer["entry"].append({"resource": {**seizure, "id": "new-one", "code": epilepsy}})
    later = now + timedelta(days=30)
    second = taken(clinic, later, data(newer))
    assert second.patient == first.patient
    assert (second.bundle.facts_new, second.bundle.facts_known) == (2, first.bundle.facts_new - 1)
    chart = selectors.chart(first.patient.id, later)
    assert len(chart.of("seizure-disorder")) == 1
    assert taking(chart) == []
    assert taking(selectors.chart(first.patient.id, now)) == ["Fluoxetine 25MG"]
    back = taken(clinic, later + timedelta(days=1), data(changed("milan-beatty", active=True)))
    assert back.bundle.facts_new == 1, "the order that came back"
    assert len(taking(selectors.chart(first.patient.id, later + timedelta(days=1)))) == 1


def test_what_a_clinician_took_back_stays_taken_back(clinic: SimpleNamespace, now: datetime) -> None:
    first = taken(clinic, now)
    row = PatientFact.objects.get(code="major-depression")
    correct_fact(by=clinic.ingrid, patient_id=first.patient.id, fact_id=row.id, reason="Another person's", now=now)
    taken(clinic, now + timedelta(days=1), data(changed("milan-beatty", active=True)))
    assert selectors.chart(first.patient.id, now + timedelta(days=2)).of("major-depression") == ()


# guards HZ-05
@pytest.mark.parametrize(
    ("person", "words"),
    [
        ({"name": [{"family": "Beaty", "given": ["Milan"]}]}, "family name: Beatty here, Beaty in the file"),
        ({"birthDate": "1973-11-25"}, "birth date: 1973-11-24 here, 1973-11-25 in the file"),
    ],
)
def test_a_name_or_birth_date_that_disagrees_asks_and_writes_nothing(
    clinic: SimpleNamespace, now: datetime, person: dict[str, Any], words: str
) -> None:
    first = taken(clinic, now)
    other = data(changed("milan-beatty", **person))
    asked = import_referral(by=clinic.ingrid, data=other, file_name="x.json", now=now)
    assert isinstance(asked, WhoIsThis)
    assert asked.candidates == (first.patient,)
    assert words in asked.differences
    assert (ImportedBundle.objects.count(), Patient.objects.count()) == (1, 1)
    same = taken(clinic, now, other, same_as=first.patient.id)
    assert same.patient == first.patient
    first.patient.refresh_from_db()
    assert first.patient.family_name == "Beatty", "a file never changes who somebody is"


# guards HZ-05
def test_the_same_name_and_birth_date_without_a_number_in_common_asks(clinic: SimpleNamespace, now: datetime) -> None:
    taken(clinic, now)
    namesake = data(changed("milan-beatty", identifier=[{"system": "urn:other", "value": "7"}]))
    assert isinstance(import_referral(by=clinic.ingrid, data=namesake, file_name="x", now=now), WhoIsThis)
    second = taken(clinic, now, namesake, new_person=True)
    assert second.new_person
    assert Patient.objects.count() == 2


def test_the_page_keeps_the_file_only_until_the_answer(clinic: SimpleNamespace, now: datetime) -> None:
    first = taken(clinic, now)
    other = data(changed("milan-beatty", birthDate="1973-11-25"))
    waiting = importing.keep_waiting(by=clinic.ingrid, data=other, file_name="x.json", now=now)
    assert importing.waiting_for(clinic.ingrid, waiting.id)[1].candidates == (first.patient,)
    with pytest.raises(RefusedError, match="no longer waits"):
        importing.answer_who(by=clinic.dov, waiting_id=waiting.id, now=now, same_as=first.patient.id)
    done = importing.answer_who(by=clinic.ingrid, waiting_id=waiting.id, now=now, same_as=first.patient.id)
    assert done
    assert done.patient == first.patient
    assert WaitingReferral.objects.count() == 0
    again = importing.keep_waiting(by=clinic.ingrid, data=other, file_name="x.json", now=now)
    assert importing.answer_who(by=clinic.ingrid, waiting_id=again.id, now=now) is None
    assert WaitingReferral.objects.count() == 0


# guards HZ-06
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "not JSON"),
        (b'{"resourceType": "Patient"}', "not a FHIR Bundle"),
        (data(changed("milan-beatty", birthDate="1973")), "no full birth date"),
        (data(changed("milan-beatty", name=[])), "gives no name"),
        (data(changed("milan-beatty", name=[{"family": "x" * 121}])), "longer than 120"),
    ],
)
def test_a_refused_file_leaves_nothing_behind(
    clinic: SimpleNamespace, now: datetime, content: bytes, words: str
) -> None:
    with pytest.raises(RefusedError, match=words):
        import_referral(by=clinic.ingrid, data=content, file_name="x.json", now=now)
    assert not Patient.objects.exists()
    assert not PatientFact.objects.exists()
    assert not ImportedBundle.objects.exists()


def test_sites_do_not_see_each_other_and_may_know_the_same_person(clinic: SimpleNamespace, now: datetime) -> None:
    first = taken(clinic, now)
    done = import_referral(by=clinic.wei, data=sample("milan-beatty"), file_name="x", now=now)
    assert isinstance(done, Imported)
    assert done.patient != first.patient
    with pytest.raises(Http404):
        import_referral(by=clinic.wei, data=sample("liz-conn"), file_name="x", now=now, same_as=first.patient.id)


def test_a_colleague_outside_the_care_team_gives_a_reason_before_adding(clinic: SimpleNamespace, now: datetime) -> None:
    taken(clinic, now)
    newer = data(changed("milan-beatty", active=True))
    with pytest.raises(ReasonNeededError):
        import_referral(by=clinic.sam, data=newer, file_name="x", now=now)


# guards HZ-45
def test_the_demonstration_takes_only_its_samples(clinic: SimpleNamespace, now: datetime) -> None:
    Installation.objects.create(kind="demonstration", made_at=now)
    assert taken(clinic, now).new_person
    with pytest.raises(RefusedError, match="only the sample referrals"):
        import_referral(by=clinic.ingrid, data=data(changed("liz-conn", active=True)), file_name="x", now=now)


def test_who_may_not_import(clinic: SimpleNamespace, now: datetime) -> None:
    from dataclasses import replace

    nobody = replace(clinic.sam, roles=frozenset({"director"}))
    with pytest.raises(NotAllowedError, match="import a referral"):
        import_referral(by=nobody, data=sample("liz-conn"), file_name="x", now=now)


def test_a_dead_persons_record_says_so(clinic: SimpleNamespace, now: datetime) -> None:
    done = taken(clinic, now, sample("chet-thompson"))
    assert done.patient.deceased_at
    assert selectors.chart(done.patient.id, now).of("deceased")


def test_names_in_any_script_are_kept(clinic: SimpleNamespace, now: datetime) -> None:
    name = [{"use": "official", "family": "王-Ωμέγα", "given": ["نور <script>"]}]
    done = taken(clinic, now, data(changed("liz-conn", name=name)))
    done.patient.refresh_from_db()
    assert done.patient.name == "نور <script> 王-Ωμέγα"
    assert CareTeamMember.objects.filter(patient=done.patient, person_id=clinic.ingrid.id).exists()


def test_an_administrator_who_imports_looks_for_a_shift_and_does_not_join_the_team(
    clinic: SimpleNamespace, now: datetime
) -> None:
    found = import_referral(by=clinic.admin, data=sample("liz-conn"), file_name="r.json", now=now)
    assert isinstance(found, Imported)
    assert patient_for(clinic.admin, found.patient.id, "import", now) == found.patient
    assert not CareTeamMember.objects.filter(patient=found.patient).exists()
    assert [p.id for p in team.without_team(clinic.dov, now)] == [found.patient.id], "a director sees who has nobody"
    with pytest.raises(ReasonNeededError):
        patient_for(clinic.admin, found.patient.id, "import", now + timedelta(hours=13))
