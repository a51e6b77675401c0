"""A referral is read whole or refused whole, and nothing in it is lost or made up."""

import json
import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openkap.clinical.facts import Fact
from openkap.clinical.sources import Verification
from openkap.content.rulebook import vocabulary
from openkap.gateways.referrals import units
from openkap.gateways.referrals.bundle import read_referral
from openkap.gateways.referrals.reading import MAX_BYTES, ReferralRefusedError
from openkap.gateways.referrals.results import Referral
from openkap.gateways.referrals.samples import names, sample

SCT, LOINC, UCUM = "http://snomed.info/sct", "http://loinc.org", "http://unitsofmeasure.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
PATIENT = {
    "resourceType": "Patient",
    "id": "p",
    "name": [{"use": "official", "family": "Marsh", "given": ["Ada"]}],
    "birthDate": "1984-05-02",
}


def concept(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def about(kind: str, **content: Any) -> dict[str, Any]:
    person = "patient" if kind == "AllergyIntolerance" else "subject"
    return {"resourceType": kind, "id": "r", person: {"reference": "Patient/p"}, **content}


def bundle(*resources: dict[str, Any], patient: dict[str, Any] = PATIENT) -> bytes:
    entries = [{"resource": r} for r in (patient, *resources)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def read(*resources: dict[str, Any]) -> Referral:
    return read_referral(bundle(*resources), vocabulary())


def facts(*resources: dict[str, Any]) -> list[Fact]:
    return [f for f in read(*resources).facts if f.code != "birth-date"]


def observation(code: str, quantity: dict[str, Any], **more: Any) -> dict[str, Any]:
    content = {"status": "final", "effectiveDateTime": "2026-10-01T08:00:00+02:00", **more}
    return about("Observation", code=concept(LOINC, code, "x"), valueQuantity=quantity, **content)


def kilograms(value: object, **more: Any) -> dict[str, Any]:
    return observation("29463-7", {"value": value, "system": UCUM, "code": "kg"}, **more)


# guards HZ-06
@pytest.mark.parametrize("name", names())
def test_every_sample_is_read_and_every_resource_accounted_for(name: str) -> None:
    referral = read_referral(sample(name), vocabulary())
    spoken = {f.source for f in referral.facts} | {n.place for n in referral.not_understood}
    assert len(spoken) + referral.entered_in_error == sum(referral.counts.values())
    assert referral.outside == ()
    assert referral.person.born_on
    assert referral.person.family_name


def test_milan_beatty_comes_in_with_every_digit() -> None:
    referral = read_referral(sample("milan-beatty"), vocabulary())
    assert (referral.person.given_name, referral.person.family_name) == ("Milan", "Beatty")
    assert referral.person.born_on == date(1973, 11, 24)
    weights = sorted((f.at, f.value) for f in referral.facts if f.code == "body-weight")
    assert weights[-1] == (datetime(2020, 9, 5, 6, 38, 3, tzinfo=UTC), Decimal("98.32605215136181"))
    medicines = sorted((str(f.value), f.status) for f in referral.facts if f.code == "medicine")
    assert medicines == [("Acetaminophen 325 MG Oral Tablet", "stopped"), ("Fluoxetine 25MG", "active"),
                         ("Fluoxetine 25MG", "stopped")]  # fmt: skip
    depression = [f for f in referral.facts if f.code == "major-depression"]
    assert [(f.at.year, f.status, f.asserted_by) for f in depression] == [(1993, "active", "")]


REFUSALS = {
    "not-json": b"{",
    "not-a-bundle": b'{"resourceType": "Patient"}',
    "no-patient": b'{"resourceType": "Bundle", "entry": []}',
    "two-patients": bundle({**PATIENT, "id": "q"}),
    "too-large": b" " * (MAX_BYTES + 1),
    "too-deep": b"[" * 101 + b"]" * 101,
    "repeated-name": b'{"resourceType": "Bundle", "resourceType": "Bundle"}',
    "not-a-number": b'{"resourceType": "Bundle", "total": NaN}',
    "bad-text": b'{"resourceType": "Bundle", "note": "\\ud800"}',
}


# guards HZ-05, HZ-06
@pytest.mark.parametrize(("code", "data"), REFUSALS.items(), ids=REFUSALS)
def test_a_file_that_cannot_be_taken_in_is_refused_with_what_to_do(code: str, data: bytes) -> None:
    with pytest.raises(ReferralRefusedError, match="Nothing was kept") as refused:
        read_referral(data, vocabulary())
    assert refused.value.code == code


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[1e", b"nul", b'"Bundle"', b"1" * 5000])
def test_what_is_not_a_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(ReferralRefusedError):
        read_referral(data, vocabulary())


def test_a_hundred_levels_are_read_and_brackets_in_text_do_not_count() -> None:
    deep: Any = "[" * 500
    for _ in range(95):
        deep = [deep]
    assert read_referral(bundle({"resourceType": "Basic", "id": "b", "x": deep}), vocabulary()).counts["Basic"] == 1


@pytest.mark.parametrize(
    "resource",
    [
        about("Condition", clinicalStatus="active", code=concept(SCT, "84757009", "Epilepsy")),
        about("Condition", code=concept(SCT, "84757009", "Epilepsy"), assertedDate="2019-01-01"),
        about("Condition", code=concept(SCT, "84757009", "Epilepsy"), participant=[]),
        about("MedicationRequest", status="active", medication={"concept": {"text": "Fluoxetine"}}),
        about("MedicationStatement", status="active", taken="y"),
        about("Observation", status="final", code="29463-7"),
        about("Observation", status="final", code={"coding": {"code": "29463-7"}}),
        about("Observation", status="final", comment="STU3"),
        {"resourceType": "MedicationOrder", "id": "o"},
    ],
)
def test_shapes_of_another_version_of_fhir_are_refused(resource: dict[str, Any]) -> None:
    with pytest.raises(ReferralRefusedError, match="R4") as refused:
        read(resource)
    assert refused.value.code == "not-r4"


def test_a_family_name_as_a_list_is_dstu2() -> None:
    with pytest.raises(ReferralRefusedError, match="DSTU2"):
        read_referral(bundle(patient={**PATIENT, "name": [{"family": ["Marsh"]}]}), vocabulary())


@pytest.mark.parametrize(
    ("system", "code", "fact", "verification"),
    [
        (SCT, "22298006", "myocardial-infarction", Verification.READ),
        ("http://hl7.org/fhir/sid/icd-10-cm", "I71.4", "aneurysm", Verification.READ),
        ("http://hl7.org/fhir/sid/icd-10", "I714", "aneurysm", Verification.READ),
        ("http://hl7.org/fhir/sid/icd-10-cm", "I67.1", "aneurysm", Verification.UNVERIFIED),
    ],
)
def test_conditions_in_snomed_and_icd_10(system: str, code: str, fact: str, verification: Verification) -> None:
    found = facts(about("Condition", code=concept(system, code, "as sent"), onsetDateTime="2019-03-04"))
    assert (fact, verification) in {(f.code, f.identified) for f in found}
    assert {(f.value, f.at, f.display, f.source) for f in found} == {
        (True, datetime(2019, 3, 4, tzinfo=UTC), "as sent", "Condition/r")
    }


def test_an_infarction_is_coronary_disease_too() -> None:
    found = facts(about("Condition", code=concept(SCT, "22298006", "MI"), onsetDateTime="2019-03-04"))
    assert {f.code for f in found} == {"myocardial-infarction", "coronary-disease"}


def test_status_onset_and_end_are_kept() -> None:
    status = concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "resolved", "")
    (found,) = facts(
        about("Condition", clinicalStatus=status, code=concept(SCT, "84757009", "Epilepsy"),
              onsetPeriod={"start": "2001"}, abatementDateTime="2009-07-01")
    )  # fmt: skip
    assert (found.at.year, found.ended_at, found.status) == (2001, datetime(2009, 7, 1, tzinfo=UTC), "resolved")


@pytest.mark.parametrize(("verification", "fact"), [("entered-in-error", 0), ("refuted", 0), ("confirmed", 1)])
def test_an_error_or_a_refutation_is_not_a_fact(verification: str, fact: int) -> None:
    status = concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", verification, "")
    referral = read(about("Condition", verificationStatus=status, code=concept(SCT, "84757009", "Epilepsy")))
    assert len([f for f in referral.facts if f.code == "seizure-disorder"]) == fact
    assert referral.entered_in_error == (verification == "entered-in-error")
    assert len(referral.not_understood) == (verification == "refuted")


def test_an_unconfirmed_diagnosis_is_weak_and_an_undated_one_still_stands() -> None:
    status = concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "provisional", "")
    (found,) = facts(about("Condition", verificationStatus=status, code=concept(SCT, "84757009", "Epilepsy")))
    assert found.identified is Verification.UNVERIFIED
    assert found.at.year == 1900


def test_blood_pressure_comes_in_by_component() -> None:
    parts = [
        {"code": concept(LOINC, code, "x"), "valueQuantity": {"value": value, "system": UCUM, "code": "mm[Hg]"}}
        for code, value in (("8480-6", 131), ("8462-4", 79.5))
    ]
    panel = about("Observation", status="final", code=concept(LOINC, "85354-9", "BP"), component=parts,
                  effectiveDateTime="2026-10-01")  # fmt: skip
    assert {(f.code, f.value, f.unit) for f in facts(panel)} == {
        ("systolic-blood-pressure", Decimal(131), "mm[Hg]"),
        ("diastolic-blood-pressure", Decimal("79.5"), "mm[Hg]"),
    }


def test_pounds_become_kilograms_and_what_cannot_be_converted_is_kept_as_it_was() -> None:
    (pounds,) = facts(observation("29463-7", {"value": 200, "system": UCUM, "code": "[lb_av]"}))
    assert pounds.unit == "kg"
    assert isinstance(pounds.value, Decimal)
    assert math.isclose(pounds.value, Decimal("90.718474"), rel_tol=1e-7)
    for unit in ({"system": UCUM, "code": "cm"}, {"unit": "stone"}, {}, {"system": UCUM, "code": "no such"}):
        (kept,) = facts(observation("29463-7", {"value": 14, **unit}))
        assert kept.value == 14
        assert kept.unit not in {"kg", ""}


# guards HZ-06
@pytest.mark.parametrize(
    "resource",
    [
        kilograms(5000),
        kilograms(True),
        kilograms("98"),
        kilograms(98, effectiveDateTime="2026-10"),
        kilograms(98, effectiveDateTime="yesterday"),
        observation("29463-7", {"value": 98, "comparator": ">", "system": UCUM, "code": "kg"}),
        observation("1234-5", {"value": 98, "system": UCUM, "code": "kg"}),
        kilograms(98, subject={"reference": "Patient/another"}),
        kilograms(98, modifierExtension=[{"url": "x"}]),
        {"resourceType": "Immunization", "id": "r"},
        about("Condition", code={"text": "feels odd"}),
        about("MedicationRequest", status="active", doNotPerform=True, medicationCodeableConcept={"text": "Aspirin"}),
    ],
)
def test_what_is_not_understood_is_kept_whole_and_says_why(resource: dict[str, Any]) -> None:
    referral = read(resource)
    assert [f.code for f in referral.facts] == ["birth-date"]
    (kept,) = referral.not_understood
    assert kept.resource == resource
    assert kept.why.endswith(".")


def test_a_preliminary_value_is_weak() -> None:
    (found,) = facts(kilograms(98, status="preliminary"))
    assert found.identified is Verification.UNVERIFIED


def test_a_huge_number_is_no_measurement() -> None:
    data = bundle(kilograms(98)).replace(b'"value": 98', b'"value": 1e999999')
    assert len(read_referral(data, vocabulary()).not_understood) == 1


# guards HZ-03
def test_a_combination_keeps_every_ingredient() -> None:
    medication = {
        "resourceType": "Medication",
        "id": "m",
        "ingredient": [
            {"itemCodeableConcept": {"text": "paracetamol"}},
            {"itemCodeableConcept": {"text": "oxycodone"}},
        ],
    }
    inside = about("MedicationRequest", status="active", intent="order", authoredOn="2026-01-02",
                   medicationReference={"reference": "#m"}, contained=[medication])  # fmt: skip
    beside = {**inside, "contained": [], "medicationReference": {"reference": "Medication/m"}}
    for resources in ((inside,), (beside, medication)):
        assert [f.value for f in facts(*resources)] == ["paracetamol / oxycodone"]


def test_a_medicine_that_points_outside_is_kept_without_a_name_and_listed() -> None:
    referral = read(about("MedicationRequest", status="active", medicationReference={"reference": "Medication/gone"}))
    assert [f.value for f in referral.facts if f.code == "medicine"] == ["a medicine without a name"]
    assert [(o.place, o.reference) for o in referral.outside] == [("MedicationRequest/r", "Medication/gone")]


def test_an_allergy_to_ketamine_is_the_fact_that_rules_it_out() -> None:
    found = facts(about("AllergyIntolerance", code={"text": "Ketamine hydrochloride"}, recordedDate="2020-02-02"))
    assert {f.code for f in found} == {"allergy", "ketamine-hypersensitivity"}
    assert {f.code for f in facts(about("AllergyIntolerance", code={"text": "Penicillin"}))} == {"allergy"}


# guards HZ-46
def test_names_in_any_script_and_markup_stay_text() -> None:
    patient = {**PATIENT, "name": [{"family": "Ωμέγα-王", "given": ["<b>Zoë</b>", "نور"]}]}
    person = read_referral(bundle(patient=patient), vocabulary()).person
    assert (person.family_name, person.given_name) == ("Ωμέγα-王", "<b>Zoë</b> نور")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10**20) | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KINDS = st.sampled_from(["Patient", "Condition", "Observation", "MedicationRequest", "AllergyIntolerance", "Basic"])
