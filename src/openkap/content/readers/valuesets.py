"""Value sets: which SNOMED CT codes and ICD-10 stems state one fact of the vocabulary."""

from dataclasses import dataclass
from typing import Any

from openkap.clinical.facts import Meaning
from openkap.clinical.sources import Pin, Verification
from openkap.clinical.values import Icd10, Snomed


@dataclass(frozen=True, slots=True)
class ValueSet:
    """The codes that mean one fact: exact ones of SNOMED CT, and stems of ICD-10 without their dot."""

    fact: str
    snomed: dict[str, Meaning]
    stems: dict[str, Meaning]


def read(document: dict[str, Any], pin: Pin) -> ValueSet:
    """A value set as the vocabulary uses it; the shape of every code is checked."""
    codes = document["codes"]
    snomed = {Snomed(c["code"]).code: _meaning(pin.id, c) for c in codes.get("snomed", [])}
    stems = {Icd10(c["code"]).code.replace(".", ""): _meaning(pin.id, c) for c in codes.get("icd-10", [])}
    return ValueSet(pin.id, snomed, stems)


def _meaning(fact: str, item: dict[str, str]) -> Meaning:
    return Meaning(fact, item["display"], Verification(item["verification"]))
