"""A decision as the page shows it: holds first, then what a prescriber weighs, then what is clear."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from openkap.clinical.eligibility.changes import CONSEQUENCE, what_would_change
from openkap.clinical.eligibility.decision import Decision, Finding, Verdict
from openkap.clinical.eligibility.definitions import Level, Result, Severity
from openkap.clinical.facts import Fact
from openkap.clinical.sources import Basis, strongest
from openkap.content import catalogue
from openkap.content.rulebook import vocabulary
from openkap.interfaces.clinician.patients.readmodel import said, told_by
from openkap.interfaces.components.wording import age_of_fact, clock, day
from openkap.records.patients.reviewing import questions

SENTENCES = {
    Verdict.ELIGIBLE: "Every criterion is clear or settled. A signed order and the go of the day still have to follow.",
    Verdict.EXCLUDED: "A finding rules this product out. Another way can still be offered.",
}
MOST_FACTS = 3
MOST_SOURCES = 2
SEVERITIES = {Severity.HARD: "Hard review", Severity.MODERATE: "Plan for it", Severity.NOTE: "Note"}


@dataclass(frozen=True, slots=True)
class Place:
    """Whose page it is and which decision it shows; it makes the addresses."""

    patient_id: UUID
    now: datetime
    may_settle: bool

    def asks(self) -> Mapping[str, str]:
        """Where each fact is asked: an item of the review form, or the page on which measurements are recorded."""
        form, record = reverse("review", args=[self.patient_id]), reverse("record-fact", args=[self.patient_id])
        items = [q.definition.code for group in questions().values() for q in group]
        asked = {code: f"{form}#q-{number}" for number, code in enumerate(items, start=1)}
        return {code: asked.get(code, record) for code in vocabulary().definitions} | {
            "medicine-placement": "#medicines"
        }


def sources(basis: tuple[Basis, ...]) -> list[str]:
    """The sources by title and place; a policy shows its own mark beside them."""
    cited = [b for b in basis if b.ref][:MOST_SOURCES]
    return [f"{catalogue.entry('references', b.ref).value.title}, {b.at}" for b in cited]


def _facts(finding: Finding) -> tuple[Fact, ...]:
    """The newest of each kind of fact that the finding rests on, newest first."""
    newest = {f.code: f for f in sorted(finding.judgement.facts, key=lambda f: f.at)}
    return tuple(sorted(newest.values(), key=lambda f: f.at, reverse=True))[:MOST_FACTS]


def _action(finding: Finding, place: Place, asks: Mapping[str, str], number: int) -> tuple[str, str]:
    if finding.result is Result.UNKNOWN and finding.judgement.needs:
        address = asks[finding.judgement.needs[0]]
        return ("Place it" if address.startswith("#") else "Ask" if "#q-" in address else "Record"), address
    if finding.result is Result.RAISED and place.may_settle and finding.level in {Level.RELATIVE, Level.EVALUATION}:
        words = "Assess" if finding.level is Level.EVALUATION else "Decide"
        return ("Change" if finding.settled_by else words), f"#decide-{number}"
    return "", ""


def row(finding: Finding, place: Place, asks: Mapping[str, str], number: int) -> dict[str, object]:
    """One criterion for ``components/criterion_row.html``."""
    facts, standing, settled = _facts(finding), finding.standing, finding.settled_by
    action, address = _action(finding, place, asks, number)
    newest = facts[0] if facts else None
    unplaced = finding.criterion.pin.id == "medicines-recognised" and finding.result is Result.UNKNOWN
    return {
        "number": number,
        "criterion_id": finding.criterion.pin.id,
        "result": "unrecognised" if unplaced else finding.result.value,
        "name": finding.criterion.title,
        "id": finding.criterion.label if finding.criterion.label.startswith("C") else "",
        "rule": finding.criterion.plain,
        "if_not": CONSEQUENCE[finding.level] if finding.result is Result.RAISED else "",
        "value": ", ".join(said(f) for f in facts),
        "when": f"{day(newest.at)}, {age_of_fact(newest.at, place.now)}" if newest else "",
        "stale": finding.result is Result.UNKNOWN,
        "source": told_by(newest) if newest else " ".join(finding.judgement.because),
        "sources": sources(standing.basis),
        "sources_page": reverse("sources", args=["criteria", finding.criterion.pin.id]),
        "verification": strongest(standing.basis),
        "policy": next((b.policy.replace("-", " ") for b in standing.basis if b.policy), ""),
        "action": action,
        "address": address,
        "overridden": f"{settled.by}, {day(settled.at)}, {clock(settled.at)}" if settled else "",
        "cleared": settled is not None and settled.level is Level.EVALUATION,
        "because": settled.reason if settled else " ".join(finding.judgement.because),
        "softened": finding.is_softened,
        "borrowed": finding.borrowed,
        "evaluation": finding.level is Level.EVALUATION,
    }


HEADINGS = (
    ("excludes", "against it", "it rules this product out; nobody overrides it"),
    ("raised", "to weigh", "for the prescriber"),
    ("unknown-contraindicated", "unknown", f"if raised, {CONSEQUENCE[Level.CONTRAINDICATED]}"),
    ("unknown-relative", "unknown", f"if raised, {CONSEQUENCE[Level.RELATIVE]}"),
    ("unknown-evaluation", "unknown", f"if raised, {CONSEQUENCE[Level.EVALUATION]}"),
    ("settled", "settled", "overridden or assessed"),
    ("shown", "to know", "they change nothing"),
    ("clear", "clear", ""),
)
FOLDED = ("shown", "clear")


@dataclass(frozen=True, slots=True)
class Group:
    """Criteria under one heading; ``is_open`` unless nobody needs to act on them."""

    key: str
    title: str
    note: str
    rows: tuple[dict[str, object], ...]

    @property
    def is_open(self) -> bool:
        """Whether the rows show without being asked for."""
        return self.key not in FOLDED

    @property
    def decides(self) -> bool:
        """Whether a prescriber decides about the rows, or takes a decision back."""
        return self.key in {"raised", "settled"}


def groups(decision: Decision, place: Place) -> list[Group]:
    """Rows under their headings: what stands in the way first, the gravest unknown first, what is clear last."""
    asks = place.asks()
    found: dict[str, list[dict[str, object]]] = {}
    for number, finding in enumerate(decision.findings, start=1):
        found.setdefault(_heading(finding), []).append(row(finding, place, asks, number))
    return [Group(key, title, note, tuple(found[key])) for key, title, note in HEADINGS if key in found]


def _heading(finding: Finding) -> str:
    if finding.excludes:
        return "excludes"
    if finding.result is Result.CLEAR:
        return "clear"
    if finding.level is Level.INFORMATION:
        return "shown"
    if finding.result is Result.UNKNOWN:
        return f"unknown-{finding.level.value}"
    return "settled" if finding.settled_by else "raised"


def verdict(decision: Decision) -> dict[str, object]:
    """The head of the page, for ``components/verdict.html``. What changes nothing is counted by itself."""
    holding = [f for f in decision.findings if f.level is not Level.INFORMATION]
    told = [f for f in decision.findings if f.level is Level.INFORMATION]
    unknown = sum(1 for f in holding if f.result is Result.UNKNOWN)
    waiting = sum(1 for f in holding if f.result is Result.RAISED and f.holds)
    parts = [f"{unknown} thing{' is' if unknown == 1 else 's are'} unknown"] if unknown else []
    parts += [f"{waiting} finding{' waits' if waiting == 1 else 's wait'} for you"] if waiting else []
    hold = f"{' and '.join(parts)}. Nothing found so far rules it out."
    return {
        "name": decision.verdict.value,
        "sentence": SENTENCES.get(decision.verdict, hold),
        "unknown": unknown,
        "raised": sum(1 for f in holding if f.result is Result.RAISED),
        "to_know": sum(1 for f in told if f.result is not Result.CLEAR),
        "overridden": sum(1 for f in decision.findings if f.settled_by),
        "clear": decision.count(Result.CLEAR),
    }


def steps(decision: Decision, place: Place, most: int = 6) -> tuple[list[dict[str, str]], int]:
    """What would change it, gravest first, each with its address; and how many more there are."""
    asks, order = place.asks(), list(Level)
    numbered = sorted(enumerate(decision.findings, start=1), key=lambda n: order.index(n[1].standing.level))
    found = []
    for number, finding in sorted(numbered, key=lambda n: not n[1].excludes):
        change = what_would_change(finding, vocabulary())
        if change is not None:
            address = _action(finding, place, asks, number)[1] or reverse("facts", args=[place.patient_id])
            found.append({"address": address, "what": change.action, "effect": change.effect})
    return found[:most], max(len(found) - most, 0)


def medicines(decision: Decision) -> dict[str, object]:
    """Medicines compared: interactions that are raised, gravest first, and medicines that were not recognised."""
    raised = sorted(
        (i for i in decision.interactions if i.result is Result.RAISED),
        key=lambda i: list(Severity).index(i.severity),
    )
    return {
        "raised": [
            {
                "state": "raised"
                if i.severity is Severity.HARD
                else "due"
                if i.severity is Severity.MODERATE
                else "ok",
                "word": SEVERITIES[i.severity],
                "title": f"{i.interaction.title} ({i.interaction.label})",
                "names": ", ".join(dict.fromkeys(str(f.value) for f in i.judgement.facts)),
                "effect": i.interaction.effect,
                "handling": i.interaction.handling,
                "verification": strongest(i.interaction.basis),
                "sources": reverse("sources", args=["interactions", i.interaction.pin.id]),
            }
            for i in raised
        ],
        "unplaced": [{"id": m.fact.id, "text": m.text, "when": day(m.fact.at)} for m in decision.unrecognised],
        "open": [i.interaction.label for i in decision.interactions if i.result is Result.UNKNOWN],
    }
