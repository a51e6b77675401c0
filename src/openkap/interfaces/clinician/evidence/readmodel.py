"""Evidence as its pages show it: nothing unverified as fact, every sentence with its sources."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from openkap.clinical.evidence.benchmarks import Arm, Benchmark, Result, in_plain_words
from openkap.clinical.evidence.claims import Claim, Verdict
from openkap.clinical.evidence.grades import Certainty, Grade, Sponsor, is_fact
from openkap.clinical.evidence.recommendations import Recommendation
from openkap.clinical.sources import Basis
from openkap.content import tracing
from openkap.interfaces.components.wording import quantity

STATES = {
    Verdict.SUPPORTED: "ok",
    Verdict.PARTLY: "off",
    Verdict.CAUTION: "due",
    Verdict.NOT_ESTABLISHED: "unknown",
    Verdict.HYPOTHESIS: "unknown",
    Verdict.OUTDATED: "raised",
    Verdict.CONTRADICTED: "raised",
    Verdict.OUT_OF_SCOPE: "off",
    Verdict.NOT_VERIFIED: "unknown",
}
ABOUT = {"efficacy": "Did it help", "safety": "Harms", "durability": "Did it last"}
MEASURES = {"baseline-sd": "baseline SD", "change-sd": "change SD", "effect-size": "effect size",
            "odds-ratio": "odds ratio", "hazard-ratio": "hazard ratio", "number-needed": "number needed to treat",
            "lost-to-follow-up": "lost to follow-up", "still-well": "still well"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One source in a line: words, the page of the reference, and how far it was checked."""

    words: str
    address: str
    verification: str
    owner: str


def sources(basis: tuple[Basis, ...]) -> list[Source]:
    """Each basis as a link to its reference; a policy has an owner and no page."""
    return [
        Source(
            f"{tracing.title_of(b.ref)}, {b.at}" if b.ref else "",
            reverse("reference", args=[b.ref]) if b.ref else "",
            b.verification.value,
            b.policy.replace("-", " "),
        )
        for b in basis
    ]


def grade_words(grade: Grade) -> str:
    """Both gradings, never merged: ``GRADE low · OCEBM 2``."""
    if grade.certainty is Certainty.NOT_GRADED and not grade.oxford:
        return "Not graded"
    oxford = " to ".join(str(n) for n in grade.oxford) or "not graded"
    return f"GRADE {grade.certainty.value} · OCEBM {oxford}"


def sponsor_words(sponsor: Sponsor | None) -> dict[str, Any]:
    """Who paid, with its standing; *not looked up* is said."""
    if sponsor is None:
        return {"words": "Sponsor not looked up", "sources": []}
    return {"words": f"Sponsor: {sponsor.text}", "sources": sources(sponsor.basis)}


def claim_row(claim: Claim, today: date) -> dict[str, Any]:
    """One audited claim."""
    return {
        "number": claim.number,
        "id": claim.pin.id,
        "statement": claim.statement,
        "articles": [(a[-1:], reverse("reference", args=[a])) for a in claim.articles],
        "state": STATES[claim.verdict],
        "verdict": claim.verdict.value.capitalize(),
        "words": claim.words if claim.facts and claim.words != claim.verdict.value else "",
        "grade": grade_words(claim.grade),
        "facts": [{"text": f.text, "sources": sources(f.basis)} for f in claim.facts],
        "unread": len(claim.unread),
        "plain": claim.plain,
        "sponsor": sponsor_words(claim.sponsor),
        "checked_on": claim.checked.on,
        "old": claim.checked.is_old(today),
    }


def recommendation_row(found: Recommendation, today: date) -> dict[str, Any]:
    """One graded recommendation; what rests on nothing that was read says so."""
    rests = [one.partition("/") for one in found.rests_on]
    pages = {"evidence": "evidence", "benchmarks": "evidence-studies"}
    return {
        "title": found.title,
        "why": found.why,
        "strength": found.strength.value.capitalize(),
        "limits": found.limits,
        "grade": grade_words(found.grade),
        "law": found.regulatory.value.capitalize(),
        "place": found.jurisdiction.upper(),
        "valid_until": found.valid_until,
        "lapsed": found.has_lapsed(today),
        "flags": found.flags,
        "rests": [{"words": id_, "address": f"{reverse(pages[kind])}#{id_}"} for kind, _, id_ in rests],
        "plain": found.plain,
        "sources": sources(found.basis),
        "verification": found.verification.value,
        "sponsor": sponsor_words(found.sponsor),
        "checked_on": found.checked.on,
        "old": found.checked.is_old(today),
    }


def study_row(row: Benchmark, today: date) -> dict[str, Any]:
    """One row of a study: who, what, the numbers that were read, and how many were kept back."""
    return {
        "id": row.pin.id,
        "title": row.title,
        "about": ABOUT[row.about],
        "design": row.design,
        "population": row.population,
        "arms": f"{row.treatment}{f' against {row.control}' if row.control else ''}",
        "scale": f"{row.scale}{f', day {row.at_day}' if row.at_day is not None else ''}",
        "means": "; ".join(
            f"{word}: {text}"
            for word, text in (("Response", row.response_means), ("Remission", row.remission_means))
            if text
        ),
        "people": _people(row),
        "numbers": [_number(r) for r in row.facts],
        "unread": row.unread,
        "plain": in_plain_words(row),
        "sources": sources(row.basis),
        "sponsor": sponsor_words(row.sponsor),
        "checked_on": row.checked.on,
        "old": row.checked.is_old(today),
    }


def _people(row: Benchmark) -> str:
    """How many people, when that was read."""
    if row.treatment_count is None or not is_fact(row.counts_basis):
        return "Number of people not verified" if row.treatment_count else ""
    return f"{row.treatment_count}{f' and {row.control_count}' if row.control_count else ''} people"


def _number(result: Result) -> dict[str, str]:
    unit = "" if result.unit == "1" else result.unit
    value = (
        quantity(result.value, unit)
        if result.upper is None
        else f"{quantity(result.value)} to {quantity(result.upper, unit)}"
    )
    interval = "" if result.low is None else f" ({quantity(result.low)} to {quantity(result.high)})"
    name = MEASURES.get(result.measure.value, result.measure.value)
    arm = "" if result.arm is Arm.BETWEEN else f", {result.arm.value}"
    words = f"{name}{f', {result.what}' if result.what else ''}{arm}"
    return {
        "name": words[:1].upper() + words[1:],
        "value": value + interval,
        "verification": result.basis[0].verification.value,
    }
