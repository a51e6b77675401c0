"""A whole bundle: who it is about, what it says of them, what was not understood, and what it points to outside."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from typing import Any

from openkap.clinical.facts import Fact, Vocabulary
from openkap.gateways.referrals import shapes
from openkap.gateways.referrals.concepts import UNDATED, Context, words
from openkap.gateways.referrals.conditions import read_allergy, read_condition
from openkap.gateways.referrals.instants import day, moment
from openkap.gateways.referrals.medications import read_medication
from openkap.gateways.referrals.observations import read_observation
from openkap.gateways.referrals.reading import Json, ReferralRefusedError, parse
from openkap.gateways.referrals.results import NotUnderstood, OutsideReference, Reading, Referral, ReferredPerson

READERS: dict[str, Callable[[Json, Context], Reading]] = {
    "Condition": read_condition,
    "AllergyIntolerance": read_allergy,
    "MedicationRequest": read_medication,
    "MedicationStatement": read_medication,
    "Observation": read_observation,
}
OTHER_VERSIONS = frozenset({"MedicationOrder", "MedicationUsage", "ProcedureRequest", "DiagnosticOrder"})


def read_referral(data: bytes, vocabulary: Vocabulary) -> Referral:
    """Read a FHIR R4 bundle about one person, or refuse it whole with :class:`ReferralRefusedError`."""
    entries = _entries(parse(data))
    resources = [resource for _, resource in entries]
    patient = _only_patient(resources)
    by_reference, places = _index(entries)
    context = Context(vocabulary, by_reference, places)
    for resource in resources:
        if resource["resourceType"] in shapes.ELEMENTS:
            shapes.check(resource)
    person = _person(patient)
    facts, unclear, in_error = _facts(resources, patient, context)
    return Referral(
        person=person,
        facts=(*_about(person, context.place(patient)), *facts),
        not_understood=tuple(unclear),
        outside=tuple(_outside(resources, context)),
        entered_in_error=in_error,
        counts=dict(sorted(Counter(r["resourceType"] for r in resources).items())),
    )


def _entries(document: Any) -> list[tuple[str, Json]]:
    if not isinstance(document, dict) or document.get("resourceType") != "Bundle":
        message = "The file is JSON, but not a FHIR Bundle. Ask the sender for the whole record as one Bundle."
        raise ReferralRefusedError("not-a-bundle", f"{message} Nothing was kept.")
    entries = document.get("entry", [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise ReferralRefusedError("not-a-bundle", "The Bundle has no list of entries. Nothing was kept.")
    found: list[tuple[str, Json]] = []
    for entry in entries:
        resource = entry.get("resource")
        if resource is None:
            continue
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            raise ReferralRefusedError("not-a-bundle", "An entry holds something without a type. Nothing was kept.")
        if resource["resourceType"] in OTHER_VERSIONS:
            message = f"{resource['resourceType']} is not a resource of FHIR R4 (4.0.1). Ask the sender for R4."
            raise ReferralRefusedError("not-r4", f"{message} Nothing was kept.")
        url = entry.get("fullUrl")
        found.append((url if isinstance(url, str) else "", resource))
    return found


def _only_patient(resources: list[Json]) -> Json:
    patients = [r for r in resources if r["resourceType"] == "Patient"]
    if not patients:
        raise ReferralRefusedError(
            "no-patient", "The Bundle names no patient. Ask for one that does. Nothing was kept."
        )
    if len(patients) > 1:
        message = f"The Bundle holds {len(patients)} patients. Ask the sender for one file a person."
        raise ReferralRefusedError("two-patients", f"{message} Nothing was kept.")
    return patients[0]


def _index(entries: list[tuple[str, Json]]) -> tuple[dict[str, Json], dict[int, str]]:
    by_reference: dict[str, Json] = {}
    places: dict[int, str] = {}
    for number, (url, resource) in enumerate(entries):
        own = resource.get("id")
        place = f"{resource['resourceType']}/{own if isinstance(own, str) and own else f'entry-{number}'}"
        places[id(resource)] = place[:180]
        by_reference[place] = resource
        if url:
            by_reference[url] = resource
    return by_reference, places


def _person(patient: Json) -> ReferredPerson:
    names = sorted(patient.get("name", []), key=lambda n: n.get("use") != "official")
    name = names[0] if names else {}
    given = name.get("given", [])
    phones = [t.get("value") for t in patient.get("telecom", []) if t.get("system") == "phone"]
    died, _ = moment(patient.get("deceasedDateTime"))
    identifiers = [
        (str(i.get("system", "")), str(i.get("value"))) for i in patient.get("identifier", []) if i.get("value")
    ]
    return ReferredPerson(
        given_name=" ".join(g for g in given if isinstance(g, str)) if isinstance(given, list) else "",
        family_name=name.get("family") or str(name.get("text", "")),
        born_on=day(patient.get("birthDate")),
        gender=patient.get("gender", ""),
        phone=str(phones[0]) if phones and phones[0] else "",
        identifiers=tuple(dict.fromkeys(identifiers)),
        deceased_at=died,
        is_deceased=died is not None or "deceasedDateTime" in patient or patient.get("deceasedBoolean") is True,
    )


def _about(person: ReferredPerson, place: str) -> list[Fact]:
    facts = []
    if person.born_on:
        at = datetime.combine(person.born_on, time(), UTC)
        facts.append(Fact("birth-date", person.born_on, at, place, display="Birth date", id=f"{place}#birth-date"))
    if person.is_deceased:
        died = person.deceased_at or UNDATED
        facts.append(Fact("deceased", died.date(), died, place, display="Died", id=f"{place}#deceased"))
    return facts


def _facts(resources: list[Json], patient: Json, context: Context) -> tuple[list[Fact], list[NotUnderstood], int]:
    facts: list[Fact] = []
    unclear: list[NotUnderstood] = []
    in_error = 0
    for resource in resources:
        if resource is patient or resource["resourceType"] == "Medication":
            continue
        reading = _read(resource, patient, context)
        facts += reading.facts
        in_error += reading.in_error
        if reading.problem:
            title = _title(resource)
            unclear.append(NotUnderstood(context.place(resource), title, reading.problem, resource))
    return facts, unclear, in_error


def _read(resource: Json, patient: Json, context: Context) -> Reading:
    reader = READERS.get(resource["resourceType"])
    if reader is None:
        return Reading(problem="OpenKAP does not read this kind of resource.")
    if resource.get("modifierExtension") or resource.get("implicitRules"):
        return Reading(problem="It says that its meaning is changed in a way that we do not know.")
    subject = resource.get("patient" if resource["resourceType"] == "AllergyIntolerance" else "subject")
    reference = subject.get("reference") if isinstance(subject, dict) else None
    if context.by_reference.get(str(reference)) is not patient:
        return Reading(problem="It does not say that it is about this person.")
    return reader(resource, context)


def _title(resource: Json) -> str:
    named = (words(resource.get(name)) for name in ("code", "medicationCodeableConcept", "vaccineCode", "type"))
    return next((title for title in named if title), "")[:200]


def _outside(resources: list[Json], context: Context) -> Iterator[OutsideReference]:
    """Every reference that does not lead to something in the file, each once a resource."""
    for resource in resources:
        seen: set[str] = set()
        for reference in _references(resource):
            if reference not in context.by_reference and not reference.startswith("#") and reference not in seen:
                seen.add(reference)
                yield OutsideReference(context.place(resource), reference[:400])


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            if name == "reference" and isinstance(item, str):
                yield item
            else:
                yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)