FIELDS = st.sampled_from(
    [
        "code", "subject", "patient", "status", "valueQuantity",
        "component", "medicationCodeableConcept", "medicationReference", "contained", "onsetDateTime",
        "onsetPeriod", "abatementPeriod", "effectiveDateTime", "effectivePeriod", "verificationStatus",
        "reaction", "name", "telecom", "identifier", "birthDate",
        "deceasedDateTime", "ingredient", "modifierExtension", "id",
    ]
)  # fmt: skip
RESOURCES = st.builds(
    lambda kind, fields: {**fields, "resourceType": kind}, KINDS, st.dictionaries(FIELDS, JSON_VALUES, max_size=5)
)


def read_or_refuse(data: bytes) -> Any:
    """The only exception that may come out is the refusal, which says so in words; None then."""
    try:
        referral = read_referral(data, vocabulary())
    except ReferralRefusedError as error:
        refusal = error
    else:
        assert len(referral.not_understood) <= sum(referral.counts.values())
        return referral
    assert refusal.code
    assert str(refusal).endswith("Nothing was kept.")
    return None


@settings(max_examples=max(300, settings.default.max_examples), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(RESOURCES, max_size=3), JSON_VALUES)
def test_any_json_is_read_or_refused_and_never_breaks(resources: list[dict[str, Any]], other: Any) -> None:
    linked = [{**r, **({} if "subject" in r else {"subject": {"reference": "Patient/p"}})} for r in resources]
    for document in (bundle(*resources), bundle(*linked), json.dumps(other).encode()):
        read_or_refuse(document)


