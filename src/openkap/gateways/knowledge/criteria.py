"""A criterion as a PlanDefinition: one rule, its condition in our own closed vocabulary, and the data it looks at."""

import json

from openkap.clinical.eligibility.definitions import Criterion, Standing
from openkap.clinical.eligibility.operators import facts_of
from openkap.clinical.facts import FactKind, Meaning, Vocabulary
from openkap.clinical.sources import Verification
from openkap.clinical.values import Loinc
from openkap.gateways.canonical import canonical
from openkap.gateways.knowledge.common import Node, Published, artifacts, head

RULE = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/plan-definition-type", "code": "eca-rule"}],
}
UNKNOWN = "Raised when this holds. Unknown is never clear: {}. The vocabulary is OpenKAP's, in JSON."


def resource(thing: Published) -> Node:
    """The PlanDefinition. Whoever cannot run the expression has its words, never a pass."""
    criterion: Criterion = thing.value
    needs = [need for code in facts_of(criterion.when) for need in _needs(code, thing.rules.vocabulary)]
    condition = {
        "description": UNKNOWN.format(thing.document["if-unknown"]),
        "language": "application/json",
        "expression": json.dumps(thing.document["when"], ensure_ascii=False, default=str),
    }
    action = {
        "title": criterion.title,
        "description": criterion.plain,
        "textEquivalent": "; ".join(_standing(s) for s in criterion.standings),
        "documentation": artifacts(criterion.basis),
        "condition": [{"kind": "applicability", "expression": condition}],
        **({"input": needs} if needs else {}),
    }
    return {
        **head("PlanDefinition", thing, criterion.plain),
        "type": RULE,
        "relatedArtifact": artifacts(thing.sources),
        "action": [action],
    }


def _standing(standing: Standing) -> str:
    whom = ", ".join(sorted(standing.products)) or "every product"
    where = f" in {', '.join(sorted(standing.jurisdictions))}" if standing.jurisdictions else ""
    return f"{standing.level} for {whom}{where}"


def _needs(code: str, vocabulary: Vocabulary) -> list[Node]:
    """What data state the fact: measurements by their LOINC codes, diagnoses by the value set of the fact.

    A LOINC code that nobody saw at its source is left out: on another's engine it could clear.
    """
    loinc = [
        key[1] for key, said in vocabulary.codes.items() if key[0] == Loinc.system and _means(said, code, sure=True)
    ]
    if loinc:
        codes = [{"system": Loinc.system, "code": c} for c in sorted(loinc)]
        return [{"type": "Observation", "codeFilter": [{"path": "code", "code": codes}]}]
    listed = (*vocabulary.codes.values(), *vocabulary.stems.values())
    if vocabulary.definitions[code].kind is FactKind.CONDITION and any(_means(said, code) for said in listed):
        return [{"type": "Condition", "codeFilter": [{"path": "code", "valueSet": canonical("valuesets", code)}]}]
    return []


def _means(said: tuple[Meaning, ...], code: str, *, sure: bool = False) -> bool:
    return any(m.fact == code and not (sure and m.verification is Verification.UNVERIFIED) for m in said)
