"""Our own R4 (4.0.1) checks on the resources that we read: their elements by name, and the shape of those that we use.

An element that R4 does not have, or has in another shape, means that the file is of another version of FHIR, where the
same words may mean something else. Such a file is refused, not guessed at.
Source: hl7.org/fhir/R4, resource definitions.
"""

from typing import Any

from openkap.gateways.referrals.reading import Json, ReferralRefusedError

COMMON = "resourceType id meta implicitRules language text contained extension modifierExtension identifier"
ELEMENTS: dict[str, frozenset[str]] = {
    name: frozenset(f"{COMMON} {words}".split())
    for name, words in {
        "Patient": "active name telecom gender birthDate deceasedBoolean deceasedDateTime address maritalStatus "
        "multipleBirthBoolean multipleBirthInteger photo contact communication generalPractitioner "
        "managingOrganization link",
        "Condition": "clinicalStatus verificationStatus category severity code bodySite subject encounter "
        "onsetDateTime onsetAge onsetPeriod onsetRange onsetString abatementDateTime abatementAge abatementPeriod "
        "abatementRange abatementString recordedDate recorder asserter stage evidence note",
        "MedicationRequest": "status statusReason intent category priority doNotPerform reportedBoolean "
        "reportedReference medicationCodeableConcept medicationReference subject encounter supportingInformation "
        "authoredOn requester performer performerType recorder reasonCode reasonReference instantiatesCanonical "
        "instantiatesUri basedOn groupIdentifier courseOfTherapyType insurance note dosageInstruction "
        "dispenseRequest substitution priorPrescription detectedIssue eventHistory",
        "MedicationStatement": "basedOn partOf status statusReason category medicationCodeableConcept "
        "medicationReference subject context effectiveDateTime effectivePeriod dateAsserted informationSource "
        "derivedFrom reasonCode reasonReference note dosage",
        "Medication": "code status manufacturer form amount ingredient batch",
        "AllergyIntolerance": "clinicalStatus verificationStatus type category criticality code patient encounter "
        "onsetDateTime onsetAge onsetPeriod onsetRange onsetString recordedDate recorder asserter lastOccurrence "
        "note reaction",
        "Observation": "basedOn partOf status category code subject focus encounter effectiveDateTime "
        "effectivePeriod effectiveTiming effectiveInstant issued performer valueQuantity valueCodeableConcept "
        "valueString valueBoolean valueInteger valueRange valueRatio valueSampledData valueTime valueDateTime "
        "valuePeriod dataAbsentReason interpretation note bodySite method specimen device referenceRange hasMember "
        "derivedFrom component",
    }.items()
}
CONCEPTS = frozenset(
    {"code", "clinicalStatus", "verificationStatus", "medicationCodeableConcept", "valueCodeableConcept"}
)
OBJECTS = frozenset({"subject", "patient", "valueQuantity", "medicationReference", "meta"})
TEXTS = frozenset(
    [
        "id",
        "status",
        "intent",
        "gender",
        "birthDate",
        "deceasedDateTime",
        "onsetDateTime",
        "abatementDateTime",
        "recordedDate",
        "authoredOn",
        "effectiveDateTime",
        "effectiveInstant",
        "dateAsserted",
        "lastOccurrence",
        "onsetString",
        "abatementString",
    ]
)
LISTS = frozenset({"component", "ingredient", "contained", "name", "telecom", "identifier", "modifierExtension"})


def _other_version(resource: Json, why: str) -> ReferralRefusedError:
    name = f"{resource['resourceType']}/{resource.get('id', 'without id')}"
    message = f"{name[:80]}: {why} That is not FHIR R4 (4.0.1). Ask the sender for an R4 bundle. Nothing was kept."
    return ReferralRefusedError("not-r4", message)


def check(resource: Json) -> None:
    """Refuse a resource that we read when it is not of R4."""
    known = ELEMENTS[resource["resourceType"]]
    for name, value in resource.items():
        if name.removeprefix("_") not in known:
            raise _other_version(resource, f"it has an element {name[:40]!r}, which R4 does not know.")
        if not name.startswith("_"):
            _check_element(resource, name, value)


def _check_element(resource: Json, name: str, value: Any) -> None:
    if name in CONCEPTS:
        _check_concept(resource, name, value)
    elif name in OBJECTS and not isinstance(value, dict):
        raise _other_version(resource, f"{name} is not an object.")
    elif name in TEXTS and not isinstance(value, str):
        raise _other_version(resource, f"{name} is not a text.")
    elif name in LISTS and not (isinstance(value, list) and all(isinstance(v, dict) for v in value)):
        raise _other_version(resource, f"{name} is not a list of objects.")
    if name == "name" and any(not isinstance(v.get("family", ""), str) for v in value):
        raise _other_version(resource, "the family name is a list, as in FHIR DSTU2.")
    if name == "component":
        for part in value:
            _check_concept(resource, "component.code", part.get("code"))


def _check_concept(resource: Json, name: str, value: Any) -> None:
    if not isinstance(value, dict):
        raise _other_version(resource, f"{name} is not a CodeableConcept (in STU3 it was a plain code).")
    codings = value.get("coding", [])
    if not isinstance(codings, list) or not all(isinstance(c, dict) for c in codings):
        raise _other_version(resource, f"{name}.coding is not a list of codings.")
    texts = [value.get("text", "")] + [c.get(k, "") for c in codings for k in ("system", "code", "display")]
    if not all(isinstance(t, str) for t in texts):
        raise _other_version(resource, f"{name} has a code or a text that is not a text.")