@pytest.mark.parametrize(
    "resource",
    [
        about("AllergyIntolerance", reaction=[{"substance": "ketamine"}, 5], code={"text": "x"}),
        about("MedicationRequest", medicationReference={"reference": "#m"}, contained=[{"resourceType": "Medication",
              "id": "m", "code": "x", "ingredient": [{"itemCodeableConcept": {"coding": [5]}}, 7]}]),
        about("MedicationRequest", medicationReference={"reference": "#m"}, contained=[{"resourceType": "Medication",
              "id": "m", "code": {"coding": 5, "text": 5}, "ingredient": 9}]),
        {"resourceType": "Basic", "id": "b", "code": [5], "type": {"coding": {"a": 1}}},
    ],
)  # fmt: skip
def test_odd_shapes_inside_do_not_break_the_reading(resource: dict[str, Any]) -> None:
    assert read(resource).counts[resource["resourceType"]] == 1


@settings(max_examples=max(200, settings.default.max_examples))
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_and_never_break(data: bytes) -> None:
    with pytest.raises(ReferralRefusedError):
        read_referral(data, vocabulary())


@settings(max_examples=max(60, settings.default.max_examples))
@given(st.data())
def test_a_sample_with_one_thing_changed_is_read_or_refused(data: st.DataObject) -> None:
    document = json.loads(sample("alberto-atencio"))
    kinds = {"Patient", "Condition", "Observation", "MedicationRequest"}
    resources = [e["resource"] for e in document["entry"] if e["resource"]["resourceType"] in kinds]
    target: Any = data.draw(st.sampled_from(resources))
    changed = target["id"]
    for _ in range(data.draw(st.integers(0, 3))):
        inner = [
            v for v in (target.values() if isinstance(target, dict) else target) if isinstance(v, dict | list) and v
        ]
        if not inner:
            break
        target = data.draw(st.sampled_from(inner))
    key = data.draw(st.sampled_from(sorted(target) if isinstance(target, dict) else range(len(target))))
    target[key] = data.draw(JSON_VALUES)
    referral = read_or_refuse(json.dumps(document).encode())
    whole = read_referral(sample("alberto-atencio"), vocabulary())
    others = {f.id for f in whole.facts if not f.source.endswith(changed)}
    assert len(others) > 20
    assert referral is None or others <= {f.id for f in referral.facts}, "the rest of the file is still read"


@pytest.mark.parametrize("unit", ["", "{tablet}", "not a unit", "[pH]", "mmol/L", "(("])
def test_a_unit_that_cannot_become_the_wanted_one_is_none(unit: str) -> None:
    assert units.factor(unit, "kg") is None


def test_a_fault_of_the_unit_tables_themselves_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise FileNotFoundError("the tables are gone")

    monkeypatch.setattr(units, "_registry", broken)
    units.factor.cache_clear()
    with pytest.raises(FileNotFoundError):
        units.factor("[lb_av]", "kg")
