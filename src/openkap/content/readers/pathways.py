"""Reasons that bear on the choice between psychotherapy, ketamine and both; and the rule of acute risk."""

from typing import Any

from openkap.clinical.evidence.claims import Claim, Verdict
from openkap.clinical.evidence.grades import Certainty, Grade, Strength
from openkap.clinical.evidence.recommendations import Recommendation
from openkap.clinical.pathways.reasons import Reason, RiskRule, Speaks
from openkap.clinical.protocols.definition import CourseKind
from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis, prose
from openkap.content.readers.rules import rule

RISK = "risk"
CARRIES = {Verdict.SUPPORTED, Verdict.PARTLY}  # verdicts of a claim that may carry a reason *for*
CARRY_NOT = {Strength.RESEARCH, Strength.AGAINST, Strength.DO_NOT}
NONE = Grade(Certainty.NOT_GRADED, ())


def read(document: dict[str, Any], pin: Pin) -> Reason | RiskRule:
    """A reason, or the rule of risk, as the core knows it."""
    grounds, plain = basis(document["basis"]), prose(document["plain"])
    if document["speaks"] == RISK:
        return RiskRule(pin, rule(document["when"]), tuple(document["steps"]), plain, grounds)
    return Reason(
        pin=pin,
        title=document["title"],
        speaks=Speaks(document["speaks"]),
        options=frozenset(CourseKind(o) for o in document["options"]),
        when=rule(document["when"]) if "when" in document else None,
        because=prose(document["because"]),
        plain=plain,
        rests_on=document.get("rests-on", ""),
        grade=_grade(document.get("rests-on", "")),
        basis=grounds,
    )


def _carrier(rests_on: str) -> Any:
    kind, _, id_ = rests_on.partition("/")
    return catalogue.entry(kind, id_).value if rests_on else None


def _grade(rests_on: str) -> Grade:
    found: Grade = getattr(_carrier(rests_on), "grade", NONE)
    return found


def check(entry: Entry) -> tuple[str, ...]:
    """A reason that would claim what the library calls unsupported."""
    reason = entry.value
    if not isinstance(reason, Reason) or reason.speaks is not Speaks.FOR:
        return ()
    carrier = _carrier(reason.rests_on)
    if isinstance(carrier, Claim) and carrier.verdict not in CARRIES:
        return (f"It speaks for an option, and {reason.rests_on} is {carrier.verdict.value}.",)
    if isinstance(carrier, Recommendation) and carrier.strength in CARRY_NOT:
        return (f"It speaks for an option, and {reason.rests_on} is {carrier.strength.value!r}.",)
    return () if carrier else ("It speaks for an option and rests on nothing of the library.",)
