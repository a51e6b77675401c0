"""The codes that state one fact, as a ValueSet: exact SNOMED CT concepts; ICD-10 categories with all beneath them."""

import re

from openkap.clinical.sources import Basis, Verification
from openkap.clinical.values import Icd10, Snomed
from openkap.gateways.knowledge.common import Node, Published, head

COMMENT = "http://hl7.org/fhir/StructureDefinition/valueset-concept-comments"
COPYRIGHT = (
    "SNOMED CT is copyright of the International Health Terminology Standards Development Organisation; who uses it "
    "needs the licence that applies in their country. ICD-10 is copyright of the World Health Organization."
)


def resource(thing: Published) -> Node:
    """The ValueSet. A code that nobody saw at its source says so beside it."""
    codes = thing.document["codes"]
    stems = codes.get("icd-10", [])
    found = [{"system": Snomed.system, "concept": [_concept(c) for c in codes["snomed"]]}] if "snomed" in codes else []
    if stems:
        found += [{"system": Icd10.system, "concept": [_concept(c) for c in stems]}, _beneath(stems)]
    return {
        **head("ValueSet", thing, f"Codes that state: {thing.title}."),
        "purpose": "Sources: " + "; ".join(_said(basis) for basis in thing.sources),
        "copyright": COPYRIGHT,
        "compose": {"include": found},
    }


def _concept(code: Node) -> Node:
    found = {"code": code["code"], "display": code["display"]}
    if code["verification"] != Verification.UNVERIFIED:
        return found
    return {"extension": [{"url": COMMENT, "valueString": "unverified: not seen at its source"}], **found}


def _beneath(stems: list[Node]) -> Node:
    """Every code that begins with one of the categories: the file says so in one word, FHIR with a filter."""
    begins = "|".join(re.escape(c["code"]) for c in stems)
    return {"system": Icd10.system, "filter": [{"property": "code", "op": "regex", "value": f"^({begins}).*$"}]}


def _said(basis: Basis) -> str:
    return f"{basis.ref or basis.policy} ({basis.at or 'policy'}; {basis.verification})"
