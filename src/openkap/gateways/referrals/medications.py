"""Medicines: orders and statements, as they were written; what is in them is worked out by the core."""

from openkap.clinical.facts import Fact
from openkap.gateways.referrals.concepts import Context, codings, first_moment, objects, part, words
from openkap.gateways.referrals.instants import moment
from openkap.gateways.referrals.reading import Json
from openkap.gateways.referrals.results import Reading

UNNAMED = "a medicine without a name"


def read_medication(resource: Json, context: Context) -> Reading:
    """One fact a medicine. One that cannot be named is kept as such: it is never dropped."""
    status = str(resource.get("status", ""))
    if status == "entered-in-error":
        return Reading(in_error=True)
    if resource.get("doNotPerform") is True:
        return Reading(problem="It says that a medicine is not to be given.")
    concept = resource.get("medicationCodeableConcept")
    text = words(concept)
    if concept is None:
        text, concept = _referred(resource, context)
    coded = [c for c in codings(concept) if "rxnorm" in c[0]] or codings(concept)
    place = context.place(resource)
    ended, _ = moment(part(resource, "effectivePeriod", "end"))
    at = first_moment(
        resource.get("authoredOn"),
        resource.get("effectiveDateTime"),
        part(resource, "effectivePeriod", "start"),
        resource.get("dateAsserted"),
    )
    fact = Fact(
        code="medicine",
        value=text or UNNAMED,
        at=at,
        source=place,
        display=coded[0][2] if coded else "",
        status=status,
        ended_at=ended,
        id=f"{place}#medicine",
        coding=f"{coded[0][0]}|{coded[0][1]}" if coded else "",
    )
    return Reading((fact,))


def _referred(resource: Json, context: Context) -> tuple[str, object]:
    """The text of a Medication that the order points to: in itself, elsewhere in the file, or nowhere."""
    pointer = resource.get("medicationReference") or {}
    reference = str(pointer.get("reference", ""))
    target = context.by_reference.get(reference)
    if reference.startswith("#"):
        inside = [c for c in resource.get("contained", []) if c.get("id") == reference[1:]]
        target = inside[0] if inside else None
    if target is None or target.get("resourceType") != "Medication":
        return str(pointer.get("display", "")), None
    parts = [_ingredient(i, context) for i in objects(target.get("ingredient"))]
    name = words(target.get("code"))
    if parts and not name:
        return " / ".join(parts), None
    return name, target.get("code")


def _ingredient(item: Json, context: Context) -> str:
    concept = item.get("itemCodeableConcept")
    if isinstance(concept, dict):
        return words(concept) or UNNAMED
    reference = item.get("itemReference")
    target = context.by_reference.get(str(reference.get("reference", ""))) if isinstance(reference, dict) else None
    return (words(target.get("code")) if target else "") or UNNAMED
