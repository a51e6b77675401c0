"""What would change a decision: for every finding that stands in the way, the next thing a person can do about it."""

from dataclasses import dataclass

from openkap.clinical.eligibility.decision import Decision, Finding
from openkap.clinical.eligibility.definitions import Level, Result
from openkap.clinical.facts import Vocabulary

CONSEQUENCE = {
    Level.CONTRAINDICATED: "this product is ruled out",
    Level.RELATIVE: "a prescriber may override it, with a reason",
    Level.EVALUATION: "a named person assesses it first",
    Level.INFORMATION: "it is shown, and changes nothing",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One step: which criterion it is about, what to do, what follows, and the facts it takes."""

    criterion: str
    action: str
    effect: str
    needs: tuple[str, ...]


def what_would_change(finding: Finding, vocabulary: Vocabulary) -> Change | None:
    """The step for one finding; None when nothing about it stands in the way."""
    if not (finding.holds or finding.excludes):
        return None
    needs = finding.judgement.needs
    if finding.result is Result.UNKNOWN:
        asked = ", ".join(dict.fromkeys(vocabulary.definitions[n].display.lower() for n in needs))
        action = f"Find out: {asked}" if asked else f"Find out: {finding.criterion.title.lower()}"
        return Change(
            finding.criterion.pin.id, action, f"If it is raised, {CONSEQUENCE[finding.standing.level]}.", needs
        )
    if finding.excludes:
        effect = "Nobody overrides this. If the record is wrong, correct the fact at its source or exclude it."
        return Change(finding.criterion.pin.id, f"Check the record: {finding.criterion.title}", effect, needs)
    if finding.level is Level.EVALUATION:
        effect = "A dated assessment by a named person settles it."
        return Change(finding.criterion.pin.id, f"Assess: {finding.criterion.title}", effect, needs)
    effect = "A prescriber's override with a reason settles it."
    if finding.is_softened:
        effect = f"It would rule this product out, but the rule or the code is not verified. {effect}"
    return Change(finding.criterion.pin.id, f"Decide: {finding.criterion.title}", effect, needs)


def changes(decision: Decision, vocabulary: Vocabulary) -> tuple[Change, ...]:
    """Every step that stands between this decision and *eligible*, gravest first."""
    order = list(Level)
    findings = sorted(decision.findings, key=lambda f: (not f.excludes, order.index(f.standing.level)))
    return tuple(c for f in findings if (c := what_would_change(f, vocabulary)) is not None)
